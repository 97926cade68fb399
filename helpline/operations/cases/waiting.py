"""The queue: who waits, who has whom, and what no worker has looked at yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpline.core.case import Case, Priority
from helpline.core.casework import Load, Page, Wanted
from helpline.core.caseworker import ANSWERING, Caseworker
from helpline.core.errors import NotFound
from helpline.operations.authorize import reach_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import QueueRow
from helpline.operations.ports.store import Transaction

UNREAD_AFTER = timedelta(seconds=30)
"""A worker takes an urgent message within seconds; after this somebody should look (SAFETY R3)."""


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the queue, and what is true of the whole of it."""

    rows: Sequence[QueueRow]
    free: Mapping[Priority, int]
    """How many cases nobody has, by priority."""
    dangers: int
    """How many of the first priority nobody has said they know of, taken or not."""
    loads: Mapping[str, int]
    """How many cases each person has; everybody who answers, also who has none."""
    people: Sequence[Caseworker]
    more: bool
    longest: Case | None
    """Who has waited longest that nobody took, whatever the priority: it never leaves sight."""
    unread: Sequence[datetime]
    """When urgent messages came that no worker has taken since."""


def queue(helpline: Helpline, actor: Caseworker, page: Page | None = None) -> Sequence[QueueRow]:
    """Open cases within the actor's reach by severity, then age; all of them without a page."""
    with helpline.store.read() as tx:
        return tx.cases.queue(reach_of(actor), page)


def board(helpline: Helpline, actor: Caseworker, wanted: Wanted, size: int, number: int) -> Board:
    """Page `number` (from 1) of the queue with `size` rows."""
    reach, now = reach_of(actor), helpline.now()
    page = Page(now, wanted, limit=size + 1, offset=(number - 1) * size)
    with helpline.store.read() as tx:
        rows = tx.cases.queue(reach, page)
        loads = tx.cases.loads(reach)
        people = _answering(tx, actor)
        by_person = Counter({person.id: 0 for person in people})
        free: Counter[Priority] = Counter()
        for load in loads:
            if load.holder is None:
                free[load.priority] += load.count
            else:
                by_person[load.holder] += load.count
        return Board(
            rows=rows[:size],
            free=free,
            dangers=_dangers(loads),
            loads=by_person,
            people=people,
            more=len(rows) > size,
            longest=tx.cases.longest_waiting(reach),
            unread=tx.inbox.unread_urgent(reach, now - UNREAD_AFTER),
        )


def find_row(helpline: Helpline, actor: Caseworker, case_id: str) -> QueueRow:
    """What the queue shows of one open case. Raises NotFound."""
    with helpline.store.read() as tx:
        row = tx.cases.queue_row(case_id, reach_of(actor))
    if row is None:
        raise NotFound("no such case")
    return row


def free_dangers(helpline: Helpline, actor: Caseworker) -> int:
    """How many cases of the first priority nobody has said they know of.

    One that somebody has counts too, if it became a danger since they looked.
    """
    with helpline.store.read() as tx:
        return _dangers(tx.cases.loads(reach_of(actor)))


def _dangers(loads: Sequence[Load]) -> int:
    return sum(one.unseen for one in loads if one.priority is Priority.P1)


def _answering(tx: Transaction, actor: Caseworker) -> Sequence[Caseworker]:
    staff = tx.staff.of_organisation(actor.organisation_id)
    return [person for person in staff if person.role in ANSWERING and not person.disabled]
