"""The phones on screen: fictitious numbers that no operator in Cambodia gives out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from helpline.demo.ledger import Ledger, Message

FIRST_TELEGRAM = 700_000_000
FIRST_NUMBER = "+8550000"
SHOWN_AT_START = 3

MOST = 99
"""Numbers beyond these are the helpline's own and those of whoever is on duty."""


class PhoneKind(StrEnum):
    """What a person writes with."""

    SMS = "sms"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Phone:
    """One fictitious phone. `value` is a number or a Telegram id."""

    kind: PhoneKind
    value: str

    @property
    def id(self) -> str:
        """How the page speaks of it."""
        return f"{self.kind.value}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Phone | None:
        """Read an `id`; None if it is none."""
        kind, _, value = text.partition(":")
        known = kind in set(PhoneKind) and value.removeprefix("+").isdigit() and value.isascii()
        return cls(PhoneKind(kind), value) if known else None


def phones(ledger: Ledger) -> list[Phone]:
    """All phones, after making sure that there are some to begin with."""
    known = ledger.phones()
    for kind in PhoneKind:
        while sum(1 for each, _ in known if each == kind) < SHOWN_AT_START:
            add_phone(ledger, kind)
            known = ledger.phones()
    return [Phone(PhoneKind(kind), value) for kind, value in known]


def add_phone(ledger: Ledger, kind: PhoneKind) -> Phone | None:
    """A phone that nobody has written from; None if there are enough of them."""
    number = ledger.next_number(f"phone_{kind.value}")
    if number > MOST:
        return None
    is_sms = kind is PhoneKind.SMS
    value = f"{FIRST_NUMBER}{number:04d}" if is_sms else str(FIRST_TELEGRAM + number)
    ledger.add_phone(kind.value, value)
    return Phone(kind, value)


def phone_of(message: Message, known: frozenset[str]) -> str:
    """The phone that shows a message: the contact's, else the one of whoever is on duty."""
    kind = PhoneKind.TELEGRAM if message.provider == "telegram" else PhoneKind.SMS
    phone = Phone(kind, message.contact)
    return phone.id if phone.id in known else "duty"
