"""What is true around a contact when something unasked may be written, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from helpline.core.channel import Channel
from helpline.core.checkin import Frequency, Plan
from helpline.core.consent import Purpose
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact, Owner
from helpline.core.silence import Outcome
from helpline.core.timing import NOTHING_FROM, Around
from helpline.flow import places
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

RECENT = timedelta(days=14)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def around(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    plan: Plan | None,
    link: ContactAddress | None,
) -> Around:
    """Everything that `core.timing` decides by, for a text to this address (or to none).

    Who has no plan is written to as rarely as somebody whose plan began long ago.
    """
    now = helpline.now()
    talk = tx.conversations.load(contact.id) or Conversation(contact.id)
    traits = helpline.channels[link.address.channel].traits if link else None
    return Around(
        consent=tx.consents.holds(contact.id, Purpose.WRITE),
        opted_out=contact.opted_out or bool(link and tx.consents.opted_out(link.address)),
        silent=contact.silent,
        safe_times=contact.safe_times,
        quiet_until=contact.quiet_until,
        plan_began_at=plan.began_at if plan else LONG_AGO,
        frequency=plan.frequency if plan else frequency_of(talk),
        sent_before=tuple(sent_unasked(tx, contact.id, now - RECENT)),
        last_talk_at=contact.last_inbound_at,
        person_owns=talk.owner is Owner.HUMAN,
        question_waits=_waits(talk, now),
        address_silent_for=silent_for(link, now),
        can_reply=bool(traits and traits.can_receive_reply),
        prefers_call=talk.facts.get(Fact.PREFERRED) == "call",
        window_closed=bool(link and window_closed(helpline, link)),
        silence_runs=tx.silences.running(contact.id) is not None,
    )


def _waits(talk: Conversation, now: datetime) -> bool:
    """The bot waits for an answer to something that this person began."""
    opener = talk.at is not None and talk.at.node in places.OPENERS
    return talk.due_at is not None and talk.due_at > now and not opener


def silent_for(link: ContactAddress | None, now: datetime) -> timedelta | None:
    """Since the last inbound of an address (SAFETY T7)."""
    return now - link.used_at if link and link.used_at else None


def window_closed(helpline: Helpline, link: ContactAddress) -> bool:
    """Nothing may be written there now: their last message is too old, nothing is approved."""
    traits = helpline.channels[link.address.channel].traits
    return traits.is_closed(silent_for(link, helpline.now())) and not traits.templates


def sent_unasked(tx: Transaction, contact_id: str, since: datetime) -> list[datetime]:
    """When something was sent that nobody had asked for: check-ins, openers about a referral, and
    texts of a ladder."""
    found = [one.sent_at for one in tx.plans.of_contact(contact_id) if one.sent_at]
    found += [
        one.opener_sent_at for one in tx.referrals.of_contact(contact_id) if one.opener_sent_at
    ]
    for silence in tx.silences.of_contact(contact_id):
        steps = tx.silences.steps(silence.id)
        found += [step.at for step in steps if step.outcome == Outcome.SENT.value]
    return [at for at in found if at >= since]


def choose(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    *,
    but_not: Sequence[Channel] = (),
) -> ContactAddress | None:
    """The address to write to: the channel that was asked for, else the one used last.

    One to which nothing may be written now comes after the others (WhatsApp's 24 hours).
    Never one that was stopped, or that the ledger of stops names. An address that is too old is
    taken only where there is no other, so that the decision can say so.
    """
    now = helpline.now()
    talk = tx.conversations.load(contact.id)
    preferred = talk.facts.get(Fact.PREFERRED, "") if talk else ""
    links = [
        link
        for link in tx.contacts.addresses(contact.id)
        if link.active
        and link.address.channel in helpline.channels
        and link.address.channel not in but_not
        and not tx.consents.opted_out(link.address)
    ]
    links = _newest_of_each_channel(links)
    links.sort(
        key=lambda link: (
            window_closed(helpline, link),
            link.address.channel.value != preferred,
        )
    )
    fresh = [link for link in links if (silent_for(link, now) or timedelta(0)) < NOTHING_FROM]
    return next(iter(fresh or links), None)


def _newest_of_each_channel(links: list[ContactAddress]) -> list[ContactAddress]:
    """After a new number the old one gets nothing (SAFETY T8)."""
    newest: dict[Channel, ContactAddress] = {}
    for link in links:
        newest.setdefault(link.address.channel, link)
    return list(newest.values())


def frequency_of(talk: Conversation | None) -> Frequency:
    """How often this person wants to hear from us."""
    chosen = talk.facts.get(Fact.FREQUENCY, "") if talk else ""
    return Frequency(chosen) if chosen else Frequency.AS_PLANNED
