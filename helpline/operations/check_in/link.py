"""A second channel: Telegram by a deep link, SMS by the sender's own contact card (T36).

The link holds a payload of letters that is good once and for two days; only its keyed hash is
kept. Whoever opens it writes from Telegram as the same person, so it is shown at a good time
only (CONVERSATIONS F28.3).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact, ContactAddress
from helpline.core.message import Inbound, Kind
from helpline.core.task import Task, TaskKind
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.text.phone import PhoneNumber, parse

GOOD_FOR = timedelta(days=2)
LETTERS = "abcdefghijklmnop"
CONFIRM_WITHIN = timedelta(days=1)
_START = re.compile(r"/start(?:@\w+)?\s+([a-p]{32})\s*")


def telegram_link(helpline: Helpline, tx: Transaction, contact: Contact) -> str | None:
    """A fresh deep link; None without a bot, or where Telegram is linked already."""
    name = helpline.settings.telegram_name
    if not name or tx.links.has(contact.id, Channel.TELEGRAM):
        return None
    payload = payload_of(helpline.new_id())
    tx.links.offer(payload, contact.id, helpline.now() + GOOD_FOR)
    return f"https://t.me/{name}?start={payload}"


def payload_of(random_id: str) -> str:
    """A random id as letters: a guard that looks for phone numbers finds none in it."""
    return "".join(LETTERS[int(digit, 16)] for digit in random_id)


def opened(inbound: Inbound) -> str | None:
    """The payload with which somebody opened the bot, if that is what the message is."""
    if inbound.channel is not Channel.TELEGRAM or inbound.kind is not Kind.TEXT:
        return None
    found = _START.fullmatch(inbound.text.strip())
    return found.group(1) if found else None


def take_link(
    helpline: Helpline, tx: Transaction, inbound: Inbound, known: ContactAddress | None
) -> ContactAddress | None:
    """Link the Telegram that opened a good payload to whom it was given; None if it is not good.

    A Telegram that is known as somebody else's is not moved by a link: a person confirms that.
    """
    payload = opened(inbound)
    owner = tx.links.take(payload, helpline.now()) if payload else None
    if owner is None or (known is not None and known.contact_id == owner):
        return None
    if known is not None:
        _ask_a_person(helpline, tx, known.contact_id, owner)
        return None
    return _attach(helpline, tx, owner, inbound.address)


def take_card(helpline: Helpline, tx: Transaction, inbound: Inbound, link: ContactAddress) -> None:
    """Link the SMS number of a contact card. The channel lets only the sender's own through.

    A number that is known as somebody else's is not moved: a person confirms it (SAFETY T8).
    """
    if inbound.channel is not Channel.TELEGRAM or inbound.kind is not Kind.CONTACT_CARD:
        return
    text = inbound.text if inbound.text.startswith("+") else f"+{inbound.text}"
    number = parse(text)
    if not isinstance(number, PhoneNumber):
        return
    address = Address(Channel.SMS, number.e164)
    known = tx.contacts.by_address(address)
    if known is None:
        _attach(helpline, tx, link.contact_id, address)
    elif known.contact_id != link.contact_id:
        _ask_a_person(helpline, tx, link.contact_id, known.contact_id)


def _attach(
    helpline: Helpline, tx: Transaction, contact_id: str, address: Address
) -> ContactAddress | None:
    if not tx.links.attach(contact_id, helpline.new_id(), address, helpline.now()):
        return None
    return tx.contacts.by_address(address)


def _ask_a_person(helpline: Helpline, tx: Transaction, who: str, claims: str) -> None:
    """Somebody who is known may be somebody else who is known: only a person joins them."""
    now: datetime = helpline.now()
    organisation = tx.contacts.get(who).organisation_id
    if tx.contacts.get(claims).organisation_id != organisation:
        return
    task = Task(
        id=helpline.new_id(),
        organisation_id=organisation,
        kind=TaskKind.CONFIRM_NUMBER,
        due_at=now + CONFIRM_WITHIN,
        created_at=now,
        contact_id=who,
        about_id=claims,
    )
    tx.tasks.add(task, once=f"confirm_number|{who}|{claims}")
