"""May this be written now, later, by a person, or not at all (CONVERSATIONS 7.1, SAFETY T7-T11).

`decide` is the whole rule. It is given what is true and says what to do; the scheduler asks it
in the transaction that sends, and the simulation asks the same function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from helpline.core.checkin import ASKING, Frequency, Kind
from helpline.core.contact import LOCAL_ZONE, SafeTimes

ZONE = ZoneInfo(LOCAL_ZONE)
NEVER = SafeTimes(time(0, 0), time(0, 0))
"""An empty window: the contact writes first (CONVERSATIONS F03.3)."""

TOO_LATE = timedelta(hours=2)
"""A check-in that is later than this becomes a task for a person (SAFETY R16)."""
APART = timedelta(hours=12)
TAPERED_AFTER = timedelta(weeks=4)
A_WEEK = timedelta(days=7)
MOST_A_WEEK = 2
TALK_OPEN_FOR = timedelta(hours=2)
"""Who wrote, or was written to, so recently is in a talk."""
MARGIN = timedelta(minutes=5)
"""A text planned for the last minute of the safe hours would arrive after them."""

BLAND_FROM = timedelta(days=45)
NOTHING_FROM = timedelta(days=90)
PURGED_FROM = timedelta(days=180)
"""Days since the last inbound of an address: operators sell a silent SIM again (SAFETY T7)."""


class Do(StrEnum):
    SEND = "send"
    WAIT = "wait"
    PERSON = "person"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, why, and for WAIT until when."""

    do: Do
    why: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What is true around a contact at the moment of deciding."""

    consent: bool
    opted_out: bool
    silent: bool
    safe_times: SafeTimes
    quiet_until: datetime | None
    plan_began_at: datetime
    frequency: Frequency
    sent_before: tuple[datetime, ...]
    """When something was sent unasked; the last two weeks are enough."""
    last_talk_at: datetime | None
    """The last message in either direction that was not sent unasked."""
    person_owns: bool
    question_waits: bool
    """The bot waits for an answer to something that this contact began."""
    address_silent_for: timedelta | None
    """Since the last inbound of the address that would be used; None: there is none."""
    can_reply: bool = True
    prefers_call: bool = False
    """Asked to be called instead of written to (CONVERSATIONS F28.3)."""
    window_closed: bool = False
    """The channel lets nothing be written so long after their last message (WhatsApp)."""
    silence_runs: bool = False
    """A ladder runs: it speaks now, and the plan waits (never two at once)."""


def decide(kind: Kind, due_at: datetime, now: datetime, around: Around, chance: float) -> Verdict:
    """What to do with something planned. `chance` in [0, 1) varies the hour of what waits."""
    refused = may_not_write(around)
    if refused:
        return Verdict(Do.DROP, refused)
    if kind is Kind.BY_PERSON:
        return Verdict(Do.PERSON, "by_person")
    if now - due_at > TOO_LATE:
        return Verdict(Do.PERSON if kind in ASKING else Do.DROP, "late")
    if around.silence_runs:
        return Verdict(Do.DROP, "silence")
    return _when(now, around, chance) or _where(kind, around) or Verdict(Do.SEND)


def decide_step(
    due_at: datetime, now: datetime, around: Around, chance: float, *, capped: bool
) -> Verdict:
    """The same for a text of the silence ladder, which is never a new check-in.

    `capped` is False for the high tier's second channel on the same evening (7.3).
    """
    refused = may_not_write(around)
    if refused:
        return Verdict(Do.DROP, refused)
    if now - due_at > TOO_LATE:
        return Verdict(Do.PERSON, "late")
    if not capped:
        around = replace(around, sent_before=())
    return _when(now, around, chance) or _where(Kind.QUESTIONS, around) or Verdict(Do.SEND)


def may_not_write(around: Around) -> str:
    """Why nothing may be sent unasked to this person at all; empty if it may."""
    if around.opted_out:
        return "opted_out"
    if not around.consent:
        return "no_consent"
    if around.safe_times == NEVER or around.frequency is Frequency.NEVER:
        return "writes_first"
    return ""


def _when(now: datetime, around: Around, chance: float) -> Verdict | None:
    """WAIT if this is not the moment."""
    until = earliest(now, around)
    if until is not None:
        return Verdict(Do.WAIT, until[1], safe_moment(until[0], around.safe_times, chance))
    if not is_safe(now, around.safe_times):
        return Verdict(Do.WAIT, "not_a_safe_time", safe_moment(now, around.safe_times, chance))
    return None


def earliest(now: datetime, around: Around) -> tuple[datetime, str] | None:
    """Not before when, and why; None if nothing but the hour speaks against now."""
    found = [
        (at, why)
        for at, why in (
            (around.quiet_until, "paused"),
            (_unsafe_until(now, around), "not_safe"),
            (_talk_until(now, around), "talk_open"),
            (_cap_until(now, around), "cap"),
        )
        if at is not None and at > now
    ]
    return max(found, default=None)


def _unsafe_until(now: datetime, around: Around) -> datetime | None:
    """Not safe to text: asked again tomorrow, until they write."""
    return next_day(now) if around.silent else None


def _talk_until(now: datetime, around: Around) -> datetime | None:
    """A talk that is open is not talked into, and a person who has it is not talked over."""
    if around.person_owns:
        return next_day(now)
    if around.last_talk_at is not None and now - around.last_talk_at < TALK_OPEN_FOR:
        return around.last_talk_at + TALK_OPEN_FOR
    return now + TALK_OPEN_FOR if around.question_waits else None


def _cap_until(now: datetime, around: Around) -> datetime | None:
    """At most one in 12 hours and one a local day; after week 4 at most two in seven days."""
    sent = sorted(around.sent_before)
    if not sent:
        return None
    until = max(sent[-1] + APART, next_day(sent[-1]))
    recent = [at for at in sent if now - at < A_WEEK]
    if now - around.plan_began_at > TAPERED_AFTER and len(recent) >= MOST_A_WEEK:
        until = max(until, recent[-MOST_A_WEEK] + A_WEEK)
    return until


def _where(kind: Kind, around: Around) -> Verdict | None:
    """A person instead of a text where no address is left to write to (SAFETY T7)."""
    if around.prefers_call:
        return _instead(kind, "prefers_call")
    if around.address_silent_for is None:
        return _instead(kind, "no_address")
    if around.address_silent_for >= NOTHING_FROM:
        return _instead(kind, "address_too_old")
    if around.window_closed:
        return _instead(kind, "window_closed")
    if kind in ASKING and not around.can_reply:
        return _instead(kind, "one_way")
    return None


def _instead(kind: Kind, why: str) -> Verdict:
    return Verdict(Do.PERSON if kind in ASKING else Do.DROP, why)


# --- hours ------------------------------------------------------------------------------------


def is_safe(at: datetime, times: SafeTimes) -> bool:
    """True if this is one of the person's safe hours."""
    return times != NEVER and times.contains(at.astimezone(ZONE).time())


