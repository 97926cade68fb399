"""Check-in plans: who is written to, when, and what about (CONVERSATIONS 7.1 and 7.2).

A plan is made when somebody agrees to be written to. It holds check-ins, which ask, and caring
contacts, which only greet. Everything here is a rule over given values: no clock, no chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAYS_OF_A_MONTH = 30.4375


class Tier(StrEnum):
    """How closely somebody is followed. A rule may raise it; only a person lowers it."""

    HIGH = "high"
    STANDARD = "standard"
    LIGHT = "light"
    AWAY = "away"

    def raised_to(self, other: Tier) -> Tier:
        """The closer of the two. Who went abroad stays `away` unless the risk is high."""
        return min(self, other, key=CLOSENESS.index)


CLOSENESS = (Tier.HIGH, Tier.AWAY, Tier.STANDARD, Tier.LIGHT)


class Kind(StrEnum):
    """What is planned."""

    QUESTIONS = "questions"
    """The opener, and after a "good time" the questions."""
    CARING = "caring"
    """A greeting without a question (CONVERSATIONS F39)."""
    HOLIDAY = "holiday"
    """A greeting at New Year and Pchum Ben, hard days for the ashamed and indebted."""
    SIGN_OF_LIFE = "sign_of_life"
    """Abroad: one question, "send 1 if all is fine"."""
    BY_PERSON = "by_person"
    """A caseworker calls; nothing is sent."""


ASKING = frozenset({Kind.QUESTIONS, Kind.SIGN_OF_LIFE})
"""What expects an answer, so that silence means something."""


class Topic(StrEnum):
    """The modules of a check-in; at most two are asked (CONVERSATIONS 7.2)."""

    HELP = "a"
    MONEY = "b"
    GOING_AWAY = "c"
    BODY = "d"
    STILL_HERE = "e"
    USEFUL = "f"


class Frequency(StrEnum):
    """How often the person wants to hear from us (CONVERSATIONS F28.2)."""

    MORE = "more"
    AS_PLANNED = "as_now"
    MONTHLY = "monthly"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of a schedule."""

    name: str
    """`D3`, `W4`, `M12`: days, weeks and months after the plan began."""
    kind: Kind
    topics: tuple[Topic, ...] = ()

    @property
    def after(self) -> timedelta:
        """How long after the beginning of the plan; a month counts 30.4375 days."""
        return timedelta(days=days_of(self.name))


class State(StrEnum):
    """What became of a check-in."""

    PLANNED = "planned"
    HELD = "held"
    """A caseworker holds it back."""
    SENT = "sent"
    ANSWERED = "answered"
    TO_PERSON = "to_person"
    """A person has it: it was too late, the address is too old, or nobody can answer there."""
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    """The plan changed or ended before its time came."""


LIVE = frozenset({State.PLANNED, State.HELD})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a contact agreed to. A contact has at most one that has not ended."""

    id: str
    contact_id: str
    organisation_id: str
    tier: Tier
    began_at: datetime
    frequency: Frequency = Frequency.AS_PLANNED
    ended_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One thing that a plan will do. (contact, plan, seq) is unique: none is ever doubled (R16)."""

    id: str
    plan_id: str
    contact_id: str
    organisation_id: str
    seq: int
    name: str
    kind: Kind
    topics: tuple[Topic, ...]
    due_at: datetime
    state: State = State.PLANNED
    why: str = ""
    """A code: why it was deferred, skipped, held or given to a person."""
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    outbound_id: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """How one wave of check-ins went: `W4`, `M3`."""

    name: str
    sent: int
    delivered: int
    answered: int


def days_of(name: str) -> float:
    """`D3` is 3 days, `W2` 14, `M1` 30.4375."""
    number = int(name[1:])
    return {"D": 1.0, "W": 7.0, "M": DAYS_OF_A_MONTH}[name[0]] * number


A, B, C, D, E, F = Topic

# CONVERSATIONS 7.2. W11 of the high tier has no row there; it asks about money, as M3 does.
ROTATION: dict[str, tuple[Topic, ...]] = {
    "D3": (A,),
    "W1": (B,),
    "W2": (C,),
    "W4": (A, E),
    "W7": (D,),
    "M1": (A, E),
    "M2": (D,),
    "W11": (B,),
    "M3": (B,),
    "M4": (C,),
    "M6": (A, E),
    "M9": (B,),
    "M12": (F, C),
    "M18": (E,),
    "M24": (F,),
}


def _line(kind: Kind, names: str) -> tuple[Planned, ...]:
    asks = kind is Kind.QUESTIONS
    return tuple(Planned(n, kind, ROTATION[n] if asks else ()) for n in names.split())


# CONVERSATIONS 7.1, row by row.
SCHEDULES: dict[Tier, tuple[Planned, ...]] = {
    Tier.HIGH: (
        *_line(Kind.BY_PERSON, "D1"),
        *_line(Kind.QUESTIONS, "D3 W1 W2 W4 W7 W11 M4 M6 M9 M12 M18"),
        *_line(Kind.CARING, "D1 M2 M3 M5 M8"),
    ),
    Tier.STANDARD: (
        *_line(Kind.QUESTIONS, "D3 W1 W2 W4 M2 M3 M4 M6 M9 M12 M18 M24"),
        *_line(Kind.CARING, "D1 M5 M8 M10"),
    ),
    Tier.LIGHT: (
        *_line(Kind.QUESTIONS, "M1 M3 M6 M12"),
        *_line(Kind.CARING, "M2 M9"),
    ),
    Tier.AWAY: _line(Kind.SIGN_OF_LIFE, "W2 W4 " + " ".join(f"M{month}" for month in range(2, 25))),
}
MONTHS = tuple(f"M{month}" for month in range(1, 25))


def schedule(tier: Tier, frequency: Frequency = Frequency.AS_PLANNED) -> tuple[Planned, ...]:
    """What a plan holds, in the order of its days.

    Once a month leaves the first line of each month; more adds a greeting in every month that
    has nothing; never leaves nothing.
    """
    lines = sorted(SCHEDULES[tier], key=lambda line: (line.after, line.kind is not Kind.BY_PERSON))
    if frequency is Frequency.NEVER:
        return ()
    if frequency is Frequency.MONTHLY:
        return _first_of_each_month(lines)
    if frequency is Frequency.MORE:
        return _filled(lines)
    return tuple(lines)


def _month(line: Planned) -> int:
    return int(days_of(line.name) / DAYS_OF_A_MONTH)


def _first_of_each_month(lines: list[Planned]) -> tuple[Planned, ...]:
    kept: dict[int, Planned] = {}
    for line in sorted(lines, key=lambda line: (line.kind not in ASKING, line.after)):
        kept.setdefault(_month(line), line)
    return tuple(sorted(kept.values(), key=lambda line: line.after))


def _filled(lines: list[Planned]) -> tuple[Planned, ...]:
    last = max((_month(line) for line in lines), default=0)
    taken = {_month(line) for line in lines}
    extra = [
        Planned(name, Kind.CARING)
        for name in MONTHS
        if int(name[1:]) <= last and int(name[1:]) not in taken
    ]
    return tuple(sorted([*lines, *extra], key=lambda line: line.after))


OPEN_DEBT = "debt_counselling"
"""The need of the directory that brings the questions about money forward."""


def topics_now(
    planned: tuple[Topic, ...], asked: frozenset[Topic], needs: str
) -> tuple[Topic, ...]:
    """The person's own needs come first: an open debt is asked about before its turn (7.2)."""
    if planned and OPEN_DEBT in needs.split() and B not in asked and B not in planned:
        return (B,)
    return planned
