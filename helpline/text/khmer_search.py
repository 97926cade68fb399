"""Finding Khmer keywords: literals at whole clusters, families, and gaps between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from helpline.text.keyword import FAMILY, WIDE, Keyword, Words, parts_of, piece_key
from helpline.text.literals import LiteralSearch, Span

KHMER_GAP: Final = 16
WIDE_GAP: Final = 40
FAMILY_GAP: Final = 6
"""Letters and signs that may stand beside a word of a family: បាន, ក្បាល, ទៀត."""
MOST_PLACES: Final = 512
"""Of one part of a gapped keyword."""
_STOP = re.compile("[.!?\n។៕]")

Place = tuple[Keyword, int, int]
Covered = Callable[[str, int, int], bool]
_Places = list[tuple[int, int]]
_Of = TypeVar("_Of")


class _Part(NamedTuple):
    """One piece of a keyword: its spellings, and how far behind the piece before it may stand."""

    options: tuple[str, ...]
    reach: int


class _Node:
    """What may stand behind some parts, and the keywords that are complete with them."""

    __slots__ = ("nexts", "words")

    def __init__(self) -> None:
        self.nexts: dict[_Part, _Node] = {}
        self.words: tuple[tuple[int, Keyword], ...] = ()


def _child(nodes: dict[_Of, _Node], name: _Of) -> _Node:
    """The node of this name, made if there is none."""
    if name not in nodes:
        nodes[name] = _Node()
    return nodes[name]


_Root = tuple[str, _Part]
"""A group and the first part of keywords of it: a decoy may hide it from one group only."""


class KhmerSearch:
    """Finds the parts of all keywords as literals, then joins them over the gaps."""

    def __init__(self, keywords: Iterable[Keyword], families: Words) -> None:
        self._families = {name: tuple(map(_key, words)) for name, words in families.items()}
        self._known: dict[_Part, _Part] = {}
        self._single: dict[str, list[Keyword]] = {}
        self._trees: dict[_Root, _Node] = {}
        for number, word in enumerate(keywords):
            for sides in parts_of(word.text):
                self._add(number, word, self._parts(sides))
        self._roots: dict[str, list[_Root]] = {}
        for root in self._trees:
            for option in root[1].options:
                self._roots.setdefault(option, []).append(root)
        self._search = LiteralSearch({o for part in self._known for o in part.options})

    def _add(self, number: int, word: Keyword, parts: list[_Part]) -> None:
        if len(parts) == 1:
            for option in parts[0].options:
                self._single.setdefault(option, []).append(word)
            return
        node = _child(self._trees, (word.group, parts[0]))
        for part in parts[1:]:
            node = _child(node.nexts, part)
        node.words += ((number, word),)

    def _parts(self, sides: Iterable[str]) -> list[_Part]:
        parts: list[_Part] = []
        for side in sides:
            reach = KHMER_GAP
            for run in side.split(WIDE):
                for place, piece in enumerate(FAMILY.split(run)):
                    if key := _key(piece):
                        part = _Part(self._families[piece] if place % 2 else (key,), reach)
                        parts.append(self._known.setdefault(part, part))
                        reach = FAMILY_GAP
                reach = WIDE_GAP
        return parts

    def spans(self, key: str, most: int) -> list[Span]:
        """The parts of all keywords, wherever they stand; about ``most`` at most."""
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
        roots = dict.fromkeys(root for literal in places for root in self._roots.get(literal, ()))
        joins = _Joins(key, places, covered)
        joined = [hit for root in roots for hit in joins.from_(*root, self._trees[root])]
        joined.sort(key=lambda hit: hit[0])  # as the keywords were given
        return found + [(word, *place) for _, word, place in joined]


class _Joins:
    """Follows the trees of keywords through one message."""

    def __init__(self, key: str, places: dict[str, _Places], covered: Covered) -> None:
        self._key, self._places, self._covered = key, places, covered
        self._all: dict[tuple[str, ...], _Places] = {}
        self._known: dict[tuple[str, tuple[str, ...]], _Places] = {}

    def from_(
        self, group: str, first: _Part, root: _Node
    ) -> Iterable[tuple[int, Keyword, tuple[int, int]]]:
        """Where the parts of keywords follow each other, each within its reach and sentence."""
        todo = [(root, self._of(group, first))]
        while todo:
            node, ways = todo.pop()
            for number, word in node.words:
                yield from ((number, word, way) for way in ways)
            for part, behind in node.nexts.items():
                nexts = self._of(group, part)
                if nexts and (longer := self._on(ways, nexts, part.reach)):
                    todo.append((behind, longer))

    @cached_property
    def _stops(self) -> list[int]:
        return [found.start() for found in _STOP.finditer(self._key)]

    def _of(self, group: str, part: _Part) -> _Places:
        """Where a part stands, for keywords of this group."""
        known = self._known.get((group, part.options))
        if known is None:
            everywhere = self._anywhere(part.options)
            found = [place for place in everywhere if not self._covered(group, *place)]
            known = self._known[group, part.options] = found[:MOST_PLACES]
        return known

    def _anywhere(self, options: tuple[str, ...]) -> _Places:
        known = self._all.get(options)
        if known is None:
            found = [place for option in options for place in self._places.get(option, ())]
            known = self._all[options] = sorted(found)
        return known

    def _on(self, ways: _Places, nexts: _Places, reach: int) -> _Places:
        """The ways that go on to the nearest of the next places, and to which."""
        longer: _Places = []
        for start, end in ways:
            at = bisect_left(nexts, (end, 0))
            if at == len(nexts) or nexts[at][0] - end > reach:
                continue
            if not _crosses(self._stops, end, nexts[at][0]):
                longer.append((start, nexts[at][1]))
        return longer


def _key(piece: str) -> str:
    return piece_key(piece).strip()


def _by_literal(spans: list[Span]) -> dict[str, _Places]:
    places: dict[str, _Places] = {}
    for span in spans:
        same = places.setdefault(span.literal, [])
        if len(same) < MOST_PLACES:
            same.append((span.start, span.end))
    return places


def _crosses(stops: list[int], start: int, end: int) -> bool:
    at = bisect_left(stops, start)
    return at < len(stops) and stops[at] < end
