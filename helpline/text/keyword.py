"""What is looked for in messages, and the forms of text in which it is compared.

In a keyword's text

* a space is a word edge: in Khmer a space may stand there, in Latin the words follow each other;
* ``~`` is a gap: up to three words in Latin, up to sixteen letters and signs in Khmer;
* ``~~`` is a wide gap: up to eight words, up to forty letters, still within the sentence;
* ``<>`` is a gap whose two sides may stand in either order;
* ``<name>`` is any word of that family. In Khmer a few letters may stand on either side of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from helpline.text.khmer import match_key

_KHMER_LETTER = re.compile("[\u1780-\u17d3\u17dd]")
_INNER_SPACE = re.compile("(?<=[\u1780-\u17ff])[ \t]+(?=[\u1780-\u17ff])")
_LETTER = re.compile(r"[\w\u1780-\u17d3\u17dd]")
_BETWEEN_WORDS = re.compile(r"[\s.,!?;:\u17d4-\u17da…-]+")
_MOST_REPEATED: Final = 8
"""Words that are said again and again."""
_GAPS = re.compile("(?<!~)~(?!~)|<>")
_SIGNS = re.compile("([~<>|]+)")
WIDE: Final = "~~"
FAMILY: Final = re.compile("<([^<>]+)>")


class Keyword(NamedTuple):
    """What to look for, and how. A plain tuple: there are some ten thousand."""

    text: str
    group: str = ""
    """Decoys given for a group act on that group's keywords only."""
    whole: bool = False
    """Counts only as the whole message, punctuation and emoji aside."""
    romanised: bool = False
    """Khmer in Latin letters: its words stand for their spelling variants too."""
    strict: bool = False
    """Latin words follow each other with at most small words between, unless ``~`` says more."""


class Decoy(NamedTuple):
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


Words = Mapping[str, tuple[str, ...]]
"""From a name to the words that stand for it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that stand for others: romanised spellings, and families in each script."""

    spellings: Words = field(default_factory=dict)
    km: Words = field(default_factory=dict)
    romanised: Words = field(default_factory=dict)
    en: Words = field(default_factory=dict)


def whole_message(key: str) -> str:
    """A key without the punctuation and emoji around it and with single spaces."""
    first = _LETTER.search(key)
    if first is None:
        return ""
    behind = _LETTER.search(key[::-1])  # from the end: no run of signs inside is walked twice
    last = len(key) - (behind.start() if behind else 0)
    return " ".join(key[first.start() : last].split())


def said_once(message: str) -> str:
    """What somebody says who says it again and again: `help me! help me` is `help me`.

    Numbers stay: `1 1` is not `1`.
    """
    words = [word for word in _BETWEEN_WORDS.split(message) if word]
    if words and all(map(has_khmer, words)):
        letters = "".join(words)
        once = letters[: (letters * 2).find(letters, 1)]
    else:
        once = " ".join(words[: _period(words)])
    return once if len(once) < len(message) and not once.replace(" ", "").isdigit() else message


def _period(words: list[str]) -> int:
    count = len(words)
    for length in range(1, min(count // 2, _MOST_REPEATED) + 1):
        if count % length == 0 and words[length:] == words[:-length]:
            return length
    return count


def has_khmer(text: str) -> bool:
    """True if a Khmer letter is in the text."""
    return _KHMER_LETTER.search(text) is not None


def parts_of(text: str) -> list[tuple[str, ...]]:
    """The sides of a keyword's gaps, in each order that counts: one tuple per order."""
    if "~" not in text and "<>" not in text:
        return [(text.strip(),)]
    sides = tuple(side for raw in _GAPS.split(text) if (side := raw.strip()))
    if "<>" not in text:
        return [sides]
    return [sides, sides[::-1]]


def dense(key: str) -> str:
    """A key without the spaces between Khmer letters: they mark phrases, not words."""
    return _INNER_SPACE.sub("", key)


def dense_key(text: str) -> str:
    """The dense key of a keyword's text, its gaps and families left as they are.

    Some ten thousand keywords consist of far fewer pieces, and no step of ``match_key`` looks
    over the sign of a gap or a family: so each piece is folded once.
    """
    if text.isascii():
        return match_key(text)
    return "".join(map(piece_key, _SIGNS.split(text)))


@lru_cache(maxsize=16_384)
def piece_key(piece: str) -> str:
    """The dense key of a keyword's text between two of its signs."""
    return dense(match_key(piece))


def inner_spaces(key: str) -> list[tuple[int, int]]:
    """Where those spaces stand."""
    return [found.span() for found in _INNER_SPACE.finditer(key)]
