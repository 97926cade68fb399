"""What operations need from the outside, as Protocols and the plain rows that cross them.

The store's promise: nothing above it sees ciphertext, nothing below it sees plaintext. All
datetimes are UTC and aware. All methods run inside one transaction, which commits when the
`with` block ends and rolls back if it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from helpline.core.case import Case, Priority, Reason
from helpline.core.caseworker import Caseworker, Organisation, Shift
from helpline.core.channel import Address, Channel, Traits
from helpline.core.consent import Consent, Purpose
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation
from helpline.core.message import (
    Hook,
    Inbound,
    Outbound,
    Refusal,
    SendReason,
    SendResult,
    Status,
    StatusUpdate,
    Urgency,
)

NewId = Callable[[], str]
"""Draws a random 128-bit id as 32 hex digits."""


# --- rows -------------------------------------------------------------------------------------


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
class QueueRow:
    """A case as the queue shows it: no word and no address of the contact."""

    case: Case
    language: str | None
    channel: Channel
    claimed_by_name: str | None
    waiting_since: datetime | None
    """When the oldest inbound arrived that nobody has answered since."""


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One line of a case's timeline: opened, reason added, claimed, handed over, closed ..."""

    case_id: str
    at: datetime
    kind: str
    actor_id: str | None
    code: str = ""
    """A reason or priority code; never free text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk as a caseworker reads it: raw words, times and what became of it."""

    at: datetime
    inbound: StoredInbound | None = None
    outbound: StoredOutbound | None = None


class AlertState(StrEnum):
    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    OVER = "over"
    """Somebody acknowledged, or the case is closed."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A call to somebody on duty. It carries no word and no address of the contact."""

    id: str
    case_id: str
    caseworker_id: str
    step: int
    due_at: datetime
    state: AlertState = AlertState.DUE
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in of the console. The store keeps only a hash of the session's id."""

    caseworker_id: str
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object; the store chains entries with a keyed MAC (SAFETY T27)."""

    at: datetime
    actor_id: str
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str = ""


# --- the store --------------------------------------------------------------------------------


class Contacts(Protocol):
    def lock(self, contact_id: str) -> None:
        """Hold the contact until the transaction ends; wait for whoever holds it."""

    def by_address(self, address: Address) -> ContactAddress | None:
        """The current link of an address, found by its blind index."""

    def create(self, contact: Contact, address_id: str, address: Address) -> ContactAddress:
        """A new contact with a data key of its own, reached at `address`."""

    def get(self, contact_id: str) -> Contact:
        """Raises NotFound."""

    def save(self, contact: Contact) -> None:
        """Write all changeable fields."""

    def heard_at(self, contact_id: str, at: datetime) -> None:
        """Note the time of the last inbound."""

    def addresses(self, contact_id: str) -> tuple[ContactAddress, ...]:
        """All links, newest use first."""

    def address(self, address_id: str) -> ContactAddress:
        """Raises NotFound."""

    def stop_address(self, address_id: str, reason: str) -> None:
        """Nothing goes there any more until `open_address`."""

    def open_address(self, address_id: str) -> None:
        """The contact reopened it (wrote, or unblocked us)."""


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

    def due_contacts(
        self, now: datetime, waiting_since: datetime, limit: int
    ) -> Sequence[tuple[str, bool]]:
        """(contact id, urgent) of inbounds that arrived before `waiting_since`; urgent first."""


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


class Conversations(Protocol):
    def load(self, contact_id: str) -> Conversation | None: ...

    def save(self, conversation: Conversation) -> None: ...

    def due_contacts(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts whose wait for an answer has timed out."""


class Cases(Protocol):
    def add(
        self, case_id: str, contact: Contact, priority: Priority, reason: Reason, clocks: CaseClocks
    ) -> Case:
        """A new open case with the next number of its organisation."""

    def get(self, case_id: str, organisation_id: str) -> Case:
        """Raises NotFound, also for another organisation's case."""

    def open_for(self, contact_id: str) -> Case | None: ...

    def last_for(self, contact_id: str) -> Case | None:
        """The newest case, open or closed."""

    def save(self, case: Case) -> Case:
        """Write it if nobody else did since it was read (else Stale); the next version."""

    def queue(self, organisation_id: str) -> Sequence[QueueRow]:
        """Open and claimed cases by severity, then age; old ones first."""

    def note(self, note: CaseNote) -> None: ...

    def notes(self, case_id: str) -> Sequence[CaseNote]: ...

    def talk(self, contact_id: str, before: datetime | None, limit: int) -> Sequence[Line]:
        """The newest `limit` lines of the talk, oldest first."""


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """When a case was opened and by when a person must act."""

    opened_at: datetime
    acknowledge_by: datetime
    write_by: datetime
    lexicon: str
    """Count and hash of the words that found it (CONVERSATIONS 6.3)."""


