"""Chats that a contact asked to clear, until the channel has done it (SAFETY T5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from helpline.operations.ports.messages import Clearing
from helpline.store.inbox import SqlInbox
from helpline.store.outbox_row import read_outbound
from helpline.store.tables import clearings, inbounds, outbounds
from helpline.store.work import Work

ADD = insert(clearings).inline()
WAITING = (
    select(clearings)
    .where(clearings.c.contact_id == bindparam("wanted"))
    .order_by(clearings.c.sequence)
)
DONE = delete(clearings).where(clearings.c.sequence == bindparam("wanted"))
CAME = select(inbounds).where(
    inbounds.c.address_id == bindparam("address"),
    inbounds.c.received_at > bindparam("since"),
    inbounds.c.received_at <= bindparam("until"),
    inbounds.c.body.is_not(None),
)
WENT = select(outbounds).where(
    outbounds.c.address_id == bindparam("address"),
    outbounds.c.created_at > bindparam("since"),
    outbounds.c.created_at < bindparam("until"),
    outbounds.c.provider_id.is_not(None),
)


class SqlClearings:
    """Implements ports.Clearings."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, contact_id: str, address_id: str, asked_at: datetime) -> None:
        """The contact asked for it now."""
        self._work.run(ADD, contact_id=contact_id, address_id=address_id, asked_at=asked_at)

    def waiting(self, contact_id: str) -> Sequence[Clearing]:
        """Those that are not done, oldest first."""
        rows = self._work.all(WAITING, wanted=contact_id)
        return [Clearing(row.sequence, row.address_id, row.asked_at) for row in rows]

    def done(self, sequence: int) -> None:
        """The channel has done what it can."""
        self._work.run(DONE, wanted=sequence)

    def messages(self, address_id: str, since: datetime, until: datetime) -> Sequence[str]:
        """The provider's ids of what came and went between, both ways."""
        values = {"address": address_id, "since": since, "until": until}
        inbox = SqlInbox(self._work)
        came = [inbox.read(row).inbound.provider_id for row in self._work.all(CAME, **values)]
        went = [
            read_outbound(self._work, row).provider_id for row in self._work.all(WENT, **values)
        ]
        return [*came, *(one for one in went if one)]
