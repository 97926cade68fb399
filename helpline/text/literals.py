"""Finding many fixed Khmer strings at once, at whole clusters only.

Khmer has no spaces between words, so a keyword is a substring; but inside another syllable it
is another word. A hit must begin at a base letter and end before no mark. From each place where
one may begin a few look-ups tell which do: the time does not grow with the number of strings,
and the table is made in a hundredth of the time that one compiled pattern of them all takes
(docs/adr/0040-read-the-words-once.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from helpline.text.khmer import COENG, MARKS

_ANY: Final = 1_000_000
_MARK = re.compile(f"[{MARKS}]")
_FIRST_STEP: Final = 4
_NO_LETTER: Final = "\0"


class Span(NamedTuple):
    """One occurrence of a literal."""

    literal: str
    start: int
    end: int


class LiteralSearch:
    """Finds every occurrence of every literal, overlapping ones too, in one pass."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._words = frozenset(literals)
        if "" in self._words:
            raise ValueError("an empty string is found everywhere")
        self._lengths = _lengths_by_beginning(self._words)
        self._behind = _NO_LETTER * max(map(len, self._words), default=0)
        firsts = "".join(map(re.escape, sorted({word[0] for word in self._words})))
        self._begin = re.compile(f"(?<!{COENG})[{firsts}]") if firsts else None

    def find(self, key: str, most: int = _ANY) -> list[Span]:
        """Occurrences by place, the longest first where several begin together; about ``most``."""
        spans: list[Span] = []
        if self._begin is None:
            return spans
        padded = key + self._behind  # so that a slice is never cut short
        for found in self._begin.finditer(key):
            if len(spans) >= most:
                break
            here = self._from(padded, found.start(), self._lengths[found[0]])
            if here:
                here.reverse()
                spans += here
        return spans

    def _from(self, key: str, start: int, lengths: tuple[int, ...] | None) -> list[Span]:
        """The literals that begin here, the shortest first."""
        here: list[Span] = []
        known = _FIRST_STEP
        while lengths is not None:
            for length in lengths:
                word = key[start : start + length]
                if word in self._words and not _MARK.match(key, start + length):
                    here.append(Span(word, start, start + length))
            lengths = self._lengths.get(key[start : start + known])
            known *= 2
        return here


def _lengths_by_beginning(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For the first 1, 4, 8, 16 … characters of the words: which lengths to look for next."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        known, step = 1, _FIRST_STEP
        while step < len(word):
            lengths.setdefault(word[:known], set())
            known, step = step, step * 2
        lengths.setdefault(word[:known], set()).add(len(word))
    shapes: dict[tuple[int, ...], tuple[int, ...]] = {}
    ordered = ((beginning, tuple(sorted(those))) for beginning, those in lengths.items())
    return {beginning: shapes.setdefault(those, those) for beginning, those in ordered}
