"""The queue of cases as caseworkers see it, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from helpline.core.channel import Channel
from helpline.core.message import Kind
from helpline.operations.ports import QueueRow
from helpline.store.case_row import read_case
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
QUEUE = (
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
    .where(cases.c.organisation_id == bindparam("organisation"), LIVE)
    .order_by(cases.c.priority, cases.c.opened_at, cases.c.sequence)
)


def queue(work: Work, organisation_id: str) -> Sequence[QueueRow]:
    """Open and claimed cases by severity, then age; old ones first."""
    return [_queue_row(work, row) for row in work.all(QUEUE, organisation=organisation_id)]


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
