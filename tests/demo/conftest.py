"""Fixtures of the demo: `demo` is a running one."""

from running_demo import demo

__all__ = ["demo"]
