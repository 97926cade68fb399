"""Finding Khmer keywords: literals at whole clusters, families, and gaps between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from helpline.text.keyword import FAMILY, WIDE, Keyword, Words, dense, parts_of
from helpline.text.khmer import match_key
from helpline.text.literals import LiteralSearch, Span

KHMER_GAP: Final = 16
WIDE_GAP: Final = 40
FAMILY_GAP: Final = 6
"""Letters and signs that may stand beside a word of a family: បាន, ក្បាល, ទៀត."""
MOST_PLACES: Final = 64
"""Of one part of a gapped keyword: the same word repeated says nothing new."""
_STOP = re.compile("[.!?\n។៕]")

Place = tuple[Keyword, int, int]
Covered = Callable[[str, int, int], bool]
_Places = list[tuple[int, int]]


class _Part(NamedTuple):
    """One piece of a keyword: its spellings, and how far behind the piece before it may stand."""

    options: tuple[str, ...]
    reach: int


class KhmerSearch:
    """Finds the parts of all keywords as literals, then joins them over the gaps."""

    def __init__(self, keywords: Iterable[Keyword], families: Words) -> None:
        self._keys: dict[str, str] = {}
        self._families = {name: tuple(map(self._key, words)) for name, words in families.items()}
        self._single: dict[str, list[Keyword]] = {}
        self._gapped: list[tuple[Keyword, tuple[_Part, ...]]] = []
        for word in keywords:
            for sides in parts_of(word.text):
                self._add(word, self._parts(sides))
        self._by_first: dict[str, list[int]] = {}
        for number, (_, parts) in enumerate(self._gapped):
            for option in parts[0].options:
                self._by_first.setdefault(option, []).append(number)
        options = (o for _, parts in self._gapped for part in parts for o in part.options)
        self._search = LiteralSearch([*self._single, *options])

    def _add(self, word: Keyword, parts: tuple[_Part, ...]) -> None:
        if len(parts) > 1:
            self._gapped.append((word, parts))
            return
        for option in parts[0].options:
            self._single.setdefault(option, []).append(word)

    def _parts(self, sides: Iterable[str]) -> tuple[_Part, ...]:
        parts: list[_Part] = []
        for side in sides:
            reach = KHMER_GAP
            for run in side.split(WIDE):
                for place, piece in enumerate(FAMILY.split(run)):
                    key = self._key(piece)
                    if key:
                        options = self._families[piece] if place % 2 else (key,)
                        parts.append(_Part(options, reach))
                        reach = FAMILY_GAP
                reach = WIDE_GAP
        return tuple(parts)

    def _key(self, piece: str) -> str:
        """The key of a piece; thousands of keywords share a few hundred pieces."""
        if piece not in self._keys:
            self._keys[piece] = dense(match_key(piece)).strip()
        return self._keys[piece]

    def spans(self, key: str, most: int) -> list[Span]:
        """Every part of every keyword, wherever it stands, up to ``most``."""
        return self._search.find(key, most)

    def join(self, key: str, spans: list[Span], covered: Covered) -> list[Place]:
        """The keywords of these parts, without those of which a part is inside a decoy."""
        found = [
            (word, span.start, span.end)
            for span in spans
            for word in self._single.get(span.literal, ())
            if not covered(word.group, span.start, span.end)
        ]
        places = _by_literal(spans)
        numbers = {number for literal in places for number in self._by_first.get(literal, ())}
        stops = [found.start() for found in _STOP.finditer(key)] if numbers else []
        apart = places.keys().isdisjoint
        known: dict[tuple[str, tuple[str, ...]], _Places] = {}
        for number in sorted(numbers):
            word, parts = self._gapped[number]
            if any(apart(part.options) for part in parts):
                continue
            for part in parts:
                if (word.group, part.options) not in known:
                    known[word.group, part.options] = _of_part(part, places, word.group, covered)
            seen = [known[word.group, part.options] for part in parts]
            found += [(word, start, end) for start, end in _joined(parts, seen, stops)]
        return found


def _by_literal(spans: list[Span]) -> dict[str, _Places]:
    places: dict[str, _Places] = {}
    for span in spans:
        same = places.setdefault(span.literal, [])
        if len(same) < MOST_PLACES:
            same.append((span.start, span.end))
    return places


def _of_part(part: _Part, places: dict[str, _Places], group: str, covered: Covered) -> _Places:
    found = [place for option in part.options for place in places.get(option, ())]
    return sorted(place for place in found if not covered(group, *place))[:MOST_PLACES]


def _joined(
    parts: tuple[_Part, ...], seen: list[_Places], stops: list[int]
) -> Iterable[tuple[int, int]]:
    """Where the parts follow each other, each within its reach and the same sentence."""
    for start, first_end in seen[0]:
        end = first_end
        for part, nexts in zip(parts[1:], seen[1:], strict=True):
            at = bisect_left(nexts, (end, 0))
            if at == len(nexts) or nexts[at][0] - end > part.reach:
                break
            if _crosses(stops, end, nexts[at][0]):
                break
            end = nexts[at][1]
        else:
            yield start, end


def _crosses(stops: list[int], start: int, end: int) -> bool:
    at = bisect_left(stops, start)
    return at < len(stops) and stops[at] < end
