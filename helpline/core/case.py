"""Cases: priorities, reasons, and the clocks that a person has to keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Priority(StrEnum):
    """How soon a person is needed (CONVERSATIONS 6.1). P1 is the highest."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    def at_least(self, other: Priority) -> bool:
        """True if this is as urgent as `other` or more."""
        return self.value <= other.value

    @staticmethod
    def highest(*priorities: Priority) -> Priority:
        """The most urgent of those given."""
        return min(priorities, key=lambda priority: priority.value)


class Reason(StrEnum):
    """Why a person is needed: the closed list of CONVERSATIONS 6.4. Reports count by these."""

    SELF_HARM_NOW = "SELF_HARM_NOW"
    SELF_HARM_RISK = "SELF_HARM_RISK"
    VIOLENCE_NOW = "VIOLENCE_NOW"
    HELD_NOW = "HELD_NOW"
    MEDICAL_NOW = "MEDICAL_NOW"
    MEDICAL_CHECK = "MEDICAL_CHECK"
    SEXUAL_VIOLENCE_RECENT = "SEXUAL_VIOLENCE_RECENT"
    SEXUAL_VIOLENCE_PAST = "SEXUAL_VIOLENCE_PAST"
    CHILD = "CHILD"
    CHILD_DANGER = "CHILD_DANGER"
    THIRD_PARTY_DANGER = "THIRD_PARTY_DANGER"
    UNSAFE_NO_ANSWER = "UNSAFE_NO_ANSWER"
    THREAT = "THREAT"
    DEBT_THREAT = "DEBT_THREAT"
    PRESSURE = "PRESSURE"
    RETRAFFICK_RISK = "RETRAFFICK_RISK"
    NO_SHELTER_FOOD = "NO_SHELTER_FOOD"
    SCREEN_POSITIVE = "SCREEN_POSITIVE"
    SCREEN_UNCLEAR = "SCREEN_UNCLEAR"
    NO_MATCH = "NO_MATCH"
    REFERRAL_STALLED = "REFERRAL_STALLED"
    REFERRAL_REFUSED = "REFERRAL_REFUSED"
    WELLBEING_DROP = "WELLBEING_DROP"
    SILENCE = "SILENCE"
    SILENCE_HIGH = "SILENCE_HIGH"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    NUMBER_CHANGED = "NUMBER_CHANGED"
    WRONG_NUMBER = "WRONG_NUMBER"
    IMPERSONATION = "IMPERSONATION"
    COMPLICITY = "COMPLICITY"
    LEGAL_CHOICE = "LEGAL_CHOICE"
    MISSING_RELATIVE = "MISSING_RELATIVE"
    FAMILY_SUPPORT = "FAMILY_SUPPORT"
    NEED_HEALTH = "NEED_HEALTH"
    NEED_MIND = "NEED_MIND"
    NEED_DEBT = "NEED_DEBT"
    NEED_WORK = "NEED_WORK"
    NEED_SAFE_MIGRATION = "NEED_SAFE_MIGRATION"
    NEED_LAW = "NEED_LAW"
    HUMAN_REQ = "HUMAN_REQ"
    CALLBACK = "CALLBACK"
    DATA_REQUEST = "DATA_REQUEST"
    OPTOUT = "OPTOUT"
    OPTOUT_HIGH_RISK = "OPTOUT_HIGH_RISK"
    STAFF_COMPLAINT = "STAFF_COMPLAINT"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    HOSTILE = "HOSTILE"
    NONE = "NONE"


OF_MINORS = frozenset({Reason.CHILD, Reason.CHILD_DANGER})
"""Reasons that make a case the safeguarding lead's business (SAFETY T13)."""

SELF_HARM = frozenset({Reason.SELF_HARM_NOW, Reason.SELF_HARM_RISK})


class CaseStatus(StrEnum):
    """Where a case stands. Only a person closes one."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a person must acknowledge and by when they must write."""

    acknowledge: timedelta
    write: timedelta
    working_time_only: bool
    """True where the time runs only while someone is on shift (all but P1)."""
    ceiling: timedelta | None = None
    """The longest by the clock on the wall, also at weekends."""


# CONVERSATIONS 6.1: a P2 is counted in working hours, but never waits longer than 24 h.
CLOCKS: dict[Priority, Clock] = {
    Priority.P1: Clock(timedelta(minutes=5), timedelta(minutes=15), working_time_only=False),
    Priority.P2: Clock(
        timedelta(hours=1), timedelta(hours=4), working_time_only=True, ceiling=timedelta(hours=24)
    ),
    Priority.P3: Clock(timedelta(hours=9), timedelta(hours=9), working_time_only=True),
    Priority.P4: Clock(timedelta(hours=9), timedelta(hours=27), working_time_only=True),
}

# CONVERSATIONS 6.1 and SAFETY R25: who is told when nobody answers a P1, after how long.
ALERT_LADDER: tuple[timedelta, ...] = (
    timedelta(0),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=15),
)


@dataclass(frozen=True, slots=True)
class Case:
    """The record that a caseworker works on."""

    id: str
    number: int
    """Shown as the pseudonym `K-17`; never the contact's name or address."""
    contact_id: str
    organisation_id: str
    priority: Priority
    reasons: tuple[Reason, ...]
    status: CaseStatus
    opened_at: datetime
    acknowledge_by: datetime
    write_by: datetime
    claimed_by: str | None = None
    acknowledged_at: datetime | None = None
    first_reply_at: datetime | None = None
    """When a person wrote first since the clocks that count now began."""
    closed_at: datetime | None = None
    recap: str = field(default="", repr=False)
    next_step: str = field(default="", repr=False)
    lexicon: str = ""
    """Count and hash of the words that were looked for when it was opened."""
    minor: bool = False
    """The contact, or who it is about, is under 18: the safeguarding lead sees it too."""
    promised_at: datetime | None = None
    """The clock time that the contact was told last."""
    late_since: datetime | None = None
    """When it was first noticed that a promised time had passed without a word."""
    apologised_at: datetime | None = None
    watch_at: datetime | None = None
    """When the clock looks next whether a person kept the time; None: nothing is due."""
    complaint: bool = False
    """The contact complains of somebody who works here."""
    version: int = 1
    """Raised at each change, so that a stale page is told instead of overwriting."""

    @property
    def overseen_only(self) -> bool:
        """For those who oversee, and for whom they give it to (CONVERSATIONS F09).

        A danger is for everybody who can come, a complaint or not.
        """
        return self.complaint and self.priority is not Priority.P1

    @property
    def pseudonym(self) -> str:
        """The name under which people speak of this case."""
        return f"K-{self.number}"
