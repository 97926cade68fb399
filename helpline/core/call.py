"""Calls by a person: what a caseworker may note, and when the second try is due.

Two tries at two times of day, no voicemail, and the cover that the person chose, no other
(CONVERSATIONS 7.3, F25.3).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from helpline.core.contact import SafeTimes
from helpline.core.timing import NEVER, ZONE, evening_of, safe_moment


class CallOutcome(StrEnum):
    """What came of a call: a closed list, so that no word of the contact is written down."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    ANSWERED_BY_OTHER = "answered_by_other"
    """Somebody else answered; only the agreed cover was said."""
    REFUSED = "refused"
    """The person said that we should not write or call any more."""
    MOVED_ABROAD = "moved_abroad"
    WRONG_NUMBER = "wrong_number"
    UNKNOWN_NUMBER = "unknown_number"
    TRUSTED_REFUSED = "trusted_refused"
    """The trusted contact said: do not call."""
    KNOWN_DEATH = "known_death"


AFTERNOON = time(14, 0)
PARTS = {"morning": time(9, 0), "midday": time(11, 30), "evening": time(17, 0)}


def second_try(first_at: datetime, times: SafeTimes, chance: float) -> datetime:
    """At another time of day: after a morning this evening, after an afternoon next morning."""
    hours = SafeTimes() if times == NEVER else times
    local = first_at.astimezone(ZONE)
    if local.time() < AFTERNOON:
        return max(evening_of(local.date(), hours, chance), first_at + timedelta(hours=2))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), hours.start, ZONE)
    return safe_moment(tomorrow, hours, chance / 3)


def wanted_at(wanted: str, now: datetime) -> datetime:
    """When somebody wants to be called: `now`, a part of the day, or `HH:MM`; the next such time.

    What cannot be read is now: a call that comes early is better than none.
    """
    if wanted in PARTS:
        hour = PARTS[wanted]
    else:
        try:
            hour = time.fromisoformat(wanted)
        except ValueError:
            return now
    local = now.astimezone(ZONE)
    due = datetime.combine(local.date(), hour, ZONE)
    return due if due >= local else due + timedelta(days=1)
