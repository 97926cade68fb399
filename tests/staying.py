"""Contacts with a plan, for tests of check-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from content import content
from helpline import wiring
from helpline.core.channel import Address, Channel
from helpline.core.checkin import CheckIn, State, Tier
from helpline.core.consent import Consent, Purpose
from helpline.core.contact import Contact
from helpline.core.conversation import Conversation, Fact
from helpline.core.message import Outbound
from helpline.operations.check_in import enrol
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Store
from helpline.rehearsal import Rehearsal

Stage = Callable[..., Rehearsal]
"""The fixture of tests/operations: `stage()` makes a talk."""

TEN = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Phnom Penh."""
DAY = timedelta(days=1)


def agreed(talk: Rehearsal, tier: str = "standard", **facts: str) -> None:
    """Somebody who agreed to be written to."""
    known = {
        Fact.LANGUAGE: "en",
        Fact.CONSENT_KEEP: "yes",
        Fact.CONSENT_WRITE: "yes",
        Fact.TIER: tier,
    }
    talk.remember(known | {Fact(name): value for name, value in facts.items()})


def plan_of(talk: Rehearsal) -> dict[str, CheckIn]:
    """The check-ins of the contact's running plan by name; a greeting of the same day as D1c."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        plan = tx.plans.last(contact.id)
        assert plan is not None
        mine = [one for one in tx.plans.of_contact(contact.id) if one.plan_id == plan.id]
    return {one.name: one for one in mine}


def openers(sent: list[Outbound]) -> list[Outbound]:
    """What was sent unasked and asks something."""
    return [one for one in sent if "now a good time" in one.text or "Free to talk" in one.text]


def helpline_on(store: Store, now: Callable[[], datetime]) -> Helpline:
    """A helpline over another store, with terminals for channels."""
    made = wiring.rehearse(Channel.SMS, TEN, content()).helpline
    return replace(made, store=store, now=now)


def enrolled(helpline: Helpline, organisation_id: str, number: int) -> str:
    """A contact with a plan of the standard tier; the id."""
    contact = Contact(helpline.new_id(), organisation_id, "en", "en", helpline.now())
    address = Address(Channel.SMS, f"+8550000{number:04d}")
    with helpline.store.begin() as tx:
        tx.contacts.create(contact, helpline.new_id(), address)
        consent = Consent(
            contact.id, Purpose.WRITE, True, None, (), "", "en", "sms", helpline.now()
        )
        tx.consents.add(helpline.new_id(), consent)
        tx.conversations.save(Conversation(contact.id, facts={Fact.LANGUAGE: "en"}))
        enrol.enrol(helpline, tx, contact, Tier.STANDARD)
    return contact.id


def states(helpline: Helpline, contact_id: str) -> list[State]:
    with helpline.store.read() as tx:
        return [one.state for one in tx.plans.of_contact(contact_id)]
