"""Times as caseworkers read them: Phnom Penh time, 24 hours, waits in whole minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.operations.moment import local_time
from helpline.web.console.words import N_, Words

MINUTES = N_("{minutes} min")
HOURS = N_("{hours} h {minutes} min")
DAYS = N_("{days} d {hours} h")


def wait(words: Words, passed: timedelta) -> str:
    """How long: `4 min`, `3 h 5 min`, `2 d 1 h`. Never negative."""
    total = max(0, int(passed.total_seconds() // 60))
    if total < 60:
        return words.say(MINUTES, minutes=total)
    if total < 24 * 60:
        return words.say(HOURS, hours=total // 60, minutes=total % 60)
    return words.say(DAYS, days=total // (24 * 60), hours=total // 60 % 24)


def clock(at: datetime, now: datetime) -> str:
    """`14:05` today, `21/11 14:05` on another day."""
    return local_time(at, now)
