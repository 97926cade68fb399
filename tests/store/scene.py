"""Rows that tests of the store begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from helpline.core.case import Case, Priority, Reason
from helpline.core.caseworker import Caseworker, Organisation, Role
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact, ContactAddress
from helpline.core.message import Inbound, Kind, Urgency
from helpline.operations.ports.cases import CaseClocks
from helpline.operations.ports.messages import StoredOutbound
from helpline.operations.ports.store import Transaction
from helpline.store.transaction import SqlStore

NOW = datetime(2025, 11, 21, 3, 4, 5, 678901, tzinfo=UTC)
LEASE = timedelta(seconds=20)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
ADDRESS = Address(Channel.SMS, "+85512345678")


def new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Scene:
    """An organisation, one of its people and a contact with one address."""

    organisation: Organisation
    caseworker: Caseworker
    contact: Contact
    link: ContactAddress


def person(organisation_id: str, name: str = "dara") -> Caseworker:
    return Caseworker(
        id=new_id(),
        organisation_id=organisation_id,
        sign_in_name=name,
        first_name="Dara",
        role=Role.CASEWORKER,
        language="km",
        password_hash="argon2-hash",
        totp_secret="totp-secret",
        alert_address=Address(Channel.TELEGRAM, "555"),
    )


def a_contact(organisation_id: str) -> Contact:
    return Contact(
        id=new_id(), organisation_id=organisation_id, language="km", script="km", created_at=NOW
    )


def prepare(store: SqlStore, address: Address = ADDRESS, name: str = "dara") -> Scene:
    """Commit a scene of its own organisation."""
    organisation = Organisation(new_id(), "Example")
    caseworker = person(organisation.id, name)
    contact = a_contact(organisation.id)
    with store.begin() as tx:
        tx.staff.add_organisation(organisation)
        tx.staff.add(caseworker)
        link = tx.contacts.create(contact, new_id(), address)
    return Scene(organisation, caseworker, contact, link)


def heard(provider_id: str, text: str = "hello", order: int = 0) -> Inbound:
    return Inbound(ADDRESS.channel, provider_id, ADDRESS, Kind.TEXT, text=text, order=order)


def hear(
    tx: Transaction,
    scene: Scene,
    provider_id: str,
    at: datetime = NOW,
    order: int = 0,
    urgent: bool = False,
) -> str:
    """Put an inbound in the inbox; its id."""
    inbound_id = new_id()
    assert tx.inbox.add(inbound_id, scene.link, heard(provider_id, order=order), urgent, at)
    return inbound_id


def outbound(
    scene: Scene,
    text: str = "hi",
    urgency: Urgency = Urgency.REPLY,
    at: datetime = NOW,
    author_id: str | None = None,
) -> StoredOutbound:
    return StoredOutbound(
        id=new_id(),
        contact_id=scene.contact.id,
        address_id=scene.link.id,
        text=text,
        urgency=urgency,
        created_at=at,
        not_after=at + timedelta(hours=2),
        author_id=author_id,
    )


def say(tx: Transaction, scene: Scene, text: str = "hi", **what: object) -> StoredOutbound:
    """Put an outbound in the outbox."""
    row = replace(outbound(scene, text), **what)  # type: ignore[arg-type]
    tx.outbox.add(row)
    return row


def clocks(at: datetime = NOW) -> CaseClocks:
    return CaseClocks(at, at + 5 * MINUTE, at + 15 * MINUTE, "12:abcdef")


def open_case(tx: Transaction, contact: Contact, at: datetime = NOW) -> Case:
    return tx.cases.add(new_id(), contact, Priority.P1, Reason.HELD_NOW, clocks(at))
