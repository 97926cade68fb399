"""Is a text that nobody asked for still wanted: asked again just before it leaves (T10, T11)."""

from __future__ import annotations

from helpline.core.checkin import Frequency
from helpline.core.consent import Purpose
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Owner
from helpline.core.timing import NOTHING_FROM
from helpline.operations.check_in.around import frequency_of, silent_for
from helpline.operations.helpline import Helpline
from helpline.operations.ports.messages import StoredOutbound
from helpline.operations.ports.store import Transaction


def why_not_unasked(
    helpline: Helpline, tx: Transaction, row: StoredOutbound, link: ContactAddress
) -> str | None:
    """Why not, or None. Stops, consent, who owns the talk and the age of the address."""
    contact = tx.contacts.get(row.contact_id)
    return _refused(tx, contact, link) or _not_now(helpline, tx, row, contact, link)


def _refused(tx: Transaction, contact: Contact, link: ContactAddress) -> str | None:
    """What the person, or a caseworker for them, decided since the text was written."""
    if contact.opted_out or tx.consents.opted_out(link.address):
        return "opted_out"
    if not tx.consents.holds(contact.id, Purpose.WRITE):
        return "no_consent"
    talk, plan = tx.conversations.load(contact.id), tx.plans.running(contact.id)
    if (plan.frequency if plan else frequency_of(talk)) is Frequency.NEVER:
        return "writes_first"
    return None


def _not_now(
    helpline: Helpline,
    tx: Transaction,
    row: StoredOutbound,
    contact: Contact,
    link: ContactAddress,
) -> str | None:
    now = helpline.now()
    silence = silent_for(link, now)
    if silence is not None and silence >= NOTHING_FROM:
        return "address_too_old"
    talk = tx.conversations.load(contact.id)
    if talk is not None and talk.owner is Owner.HUMAN:
        return "talk_open"
    wrote_since = contact.last_inbound_at is not None and contact.last_inbound_at > row.created_at
    if wrote_since or tx.inbox.next_waiting(contact.id, now) is not None:
        return "talk_open"
    return None
