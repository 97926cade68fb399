"""Second channels, and the addresses that contacts had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, insert, select, update

from helpline.core.channel import Address, Channel
from helpline.core.contact import FormerAddress
from helpline.store.contacts import ADD_LINK, ADDRESS_AT
from helpline.store.keys import ADDRESS, LINK_PAYLOAD
from helpline.store.tables import LIVE, addresses, cases, channel_links, former_addresses
from helpline.store.work import Work

FORMER_AT = "former_addresses|address"
PURGED = "purged"

OFFER = insert(channel_links).inline()
TAKE = (
    update(channel_links)
    .where(
        channel_links.c.payload_index == bindparam("wanted"),
        channel_links.c.used_at.is_(None),
        channel_links.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(channel_links.c.contact_id)
)
ONE = addresses.c.id == bindparam("wanted")
GET = select(addresses).where(ONE)
REMOVE = delete(addresses).where(ONE)
GIVE = (
    update(addresses)
    .where(ONE)
    .values(
        contact_id=bindparam("owner"),
        address=bindparam("sealed"),
        linked_at=bindparam("now"),
        used_at=bindparam("now"),
        verified=True,
    )
)
VERIFIED = update(addresses).where(ONE).values(verified=bindparam("to"))
SILENT = (
    select(addresses.c.id)
    .where(
        addresses.c.used_at < bindparam("before"),
        ~exists().where(cases.c.contact_id == addresses.c.contact_id, LIVE),
    )
    .order_by(addresses.c.used_at)
    .limit(bindparam("at_most"))
)
HISTORY = (
    select(former_addresses)
    .where(former_addresses.c.contact_id == bindparam("wanted"))
    .order_by(former_addresses.c.sequence.desc())
)
ADD_FORMER = insert(former_addresses).inline()
HAS = select(addresses.c.id).where(
    addresses.c.contact_id == bindparam("wanted"), addresses.c.channel == bindparam("name")
)


class SqlLinks:
    """Implements check_in.ports.Links."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def offer(self, payload: str, contact_id: str, expires_at: datetime) -> None:
        """A payload of a deep link, good once. Only its keyed hash is kept."""
        index = self._work.index.of(LINK_PAYLOAD, payload)
        self._work.run(OFFER, payload_index=index, contact_id=contact_id, expires_at=expires_at)

    def take(self, payload: str, now: datetime) -> str | None:
        """Use a payload up: the contact that it was given to; None if it is not good."""
        index = self._work.index.of(LINK_PAYLOAD, payload)
        found: str | None = self._work.scalar(TAKE, wanted=index, now=now)
        return found

    def attach(self, contact_id: str, address_id: str, address: Address, now: datetime) -> bool:
        """One more address of a contact; False if somebody has it."""
        sealed = self._work.key(contact_id).seal(ADDRESS_AT, address_id, address.uri.encode())
        added = self._work.run(
            ADD_LINK[self._work.dialect],
            id=address_id,
            contact_id=contact_id,
            address_index=self._work.index.of(ADDRESS, address.uri),
            channel=address.channel.value,
            active=True,
            used_at=now,
            linked_at=now,
            address=sealed,
        )
        return added == 1

    def move(self, address_id: str, contact_id: str, now: datetime) -> None:
        """Give an address to another contact; it counts as heard from now.

        It keeps its id, so that what came and went by it is still told apart.
        """
        row = self._work.first(GET, wanted=address_id)
        if row is None:
            return
        plain = self._work.key(row.contact_id).open(ADDRESS_AT, address_id, row.address)
        sealed = self._work.key(contact_id).seal(ADDRESS_AT, address_id, plain)
        self._work.run(GIVE, wanted=address_id, owner=contact_id, sealed=sealed, now=now)

    def retire(self, address_id: str, history_id: str, now: datetime, why: str) -> None:
        """Unlink an address for good. Its contact's history keeps it, unless it is purged."""
        row = self._work.first(GET, wanted=address_id)
        if row is None:
            return
        key = self._work.key(row.contact_id)
        plain = key.open(ADDRESS_AT, address_id, row.address)
        self._work.run(
            ADD_FORMER,
            id=history_id,
            contact_id=row.contact_id,
            channel=row.channel,
            linked_at=row.linked_at or row.used_at,
            ended_at=now,
            why=why,
            address=None if why == PURGED else key.seal(FORMER_AT, history_id, plain),
        )
        self._work.run(REMOVE, wanted=address_id)

    def confirm(self, address_id: str) -> None:
        """It is still the same person."""
        self._work.run(VERIFIED, wanted=address_id, to=True)

    def doubt(self, address_id: str) -> None:
        """It may be somebody else."""
        self._work.run(VERIFIED, wanted=address_id, to=False)

    def silent_since(self, before: datetime, limit: int) -> Sequence[str]:
        """Addresses without an inbound since then whose contact has no open case."""
        return [row.id for row in self._work.all(SILENT, before=before, at_most=limit)]

    def history(self, contact_id: str) -> Sequence[FormerAddress]:
        """The newest first."""
        rows = self._work.all(HISTORY, wanted=contact_id)
        return [self._former(row) for row in rows]

    def _former(self, row: Row[Any]) -> FormerAddress:
        address = None
        if row.address is not None:
            plain = self._work.key(row.contact_id).open(FORMER_AT, row.id, row.address)
            address = Address.parse(plain.decode())
        return FormerAddress(
            id=row.id,
            contact_id=row.contact_id,
            channel=Channel(row.channel),
            address=address,
            linked_at=row.linked_at,
            ended_at=row.ended_at,
            why=row.why,
        )

    def has(self, contact_id: str, channel: Channel) -> bool:
        """True if the contact is linked to an address of this channel now."""
        return self._work.scalar(HAS, wanted=contact_id, name=channel.value) is not None
