# All logic is in tools/dev.py, which also runs without make: python3 tools/dev.py run
PYTHON ?= python3
ARGS ?=

.PHONY: setup run test check format texts understanding listener readme lock audit
setup run test check format texts understanding listener readme lock audit:
	@$(PYTHON) tools/dev.py $@ $(ARGS)

.DEFAULT_GOAL := setup
