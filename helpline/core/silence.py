"""What silence leads to, step by step (CONVERSATIONS 7.3). Silence is never taken for "fine".

It never lowers a tier and never closes anything; a reply at any step ends the ladder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from helpline.core.checkin import DAYS_OF_A_MONTH, Tier


class Act(StrEnum):
    """What a step does."""

    SAME_OPENER = "same_opener"
    OTHER_CHANNEL = "other_channel"
    CALL = "call"
    TRUSTED = "trusted"
    """A person asks the trusted contact, only with consent, in bland words."""
    MEETING = "meeting"
    DOOR_OPEN = "door_open"
    """"No need to answer. The door stays open." (F38.1)"""
    MONTHLY_CALL = "monthly_call"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how long after the opener that was not answered, and what is done."""

    after: timedelta
    act: Act
    evening: bool = False


def _days(days: float, act: Act, *, evening: bool = False) -> Step:
    return Step(timedelta(days=days), act, evening)


def _months(months: int, act: Act) -> Step:
    return Step(timedelta(days=months * DAYS_OF_A_MONTH), act)


_LATER = (
    _days(30, Act.DOOR_OPEN),
    _days(60, Act.DOOR_OPEN),
    _days(90, Act.DOOR_OPEN),
    _months(6, Act.DOOR_OPEN),
    _months(12, Act.DOOR_OPEN),
    _months(12, Act.DORMANT),
)
STANDARD = (
    _days(2, Act.SAME_OPENER),
    _days(5, Act.OTHER_CHANNEL),
    _days(8, Act.CALL),
    _days(14, Act.TRUSTED),
    *_LATER,
)
HIGH = (
    _days(1, Act.SAME_OPENER),
    _days(1, Act.OTHER_CHANNEL, evening=True),
    _days(2, Act.CALL),
    _days(5, Act.TRUSTED),
    _days(7, Act.MEETING),
    *sorted(
        (*_LATER, *(_months(month, Act.MONTHLY_CALL) for month in range(1, 7))),
        key=lambda step: (step.after, step.act is Act.DORMANT),
    ),
)


class Outcome(StrEnum):
    """What came of a step, or what ended the ladder."""

    SENT = "sent"
    NO_CHANNEL = "no_channel"
    """There is no address to which this step may write now."""
    NO_CONSENT = "no_consent"
    TASK = "task"
    """A person has it."""
    NO_ANSWER = "no_answer"
    ANSWERED_BY_OTHER = "answered_by_other"
    REFUSED = "refused"
    MOVED_ABROAD = "moved_abroad"
    TRUSTED_REFUSED = "trusted_refused"
    REPLIED = "replied"
    REACHED = "reached"
    OPTED_OUT = "opted_out"
    WRONG_NUMBER = "wrong_number"
    UNKNOWN_NUMBER = "unknown_number"
    KNOWN_DEATH = "known_death"
    PLAN_ENDED = "plan_ended"
    DORMANT = "dormant"
    FORGOTTEN = "forgotten"


STOPS = frozenset(
    {
        Outcome.OPTED_OUT,
        Outcome.WRONG_NUMBER,
        Outcome.UNKNOWN_NUMBER,
        Outcome.TRUSTED_REFUSED,
        Outcome.KNOWN_DEATH,
        Outcome.REFUSED,
        Outcome.PLAN_ENDED,
        Outcome.FORGOTTEN,
    }
)
"""What stops it at once, without anybody having been reached (CONVERSATIONS 7.3)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A ladder that runs, or ran: from an opener that nobody answered."""

    id: str
    contact_id: str
    organisation_id: str
    check_in_id: str
    high: bool
    began_at: datetime
    step: int
    """How many steps were done."""
    due_at: datetime | None
    """When the next step is due; None once it is over."""
    ended_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One line of a ladder's log."""

    step: int
    act: str
    outcome: str
    at: datetime


def ladder(*, high: bool) -> tuple[Step, ...]:
    """The steps of a tier."""
    return HIGH if high else STANDARD


def climbs_high(tier: Tier) -> bool:
    """The high tier has the faster ladder.

    CONVERSATIONS 7.3 has two columns and no tier without a ladder: standard, light and away climb
    the standard one, and a person calls whoever does not answer (SAFETY T9).
    """
    return tier is Tier.HIGH


def step_of(silence: Silence) -> Step | None:
    """The step that is next; None after the last."""
    steps = ladder(high=silence.high)
    return steps[silence.step] if silence.step < len(steps) else None
