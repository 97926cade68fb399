"""What is read of a text that is longer than any message.

Work has to be bounded, and yet nobody may hide a word by writing something else a thousand times
around it: so what repeats goes first, and then the middle.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

MOST_READ: Final = 4_096
"""Characters: the longest message that a channel brings (WhatsApp and Telegram)."""
_OFTEN: Final = 3
_PIECE: Final = re.compile(r"\S.{0,58}(?:\s|\Z)|\S.{0,58}", re.DOTALL)
"""Up to sixty characters, cut where a word ends if there is such a place."""


def in_part(text: str) -> str:
    """The text with spaces in place of what is not read: every other character keeps its place.

    A piece is read three times. Of more than ``MOST_READ`` characters two thirds are read from
    the beginning and one third from the end.
    """
    if len(text) <= MOST_READ:
        return text
    seen: Counter[str] = Counter()
    kept: list[tuple[int, int]] = []
    for found in _PIECE.finditer(text):
        seen[found[0]] += 1
        if seen[found[0]] <= _OFTEN:
            kept.append(found.span())
    first = _within(kept, MOST_READ * 2 // 3)
    rest = kept[first:]
    last = _within(rest[::-1], MOST_READ // 3)
    return _spaced(text, kept[:first] + rest[len(rest) - last :])


def _within(pieces: list[tuple[int, int]], most: int) -> int:
    """How many of the first pieces have no more characters than that together."""
    for number, (start, end) in enumerate(pieces):
        most -= end - start
        if most < 0:
            return number
    return len(pieces)


def _spaced(text: str, kept: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in kept:
        parts += (" " * (start - at), text[start:end])
        at = end
    return "".join((*parts, " " * (len(text) - at)))
