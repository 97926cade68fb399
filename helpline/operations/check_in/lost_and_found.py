"""People who were lost and come back, and numbers that belong to somebody else by now.

Operators sell a silent SIM again after 90 to 180 days. So the days since the last inbound of an
address decide who may be writing (SAFETY T7): from 45 on it takes the code word or a call, from
90 on it is a new person until a caseworker links it again (`cases.merge`), at 180 the address
is purged.
"""

from __future__ import annotations

from helpline.core.contact import ContactAddress
from helpline.core.message import Inbound, Kind
from helpline.core.task import Task, TaskKind
from helpline.core.timing import BLAND_FROM, NOTHING_FROM, PURGED_FROM
from helpline.operations.check_in.around import silent_for
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

AT_ONCE = 200
SIGNS = frozenset({Kind.BLOCKED, Kind.UNBLOCKED})
"""What a channel reports by itself: nobody wrote."""


def is_somebody_new(helpline: Helpline, link: ContactAddress, inbound: Inbound) -> bool:
    """True if so long a silence lies before this message that it may be another person's."""
    silence = silent_for(link, helpline.now())
    return inbound.kind not in SIGNS and silence is not None and silence >= NOTHING_FROM


def look_twice(helpline: Helpline, tx: Transaction, link: ContactAddress, inbound: Inbound) -> None:
    """After 45 days an address has to prove itself again."""
    silence = silent_for(link, helpline.now())
    if inbound.kind not in SIGNS and silence is not None and silence >= BLAND_FROM:
        tx.links.doubt(link.id)


def unlink(helpline: Helpline, tx: Transaction, link: ContactAddress) -> None:
    """The address is nobody's until somebody writes by it; whom it reached keeps a history."""
    tx.outbox.withhold_queued(link.id, "address_too_old")
    tx.links.retire(link.id, helpline.new_id(), helpline.now(), "recycled")


def ask_to_confirm(helpline: Helpline, tx: Transaction, new_id: str, old_id: str) -> None:
    """A caseworker may find out that it is the same person after all, and link them again."""
    now = helpline.now()
    task = Task(
        id=helpline.new_id(),
        organisation_id=tx.contacts.get(new_id).organisation_id,
        kind=TaskKind.CONFIRM_NUMBER,
        due_at=now,
        created_at=now,
        contact_id=new_id,
        about_id=old_id,
    )
    tx.tasks.add(task, once=f"confirm_number|{new_id}|{old_id}")


def purge(helpline: Helpline) -> int:
    """Unlink addresses that were silent for 180 days, without an open case; how many."""
    before = helpline.now() - PURGED_FROM
    with helpline.store.begin() as tx:
        gone = tx.links.silent_since(before, AT_ONCE)
        for address_id in gone:
            tx.outbox.withhold_queued(address_id, "purged")
            tx.links.retire(address_id, helpline.new_id(), helpline.now(), "purged")
    return len(gone)
