"""Keywords in a message, with positions in the words as the person wrote them.

Cluster-aligned substrings of the key with a reviewed list of decoys (longer words that contain
a keyword and mean something else) measured .99 precision and .99 recall; gating by a word
segmenter measured .61 recall and lost *rape* and *traffick* (KHMER.md).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from helpline.text.cover import Cover
from helpline.text.keyword import (
    FAMILY,
    WIDE,
    Decoy,
    Hit,
    Keyword,
    Match,
    Vocabulary,
    dense,
    dense_key,
    has_khmer,
    inner_spaces,
    parts_of,
    said_once,
    whole_message,
)
from helpline.text.khmer import keyed, match_key
from helpline.text.khmer_search import KhmerSearch, Place
from helpline.text.literals import LiteralSearch
from helpline.text.phrases import PhraseSearch
from helpline.text.romanised import is_romanised
from helpline.text.spellings import Gap, Phrase, Tokens
from helpline.text.tokens import tokens

__all__ = ["Decoy", "Hit", "Keyword", "Match", "Matcher", "common", "whole_message"]

MOST_HITS: Final = 4_096
"""Of each script; work and memory stay bounded on a hostile text."""
_SIMPLE = re.compile("(?!.*(.)\\1\\1)[a-z0-9' ]+")
_PIECE = re.compile(r"<[^<>]+>|[^<>]+")
_NOTHING: Final = Vocabulary()
_NO_WORDS: Final = Tokens([], [], [], [])


class Matcher:
    """Looks for all its keywords at once. Never raises on any text, bounded in time and memory."""

    def __init__(
        self,
        keywords: Iterable[str | Keyword],
        decoys: Iterable[str | Decoy] = (),
        vocabulary: Vocabulary = _NOTHING,
    ) -> None:
        given = [Keyword(word) if isinstance(word, str) else word for word in keywords]
        self._whole = _whole_words(given)
        inside = [word for word in given if not word.whole]
        khmer = [word for word in inside if has_khmer(word.text)]
        self._khmer = KhmerSearch(khmer, vocabulary.km)
        self._latin = _LatinSide([word for word in inside if not has_khmer(word.text)], vocabulary)
        all_decoys = (Decoy(word) if isinstance(word, str) else word for word in decoys)
        self._decoys = _Decoys(all_decoys, vocabulary)
        self._reads_latin = self._latin.has_phrases or self._decoys.has_phrases
        self._shared = _shared_keys(given)

    def find(self, text: str) -> list[Match]:
        """Every keyword in the text, by place; decoys are left out."""
        return [Match(hit.keyword.text, hit.start, hit.end) for hit in self.hits(text)]

    def hits(self, text: str) -> list[Hit]:
        """As ``find``, with the keywords themselves."""
        key = match_key(text)
        found = [Hit(word, 0, len(text)) for word in self._whole_words(whole_message(key))]
        places = self._places(key)
        if places:
            _, starts, ends = keyed(text)
            found += [Hit(word, starts[start], ends[end - 1]) for word, start, end in places]
        found = list(dict.fromkeys(found))
        if self._shared:
            found = self._nearest_spelling(text, found)
        return sorted(found, key=lambda hit: (hit.start, -hit.end))

    def _whole_words(self, message: str) -> list[Keyword]:
        """Those that the message is. What is said often may be listed as said twice, or once."""
        if message in self._whole:
            return self._whole[message]
        once = said_once(message)
        return self._whole.get(f"{once} {once}") or self._whole.get(once, [])

    def _places(self, key: str) -> list[Place]:
        words = tokens(key) if self._reads_latin else _NO_WORDS
        spaceless, moved = _without_spaces(key)
        spans = self._khmer.spans(spaceless, MOST_HITS)
        latin = self._latin.find(words, MOST_HITS)
        if not spans and not latin:
            return []
        cover = self._decoys.cover(key, words)
        found = [place for place in latin if not cover.hides(place[0].group, *place[1:])]
        for word, start, end in self._khmer.join(
            spaceless,
            spans,
            lambda group, start, end: (
                cover.acts_on(group) and cover.hides(group, moved(start), moved(end - 1) + 1)
            ),
        ):
            found.append((word, moved(start), moved(end - 1) + 1))
        return found

    def _nearest_spelling(self, text: str, hits: list[Hit]) -> list[Hit]:
        """Where synonyms share a key (ប៉ូលិស, នគរបាល), keep the one nearest to what was written."""
        by_place: dict[object, list[Hit]] = {}
        for hit in hits:
            key: object = self._shared.get(hit.keyword)
            place = (hit.start, hit.end, hit.keyword.group, key) if key else hit
            by_place.setdefault(place, []).append(hit)
        return [
            same[0] if len(same) == 1 else max(same, key=lambda hit: _likeness(text, hit))
            for same in by_place.values()
        ]


def _likeness(text: str, hit: Hit) -> float:
    return fuzz.ratio(text[hit.start : hit.end], hit.keyword.text)


@cache
def common() -> Matcher:
    """The 50 common words of KHMER.md with their decoys."""
    from helpline.text.common_words import DECOYS, KEYWORDS  # noqa: PLC0415  8,000 words, rarely wanted

    keywords = (Keyword(word, group=match_key(word)) for word in KEYWORDS)
    decoys = (Decoy(word, group=match_key(keyword)) for keyword, word in DECOYS)
    return Matcher(keywords, decoys)


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
            by_key.setdefault(dense_key(word.text), []).append(word)
    return {word: key for key, words in by_key.items() if len(words) > 1 for word in words}


# --- spaces between Khmer letters ---------------------------------------------------------------


def _without_spaces(key: str) -> tuple[str, Callable[[int], int]]:
    """The dense key and the way from its places to those of the key."""
    cuts: list[int] = []
    removed: list[int] = []
    total = 0
    for start, end in inner_spaces(key):
        cuts.append(start - total)
        total += end - start
        removed.append(total)
    if not cuts:
        return key, lambda place: place

    def moved(place: int) -> int:
        at = bisect_left(cuts, place + 1)
        return place + (removed[at - 1] if at else 0)

    return dense(key), moved


# --- Latin ----------------------------------------------------------------------------------


class _LatinSide:
    def __init__(self, keywords: list[Keyword], vocabulary: Vocabulary) -> None:
        self._owners: list[Keyword] = []
        phrases: list[Phrase] = []
        for word in keywords:
            for sides in parts_of(word.text):
                phrase = _phrase(word, sides)
                if phrase.words:
                    phrases.append(phrase)
                    self._owners.append(word)
        self._search = PhraseSearch(phrases, vocabulary)

    @property
    def has_phrases(self) -> bool:
        return bool(self._owners)

    def find(self, words: Tokens, most: int) -> list[Place]:
        hits = self._search.find(words, most)
        return [(self._owners[hit.phrase], hit.start, hit.end) for hit in hits]


def _words_of(side: str) -> list[str]:
    if "<" in side:
        return [
            word
            for piece in _PIECE.findall(side)
            for word in ([piece] if FAMILY.match(piece) else _words_of(piece))
        ]
    if _SIMPLE.fullmatch(side):  # nearly all of some ten thousand patterns, read at every start
        return side.replace("'", "").split()
    return tokens(match_key(side)).words


def _phrase(keyword: Keyword, sides: tuple[str, ...]) -> Phrase:
    words: list[str] = []
    gaps: list[Gap] = []
    inside: Gap = "tight" if keyword.strict else "loose"
    for side in sides:
        before: Gap = "loose" if words else "tight"
        for run in side.split(WIDE):
            for place, word in enumerate(_words_of(run)):
                gaps.append(before if place == 0 else inside)
                words.append(word)
            before = "wide"
    return Phrase(tuple(words), tuple(gaps), keyword.romanised)


# --- decoys and places ------------------------------------------------------------------------


class _Decoys:
    def __init__(self, decoys: Iterable[Decoy], vocabulary: Vocabulary) -> None:
        self._groups: dict[str, set[str]] = {}
        phrases: list[Phrase] = []
        self._phrase_groups: list[str] = []
        for decoy in decoys:
            if has_khmer(decoy.text):
                self._groups.setdefault(match_key(decoy.text), set()).add(decoy.group)
            else:
                romanised = is_romanised(_words_of(decoy.text))
                keyword = Keyword(decoy.text, romanised=romanised, strict=True)
                phrases.append(_phrase(keyword, (decoy.text,)))
                self._phrase_groups.append(decoy.group)
        self._search = LiteralSearch(self._groups)
        self._phrases = PhraseSearch(phrases, vocabulary)

    @property
    def has_phrases(self) -> bool:
        return bool(self._phrase_groups)

    def cover(self, key: str, words: Tokens) -> Cover:
        """Where decoys stand in this key, to ask whether they hide a hit."""
        return Cover(sorted(self._spans(key, words)))

    def _spans(self, key: str, words: Tokens) -> Iterable[tuple[int, int, str]]:
        for span in self._search.find(key):
            for group in self._groups[span.literal]:
                yield span.start, span.end, group
        if self._phrase_groups:
            for hit in self._phrases.find(words, MOST_HITS):
                yield hit.start, hit.end, self._phrase_groups[hit.phrase]
