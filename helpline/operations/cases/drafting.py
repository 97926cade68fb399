"""What is being written, and by whom: drafts are kept, and two at one answer are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from helpline.core.casework import Written
from helpline.core.caseworker import Caseworker
from helpline.operations.access import glance
from helpline.operations.authorize import Action
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

TYPING_FOR = timedelta(seconds=45)
"""So long somebody counts as writing after their draft was kept last."""
LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the desk of one reader of a case."""

    draft: str = field(default="", repr=False)
    others: tuple[str, ...] = ()
    """First names of those who write an answer to the same contact at this moment."""


def keep_draft(helpline: Helpline, actor: Caseworker, case_id: str, text: str) -> Desk:
    """Keep what somebody is writing, so that no slip loses it; an empty text drops it.

    It shows nothing of the contact, so it leaves no trace in the audit.
    """
    with helpline.store.begin() as tx:
        case = glance(helpline, tx, actor, Action.REPLY, case_id)
        if text.strip():
            tx.drafts.keep(Written(case.id, actor.id, text[:LONGEST], helpline.now()))
        else:
            tx.drafts.drop(case.id, actor.id)
        return desk(helpline, tx, actor, case.id)


def desk(helpline: Helpline, tx: Transaction, actor: Caseworker, case_id: str) -> Desk:
    """The reader's own draft and who else is writing."""
    return Desk(tx.drafts.get(case_id, actor.id), writing(helpline, tx, actor, case_id))


def writing(
    helpline: Helpline, tx: Transaction, actor: Caseworker, case_id: str
) -> tuple[str, ...]:
    """First names of the others who are writing."""
    since = helpline.now() - TYPING_FOR
    others: Sequence[str] = [one for one in tx.drafts.writing(case_id, since) if one != actor.id]
    return tuple(tx.staff.get(one).first_name for one in others)
