"""The one way of a contact point into words: what does not pass the gate has no words."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from helpline.directory.hours import ZONE
from helpline.directory.model import ContactPoint, Service
from helpline.directory.terms import NUMBERS
from helpline.directory.verify import IN_DANGER, dialable, publishable, verification
from helpline.text.phone import PhoneNumber, parse, written

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
CHECKED = {
    "en": "checked {day} {month}",
    "km": "ពិនិត្យ {day}/{number}",
}  # review: needs native review


def spoken(
    service: Service, point: ContactPoint, now: datetime, *, local: bool, language: str = "en"
) -> str | None:
    """The contact as it is said to somebody, or None if it may not be or could not be dialled.

    It carries the day on which it was checked (DIRECTORY.md, Verification 3). Emergency lines
    are said bare: somebody in danger reads a number and nothing beside it.
    """
    if not publishable(service, point, now) or not dialable(point, local=local):
        return None
    value = dialled(point, local=local)
    if point.fills in IN_DANGER:
        return value
    return f"{value} ({checked(service, point, now, language)})"


def checked(service: Service, point: ContactPoint, now: datetime, language: str) -> str:
    """On which day it was checked: `checked 12 Nov`."""
    holds = verification(service, point, now)
    if holds is None:
        return ""
    local = holds.at.astimezone(ZONE)
    words = CHECKED.get(language, CHECKED["en"])
    return words.format(day=local.day, month=MONTHS[local.month - 1], number=local.month)


def dialled(point: ContactPoint, *, local: bool) -> str:
    """The value as it is dialled from there: 012 345 678 here, +855 12 345 678 from abroad."""
    if point.kind not in NUMBERS:
        return point.value
    return _dialled(point.value, local)


@lru_cache(maxsize=16384)
def _dialled(value: str, local: bool) -> str:
    number = parse(value)
    return written(number, local=local) if isinstance(number, PhoneNumber) else value
