"""Values of the placeholders of F08 and F09: who would help, and who helps already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from helpline.core.conversation import Fact
from helpline.core.errors import NotFound
from helpline.core.referral import OVER
from helpline.core.task import TaskKind
from helpline.directory.render import spoken
from helpline.directory.snapshot import Directory
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.receivers import proposed

OF_THE_OFFER = frozenset({"helper_org", "helper_phone"})
OF_THE_HELPER = frozenset({"helper", "when"})
KNOWN = OF_THE_OFFER | OF_THE_HELPER

MEETINGS = frozenset({TaskKind.CALL, TaskKind.FOLLOW_UP, TaskKind.NEXT_DAY})
"""Tasks that bring somebody to the contact."""


def offer_names(
    directory: Directory, facts: Mapping[Fact, str], now: datetime, language: str, local: bool
) -> dict[str, str]:
    """{helper_org} and {helper_phone}: the service that F08 suggests, and a number of it.

    The number passes the directory's gate; without one the text is said without it.
    """
    entry = proposed(directory, facts, now)
    if entry is None:
        return {}
    said = (
        spoken(entry.service, window.point, now, local=local, language=language)
        for window in entry.open_windows(now)
    )
    phone = next((words for words in said if words), None)
    name = {"helper_org": entry.service.name.in_(language)}
    return name | ({"helper_phone": phone} if phone else {})


def helper_of(tx: Transaction, contact_id: str) -> str | None:
    """First name of the caseworker who looks after the contact: of the case, else of a referral.

    Say it only to somebody who gave the code word in this talk (SAFETY T2).
    """
    case = tx.cases.open_for(contact_id)
    held = [case.claimed_by] if case else []
    held += [one.owner_id for one in tx.referrals.of_contact(contact_id) if one.state not in OVER]
    person = next(filter(None, held), None)
    if person is None:
        return None
    try:
        return tx.staff.get(person).first_name
    except NotFound:
        return None


def next_meeting(tx: Transaction, contact_id: str, now: datetime) -> datetime | None:
    """When somebody comes to the contact next, as far as it was agreed."""
    times = (
        task.due_at
        for task in tx.tasks.of_contact(contact_id)
        if task.kind in MEETINGS and task.done_at is None and task.due_at > now
    )
    return min(times, default=None)
