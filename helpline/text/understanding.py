"""What a message means: language, danger, what it asks for, and the facts in it.

Words are looked for first; where they see no danger a second listener weighs the whole message.
Both lean to the side of danger: the highest priority wins, every reason is kept, and no denial,
joke or reported speech ever makes one nothing. Neither sees all of what is calm and oblique;
therefore a person reads all free text of new contacts (CONVERSATIONS 6.3).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal

from helpline.core.case import Priority, Reason
from helpline.text.concept import Concept, Strength
from helpline.text.facts import Amount, age_in, amount_in, digits_in, time_in
from helpline.text.lexicon import Lexicon, LexiconHit, Reading
from helpline.text.listener import Listener
from helpline.text.long_text import in_part
from helpline.text.news import is_news, is_quotation
from helpline.text.provinces import province_in
from helpline.text.script import Script, language_of, script_of
from helpline.text.second_opinion import is_urgent, second_opinion
from helpline.text.softening import weighed
from helpline.text.tone import Tone

ADULT: Final = 18
STOP: Final = "stop"
"""The concept that is an opt-out. Only ever a whole message."""

Pending = Literal["choice", "number", "age", "time", "amount", "province", "text"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when the message arrives."""

    language: Literal["km", "en"] | None = None
    """Answered in when the message itself does not tell (a bare digit)."""
    pending: Pending | None = None
    """What the open question asks for: then a bare "8" may be a time, "15" an age."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept in the message, where it stands in the raw text, and how strongly."""

    name: str
    strength: Strength
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, understood as far as words go."""

    script: Script
    language: Literal["km", "en"] | None
    concepts: tuple[Found, ...] = ()
    priority: Priority | None = None
    reason: Reason | None = None
    """The reason that decided the priority and the flow."""
    reasons: tuple[Reason, ...] = ()
    """All reasons, the most urgent first."""
    flow: str | None = None
    """The flow the words ask for, as ``F20``; None when nothing was understood."""
    opt_out: bool = False
    digits: tuple[int, ...] = ()
    age: int | None = None
    time_of_day: time | None = None
    province: str | None = None
    """The official two-digit code, "01" to "25"."""
    amount: Amount | None = None

    @property
    def names(self) -> frozenset[str]:
        """The names of the concepts found."""
        return frozenset(found.name for found in self.concepts)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A hit with what it leads to for this sender."""

    priority: Priority | None
    reason: Reason | None
    flow: str | None
    rank: int


class Understander:
    """Understands messages with one lexicon and one listener. Holds no state between messages."""

    def __init__(self, lexicon: Lexicon, listener: Listener | None = None) -> None:
        self.lexicon = lexicon
        self.listener = listener
        """None where only words count: the walk over all talks proves what words do."""

    @property
    def mark(self) -> str:
        """Which words and weights these are; stands in the log and in each case record."""
        heard_with = self.listener.mark if self.listener else "none"
        return f"{self.lexicon.count}:{self.lexicon.hash}:{heard_with}"

    def understand(self, text: str, context: Context | None = None) -> Understanding:
        """What is read of the text means this (`long_text`). Any text is answered, none raises."""
        context = context or Context()
        text = in_part(text)
        script = script_of(text)
        age = _age_of_sender(text, asked=context.pending == "age")
        reading = self.lexicon.read(text)
        tone = Tone(self.listener, script)
        hits = weighed(text, reading, tone)
        heard = self._heard(text, tone, reading, hits)
        findings = [*self._findings(text, hits), *map(_of_sender, heard)]
        findings += _of_age(age, [*hits, *heard])
        findings.sort(key=_urgency)
        first = findings[0] if findings else None
        return Understanding(
            script=script,
            language=language_of(script) or context.language,
            concepts=_concepts([*hits, *heard]),
            priority=first.priority if first else None,
            reason=first.reason if first else None,
            reasons=tuple(dict.fromkeys(one.reason for one in findings if one.reason)),
            flow=first.flow if first else None,
            opt_out=any(hit.concept.name == STOP for hit in hits),
            digits=digits_in(text),
            age=age,
            time_of_day=time_in(text, asked=context.pending == "time"),
            province=province_in(text),
            amount=amount_in(text, asked=context.pending == "amount"),
        )

    def _findings(self, text: str, hits: list[LexiconHit]) -> Iterable[_Finding]:
        kin_ends = sorted(hit.end for hit in hits if hit.concept.kind == "kin")
        for hit in hits:
            concept = hit.concept
            outcome = concept.outcome(hit.strength)
            if (
                concept.third_party_flow
                and outcome.priority
                and _is_of_another(text, hit, kin_ends)
            ):
                yield _third_party(concept, outcome.priority)
            elif concept.kind != "kin":
                yield _of_sender(hit)

    def _heard(
        self, text: str, tone: Tone, reading: Reading, hits: list[LexiconHit]
    ) -> list[LexiconHit]:
        """What the listener adds. A message that is one known word as a whole says all itself."""
        if any(hit.strength == "whole" for hit in hits):
            return []
        suspicion = tone.suspicion(text)
        if suspicion is None or is_news(text) or is_quotation(text):
            return []
        return second_opinion(self.lexicon, reading, hits, suspicion, len(text))


