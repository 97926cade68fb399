"""Texts about rights: taken from a file as candidates, said once a lawyer has read them.

Nothing here knows any law. A text is gated like a phone number: without a review of the last 180
days by a lawyer with a name it is not said (DIRECTORY.md, Rights texts).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused
from helpline.directory.model import Entitlement
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import HistoryNote

SHORTEST_NAME = 3


def listed(helpline: Helpline) -> Sequence[Entitlement]:
    """Every text, reviewed or not."""
    with helpline.store.read() as tx:
        return list(helpline.directory.of(tx).entitlements.values())


def take(helpline: Helpline, texts: Sequence[Entitlement]) -> int:
    """Keep new and changed texts, all of them or none; how many. A changed one is a candidate."""
    with helpline.store.begin() as tx:
        known = {one.id: _candidate(one) for one in tx.services.changes(0).entitlements}
        fresh = [one for one in map(_candidate, texts) if known.get(one.id) != one]
        if fresh:
            now = helpline.now()
            tx.services.save(fresh, now)
            tx.services.note([HistoryNote(one.id, now, "imported") for one in fresh])
        return len(fresh)


def review(
    helpline: Helpline, actor: Caseworker, text_id: str, lawyer: str, at: datetime
) -> Entitlement:
    """Record that a lawyer has read the text as it stands; a supervisor answers for that.

    Raises NotFound, Refused("name_needed", "future_date").
    """
    authorize(actor, Action.APPROVE_CONTENT)
    name, now = " ".join(lawyer.split()), helpline.now()
    if len(name) < SHORTEST_NAME:
        raise Refused("name_needed")
    if at > now:
        raise Refused("future_date")
    with helpline.store.begin() as tx:
        text = helpline.directory.of(tx).entitlements.get(text_id)
        if text is None:
            raise NotFound("no such text")
        reviewed = text.model_copy(update={"reviewed_by": name, "reviewed_on": at})
        tx.services.save([reviewed], now)
        tx.services.note([HistoryNote(text_id, now, "reviewed", actor.id, detail={"by": name})])
        audit.note(helpline, tx, actor, "directory_reviewed", ("entitlement", text_id))
    return reviewed


def _candidate(text: Entitlement) -> Entitlement:
    return text.model_copy(update={"reviewed_by": "", "reviewed_on": None})
