"""Opening hours: `always`, or `mon-fri 08:00-17:00; sat 08:00-12:00` in local time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from helpline.core.contact import LOCAL_ZONE

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONE = ZoneInfo(LOCAL_ZONE)
_SHIFT = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")

Shift = tuple[int, time, time]


def is_open(hours: str, now: datetime) -> bool:
    """True if somebody answers now. False for hours that nobody knows."""
    if hours == "always":
        return True
    local = now.astimezone(ZONE)
    yesterday = (local - timedelta(days=1)).weekday()
    return any(
        _covers(shift, local.weekday(), yesterday, local.time()) for shift in read_hours(hours)
    )


@lru_cache(maxsize=1024)
def read_hours(hours: str) -> tuple[Shift, ...]:
    """Weekday, begin and end of each shift. Raises ValueError that says how to write them."""
    if hours in {"", "always"}:
        return ()
    return tuple(shift for part in hours.split(";") for shift in _read(part.strip().lower()))


def _read(part: str) -> list[Shift]:
    found = _SHIFT.fullmatch(part)
    if not found or any(day and day not in DAYS for day in found.group(1, 2)):
        raise ValueError(
            'hours are written "always" or like "mon-fri 08:00-17:00; sat 08:00-12:00"'
        )
    first = DAYS.index(found.group(1))
    last = DAYS.index(found.group(2)) if found.group(2) else first
    days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    begin, end = time.fromisoformat(found.group(3)), time.fromisoformat(found.group(4))
    return [(day, begin, end) for day in days]


def _covers(shift: Shift, today: int, yesterday: int, at: time) -> bool:
    day, begin, end = shift
    if begin < end:
        return day == today and begin <= at < end
    return (day == today and at >= begin) or (day == yesterday and at < end)
