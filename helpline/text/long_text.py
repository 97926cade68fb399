"""What is left out of a text that is longer than any message.

Work has to be bounded, and yet nobody may hide a word by writing something else a thousand times
around it: so what repeats goes first, and then the middle.
"""

from __future__ import annotations

from typing import Final, TypeVar

_OFTEN: Final = 3
_Part = TypeVar("_Part")


class Repeats:
    """Counts what it is asked about."""

    def __init__(self) -> None:
        self._seen: dict[object, int] = {}

    def is_new(self, thing: object) -> bool:
        """True for the first few times."""
        times = self._seen[thing] = self._seen.get(thing, 0) + 1
        return times <= _OFTEN


def first_and_last(parts: list[_Part], most: int) -> list[_Part]:
    """At most so many of the parts: two thirds from the beginning, one third from the end."""
    if len(parts) <= most:
        return parts
    last = most // 3
    return parts[: most - last] + parts[len(parts) - last :]
