"""How much a finding counts in this message: near ones, and what is past, told, or not so.

A soft finding still brings a person and a question; nothing is dropped (CONVERSATIONS 6.3). What
is past or told counts within its sentence, a negation only where it stands in the words found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from helpline.text.lexicon import LexiconHit, Reading, Softening
from helpline.text.tone import Tone

PRESENT: Final = "present"
"""The softener that undoes `past`: "last year and again today"."""
PAST: Final = "past"
NEGATED: Final = "negated"
_SENTENCE_END = re.compile("[.!?\n។៕]")


MOST_WORDS: Final = 45
"""Of a message in which words that are only near to danger count."""
_FEW_WORDS: Final = 16
_FEW_NAMES: Final = 2
"""A girl and the town where she is: somebody who asks for her names both."""
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]")
_SENDER = re.compile(
    r"\b(?:i|im|i'm|ive|i've|me|my|myself|we|us|our|help|please|pls|plz|sos|urgent)\b|ខ្ញុំ|យើង|ជួយ",
    re.IGNORECASE,
)


_SAID_LAUGHING: Final = frozenset({"self_harm", "relative_self_harm", "goodbye_burden", "overdose"})
"""Concepts whose near words count in whatever tone: "haha kill myself lol" may be meant."""


def weighed(text: str, reading: Reading, tone: Tone) -> list[LexiconHit]:
    """The hits as they count in this message: near ones made hard or left out, some softened.

    A line of news or of a story holds no danger; what else it may mean is kept. A near word in a
    sentence that is calm is asked about.
    """
    if any(_is_risk(hit) for hit in reading.hits) and tone.is_public(text):
        reading = reading._replace(hits=[hit for hit in reading.hits if not _is_risk(hit)])
    if any(hit.strength == "near" for hit in reading.hits):
        of_sender = tone.romanised or _is_of_sender(text)
        hits = [
            _decided(text, hit, tone) if hit.strength == "near" else hit
            for hit in reading.hits
            if of_sender or hit.strength != "near"
        ]
        reading = reading._replace(hits=hits)
    return _softened(text, reading)


def _decided(text: str, hit: LexiconHit, tone: Tone) -> LexiconHit:
    """A near hit as it counts: its own sentence must not be calm.

    Not the whole message: nobody may dilute a plea with harmless sentences.
    """
    before = max((found.end() for found in _SENTENCE_END.finditer(text, 0, hit.start)), default=0)
    behind = _SENTENCE_END.search(text, hit.end)
    sentence = text[before : behind.start() if behind else len(text)]
    asks = hit.concept.name not in _SAID_LAUGHING and tone.is_calm(sentence)
    return hit._replace(strength="soft" if asks else "hard")


def _is_risk(hit: LexiconHit) -> bool:
    strength = "hard" if hit.strength == "near" else hit.strength
    return hit.concept.outcome(strength).priority is not None


def _is_of_sender(text: str) -> bool:
    """True if the message speaks of its sender, or is so short and plain that it is no news."""
    words = len(text.split())
    if words <= MOST_WORDS and _SENDER.search(text):
        return True
    return words <= _FEW_WORDS and len(_NAME.findall(text)) <= _FEW_NAMES


def _softened(text: str, reading: Reading) -> list[LexiconHit]:
    if not reading.softenings:
        return reading.hits
    ends = [found.start() for found in _SENTENCE_END.finditer(text)]
    names = _by_sentence(reading.softenings, ends)
    negations = [one for one in reading.softenings if one.name == NEGATED]
    return [
        hit._replace(strength="soft")
        if hit.strength == "hard" and _is_softened(hit, names, negations, ends)
        else hit
        for hit in reading.hits
    ]


def _by_sentence(softenings: Iterable[Softening], ends: list[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = {}
    for one in softenings:
        if one.name != NEGATED:
            names.setdefault(bisect_left(ends, one.start), set()).add(one.name)
    for here in names.values():
        if PRESENT in here:
            here -= {PAST, PRESENT}
    return names


def _is_softened(
    hit: LexiconHit, names: dict[int, set[str]], negations: list[Softening], ends: list[int]
) -> bool:
    if not hit.concept.softened.isdisjoint(names.get(bisect_left(ends, hit.start), ())):
        return True
    return NEGATED in hit.concept.softened and any(
        one.start < hit.end and hit.start < one.end for one in negations
    )
