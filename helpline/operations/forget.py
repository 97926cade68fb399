"""Forget a contact for good: the data key is destroyed and every row about them goes.

Over the channel nobody can do this (SAFETY section 4, rule 4): flow F31 asks for the code word,
stops all messages and sets a task, and a person confirms. `forget` is that confirmation.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpline.core.case import Priority
from helpline.core.errors import Refused
from helpline.operations.helpline import Helpline
from helpline.operations.ports.oversight import AuditEntry
from helpline.operations.ports.store import Transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided it and why; a code from a closed list, for the audit record."""

    actor_id: str
    reason: str
    in_danger: bool = False
    """True where a supervisor decided so although a P1 case is open (CONVERSATIONS F31)."""


def forget(helpline: Helpline, contact_id: str, decision: Decision) -> int:
    """Forget the contact; how many rows went. Doing it again changes nothing.

    The tombstone is written first: killed in between, the contact is forgotten by the next run
    of `forget_again`. Raises NotFound, Refused("open_danger").
    """
    with helpline.store.read() as tx:
        _refuse(tx, contact_id, decision)
        mark = tx.keeping.mark_of(contact_id)
    helpline.tombstones.add(mark, helpline.now())
    rows = _forget(helpline, contact_id, decision)
    helpline.store.settle()
    return rows


def forget_again(helpline: Helpline) -> int:
    """Forget whoever was forgotten before and is here again, after a restore; how many (R19)."""
    marks = helpline.tombstones.marks()
    with helpline.store.read() as tx:
        back = [one for one in tx.keeping.remembered() if tx.keeping.mark_of(one) in marks]
    for contact_id in back:
        _forget(helpline, contact_id, Decision("restore", "tombstone", in_danger=True))
    helpline.store.settle()
    return len(back)


def _forget(helpline: Helpline, contact_id: str, decision: Decision) -> int:
    with helpline.store.begin() as tx:
        if tx.keeping.is_forgotten(contact_id):
            return 0
        tx.contacts.lock(contact_id)
        _refuse(tx, contact_id, decision)
        rows = tx.keeping.forget(contact_id)
        tx.audit.append(
            AuditEntry(
                helpline.now(),
                decision.actor_id,
                "forget",
                "contact",
                contact_id,
                "ok",
                decision.reason,
            )
        )
    return rows


def _refuse(tx: Transaction, contact_id: str, decision: Decision) -> None:
    case = tx.cases.open_for(contact_id)
    if case is not None and case.priority is Priority.P1 and not decision.in_danger:
        raise Refused("open_danger")
