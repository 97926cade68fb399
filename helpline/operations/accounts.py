"""One's own account: password, recovery codes, and the phone to which alerts go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from helpline.core.caseworker import ANSWERING, Caseworker
from helpline.core.channel import Address, Channel
from helpline.core.errors import Refused
from helpline.operations import audit
from helpline.operations.helpline import Helpline
from helpline.operations.invitations import drawn, new_codes, refuse_weak
from helpline.operations.sign_in import confirm, hash_password
from helpline.text.phone import PhoneNumber, parse

ALERTED = ANSWERING
"""Who is called, and so needs a duty phone."""

LINK_CODE_LETTERS = 8
LINK_CODE_VALID_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """What the page of the own account shows."""

    person: Caseworker
    codes_left: int
    has_telegram: bool
    has_second: bool


def account(helpline: Helpline, actor: Caseworker) -> Account:
    """The own account as it stands now."""
    with helpline.store.read() as tx:
        person = tx.staff.get(actor.id)
        left = tx.admissions.recovery_codes_left(actor.id)
    alert = person.alert_address
    telegram = alert is not None and alert.channel is Channel.TELEGRAM
    return Account(person, left, telegram, person.second_address is not None)


def change_password(
    helpline: Helpline, actor: Caseworker, password: str, code: str, new: str
) -> None:
    """Set another password; every session ends, this one too.

    Raises Refused("throttled" | "not_confirmed" | "password_too_weak").
    """
    refuse_weak(new, actor)
    confirm(helpline, actor, password, code)
    hashed = hash_password(new)
    with helpline.store.begin() as tx:
        tx.staff.save(replace(tx.staff.get(actor.id), password_hash=hashed))
        tx.staff.end_sessions(caseworker_id=actor.id)
        tx.admissions.drop_invitations(actor.id)
        audit.note(helpline, tx, actor, "change_password", ("caseworker", actor.id))


def renew_codes(helpline: Helpline, actor: Caseworker, password: str, code: str) -> Sequence[str]:
    """New recovery codes; the old ones are worth nothing. Raises Refused as `confirm`."""
    confirm(helpline, actor, password, code)
    with helpline.store.begin() as tx:
        codes = new_codes(helpline, tx, actor)
        audit.note(helpline, tx, actor, "renew_codes", ("caseworker", actor.id))
    return codes


def link_code(helpline: Helpline, actor: Caseworker) -> str:
    """A code that makes the Telegram account that sends it this person's duty phone, once."""
    code = drawn(helpline, LINK_CODE_LETTERS)
    with helpline.store.begin() as tx:
        tx.admissions.set_link_code(code, actor.id, helpline.now() + LINK_CODE_VALID_FOR)
        audit.note(helpline, tx, actor, "make_link_code", ("caseworker", actor.id))
    return code


def unlink(helpline: Helpline, actor: Caseworker) -> None:
    """No alerts to the first address any more."""
    with helpline.store.begin() as tx:
        tx.staff.save(replace(tx.staff.get(actor.id), alert_address=None))
        audit.note(helpline, tx, actor, "unlink_alerts", ("caseworker", actor.id))


def set_second(helpline: Helpline, actor: Caseworker, number: str) -> None:
    """The phone number for SMS alerts when Telegram is not answered; empty: none.

    Raises Refused("number_not_usable").
    """
    address = None
    if number.strip():
        parsed = parse(number)
        if not isinstance(parsed, PhoneNumber):
            raise Refused("number_not_usable")
        address = Address(Channel.SMS, parsed.e164)
    with helpline.store.begin() as tx:
        tx.staff.save(replace(tx.staff.get(actor.id), second_address=address))
        audit.note(helpline, tx, actor, "set_second_address", ("caseworker", actor.id))
