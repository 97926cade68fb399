"""The contacts of the simulation and the rates by which things happen to them.

The rates are assumptions, stated here and changeable; none of them was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from helpline.core.checkin import Frequency, Kind, Tier, Topic
from helpline.core.contact import SafeTimes
from helpline.core.silence import Step

Chance = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Rates:
    """How often things happen; everything is a share between 0 and 1."""

    high: float = 0.15
    standard: float = 0.55
    light: float = 0.25
    khmer: float = 0.85
    second_channel: float = 0.4
    trusted: float = 0.3
    own_times: float = 0.25
    answers: float = 0.65
    """An opener is answered, the first time; a repeated one half as often."""
    low_answer: float = 0.06
    """An answered check-in is a crisis or the lowest score: P2."""
    stops: float = 0.006
    """Somebody says stop to a text."""
    wrong_number: float = 0.15
    """Who got a lost number says so, when a text comes."""
    loses_number: float = 0.02
    """A month."""
    comes_back: float = 0.5
    """Who lost the number writes from a new one within the month."""
    writes: float = 0.15
    """A month, unasked."""
    reached: float = 0.55
    """A call reaches the person, while the number is theirs."""
    trusted_helps: float = 0.5
    calls_a_day: int = 120
    outages: int = 6
    """Mornings in the whole time on which nothing is sent until the afternoon."""


@dataclass(slots=True)
class Person:
    """One simulated contact: what the store would know, and what it cannot know."""

    number: int
    tier: Tier
    began_at: datetime
    safe_times: SafeTimes
    khmer: bool
    second_channel: bool
    trusted: bool
    heard_at: datetime
    """The last inbound of the address that is written to."""
    address: int = 0
    """Grows with each new number; texts go to the newest one only."""
    retired: set[int] = field(default_factory=set)
    """Numbers that were given up, or taken over by somebody else (SAFETY T8)."""
    owns_number: bool = True
    """Unknown to the helpline: the SIM is still theirs."""
    stopped: bool = False
    ended: bool = False
    plan: int = 0
    frequency: Frequency = Frequency.AS_PLANNED
    sent: list[datetime] = field(default_factory=list)
    asks: tuple[Kind, tuple[Topic, ...]] = (Kind.QUESTIONS, ())
    """What the last opener leads to, when it is answered."""
    ladder: Sequence[Step] = ()
    ladder_began: datetime | None = None
    step: int = 0
    called: bool = False
    """Since the present silence began, a person has had it in hand."""
    ladder_number: int = 0


def address_of(person: Person) -> int:
    """Where a text goes: the newest number (`operations.check_in.around.choose`)."""
    return person.address


WINDOWS = (
    SafeTimes(time(9, 0), time(11, 30)),
    SafeTimes(time(11, 30), time(14, 0)),
    SafeTimes(time(17, 0), time(19, 30)),
)


def draw(number: int, start: datetime, chance: Chance, rates: Rates) -> Person:
    """One contact who enrols within the first month."""
    enrolled = start + timedelta(days=30 * chance(), hours=12 * chance())
    own = chance() < rates.own_times
    return Person(
        number=number,
        tier=_tier(chance(), rates),
        began_at=enrolled,
        safe_times=WINDOWS[int(chance() * len(WINDOWS))] if own else SafeTimes(),
        khmer=chance() < rates.khmer,
        second_channel=chance() < rates.second_channel,
        trusted=chance() < rates.trusted,
        heard_at=enrolled,
    )


def _tier(drawn: float, rates: Rates) -> Tier:
    for tier, share in (
        (Tier.HIGH, rates.high),
        (Tier.STANDARD, rates.standard),
        (Tier.LIGHT, rates.light),
    ):
        if drawn < share:
            return tier
        drawn -= share
    return Tier.AWAY
