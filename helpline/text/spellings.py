"""From a written word to the romanised words it may mean, and words that are written as two."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz, process

from helpline.text.keyword import Words
from helpline.text.romanised import is_like, skeleton

_FUZZY_FROM: Final = 4
_FUZZY_RATIO: Final = 80
_SKELETON_FROM: Final = 3
_CACHE_SIZE: Final = 4_096


class Tokens(NamedTuple):
    """The words of a key, side by side with where each stands and in which sentence.

    Lists of plain values: an object for each word costs more than the search (the collector
    walks the whole lexicon).
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]


Gap = Literal["tight", "loose", "wide"]
"""What may stand between two words: small words, up to three words, up to eight."""


class Phrase(NamedTuple):
    """Words in order. ``gaps[n]`` is what may stand before word ``n``."""

    words: tuple[str, ...]
    gaps: tuple[Gap, ...]
    romanised: bool


class VariantIndex:
    """Looks spellings up; remembers a few thousand answers."""

    def __init__(self, spellings: Words) -> None:
        self._exact: dict[str, list[str]] = {}
        for word, variants in spellings.items():
            for variant in (word, *variants):
                self._exact.setdefault(variant, []).append(f"~{word}")
        self._choices: list[str] | None = None
        self._skeletons: dict[str, list[str]] = {}
        self._cache: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._pairs = {tuple(one.split("_")): one for one in self._exact if "_" in one}

    def name(self, word: str) -> str:
        """The name a romanised word has in the tree; a word without a variant list gets one."""
        known = self._exact.setdefault(word, [f"~{word}"])
        return known[0]

    def exact(self, word: str) -> tuple[str, ...]:
        return tuple(self._exact.get(word, ()))

    def joined(self, found: Tokens) -> Tokens:
        """The tokens with words made one that are known to be written as two ("kam bit")."""
        words = found.words
        at = [n for n, pair in enumerate(pairwise(words)) if pair in self._pairs]
        if not at:
            return found
        gone = {n + 1 for n in at if n - 1 not in at}
        names = {n: self._pairs[words[n], words[n + 1]] for n in at}
        kept = [n for n in range(len(words)) if n not in gone]
        return Tokens(
            [names.get(n, words[n]) if n + 1 in gone else words[n] for n in kept],
            [found.starts[n] for n in kept],
            [found.ends[n + 1 if n + 1 in gone else n] for n in kept],
            [found.sentences[n] for n in kept],
        )

    def joined_phrase(self, phrase: Phrase) -> Phrase:
        """The phrase with the same words made one as in messages."""
        words, gaps = list(phrase.words), list(phrase.gaps)
        for at in range(len(words) - 1, 0, -1):
            if gaps[at] == "tight" and (words[at - 1], words[at]) in self._pairs:
                words[at - 1 : at + 1] = [self._pairs[words[at - 1], words[at]]]
                del gaps[at]
        return Phrase(tuple(words), tuple(gaps), phrase.romanised)

    def similar(self, word: str, *, romanised: bool) -> tuple[str, ...]:
        """The words that this one may be a spelling of; more in a romanised message."""
        if not word.isalpha() or len(word) < (_SKELETON_FROM if romanised else _FUZZY_FROM):
            return ()
        key = (word, romanised)
        if key not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = self._look_up(word, romanised=romanised)
        return self._cache[key]

    def _look_up(self, word: str, *, romanised: bool) -> tuple[str, ...]:
        if self._choices is None:
            self._choices = [choice for choice in self._exact if len(choice) >= _FUZZY_FROM]
            for choice in self._exact:
                self._skeletons.setdefault(skeleton(choice), []).append(choice)
        near = [
            choice
            for choice, *_ in process.extract(
                word, self._choices, scorer=fuzz.ratio, score_cutoff=_FUZZY_RATIO, limit=4
            )
        ]
        if romanised and (bones := skeleton(word)):
            near += [one for one in self._skeletons.get(bones, ()) if is_like(word, one)]
        return tuple(dict.fromkeys(name for choice in near for name in self._exact[choice]))
