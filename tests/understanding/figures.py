"""What the lexicon makes of the message sets, counted as README.md beside this file says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helpline.core.case import Priority
from helpline.text.understanding import Understander, Understanding
from tests.understanding.sets import Message


@dataclass(frozen=True, slots=True)
class Judged:
    """One message and what was understood."""

    message: Message
    found: Understanding

    @property
    def is_p1(self) -> bool:
        """True if a person is called at once."""
        return self.found.priority is Priority.P1

    @property
    def wrongs(self) -> tuple[str, ...]:
        """What is wrong, in a few words each; empty if all is right."""
        message, found = self.message, self.found
        wrongs = []
        if message.p1 == "yes" and not self.is_p1:
            wrongs.append(f"not P1 but {found.priority}")
        if message.p1 == "no" and self.is_p1:
            wrongs.append(f"P1 {found.reason}")
        if message.expected and not self.has_expected:
            wrongs.append(f"no {message.expected[0]}")
        if message.reason and message.p1 == "yes" and message.reason not in found.reasons:
            wrongs.append(f"no {message.reason}")
        return tuple(wrongs)

    @property
    def has_expected(self) -> bool:
        """True if one of the concepts that have to be found was found."""
        return not self.found.names.isdisjoint(self.message.expected)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        if not self.whole:
            return "-"
        return f"{100 * self.part / self.whole:.1f}% ({self.part}/{self.whole})"

    @property
    def value(self) -> float:
        """From 0 to 1; 1 where there is nothing to count."""
        return self.part / self.whole if self.whole else 1.0


def judge(messages: Iterable[Message], understander: Understander) -> list[Judged]:
    """Every message, understood."""
    return [Judged(one, understander.understand(one.text)) for one in messages]


def of(judged: Iterable[Judged], script: str) -> list[Judged]:
    """Those of one script."""
    return [one for one in judged if one.message.script == script]


def p1_recall(judged: Iterable[Judged]) -> Share:
    """Of the messages that must be P1, those that are."""
    must = [one for one in judged if one.message.p1 == "yes"]
    return Share(sum(one.is_p1 for one in must), len(must))


def quiet(judged: Iterable[Judged]) -> Share:
    """Of the ordinary messages and traps, those that are not P1."""
    harmless = [one for one in judged if one.message.harmless and one.message.p1 == "no"]
    return Share(sum(not one.is_p1 for one in harmless), len(harmless))


def concerns_not_p1(judged: Iterable[Judged]) -> Share:
    """Of the concerns that need not be P1, those that are not."""
    calm = [one for one in judged if one.message.kind == "concern" and one.message.p1 == "no"]
    return Share(sum(not one.is_p1 for one in calm), len(calm))


def recall(judged: Iterable[Judged], concept: str) -> Share:
    """Of the messages about a concept, those in which it or another expected one is found."""
    about = [one for one in judged if one.message.expected[:1] == (concept,)]
    return Share(sum(one.has_expected for one in about), len(about))


def precision(judged: Iterable[Judged], concept: str) -> Share:
    """Of the messages in which a concept is found, those that name it."""
    found = [one for one in judged if concept in one.found.names]
    return Share(sum(concept in one.message.allowed for one in found), len(found))