def next_day(at: datetime) -> datetime:
    """The beginning of the next local day."""
    local = at.astimezone(ZONE)
    return datetime.combine(local.date() + timedelta(days=1), time(0), ZONE)


def safe_moment(not_before: datetime, times: SafeTimes, chance: float) -> datetime:
    """A moment in the safe hours, at `not_before` or later, that `chance` in [0, 1) varies.

    It lies in the rest of today's safe hours if there are any, else in the next day's.
    """
    opens, closes = _window(not_before, times)
    if max(opens, not_before) > closes:
        opens, closes = _window(next_day(not_before), times)
    begin = max(opens, not_before)
    return begin + (closes - begin) * chance


def _window(at: datetime, times: SafeTimes) -> tuple[datetime, datetime]:
    """The safe hours that end after `at` began: today's, or those that began yesterday."""
    day = at.astimezone(ZONE).date()
    over_midnight = times.start > times.end
    if over_midnight and at.astimezone(ZONE).time() <= times.end:
        day -= timedelta(days=1)
    opens = datetime.combine(day, times.start, ZONE)
    closes = datetime.combine(day + timedelta(days=over_midnight), times.end, ZONE)
    return opens, max(opens, closes - MARGIN)


def evening_of(day: date, times: SafeTimes, chance: float) -> datetime:
    """A moment in the last third of that day's safe hours: another time of day than before."""
    opens, closes = _window(datetime.combine(day, times.start, ZONE), times)
    return opens + (closes - opens) * (2 + chance) / 3


def planned_moment(
    began_at: datetime, after: timedelta, times: SafeTimes, chance: float
) -> datetime:
    """When a line of a schedule is due: on its local day, at a varied safe hour."""
    day = (began_at + after).astimezone(ZONE).date()
    usual = SafeTimes() if times == NEVER else times
    opens, closes = _window(datetime.combine(day, usual.start, ZONE), usual)
    return opens + (closes - opens) * chance


def closes_at(at: datetime, times: SafeTimes) -> datetime:
    """When the safe hours that hold `at` end: nothing unasked may arrive after this (T10)."""
    opens, closes = _window(at, times)
    return max(opens, closes + MARGIN)