class Consents(Protocol):
    def add(self, consent_id: str, consent: Consent) -> None: ...

    def holds(self, contact_id: str, purpose: Purpose, receiver: str | None = None) -> bool:
        """The newest answer was yes."""

    def record_opt_out(self, address: Address, opted_out: bool, words: str, at: datetime) -> None:
        """The ledger of stops, kept by blind index, so that it survives deletion and restore."""

    def opted_out(self, address: Address) -> bool: ...


class Staff(Protocol):
    def add_organisation(self, organisation: Organisation) -> None: ...

    def organisations(self) -> Sequence[Organisation]: ...

    def add(self, caseworker: Caseworker) -> None: ...

    def save(self, caseworker: Caseworker) -> None: ...

    def get(self, caseworker_id: str) -> Caseworker:
        """Raises NotFound."""

    def by_sign_in_name(self, name: str) -> Caseworker | None: ...

    def of_organisation(self, organisation_id: str) -> Sequence[Caseworker]: ...

    def shifts(self, organisation_id: str) -> Sequence[Shift]: ...

    def set_shifts(self, caseworker_id: str, shifts: Sequence[Shift]) -> None: ...

    def start_session(self, token: str, session: Session) -> None: ...

    def session(self, token: str) -> Session | None: ...

    def see_session(self, token: str, now: datetime) -> None: ...

    def end_sessions(self, *, token: str | None = None, caseworker_id: str | None = None) -> None:
        """End one session by its token, or all of a caseworker."""

    def use_totp_step(self, caseworker_id: str, step: int) -> bool:
        """True the first time a step is used, False for a reuse (SAFETY T21)."""

    def count_sign_in_failure(self, subject: str, now: datetime, window_from: datetime) -> int:
        """Failures of a name or network since `window_from`, this one included."""

    def clear_sign_in_failures(self, subject: str) -> None: ...


class Alerts(Protocol):
    def add(self, alert: Alert) -> None: ...

    def claim(self, alert_id: str, now: datetime, lease_until: datetime) -> Alert | None:
        """Take a due alert; None if it is not due, not there or somebody has it."""

    def finish(self, alert_id: str, state: AlertState) -> None: ...

    def retry(self, alert_id: str, at: datetime) -> None: ...

    def due(self, now: datetime, limit: int) -> Sequence[str]: ...

    def end_for_case(self, case_id: str) -> None:
        """Somebody acknowledged: the rest of the ladder is over."""


class Audit(Protocol):
    def append(self, entry: AuditEntry) -> None: ...

    def first_broken(self) -> int | None:
        """Sequence number of the first entry whose MAC does not fit; None if all fit."""


class Quarantine(Protocol):
    def add(
        self, quarantine_id: str, channel: Channel, problem: str, body: bytes, now: datetime
    ) -> None:
        """Keep a malformed payload, encrypted, for seven days."""


class Transaction(Protocol):
    """One transaction over every kind of record."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def quarantine(self) -> Quarantine: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that may write. Raises StoreUnavailable."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that only reads. Raises StoreUnavailable."""


# --- channels ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Malformed:
    """A hook that is ours but cannot be understood: 200, and kept in quarantine."""

    problem: str


Read = Sequence[Inbound | StatusUpdate] | Refusal | Malformed


class ChannelPort(Protocol):
    """A way in and out. `send` raises SendError and nothing else."""

    name: Channel
    traits: Traits

    def read(self, hook: Hook) -> Read:
        """Verify, parse and clean. Never raises; an empty sequence means: not for us."""

    def send(self, outbound: Outbound) -> SendResult: ...

    def look_up(
        self, outbound: Outbound, since: datetime, known: Callable[[Sequence[str]], frozenset[str]]
    ) -> SendResult | None:
        """After an unknown outcome: did the provider take it? None if it cannot tell or did not.

        `known` says which provider ids already belong to other messages.
        """

    def answer_press(self, press_id: str) -> None:
        """Tell the channel that a button press arrived. Errors are swallowed."""


Channels = Mapping[Channel, ChannelPort]


# --- the queue --------------------------------------------------------------------------------


class Queue(Protocol):
    """Bells. A bell may ring twice or never; raises QueueUnavailable when Redis is away."""

    def ring_converse(self, contact_id: str, urgent: bool) -> None: ...

    def ring_deliver(self, contact_id: str, urgent: bool) -> None: ...

    def ring_alert(self, alert_id: str) -> None: ...

    def answers(self) -> bool:
        """True if a bell would be heard; for the health page."""
