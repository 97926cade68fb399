"""The queue of cases as caseworkers see it, a page in one statement.

The page is chosen by ids first: what is costly (who waits since when, what is sealed) is looked
at for its rows alone, however long the queue is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, select

from helpline.core.case import Priority
from helpline.core.casework import NOBODY, RISES_AFTER, RISES_AGAIN_AFTER, Load, Page
from helpline.core.channel import Channel
from helpline.core.message import Kind
from helpline.core.reach import Reach
from helpline.operations.ports.cases import QueueRow
from helpline.store.case_row import read_case
from helpline.store.reach import FOUND, LISTED, found, listed
from helpline.store.staff import first_name
from helpline.store.tables import (
    LIVE,
    addresses,
    cases,
    caseworkers,
    contacts,
    inbounds,
    outbounds,
)
from helpline.store.utc import UtcDateTime
from helpline.store.work import Work

NO_MESSAGE = (Kind.BLOCKED.value, Kind.UNBLOCKED.value)

ANSWERED = (
    select(func.max(outbounds.c.created_at))
    .where(outbounds.c.contact_id == cases.c.contact_id, outbounds.c.author_id.is_not(None))
    .correlate(cases)
    .scalar_subquery()
)
WAITING_SINCE = (
    select(func.min(inbounds.c.received_at))
    .where(
        inbounds.c.contact_id == cases.c.contact_id,
        inbounds.c.received_at >= cases.c.heard_from,
        inbounds.c.received_at > func.coalesce(ANSWERED, cases.c.heard_from),
        inbounds.c.kind.not_in(NO_MESSAGE),
    )
    .correlate(cases)
    .scalar_subquery()
)
CHANNEL = (
    select(addresses.c.channel)
    .where(addresses.c.contact_id == cases.c.contact_id)
    .order_by(addresses.c.used_at.desc(), addresses.c.id)
    .limit(1)
    .correlate(cases)
    .scalar_subquery()
)
FREE: ColumnElement[bool] = cases.c.claimed_by.is_(None)


def _waiting_to_be_taken(since: str) -> ColumnElement[bool]:
    return and_(FREE, cases.c.acknowledge_by < bindparam(since, type_=UtcDateTime))


RANK = case(
    (cases.c.priority == Priority.P1.value, 1),
    (cases.c.priority == Priority.P2.value, 2),
    (and_(cases.c.priority == Priority.P3.value, _waiting_to_be_taken("late")), 2),
    (cases.c.priority == Priority.P3.value, 3),
    (_waiting_to_be_taken("very_late"), 2),
    (_waiting_to_be_taken("late"), 3),
    else_=4,
)
"""Severity; what nobody took in time rises (core.casework, RISES_AFTER)."""

HELD = case((FREE, 0), else_=1)

FILTERS: dict[str, ColumnElement[bool]] = {
    NOBODY: FREE,
    "holder": cases.c.claimed_by == bindparam("holder"),
    "priority": cases.c.priority == bindparam("priority"),
    "language": contacts.c.language == bindparam("language"),
    "channel": exists().where(
        addresses.c.contact_id == cases.c.contact_id,
        addresses.c.channel == bindparam("channel"),
    ),
}

ALL = (
    select(
        cases,
        contacts.c.language,
        contacts.c.data_key,
        caseworkers.c.data_key.label("staff_key"),
        caseworkers.c.details.label("staff_details"),
        WAITING_SINCE.label("waiting_since"),
        CHANNEL.label("channel"),
    )
    .join_from(cases, contacts, contacts.c.id == cases.c.contact_id)
    .join(caseworkers, caseworkers.c.id == cases.c.claimed_by, isouter=True)
)
WHOLE = {
    minors: ALL.where(LIVE, within).order_by(cases.c.priority, cases.c.opened_at, cases.c.sequence)
    for minors, within in LISTED.items()
}
ONE = ALL.where(cases.c.id == bindparam("wanted"), LIVE, FOUND)
LOADS = {
    minors: select(
        cases.c.claimed_by,
        cases.c.priority,
        func.count().label("how_many"),
        func.count().filter(cases.c.acknowledged_at.is_(None)).label("unseen"),
    )
    .where(LIVE, within)
    .group_by(cases.c.claimed_by, cases.c.priority)
    for minors, within in LISTED.items()
}
LONGEST = {
    minors: select(cases)
    .where(LIVE, FREE, within)
    .order_by(cases.c.opened_at, cases.c.sequence)
    .limit(1)
    for minors, within in LISTED.items()
}


def queue(work: Work, reach: Reach, page: Page | None) -> Sequence[QueueRow]:
    """Open and claimed cases within reach by severity, then age; all of them without a page."""
    values = listed(reach)
    if page is None:
        rows = work.all(WHOLE[reach.minors], **values)
    else:
        asked = _asked(page)
        statement = _page(reach.minors, tuple(name for name, _ in asked))
        wanted = {name: value for name, value in asked if name != NOBODY}
        rows = work.all(statement, **values, **wanted, **_limits(page))
    return [_queue_row(work, row) for row in rows]


def queue_row(work: Work, case_id: str, reach: Reach) -> QueueRow | None:
    """What the queue shows of one case; None if it is closed or out of reach."""
    row = work.first(ONE, wanted=case_id, **found(reach))
    return None if row is None else _queue_row(work, row)


def loads(work: Work, reach: Reach) -> Sequence[Load]:
    """How many open cases within reach each person has, by priority; None: nobody."""
    rows = work.all(LOADS[reach.minors], **listed(reach))
    return [Load(row.claimed_by, Priority(row.priority), row.how_many, row.unseen) for row in rows]


def longest_waiting(work: Work, reach: Reach) -> Row[Any] | None:
    """The oldest case that nobody took, whatever its priority."""
    return work.first(LONGEST[reach.minors], **listed(reach))


@cache
def _page(minors: bool, filters: tuple[str, ...]) -> Select[Any]:
    chosen = (
        select(cases.c.id, RANK.label("rank"), HELD.label("held"))
        .join_from(cases, contacts, contacts.c.id == cases.c.contact_id)
        .where(LIVE, LISTED[minors], *(FILTERS[name] for name in filters))
        .order_by("rank", "held", cases.c.opened_at, cases.c.sequence)
        .limit(bindparam("at_most"))
        .offset(bindparam("after"))
        .subquery()
    )
    return ALL.join(chosen, chosen.c.id == cases.c.id).order_by(
        chosen.c.rank, chosen.c.held, cases.c.opened_at, cases.c.sequence
    )


def _asked(page: Page) -> tuple[tuple[str, str], ...]:
    wanted = page.wanted
    holder = NOBODY if wanted.holder == NOBODY else "holder"
    asked = (
        (holder, wanted.holder),
        ("priority", wanted.priority),
        ("language", wanted.language),
        ("channel", wanted.channel),
    )
    return tuple((name, str(value)) for name, value in asked if value)


def _limits(page: Page) -> dict[str, Any]:
    return {
        "late": page.now - RISES_AFTER,
        "very_late": page.now - RISES_AGAIN_AFTER,
        "at_most": page.limit,
        "after": page.offset,
    }


def _queue_row(work: Work, row: Row[Any]) -> QueueRow:
    work.know_key(row.contact_id, row.data_key)
    name = None
    if row.claimed_by and row.staff_details is not None:
        name = first_name(work, row.claimed_by, row.staff_key, row.staff_details)
    return QueueRow(
        case=read_case(work, row),
        language=row.language,
        channel=Channel(row.channel or Channel.SMS.value),
        claimed_by_name=name,
        waiting_since=row.waiting_since,
    )
