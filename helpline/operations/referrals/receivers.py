"""Whom a referral can go to: a service, an organisation of this installation, or one by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.conversation import Fact
from helpline.core.errors import NotFound, Refused
from helpline.core.referral import CASE_MANAGEMENT, State
from helpline.directory.entry import Entry
from helpline.directory.snapshot import Directory
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

ORGANISATION = "organisation:"
NAMED = "named:"
NAME_LENGTHS = range(2, 121)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a referral. `key` is what a consent names; nothing else is ever compared."""

    key: str
    name: str = field(default="", repr=False)
    organisation_id: str | None = None
    """Set where they work in this installation and have a queue of their own."""
    directory_version: str = ""


ANOTHER = "another"
"""What `topic` says to the match of F29."""

DID_NOT_WORK = frozenset({State.REFUSED, State.WITHDRAWN})

NOT_CHOSEN = Receiver(CASE_MANAGEMENT)
"""A helper who stays, whom our caseworker still has to find."""


def proposed(directory: Directory, facts: Mapping[Fact, str], now: datetime) -> Entry | None:
    """The service that F08 suggests: the first that was offered, stays with people, and may
    still be shown. A service that was suspended meanwhile is nobody's receiver."""
    for service_id in facts.get(Fact.OFFERED, "").split():
        entry = directory.entries.get(service_id)
        if entry is not None and entry.long_term and entry.open_windows(now):
            return entry
    return None


def tried(tx: Transaction, contact_id: str, facts: Mapping[Fact, str]) -> frozenset[str]:
    """Receivers that are not offered to this person again: those that did not work for them.

    Where F29 looks for another one, all whom they were referred to.
    """
    every = facts.get(Fact.TOPIC) == ANOTHER
    known = tx.referrals.of_contact(contact_id)
    return frozenset(one.receiver for one in known if every or one.state in DID_NOT_WORK)


def suggested(helpline: Helpline, tx: Transaction, facts: Mapping[Fact, str]) -> Receiver:
    """Whom F08 suggests, as a receiver; a helper not chosen yet where nobody is published."""
    directory = helpline.directory.of(tx)
    entry = proposed(directory, facts, helpline.now())
    return NOT_CHOSEN if entry is None else _of_entry(tx, directory, entry)


def receiver_of(helpline: Helpline, tx: Transaction, key: str) -> Receiver:
    """A receiver by its key: a service's id, `organisation:ID` or `named:NAME`. Raises NotFound.

    Raises Refused("name_needed").
    """
    if key.startswith(ORGANISATION):
        return _of_organisation(tx, key)
    if key.startswith(NAMED):
        name = " ".join(key.removeprefix(NAMED).split())
        if len(name) not in NAME_LENGTHS:
            raise Refused("name_needed")
        return Receiver(NAMED + name, name)
    directory = helpline.directory.of(tx)
    entry = directory.entries.get(key)
    if entry is None:
        raise NotFound("no such receiver")
    return _of_entry(tx, directory, entry)


def _of_organisation(tx: Transaction, key: str) -> Receiver:
    wanted = key.removeprefix(ORGANISATION)
    for organisation in tx.staff.organisations():
        if organisation.id == wanted:
            return Receiver(key, organisation.name, organisation.id)
    raise NotFound("no such receiver")


def _of_entry(tx: Transaction, directory: Directory, entry: Entry) -> Receiver:
    """A service of the directory; it has a queue here if its provider is one of us by name."""
    service = entry.service
    provider = service.provider.name.casefold()
    ours = (one.id for one in tx.staff.organisations() if one.name.casefold() == provider)
    name = service.name.in_("en") or service.provider.name
    return Receiver(service.id, name, next(ours, None), str(directory.version))
