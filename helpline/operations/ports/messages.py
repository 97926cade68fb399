"""Messages on their way in and out: rows and the store that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from helpline.core.channel import Channel
from helpline.core.contact import ContactAddress
from helpline.core.message import Inbound, SendReason, Status, StatusUpdate, Urgency
from helpline.core.reach import Reach


class InboundState(StrEnum):
    """How far the helpline has come with an inbound."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set_aside"
    """Tried five times in vain: a person has it now (SAFETY R18)."""


@dataclass(frozen=True, slots=True)
class StoredInbound:
    """An inbound as the store keeps it. `sequence` grows with arrival."""

    id: str
    contact_id: str
    address_id: str
    sequence: int
    inbound: Inbound
    urgent: bool
    received_at: datetime
    state: InboundState
    attempts: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of an outbound: what is shown, the digit it stands for, its opaque token."""

    label: str
    digit: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredOutbound:
    """An outbound as the store keeps it. `sequence` orders the texts of a contact."""

    id: str
    contact_id: str
    address_id: str
    text: str = field(repr=False)
    urgency: Urgency
    created_at: datetime
    not_after: datetime
    choices: tuple[Choice, ...] = ()
    asked: int | None = None
    """Number of the question that the choices answer (Conversation.asked)."""
    sensitive: bool = False
    secret: bool = False
    """It shows a return code: overwritten once it is sent, and masked for caseworkers."""
    author_id: str | None = None
    """The caseworker who wrote it; None for the bot."""
    flow: str | None = None
    node: str | None = None
    sequence: int = 0
    status: Status = Status.QUEUED
    attempts: int = 0
    sending_since: datetime | None = None
    provider_id: str | None = field(default=None, repr=False)
    error: str | None = None
    """A SendReason or why it was withheld; never a provider's text."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button stands for."""

    contact_id: str
    asked: int
    digit: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk as a caseworker reads it: raw words, times and what became of it."""

    at: datetime
    inbound: StoredInbound | None = None
    outbound: StoredOutbound | None = None


class Inbox(Protocol):
    def add(
        self, inbound_id: str, link: ContactAddress, inbound: Inbound, urgent: bool, now: datetime
    ) -> bool:
        """Store it once per (channel, provider id). False if it was there already."""

    def next_waiting(self, contact_id: str, now: datetime) -> StoredInbound | None:
        """The contact's next inbound in provider order; None while the head waits for a retry."""

    def done(self, inbound_id: str, now: datetime) -> None: ...

    def retry(self, inbound_id: str, at: datetime) -> int:
        """Count a failed attempt, try again at `at`; the new number of attempts."""

    def set_aside(self, inbound_id: str, now: datetime) -> None: ...

    def mask(self, inbound_id: str, mark: str) -> None:
        """Overwrite the words of an inbound for good: a secret was told in it."""

    def due_contacts(
        self, now: datetime, waiting_since: datetime, limit: int
    ) -> Sequence[tuple[str, bool]]:
        """(contact id, urgent) of inbounds that arrived before `waiting_since`; urgent first."""

    def unread_urgent(self, reach: Reach, before: datetime) -> Sequence[datetime]:
        """When urgent inbounds came that no turn has taken since, oldest first."""


class Outbox(Protocol):
    def add(self, outbound: StoredOutbound) -> None: ...

    def get(self, outbound_id: str) -> StoredOutbound:
        """Raises NotFound."""

    def claim_next(
        self, contact_id: str, now: datetime, lease_until: datetime
    ) -> StoredOutbound | None:
        """Take the head of the contact's line if it is due, marking it `sending`.

        None if the line is empty, its head is not due yet, or somebody else's lease runs. A
        head whose lease ran out is returned with its old `sending_since`: its outcome is
        unknown and must be reconciled before it is sent again.
        """

    def renew(self, outbound_id: str, now: datetime, lease_until: datetime) -> None:
        """About to call the provider again: a new attempt and a new lease."""

    def sent(self, outbound_id: str, provider_id: str, status: Status) -> None: ...

    def mask(self, outbound_id: str, mark: str) -> None:
        """Overwrite the words of an outbound for good."""

    def retry(self, outbound_id: str, at: datetime, reason: SendReason) -> None:
        """Back to `queued`, due at `at`."""

    def finish(self, outbound_id: str, status: Status, error: str) -> None:
        """A final status: failed, undelivered or withheld, and why."""

    def report(self, update: StatusUpdate) -> StoredOutbound | None:
        """Apply a provider's report, forward only; the row if it is known."""

    def due_contacts(self, now: datetime, limit: int) -> Sequence[tuple[str, Urgency]]:
        """Contacts with a due and unleased outbound; urgent first."""

    def withhold_scheduled(self, contact_id: str, why: str) -> int:
        """Withhold all ROUTINE outbounds that are still queued; how many."""

    def withhold_queued(self, address_id: str, why: str) -> int:
        """Withhold everything queued for an address that is dead or blocked; how many."""

    def press(self, token: str) -> Press | None: ...

    def known_provider_ids(self, channel: Channel, ids: Sequence[str]) -> frozenset[str]:
        """Which of these provider ids already belong to an outbound of ours."""

    def replies_since(self, contact_id: str, since: datetime) -> int:
        """How many texts the bot made since then (the limit of SAFETY T30)."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """A chat that a contact asked to clear."""

    sequence: int
    address_id: str
    asked_at: datetime


class Clearings(Protocol):
    def add(self, contact_id: str, address_id: str, asked_at: datetime) -> None: ...

    def waiting(self, contact_id: str) -> Sequence[Clearing]:
        """Those that are not done, oldest first."""

    def done(self, sequence: int) -> None: ...

    def messages(self, address_id: str, since: datetime, until: datetime) -> Sequence[str]:
        """The provider's ids of what came and went between, both ways."""


class Quarantine(Protocol):
    def add(
        self, quarantine_id: str, channel: Channel, problem: str, body: bytes, now: datetime
    ) -> None:
        """Keep a malformed payload, encrypted, for seven days."""
