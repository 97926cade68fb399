"""Keywords in a message, with positions in the words as the person wrote them.

Cluster-aligned substrings of the key with a reviewed list of decoys (longer words that contain
a keyword and mean something else) measured .99 precision and .99 recall; gating by a word
segmenter measured .61 recall and lost *rape* and *traffick* (KHMER.md).

A keyword is text, or a ``Keyword`` where more has to be said. In its text

* a space is a word edge: in Khmer a space may stand there, in Latin the words follow each other;
* ``~`` is a gap: up to three words in Latin, up to sixteen letters and signs in Khmer;
* ``<>`` is a gap whose two sides may stand in either order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from helpline.text.khmer import keyed, match_key
from helpline.text.literals import LiteralSearch, Span
from helpline.text.phrases import Phrase, PhraseSearch, tokens

KHMER_GAP: Final = 16
MOST_HITS: Final = 4_096
"""Of each script; a message has a handful, and memory stays bounded on a hostile one."""
MOST_PLACES: Final = 64
"""Of one part of a gapped keyword: the same word repeated says nothing new."""
_KHMER_LETTER = re.compile("[\u1780-\u17d3\u17dd]")
_INNER_SPACE = re.compile("(?<=[\u1780-\u17ff])[ \t]+(?=[\u1780-\u17ff])")
_EDGE = re.compile(r"^[^\w\u1780-\u17d3\u17dd]+|[^\w\u1780-\u17d3\u17dd]+$")
_SIMPLE = re.compile("(?!.*(.)\\1\\1)[a-z0-9' ]+")
_GAPS = re.compile("~|<>")
_STOP = re.compile("[.!?\n។៕]")


@dataclass(frozen=True, slots=True)
class Keyword:
    """What to look for, and how."""

    text: str
    group: str = ""
    """Decoys given for a group act on that group's keywords only."""
    whole: bool = False
    """Counts only as the whole message, punctuation and emoji aside."""
    romanised: bool = False
    """Khmer in Latin letters: its words stand for their spelling variants too."""
    strict: bool = False
    """Latin words follow each other with at most small words between, unless ``~`` says more."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A word that contains a keyword and means something else."""

    text: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A keyword, as it was given, and where it stands in the raw text."""

    keyword: str
    start: int
    end: int


class Hit(NamedTuple):
    """A match that still knows its ``Keyword``."""

    keyword: Keyword
    start: int
    end: int


class Matcher:
    """Looks for all its keywords at once. Never raises on any text, bounded in time and memory."""

    def __init__(
        self,
        keywords: Iterable[str | Keyword],
        decoys: Iterable[str | Decoy] = (),
        spellings: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        given = [Keyword(word) if isinstance(word, str) else word for word in keywords]
        self._whole = _whole_words(given)
        inside = [word for word in given if not word.whole]
        self._khmer = _KhmerSide([word for word in inside if has_khmer(word.text)])
        self._latin = _LatinSide([word for word in inside if not has_khmer(word.text)], spellings)
        self._decoys = _Decoys(Decoy(word) if isinstance(word, str) else word for word in decoys)
        self._shared = _shared_keys(given)

    def find(self, text: str) -> list[Match]:
        """Every keyword in the text, by place; decoys are left out."""
        return [Match(hit.keyword.text, hit.start, hit.end) for hit in self.hits(text)]

    def hits(self, text: str) -> list[Hit]:
        """As ``find``, with the keywords themselves."""
        key = match_key(text)
        found = [Hit(word, 0, len(text)) for word in self._whole.get(whole_message(key), ())]
        places = [*self._khmer_places(key), *self._latin_places(key)]
        if places:
            _, starts, ends = keyed(text)
            found += [Hit(word, starts[start], ends[end - 1]) for word, start, end in places]
        found = list(dict.fromkeys(found))
        if self._shared:
            found = self._nearest_spelling(text, found)
        return sorted(found, key=lambda hit: (hit.start, -hit.end))

    def _khmer_places(self, key: str) -> list[_Place]:
        spaceless, moved = _without_spaces(key)
        spans = self._khmer.spans(spaceless)
        if not spans:
            return []
        cover = self._decoys.cover(key)
        found = self._khmer.join(
            spaceless,
            spans,
            lambda group, start, end: cover(group, moved(start), moved(end - 1) + 1),
        )
        return [(word, moved(start), moved(end - 1) + 1) for word, start, end in found]

    def _latin_places(self, key: str) -> list[_Place]:
        found = self._latin.find(key)
        if not found:
            return []
        cover = self._decoys.cover(key)
        return [place for place in found if not cover(place[0].group, *place[1:])]

    def _nearest_spelling(self, text: str, hits: list[Hit]) -> list[Hit]:
        """Where synonyms share a key (ប៉ូលិស, នគរបាល), keep the one nearest to what was written."""
        by_place: dict[object, list[Hit]] = {}
        for hit in hits:
            key = self._shared.get(hit.keyword, hit.keyword)
            by_place.setdefault((hit.start, hit.end, hit.keyword.group, key), []).append(hit)
        return [
            max(same, key=lambda hit: fuzz.ratio(text[hit.start : hit.end], hit.keyword.text))
            for same in by_place.values()
        ]


_Place = tuple[Keyword, int, int]
_Covered = Callable[[str, int, int], bool]


def whole_message(key: str) -> str:
    """A key without the punctuation and emoji around it and with single spaces."""
    return " ".join(_EDGE.sub("", key).split())


def has_khmer(text: str) -> bool:
    """True if a Khmer letter is in the text."""
    return _KHMER_LETTER.search(text) is not None


@cache
def common() -> Matcher:
    """The 50 common words of KHMER.md with their decoys."""
    from helpline.text.common_words import DECOYS, KEYWORDS  # noqa: PLC0415  8,000 words, rarely wanted

    return Matcher(KEYWORDS, DECOYS)


def parts_of(text: str) -> list[tuple[str, ...]]:
    """The sides of a keyword's gaps, in each order that counts: one tuple per order."""
    sides = tuple(side for raw in _GAPS.split(text) if (side := raw.strip()))
    if "<>" not in text:
        return [sides]
    return [sides, sides[::-1]]


