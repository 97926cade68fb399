"""Contacts and the addresses by which they are reached."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from helpline.core.channel import Address
from helpline.core.contact import Contact, ContactAddress, SafeTimes
from helpline.core.errors import NotFound
from helpline.store.keys import ADDRESS, SEARCH, DataKey, pack, unpack
from helpline.store.once import insert_once
from helpline.store.prepared import Prepared
from helpline.store.tables import addresses, contacts, inbounds
from helpline.store.utc import read_utc
from helpline.store.work import Work

DETAILS = "contacts|details"
ADDRESS_AT = "addresses|address"

LOCK = (
    select(contacts.c.data_key)
    .where(contacts.c.id == bindparam("contact_id"))
    .with_for_update(key_share=True)
)
BY_INDEX = Prepared(
    select(
        addresses.c.id,
        addresses.c.contact_id,
        addresses.c.active,
        addresses.c.stopped_reason,
        addresses.c.used_at,
        addresses.c.verified,
        addresses.c.linked_at,
        contacts.c.data_key,
    )
    .join(contacts, contacts.c.id == addresses.c.contact_id)
    .where(addresses.c.address_index == bindparam("wanted"))
)
ADD_CONTACT = insert(contacts).inline()
ADD_LINK = insert_once(
    addresses,
    ("id", "contact_id", "address_index", "channel", "active", "used_at", "linked_at", "address"),
    unless=("address_index",),
)
REMOVE_CONTACT = delete(contacts).where(contacts.c.id == bindparam("contact_id"))
GET = select(contacts).where(contacts.c.id == bindparam("contact_id"))
SAVE = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "organisation_id",
                "language",
                "opted_out",
                "quiet_until",
                "silent",
                "details",
            )
        }
    )
)
HEARD = Prepared(
    update(contacts)
    .where(
        contacts.c.id == bindparam("contact_id"),
        or_(contacts.c.last_inbound_at.is_(None), contacts.c.last_inbound_at < bindparam("at")),
    )
    .values(last_inbound_at=bindparam("at"))
)
# Contact before address, as a turn does it, so that the two never wait for each other.
USED = Prepared(
    update(addresses)
    .where(
        addresses.c.id
        == select(inbounds.c.address_id)
        .where(inbounds.c.contact_id == bindparam("contact_id"))
        .order_by(inbounds.c.received_at.desc(), inbounds.c.sequence.desc())
        .limit(1)
        .scalar_subquery(),
        addresses.c.used_at < bindparam("at"),
    )
    .values(used_at=bindparam("at"))
)
LINKS = (
    select(addresses)
    .where(addresses.c.contact_id == bindparam("wanted"))
    .order_by(addresses.c.used_at.desc(), addresses.c.id)
)
LINK = select(addresses).where(addresses.c.id == bindparam("wanted"))
SWITCH = (
    update(addresses)
    .where(addresses.c.id == bindparam("wanted"))
    .values(active=bindparam("to"), stopped_reason=bindparam("why"))
)


class SqlContacts:
    """Implements ports.Contacts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def lock(self, contact_id: str) -> None:
        """Hold the contact until the transaction ends. Raises NotFound.

        On SQLite a writing transaction is alone already; on PostgreSQL the row is locked, in a
        strength that still lets messages for the contact come in.
        """
        row = self._work.first(LOCK, contact_id=contact_id)
        if row is None:
            raise NotFound("no such contact")
        self._work.know_key(contact_id, row.data_key)

    def by_address(self, address: Address) -> ContactAddress | None:
        """The current link of an address, found by its blind index."""
        row = self._work.quickly(BY_INDEX, wanted=self._index(address)).first()
        if row is None:
            return None
        if row.data_key is not None:
            self._work.know_key(row.contact_id, row.data_key)
        return _of_row(row, address)

    def add(self, contact: Contact) -> None:
        """A new contact with a data key of its own, and no address yet."""
        key, wrapped = self._work.new_key(contact.id)
        self._work.run(
            ADD_CONTACT,
            id=contact.id,
            created_at=contact.created_at,
            last_inbound_at=contact.last_inbound_at,
            data_key=wrapped,
            **_changeable(contact, key),
        )

    def create(self, contact: Contact, address_id: str, address: Address) -> ContactAddress:
        """A new contact with a data key of its own, reached at `address`.

        If another transaction linked the address meanwhile, nothing is created and that link
        is returned: go on with the returned `contact_id`, never with `contact.id`.
        """
        self.add(contact)
        key = self._work.key(contact.id)
        linked = self._work.run(
            ADD_LINK[self._work.dialect],
            id=address_id,
            contact_id=contact.id,
            address_index=self._index(address),
            channel=address.channel.value,
            active=True,
            used_at=contact.created_at,
            linked_at=contact.created_at,
            address=key.seal(ADDRESS_AT, address_id, address.uri.encode()),
        )
        if linked:
            at = contact.created_at
            return ContactAddress(address_id, contact.id, address, used_at=at, linked_at=at)
        return self._made_by_another(contact.id, address)

    def get(self, contact_id: str) -> Contact:
        """Raises NotFound, also for a contact that was forgotten."""
        row = self._work.first(GET, contact_id=contact_id)
        if row is None:
            raise NotFound("no such contact")
        key = self._work.know_key(contact_id, row.data_key)
        details = unpack(key.open(DETAILS, contact_id, row.details))
        start, end = (time.fromisoformat(text) for text in details["safe_times"])
        return Contact(
            id=row.id,
            organisation_id=row.organisation_id,
            language=row.language,
            script=details["script"],
            created_at=row.created_at,
            safe_times=SafeTimes(start, end),
            opted_out=row.opted_out,
            quiet_until=row.quiet_until,
            silent=row.silent,
            last_inbound_at=row.last_inbound_at,
        )

    def save(self, contact: Contact) -> None:
        """Write all changeable fields. `last_inbound_at` only moves forward. Raises NotFound."""
        key = self._work.key(contact.id)
        self._work.run(SAVE, contact_id=contact.id, **_changeable(contact, key))
        if contact.last_inbound_at is not None:
            self.heard_at(contact.id, contact.last_inbound_at)

    def heard_at(self, contact_id: str, at: datetime) -> None:
        """Note the time of the newest inbound, on the contact and on the address it came by."""
        self._work.quickly(HEARD, contact_id=contact_id, at=at)
        self._work.quickly(USED, contact_id=contact_id, at=at)

    def addresses(self, contact_id: str) -> tuple[ContactAddress, ...]:
        """All links, newest use first."""
        rows = self._work.all(LINKS, wanted=contact_id)
        return tuple(self._link(row) for row in rows)

    def address(self, address_id: str) -> ContactAddress:
        """Raises NotFound."""
        row = self._work.first(LINK, wanted=address_id)
        if row is None:
            raise NotFound("no such address")
        return self._link(row)

    def search_mark(self, address: Address) -> str:
        """What the audit keeps of an address that somebody looked for: a keyed HMAC."""
        return self._work.index.of(SEARCH, address.uri).hex()[:32]

    def stop_address(self, address_id: str, reason: str) -> None:
        """Nothing goes there any more until `open_address`."""
        self._work.run(SWITCH, wanted=address_id, to=False, why=reason)

    def open_address(self, address_id: str) -> None:
        """The contact reopened it (wrote, or unblocked us)."""
        self._work.run(SWITCH, wanted=address_id, to=True, why=None)

    def _index(self, address: Address) -> bytes:
        return self._work.index.of(ADDRESS, address.uri)

    def _made_by_another(self, contact_id: str, address: Address) -> ContactAddress:
        self._work.run(REMOVE_CONTACT, contact_id=contact_id)
        self._work.drop_key(contact_id)
        link = self.by_address(address)
        if link is None:
            raise NotFound("the address id is taken, or its link has just been removed")
        return link

    def _link(self, row: Row[Any]) -> ContactAddress:
        key = self._work.key(row.contact_id)
        uri = key.open(ADDRESS_AT, row.id, row.address).decode()
        return _of_row(row, Address.parse(uri))


def _of_row(row: Row[Any], address: Address) -> ContactAddress:
    return ContactAddress(
        id=row.id,
        contact_id=row.contact_id,
        address=address,
        active=bool(row.active),
        stopped_reason=row.stopped_reason,
        used_at=read_utc(row.used_at),
        verified=bool(row.verified),
        linked_at=read_utc(row.linked_at),
    )


def _changeable(contact: Contact, key: DataKey) -> dict[str, Any]:
    times = contact.safe_times
    details = {
        "script": contact.script,
        "safe_times": [times.start.isoformat(), times.end.isoformat()],
    }
    return {
        "organisation_id": contact.organisation_id,
        "language": contact.language,
        "opted_out": contact.opted_out,
        "quiet_until": contact.quiet_until,
        "silent": contact.silent,
        "details": key.seal(DETAILS, contact.id, pack(details)),
    }
