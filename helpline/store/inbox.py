"""The inbox: every message in, once, in the order in which it should be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, cast, exists, func, select, update

from helpline.core.channel import Address, Channel
from helpline.core.contact import ContactAddress
from helpline.core.message import Inbound, Kind
from helpline.core.reach import Reach
from helpline.operations.ports.messages import InboundState, StoredInbound
from helpline.store.keys import PROVIDER_ID, DataKey, pack, unpack
from helpline.store.once import insert_once
from helpline.store.prepared import Prepared
from helpline.store.tables import OF_MINOR, WAITING, cases, contacts, inbounds
from helpline.store.work import Work

BODY = "inbounds|body"

ADD = Prepared(
    insert_once(
        inbounds,
        [column.name for column in inbounds.c if column.name not in {"sequence", "finished_at"}],
        unless=("provider_index",),
    )
)
OF_CONTACT = inbounds.c.contact_id == bindparam("wanted")
HEAD = select(inbounds).where(OF_CONTACT, WAITING).order_by(inbounds.c.sequence).limit(1)
EARLIER = (
    select(inbounds)
    .where(
        OF_CONTACT,
        WAITING,
        inbounds.c.address_id == bindparam("address"),
        inbounds.c.provider_order > 0,
        inbounds.c.provider_order < bindparam("than"),
    )
    .order_by(inbounds.c.provider_order, inbounds.c.sequence)
    .limit(1)
)
ONE = inbounds.c.id == bindparam("wanted")
MOVE = update(inbounds).where(ONE).values(state=bindparam("to"), finished_at=bindparam("at"))
GET = select(inbounds).where(ONE)
MASK = update(inbounds).where(ONE).values(body=bindparam("body"))
RETRY = (
    update(inbounds)
    .where(ONE)
    .values(attempts=inbounds.c.attempts + 1, due_at=bindparam("at"))
    .returning(inbounds.c.attempts)
)
URGENCY = func.max(cast(inbounds.c.urgent, Integer))
DUE = (
    select(inbounds.c.contact_id, URGENCY.label("urgency"))
    .where(
        WAITING,
        inbounds.c.received_at <= bindparam("waiting_since"),
        inbounds.c.due_at <= bindparam("now"),
    )
    .group_by(inbounds.c.contact_id)
    .order_by(URGENCY.desc(), func.min(inbounds.c.sequence))
    .limit(bindparam("at_most"))
)
OF_ORGANISATION = contacts.c.organisation_id == bindparam("organisation")
OF_MINORS = exists().where(cases.c.contact_id == inbounds.c.contact_id, OF_MINOR)
UNREAD_URGENT = {
    minors: select(inbounds.c.received_at)
    .join_from(inbounds, contacts, contacts.c.id == inbounds.c.contact_id)
    .where(WAITING, inbounds.c.urgent, inbounds.c.received_at < bindparam("before"), within)
    .order_by(inbounds.c.received_at)
    for minors, within in {False: OF_ORGANISATION, True: OF_MINORS}.items()
}


class SqlInbox:
    """Implements ports.Inbox."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self, inbound_id: str, link: ContactAddress, inbound: Inbound, urgent: bool, now: datetime
    ) -> bool:
        """Store it once per (channel, provider id). False if it was there already."""
        key = self._work.key(link.contact_id)
        added = self._work.quickly(
            ADD,
            id=inbound_id,
            contact_id=link.contact_id,
            address_id=link.id,
            channel=inbound.channel.value,
            provider_index=self._work.index.of(
                PROVIDER_ID, f"in|{inbound.channel.value}|{inbound.provider_id}"
            ),
            kind=inbound.kind.value,
            provider_order=inbound.order,
            urgent=urgent,
            state=InboundState.WAITING.value,
            received_at=now,
            due_at=now,
            attempts=0,
            body=key.seal(BODY, inbound_id, _written(inbound)),
        ).rowcount
        return bool(added)

    def next_waiting(self, contact_id: str, now: datetime) -> StoredInbound | None:
        """The contact's next inbound; None while the head waits for a retry.

        Arrival decides. Among those that wait at the same time at one address the provider's
        own order comes first where it gives one; it is compared with nothing else, because
        Telegram starts again at a random id after a silent week (SAFETY R14).
        """
        row = self._work.first(HEAD, wanted=contact_id)
        if row is not None and row.provider_order > 0:
            row = (
                self._work.first(
                    EARLIER,
                    wanted=contact_id,
                    address=row.address_id,
                    than=row.provider_order,
                )
                or row
            )
        if row is None or row.due_at > now:
            return None
        return self.read(row)

    def done(self, inbound_id: str, now: datetime) -> None:
        """Its turn was taken."""
        self._work.run(MOVE, wanted=inbound_id, to=InboundState.DONE.value, at=now)

    def retry(self, inbound_id: str, at: datetime) -> int:
        """Count a failed attempt, try again at `at`; the new number of attempts."""
        return int(self._work.scalar(RETRY, wanted=inbound_id, at=at) or 0)

    def set_aside(self, inbound_id: str, now: datetime) -> None:
        """A person has it now."""
        self._work.run(MOVE, wanted=inbound_id, to=InboundState.SET_ASIDE.value, at=now)

    def mask(self, inbound_id: str, mark: str) -> None:
        """Overwrite the words of an inbound for good: a secret was told in it."""
        row = self._work.first(GET, wanted=inbound_id)
        if row is None:
            return
        key = self._work.key(row.contact_id)
        masked = replace(_read(row, key), text=mark, button=None)
        self._work.run(MASK, wanted=inbound_id, body=key.seal(BODY, inbound_id, _written(masked)))

    def unread_urgent(self, reach: Reach, before: datetime) -> Sequence[datetime]:
        """When urgent inbounds came that no turn has taken since, oldest first."""
        where = {} if reach.minors else {"organisation": reach.organisation_id}
        rows = self._work.all(UNREAD_URGENT[reach.minors], before=before, **where)
        return [row.received_at for row in rows]

    def due_contacts(
        self, now: datetime, waiting_since: datetime, limit: int
    ) -> Sequence[tuple[str, bool]]:
        """(contact id, urgent) of inbounds that wait since `waiting_since`; urgent first."""
        rows = self._work.all(DUE, now=now, waiting_since=waiting_since, at_most=limit)
        return [(row.contact_id, bool(row.urgency)) for row in rows]

    def read(self, row: Row[Any]) -> StoredInbound:
        """A row as the rest of the helpline knows it."""
        return StoredInbound(
            id=row.id,
            contact_id=row.contact_id,
            address_id=row.address_id,
            sequence=row.sequence,
            inbound=_read(row, self._work.key(row.contact_id)),
            urgent=row.urgent,
            received_at=row.received_at,
            state=InboundState(row.state),
            attempts=row.attempts,
        )


def _written(inbound: Inbound) -> bytes:
    """All that nobody searches by."""
    return pack(
        {
            "provider_id": inbound.provider_id,
            "address": inbound.address.uri,
            "text": inbound.text,
            "sent_at": inbound.sent_at.isoformat() if inbound.sent_at else None,
            "button": inbound.button,
            "press_id": inbound.press_id,
            "media": inbound.media,
            "opt_out": inbound.provider_opt_out,
        }
    )


def _read(row: Row[Any], key: DataKey) -> Inbound:
    body = unpack(key.open(BODY, row.id, row.body))
    return Inbound(
        channel=Channel(row.channel),
        provider_id=body["provider_id"],
        address=Address.parse(body["address"]),
        kind=Kind(row.kind),
        text=body["text"],
        sent_at=datetime.fromisoformat(body["sent_at"]) if body["sent_at"] else None,
        order=row.provider_order,
        button=body["button"],
        press_id=body["press_id"],
        media=tuple(body["media"]),
        provider_opt_out=body["opt_out"],
    )
