"""JSON that somebody else made, read by name and type; nothing is assumed of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

MAX_INTEGER = 2**63 - 1
"""What a database column holds."""


class Unreadable(Exception):
    """A field is missing or of another type. Names the field, never its value."""


class Fields:
    """One JSON object. Raises Unreadable where a value is not what its name promises."""

    __slots__ = ("_values",)

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise Unreadable("no object")
        self._values: dict[str, object] = value

    def names(self) -> Iterable[str]:
        return self._values.keys()

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def is_true(self, name: str) -> bool:
        return self._values.get(name) is True

    def fields(self, name: str) -> Fields | None:
        """The object of that name; None if there is none."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Unreadable(f"{name} is no object")
        return Fields(value)

    def text(self, name: str) -> str:
        """The text of that name, as it came; empty if there is none."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Unreadable(f"{name} is no text")
        return value

    def integer(self, name: str) -> int:
        value = self._values.get(name)
        if type(value) is not int or abs(value) > MAX_INTEGER:  # a bool is an int to isinstance
            raise Unreadable(f"{name} is no integer")
        return value

    def optional_integer(self, name: str) -> int | None:
        """None if there is none, or if it is beyond what a database holds."""
        value = self._values.get(name)
        return value if type(value) is int and abs(value) <= MAX_INTEGER else None

    def number(self, name: str) -> float:
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unreadable(f"{name} is no number")
        if not (abs(value) <= MAX_INTEGER and math.isfinite(value)):
            raise Unreadable(f"{name} is out of range")
        return float(value)
