"""A talk as a caseworker reads it: what came in and what went out, by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from helpline.operations.ports.messages import Line, StoredOutbound
from helpline.store.inbox import SqlInbox
from helpline.store.outbox_row import read_outbound
from helpline.store.tables import inbounds, outbounds
from helpline.store.work import Work


def _newest(table: Table, moment: str) -> Select[Any]:
    at = table.c[moment]
    return (
        select(table)
        .where(table.c.contact_id == bindparam("wanted"))
        .order_by(at.desc(), table.c.sequence.desc())
        .limit(bindparam("at_most"))
    )


IN = _newest(inbounds, "received_at").where(inbounds.c.body.is_not(None))
OUT = _newest(outbounds, "created_at")
IN_BEFORE = IN.where(inbounds.c.received_at < bindparam("before"))
OUT_BEFORE = OUT.where(outbounds.c.created_at < bindparam("before"))


def _readable(outbound: StoredOutbound) -> StoredOutbound:
    """What is told to the contact alone is shown to nobody else, sent or not."""
    return replace(outbound, text="[return code]") if outbound.secret else outbound


def talk(work: Work, contact_id: str, before: datetime | None, limit: int) -> Sequence[Line]:
    """The newest `limit` lines (before that time), oldest first; what came in stands first."""
    inbox = SqlInbox(work)
    values = {"wanted": contact_id, "at_most": limit}
    if before is None:
        heard, said = work.all(IN, **values), work.all(OUT, **values)
    else:
        heard = work.all(IN_BEFORE, before=before, **values)
        said = work.all(OUT_BEFORE, before=before, **values)
    rows = [(row.received_at, 0, row.sequence, row) for row in heard]
    rows += [(row.created_at, 1, row.sequence, row) for row in said]
    rows.sort(key=lambda entry: entry[:3])
    return [
        Line(at, outbound=_readable(read_outbound(work, row)))
        if went_out
        else Line(at, inbound=inbox.read(row))
        for at, went_out, _, row in rows[-limit:]
    ]