# --- whole messages -------------------------------------------------------------------------


def _whole_words(keywords: list[Keyword]) -> dict[str, list[Keyword]]:
    words: dict[str, list[Keyword]] = {}
    for word in keywords:
        if word.whole:
            words.setdefault(whole_message(match_key(word.text)), []).append(word)
    return words


def _shared_keys(keywords: list[Keyword]) -> dict[Keyword, str]:
    """The keywords that another keyword equals once both are keys, each with that key."""
    by_key: dict[str, list[Keyword]] = {}
    for word in keywords:
        if has_khmer(word.text) and not word.whole:
            by_key.setdefault(dense(match_key(word.text)), []).append(word)
    return {word: key for key, words in by_key.items() if len(words) > 1 for word in words}


# --- Khmer ----------------------------------------------------------------------------------


class _KhmerSide:
    """Khmer keywords: their parts are found as literals, then joined over the gaps."""

    def __init__(self, keywords: list[Keyword]) -> None:
        self._single: dict[str, list[Keyword]] = {}
        self._gapped: list[tuple[Keyword, tuple[str, ...]]] = []
        for word in keywords:
            for sides in parts_of(word.text):
                parts = tuple(dense(match_key(side)) for side in sides)
                if len(parts) == 1:
                    self._single.setdefault(parts[0], []).append(word)
                else:
                    self._gapped.append((word, parts))
        literals = [*self._single, *(part for _, parts in self._gapped for part in parts)]
        self._search = LiteralSearch(literals)

    def spans(self, key: str) -> list[Span]:
        """Every part of every keyword, wherever it stands."""
        return self._search.find(key)[:MOST_HITS]

    def join(self, key: str, spans: list[Span], covered: _Covered) -> list[_Place]:
        """The keywords of these parts, without those of which a part is inside a decoy."""
        found = [
            (word, span.start, span.end)
            for span in spans
            for word in self._single.get(span.literal, ())
            if not covered(word.group, span.start, span.end)
        ]
        places = _by_literal(spans)
        for word, parts in self._gapped:
            if all(part in places for part in parts):
                found += self._gapped_places(key, word, parts, places, covered)
        return found

    def _gapped_places(
        self,
        key: str,
        word: Keyword,
        parts: tuple[str, ...],
        places: dict[str, list[int]],
        covered: _Covered,
    ) -> Iterable[_Place]:
        seen = {
            part: [p for p in places[part] if not covered(word.group, p, p + len(part))]
            for part in parts
        }
        return ((word, start, end) for start, end in _joined(key, parts, seen))


