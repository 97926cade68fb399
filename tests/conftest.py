"""What holds for every test: where it may connect to, which time zone, which examples.

Connections are limited to this machine by pyproject.toml (--allow-hosts), so that no test can
reach a provider, a contact or anybody else.
"""

import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Far from Phnom Penh, behind it and with summer time: naive local times show at once.
os.environ["TZ"] = "America/St_Johns"
time.tzset()
# The settings of whoever runs the tests must not colour them.
for name in [
    name
    for name in os.environ
    if name.startswith("HELPLINE_") and not name.startswith("HELPLINE_TEST_")
]:
    del os.environ[name]

settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# HYPOTHESIS_PROFILE=deep pytest …: new examples each time, and many.
settings.register_profile("deep", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "no Chromium on this machine; to run these tests: apt-get install chromium"


def find_browser() -> str | None:
    """The Chromium that the e2e tests drive, if there is one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


@pytest.fixture(scope="session")
def browser_program() -> str:
    """Path of a Chromium; skips, saying how to get one, if there is none."""
    program = find_browser()
    if program is None:
        pytest.skip(NO_BROWSER)
    return program


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the working tree."""
    return Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow checks first, so that two processes share the work; no browser, no e2e."""
    items.sort(key=lambda item: item.get_closest_marker("check") is None)
    if find_browser() is None:
        for item in items:
            if item.get_closest_marker("e2e"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
