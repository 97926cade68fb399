"""Finding phrases of Latin words: English, and Khmer written in Latin letters.

Words match on word edges. Between the words of a phrase a few others may stand: any up to three
where the phrase asks for a gap, else at most two small words that carry no meaning of their own.
Romanised Khmer has no standard spelling: each of its words stands for its listed variants and,
from four letters up, for whatever rapidfuzz calls 80% equal (KHMER.md: 0.2% collisions with
English; phonetic skeletons collide with 23.6%).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

MAX_GAP: Final = 3
_MAX_FILLERS: Final = 2
_FUZZY_FROM: Final = 4
_FUZZY_RATIO: Final = 80
_FUZZY_WORDS_A_MESSAGE: Final = 200  # bounds the work on a hostile text; a long letter has fewer
_LONG: Final = 400
_WINDOW: Final = 12  # reaches over a phrase of three gaps
_REPEATS: Final = 3
_CACHE_SIZE: Final = 4_096

TOKEN = re.compile(r"[a-z0-9\u00df-\u024f]+(?:'[a-z]+)*")
_BREAK = re.compile("[.!?;\n។៕]")
_DOUBLED = re.compile(r"([a-z])\1")

FILLERS: Final = frozenset(
    "a all already also always an and anymore as at be been being completely even ever fucking"
    " have i im is it its ive just kind literally more most much my myself never no not now of oh"
    " ok only please plz pls quite really so some still such than that the then there they this"
    " to today too u very was were will would you"
    " tov toy mok hery haey hoey nas nah te tae ban ot kom pi nov krub mneak mnak del dael"
    " chea jea kor ko knong pg oy aoy pong phong veng vinh tiet".split()
)


class Token(NamedTuple):
    """A word of the key, where it stands and in which sentence."""

    word: str
    start: int
    end: int
    sentence: int


class Phrase(NamedTuple):
    """Words in order. ``loose[n]`` says whether any words may stand before word ``n``."""

    words: tuple[str, ...]
    loose: tuple[bool, ...]
    romanised: bool


class PhraseHit(NamedTuple):
    """The phrase by its number, and its first and last place in the key."""

    phrase: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    tight: dict[str, _Node] = field(default_factory=dict)
    loose: dict[str, _Node] = field(default_factory=dict)
    phrases: list[int] = field(default_factory=list)


def tokens(key: str) -> list[Token]:
    """The Latin words and numbers of a key, apostrophes dropped ("don't" is "dont")."""
    breaks = [match.start() for match in _BREAK.finditer(key)]
    return [
        Token(match[0].replace("'", ""), *match.span(), bisect_left(breaks, match.start()))
        for match in TOKEN.finditer(key)
    ]


class PhraseSearch:
    """Finds phrases in a list of tokens; ``spellings`` maps a romanised word to its variants."""

    def __init__(
        self, phrases: Iterable[Phrase], spellings: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self._root = _Node()
        self._starts = self._root.tight.keys()
        self._plain: set[str] = set()
        self._variants = _VariantIndex(spellings or {})
        for number, phrase in enumerate(phrases):
            self._add(number, phrase)

    def _add(self, number: int, phrase: Phrase) -> None:
        node = self._root
        for word, loose in zip(phrase.words, phrase.loose, strict=True):
            name = self._variants.name(word) if phrase.romanised else word
            if not phrase.romanised:
                self._plain.add(word)
            node = (node.loose if loose else node.tight).setdefault(name, _Node())
        node.phrases.append(number)

    def find(self, words: list[Token]) -> list[PhraseHit]:
        """Every phrase at every place it begins, each at its nearest end."""
        if not (self._root.tight and words):
            return []
        forms = self._forms(words)
        shapes = [forms[token.word] for token in words]
        small = [token.word in FILLERS for token in words]
        begins = {word for word, shape in forms.items() if not self._starts.isdisjoint(shape)}
        walk = _Walk(words, shapes, small)
        hits: list[PhraseHit] = []
        seen: dict[tuple[str, ...], int] = {}
        for first, token in enumerate(words):
            if token.word not in begins:
                continue
            if len(words) > _LONG and _is_repeated(seen, words, first):
                continue
            hits += walk.from_(self._root, first)
        return hits

    def _forms(self, words: list[Token]) -> dict[str, tuple[str, ...]]:
        forms: dict[str, tuple[str, ...]] = {}
        budget = _FUZZY_WORDS_A_MESSAGE
        for token in words:
            word = token.word
            if word in forms:
                continue
            names = self._variants.exact(word)
            if not names and word not in self._plain and word not in FILLERS and budget:
                budget -= 1
                names = self._variants.similar(word)
            single = _DOUBLED.sub(r"\1", word)
            plain = (word,) if single == word else (word, single)
            forms[word] = (*plain, *names)
        return forms


def _is_repeated(seen: dict[tuple[str, ...], int], words: list[Token], first: int) -> bool:
    """In a very long text the same run of words is looked at a few times, not thousands."""
    window = tuple(token.word for token in words[first : first + _WINDOW])
    seen[window] = seen.get(window, 0) + 1
    return seen[window] > _REPEATS


class _Walk:
    """Follows the tree of phrases through one message."""

    def __init__(
        self, words: list[Token], shapes: list[tuple[str, ...]], small: list[bool]
    ) -> None:
        self._words = words
        self._shapes = shapes
        self._small = small

    def from_(self, root: _Node, first: int) -> Iterable[PhraseHit]:
        start = self._words[first].start
        todo = [(child, first) for child in self._children(root.tight, first)]
        seen: set[tuple[int, int]] = set()
        told: set[int] = set()
        while todo:
            node, place = todo.pop()
            if (id(node), place) in seen:
                continue
            seen.add((id(node), place))
            for phrase in node.phrases:
                if phrase not in told:
                    told.add(phrase)
                    yield PhraseHit(phrase, start, self._words[place].end)
            todo += self._next(node, place)

    def _next(self, node: _Node, place: int) -> list[tuple[_Node, int]]:
        following: list[tuple[_Node, int]] = []
        if node.tight:
            for after in self._reach(place, _MAX_FILLERS, only_fillers=True):
                following += [(child, after) for child in self._children(node.tight, after)]
        if node.loose:
            for after in self._reach(place, MAX_GAP, only_fillers=False):
                following += [(child, after) for child in self._children(node.loose, after)]
        return following

    def _children(self, branch: dict[str, _Node], place: int) -> list[_Node]:
        return [branch[form] for form in self._shapes[place] if form in branch]

    def _reach(self, place: int, most: int, *, only_fillers: bool) -> Iterable[int]:
        """The next word, and those behind at most ``most`` others of the same sentence."""
        last = min(place + most + 1, len(self._words) - 1)
        for after in range(place + 1, last + 1):
            if after > place + 1 and self._words[after].sentence != self._words[place].sentence:
                return
            yield after
            if only_fillers and not self._small[after]:
                return


class _VariantIndex:
    """From a written word to the romanised words it may mean."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, list[str]] = {}
        for word, variants in spellings.items():
            for variant in (word, *variants):
                self._exact.setdefault(variant, []).append(f"~{word}")
        self._choices: list[str] | None = None
        self._cache: dict[str, tuple[str, ...]] = {}

    def name(self, word: str) -> str:
        """The name a romanised word has in the tree; a word without a variant list gets one."""
        known = self._exact.setdefault(word, [f"~{word}"])
        return known[0]

    def exact(self, word: str) -> tuple[str, ...]:
        return tuple(self._exact.get(word, ()))

    def similar(self, word: str) -> tuple[str, ...]:
        if len(word) < _FUZZY_FROM or not word.isalpha():
            return ()
        if word not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[word] = self._look_up(word)
        return self._cache[word]

    def _look_up(self, word: str) -> tuple[str, ...]:
        if self._choices is None:
            self._choices = [choice for choice in self._exact if len(choice) >= _FUZZY_FROM]
        near = process.extract(
            word, self._choices, scorer=fuzz.ratio, score_cutoff=_FUZZY_RATIO, limit=4
        )
        return tuple(dict.fromkeys(name for choice, *_ in near for name in self._exact[choice]))