def _of_sender(hit: LexiconHit) -> _Finding:
    outcome = hit.concept.outcome(hit.strength)
    return _Finding(outcome.priority, outcome.reason, hit.concept.flow, hit.concept.rank)


def _third_party(concept: Concept, priority: Priority) -> _Finding:
    reason = Reason.THIRD_PARTY_DANGER if priority is Priority.P1 else Reason.FAMILY_SUPPORT
    return _Finding(priority, reason, concept.third_party_flow, concept.rank)


def _urgency(finding: _Finding) -> tuple[str, int]:
    return (finding.priority or "P9", finding.rank)


def _concepts(hits: list[LexiconHit]) -> tuple[Found, ...]:
    return tuple(
        dict.fromkeys(Found(hit.concept.name, hit.strength, hit.start, hit.end) for hit in hits)
    )


# --- the sender's age -----------------------------------------------------------------------


def _age_of_sender(text: str, *, asked: bool) -> int | None:
    """The age named, unless it is that of a child in a line of news."""
    age = age_in(text, asked=asked)
    return None if age is not None and age < ADULT and is_news(text) else age


def _of_age(age: int | None, hits: list[LexiconHit]) -> Iterable[_Finding]:
    """Under 18 is P2; with a P1 in the same message it is a child in danger (6.2)."""
    if age is None or age >= ADULT:
        return
    yield _Finding(Priority.P2, Reason.CHILD, "F19", 10)
    if any(is_urgent(hit) for hit in hits):
        yield _Finding(Priority.P1, Reason.CHILD_DANGER, "F19", 90)


# --- whose trouble it is --------------------------------------------------------------------------

_FIRST_PERSON = re.compile(
    r"\b(?:i|me|my|myself|i'm|im|we|us|knhom|khnhom|knyom|khnom|nhom|yerng|yeung)\b|ខ្ញុំ|យើង",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile("[.!?\n។]")
_KIN_REACH: Final = 45


def _is_of_another(text: str, hit: LexiconHit, kin_ends: list[int]) -> bool:
    """True if a relative stands before the hit, or opens it, and the rest does not name "me"."""
    at = bisect_right(kin_ends, hit.end - 1)
    opening = kin_ends[at - 1] if at and kin_ends[at - 1] > hit.start else hit.start
    if _FIRST_PERSON.search(text[opening : hit.end]):
        return False
    if opening > hit.start:
        return True
    at = bisect_right(kin_ends, hit.start)
    if not at or hit.start - kin_ends[at - 1] > _KIN_REACH:
        return False
    between = text[kin_ends[at - 1] : hit.start]
    return not (_SENTENCE_END.search(between) or _FIRST_PERSON.search(between))
