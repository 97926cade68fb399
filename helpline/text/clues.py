"""The small pieces of a message that the listener weighs: words, pairs, syllables.

Each clue begins with its kind, so that a weights file can be read and searched by a person:
`k:` one to five Khmer clusters in a row, `w:` a Latin word, `p:` two words in a row, `g:` two
words with one between, `l:` three to five letters of a word, `s:` and `t:` the consonants of one
and of two romanised words, `h:` three to five Thai letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from helpline.text.khmer import clusters
from helpline.text.romanised import skeleton

_KHMER_RUN: Final = re.compile("[\u1780-\u17d3\u17dd][\u1780-\u17d3\u17dd ]*")
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+")
_THAI_RUN: Final = re.compile("[\u0e01-\u0e5b]+")
_CLUSTERS: Final = range(1, 6)
_LETTERS: Final = range(3, 6)
NUMBER: Final = "#"
"""Stands for any number: what counts is that there is one."""


def clues(key: str, *, romanised: bool) -> frozenset[str]:
    """The clues in a text after `match_key`; `romanised` adds the consonants of its words."""
    found = set(_khmer(key))
    words = [NUMBER if word.isdigit() else word for word in _WORD.findall(key)]
    found.update(_latin(words))
    if romanised:
        found.update(_consonants(words))
    found.update(f"h:{piece}" for run in _THAI_RUN.findall(key) for piece in _pieces(run))
    return frozenset(found)


def _khmer(key: str) -> Iterator[str]:
    for run in _KHMER_RUN.findall(key):
        syllables = clusters(run.replace(" ", ""))
        for length in _CLUSTERS:
            for start in range(len(syllables) - length + 1):
                yield "k:" + "".join(syllables[start : start + length])


def _latin(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"w:{word}"
        yield from (f"l:{piece}" for piece in _pieces(f"<{word}>"))
    yield from (f"p:{one} {two}" for one, two in pairwise(words))
    yield from (f"g:{one} {two}" for one, two in zip(words, words[2:], strict=False))


def _consonants(words: Sequence[str]) -> Iterator[str]:
    sounds = [skeleton(word) or word for word in words]
    yield from (f"s:{sound}" for sound in sounds)
    yield from (f"t:{one} {two}" for one, two in pairwise(sounds))


def _pieces(word: str) -> Iterable[str]:
    for length in _LETTERS:
        for start in range(len(word) - length + 1):
            yield word[start : start + length]