def _by_literal(spans: list[Span]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for span in spans:
        same = places.setdefault(span.literal, [])
        if len(same) < MOST_PLACES:
            same.append(span.start)
    return places


def _joined(
    key: str, parts: tuple[str, ...], places: dict[str, list[int]]
) -> Iterable[tuple[int, int]]:
    """Where the parts follow each other, each within the gap and the same sentence."""
    for start in places[parts[0]]:
        end = start + len(parts[0])
        for part in parts[1:]:
            nexts = places[part]
            at = bisect_left(nexts, end)
            if at == len(nexts) or nexts[at] - end > KHMER_GAP or _STOP.search(key, end, nexts[at]):
                break
            end = nexts[at] + len(part)
        else:
            yield start, end


def dense(key: str) -> str:
    """A key without the spaces between Khmer letters: they mark phrases, not words."""
    return _INNER_SPACE.sub("", key)


def _without_spaces(key: str) -> tuple[str, Callable[[int], int]]:
    """The dense key and the way from its places to those of the key."""
    cuts: list[int] = []
    removed: list[int] = []
    total = 0
    for match in _INNER_SPACE.finditer(key):
        cuts.append(match.start() - total)
        total += match.end() - match.start()
        removed.append(total)
    if not cuts:
        return key, lambda place: place

    def moved(place: int) -> int:
        at = bisect_left(cuts, place + 1)
        return place + (removed[at - 1] if at else 0)

    return dense(key), moved


# --- Latin ----------------------------------------------------------------------------------


class _LatinSide:
    def __init__(
        self, keywords: list[Keyword], spellings: Mapping[str, Iterable[str]] | None
    ) -> None:
        self._owners: list[Keyword] = []
        phrases: list[Phrase] = []
        for word in keywords:
            for sides in parts_of(word.text):
                phrase = _phrase(word, sides)
                if phrase.words:
                    phrases.append(phrase)
                    self._owners.append(word)
        self._search = PhraseSearch(phrases, spellings)

    def find(self, key: str) -> list[_Place]:
        if not self._owners:
            return []
        hits = self._search.find(tokens(key))[:MOST_HITS]
        return [(self._owners[hit.phrase], hit.start, hit.end) for hit in hits]


def _words_of(side: str) -> list[str]:
    if _SIMPLE.fullmatch(side):  # nearly all of some ten thousand patterns, read at every start
        return side.replace("'", "").split()
    return [token.word for token in tokens(match_key(side))]


def _phrase(keyword: Keyword, sides: tuple[str, ...]) -> Phrase:
    words: list[str] = []
    loose: list[bool] = []
    for side in sides:
        for place, word in enumerate(_words_of(side)):
            loose.append(bool(words) and (place == 0 or not keyword.strict))
            words.append(word)
    return Phrase(tuple(words), tuple(loose), keyword.romanised)


# --- decoys and places ------------------------------------------------------------------------


class _Decoys:
    def __init__(self, decoys: Iterable[Decoy]) -> None:
        self._groups: dict[str, set[str]] = {}
        phrases: list[Phrase] = []
        self._phrase_groups: list[str] = []
        for decoy in decoys:
            if has_khmer(decoy.text):
                self._groups.setdefault(match_key(decoy.text), set()).add(decoy.group)
            else:
                phrases.append(_phrase(Keyword(decoy.text, strict=True), (decoy.text,)))
                self._phrase_groups.append(decoy.group)
        self._search = LiteralSearch(self._groups)
        self._phrases = PhraseSearch(phrases)

    def cover(self, key: str) -> _Covered:
        """A test: does a decoy of this group, or of none, cover these places of the key?"""
        reach: dict[str, tuple[list[int], list[int]]] = {}
        for start, end, group in sorted(self._spans(key)):
            starts, ends = reach.setdefault(group, ([], []))
            starts.append(start)
            ends.append(max(end, ends[-1] if ends else 0))

        def covered(group: str, start: int, end: int) -> bool:
            for name in (group, "") if group else ("",):
                starts, ends = reach.get(name, ((), ()))
                at = bisect_left(starts, start + 1)
                if at and ends[at - 1] >= end:
                    return True
            return False

        return covered

    def _spans(self, key: str) -> Iterable[tuple[int, int, str]]:
        for span in self._search.find(key):
            for group in self._groups[span.literal]:
                yield span.start, span.end, group
        if self._phrase_groups:
            for hit in self._phrases.find(tokens(key)):
                yield hit.start, hit.end, self._phrase_groups[hit.phrase]
