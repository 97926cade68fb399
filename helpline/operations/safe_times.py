"""Safe times: from what a contact chose to hours, and whether now is one of them."""

from __future__ import annotations

import re
from datetime import datetime, time

from helpline.core.contact import Contact, SafeTimes
from helpline.operations.roster import ZONE

PARTS_OF_DAY = {
    "morning": SafeTimes(time(9, 0), time(11, 30)),
    "midday": SafeTimes(time(11, 30), time(14, 0)),
    "evening": SafeTimes(time(17, 0), time(19, 30)),
}
NEVER = SafeTimes(time(0, 0), time(0, 0))
"""An empty window: the contact writes first (CONVERSATIONS F03.3)."""


def read_safe_times(value: str) -> SafeTimes | None:
    """`morning`, `midday`, `evening`, `never` or `HH:MM-HH:MM`; None for anything else."""
    if value == "never":
        return NEVER
    if value in PARTS_OF_DAY:
        return PARTS_OF_DAY[value]
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", value)
    if not found:
        return None
    hours = [int(part) for part in found.groups()]
    if max(hours[0], hours[2]) > 23 or max(hours[1], hours[3]) > 59:
        return None
    return SafeTimes(time(hours[0], hours[1]), time(hours[2], hours[3]))


def safe_now(contact: Contact, now: datetime) -> bool:
    """True if a text that nobody asked for may arrive at `now`."""
    if contact.opted_out or contact.silent or contact.safe_times == NEVER:
        return False
    if contact.quiet_until is not None and now < contact.quiet_until:
        return False
    return contact.safe_times.contains(now.astimezone(ZONE).time())
