"""What operations need from the outside, as Protocols and the plain rows that cross them.

The store's promise: nothing above it sees ciphertext, nothing below it sees plaintext. All
datetimes are UTC and aware. All methods run inside one transaction, which commits when the
`with` block ends and rolls back if it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from helpline.core.case import Case, Priority, Reason
from helpline.core.casework import AddressMove, Load, Page, Written
from helpline.core.caseworker import Caseworker, Holiday, Organisation, Role, Shift
from helpline.core.channel import Address, Channel, Traits
from helpline.core.consent import Consent, Purpose, Stop
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Secret
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
from helpline.core.oversight import BrokenGlass, Export, ExportState, Notice
from helpline.core.reach import Reach
from helpline.core.referral import Feedback, Move, Override, Referral, State
from helpline.core.survivor import Standing, Survivor
from helpline.core.task import Task, TaskKind
from helpline.core.trusted import Trusted
from helpline.operations.check_in.ports import Links, Plans, Silences
from helpline.operations.directory.ports import Services

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
    words: str = field(default="", repr=False)
    """What a person wrote: a note, or why they did it."""
    id: str = field(default="", compare=False)
    """Drawn by the store where nobody needs to know it before."""


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


class AlertKind(StrEnum):
    """What an alert says, and what makes it needless."""

    CALL = "call"
    """Somebody waits; over once somebody acknowledged."""
    LATE = "late"
    """A promised time has passed; over once somebody wrote."""
    YOURS = "yours"
    """You pressed the button and have the case."""
    TAKEN = "taken"
    """You pressed the button, but somebody else has it."""


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
    kind: AlertKind = AlertKind.CALL
    medium: int = 0
    """0: the person's first address, 1: the second."""


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
    organisation_id: str = ""
    """The organisation whose supervisors may read this entry."""
    session: str = ""
    """A mark of the session, worth nothing to anybody."""
    request: str = ""
    """The id of the web request, as it stands in the log; empty where there was none."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with its place in the chain, as the log shows it."""

    sequence: int
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in that is used once: whose, and the authenticator secret that goes with it."""

    caseworker_id: str
    made_by: str
    expires_at: datetime
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many open cases of a priority an organisation has, and how many nobody took."""

    organisation_id: str
    priority: Priority
    open: int
    free: int


# --- the store --------------------------------------------------------------------------------


class Contacts(Protocol):
    def lock(self, contact_id: str) -> None:
        """Hold the contact until the transaction ends; wait for whoever holds it."""

    def by_address(self, address: Address) -> ContactAddress | None:
        """The current link of an address, found by its blind index."""

    def create(self, contact: Contact, address_id: str, address: Address) -> ContactAddress:
        """A new contact with a data key of its own, reached at `address`."""

    def add(self, contact: Contact) -> None:
        """A new contact with a data key of its own, and no address yet."""

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

    def search_mark(self, address: Address) -> str:
        """What the audit keeps of an address that somebody looked for: a keyed HMAC."""

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


class Conversations(Protocol):
    def load(self, contact_id: str) -> Conversation | None: ...

    def save(self, conversation: Conversation) -> None: ...

    def due_contacts(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts whose wait for an answer ran out, or whose talk is to be forgotten."""


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

    def find(self, case_id: str, reach: Reach) -> Case:
        """The case if the reader's hand reaches so far. Raises NotFound."""

    def queue(self, reach: Reach, page: Page | None = None) -> Sequence[QueueRow]:
        """Open and claimed cases within reach by severity, then age; all of them without a page.

        On a page what nobody took in time has risen (core.casework).
        """

    def queue_row(self, case_id: str, reach: Reach) -> QueueRow | None:
        """What the queue shows of one case; None if it is closed or out of reach."""

    def loads(self, reach: Reach) -> Sequence[Load]:
        """How many open cases within reach each person has, by priority."""

    def longest_waiting(self, reach: Reach) -> Case | None:
        """The oldest case within reach that nobody took, whatever its priority."""

    def of_contact(self, contact_id: str) -> Sequence[Case]:
        """All cases of a contact, the newest first."""

    def by_number(self, number: int, reach: Reach) -> Case | None:
        """The case that people speak of as K-`number`, if the reader's hand reaches so far."""

    def ahead_of(self, case: Case) -> int:
        """How many cases of the same organisation are to be taken before this one."""

    def opened_between(
        self, reach: Reach, begin: datetime, end: datetime, limit: int
    ) -> Sequence[Case]:
        """Cases opened from `begin` on and before `end`, closed ones too, oldest first."""

    def counts(self) -> Sequence[CaseCount]:
        """How many, and nothing else (the system administrator's view)."""

    def to_watch(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of open cases whose clock has to be looked at (`Case.watch_at`)."""

    def by_id(self, case_id: str) -> Case:
        """For the clock, which belongs to no organisation. Raises NotFound."""

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


class Drafts(Protocol):
    def keep(self, draft: Written) -> None:
        """In the place of an earlier one of the same author."""

    def get(self, case_id: str, author_id: str) -> str:
        """The text, or nothing."""

    def drop(self, case_id: str, author_id: str | None = None) -> None:
        """It was sent; without an author all of the case, which is over."""

    def writing(self, case_id: str, since: datetime) -> Sequence[str]:
        """Ids of those who have written on a draft since then."""


class Moves(Protocol):
    """Addresses that changed hands: who moved them, and how it was made sure."""

    def add(self, move: AddressMove) -> None: ...

    def get(self, move_id: str) -> AddressMove:
        """Raises NotFound."""

    def of_contact(self, contact_id: str) -> Sequence[AddressMove]:
        """From and to the contact, the newest first."""

    def undo(self, move_id: str, by: str, now: datetime) -> bool:
        """False if somebody had undone it."""


class Consents(Protocol):
    def add(self, consent_id: str, consent: Consent) -> None: ...

    def holds(self, contact_id: str, purpose: Purpose, receiver: str | None = None) -> bool:
        """The newest answer was yes."""

    def newest(
        self, contact_id: str, purpose: Purpose, receiver: str | None = None
    ) -> tuple[str, Consent] | None:
        """Id and content of the newest answer for this purpose and this very receiver."""

    def of_contact(self, contact_id: str) -> Sequence[Consent]:
        """Every answer about consent, the newest first."""

    def record_opt_out(self, address: Address, stop: Stop) -> None:
        """The ledger of stops, kept by blind index, so that it survives deletion and restore."""

    def opted_out(self, address: Address) -> bool:
        """The newest entry about this address is a stop."""

    def stops(self, address: Address) -> Sequence[Stop]:
        """Every entry about an address, the newest first."""


class Staff(Protocol):
    def add_organisation(self, organisation: Organisation) -> None: ...

    def organisations(self) -> Sequence[Organisation]: ...

    def organisation(self, organisation_id: str) -> Organisation:
        """Raises NotFound."""

    def agree_until(self, organisation_id: str, last_day: date | None) -> None: ...

    def add(self, caseworker: Caseworker) -> None: ...

    def save(self, caseworker: Caseworker) -> None: ...

    def get(self, caseworker_id: str) -> Caseworker:
        """Raises NotFound."""

    def by_sign_in_name(self, name: str) -> Caseworker | None: ...

    def of_organisation(self, organisation_id: str) -> Sequence[Caseworker]: ...

    def with_role(self, role: Role) -> Sequence[Caseworker]:
        """All who have the role, of every organisation."""

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


class Admissions(Protocol):
    """What admits staff besides a password. Tokens and codes are kept as keyed hashes."""

    def invite(self, token: str, invitation: Invitation) -> None:
        """A way in for somebody; earlier ones of the same person are worth nothing now."""

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """None if there is none, it was used or it ran out."""

    def use_invitation(self, token: str) -> bool:
        """True for the one who uses it."""

    def drop_invitations(self, caseworker_id: str) -> None: ...

    def set_recovery_codes(self, caseworker_id: str, codes: Sequence[str]) -> None:
        """Replace all codes of somebody."""

    def use_recovery_code(self, caseworker_id: str, code: str) -> bool:
        """True the first time."""

    def recovery_codes_left(self, caseworker_id: str) -> int: ...

    def set_link_code(self, code: str, caseworker_id: str, expires_at: datetime) -> None:
        """One code per person; the last one counts."""

    def use_link_code(self, code: str, now: datetime) -> str | None:
        """The person whose code it is, once."""


class Duty(Protocol):
    """What the roster needs besides shifts, and whose line is whose."""

    def holidays(self, organisation_id: str) -> Sequence[Holiday]: ...

    def set_holiday(self, organisation_id: str, holiday: Holiday) -> None: ...

    def drop_holiday(self, organisation_id: str, day: date) -> None: ...

    def set_line(self, uri: str, organisation_id: str) -> None:
        """Who writes to this line of ours belongs to that organisation."""

    def organisation_of_line(self, uri: str) -> str | None: ...

    def lines(self) -> Mapping[str, str]:
        """Line to organisation id."""


class Oversight(Protocol):
    def add_notice(self, notice: Notice, once: str | None = None) -> bool:
        """False if one with the same `once` was there before."""

    def notices(self, organisation_id: str | None, limit: int) -> Sequence[Notice]:
        """Unseen ones first, then the newest; None: of every organisation."""

    def see_notice(self, notice_id: str, organisation_id: str, by: str, now: datetime) -> bool:
        """Somebody has dealt with it. False if it is not there or was seen before."""

    def exclude(self, case_id: str, caseworker_id: str, by: str, now: datetime) -> None:
        """Conflict of interest: for this person the case does not exist."""

    def include(self, case_id: str, caseworker_id: str) -> None: ...

    def excluded(self, case_id: str) -> Sequence[str]:
        """Ids of the persons who are kept away from a case."""

    def break_glass(self, glass: BrokenGlass) -> None: ...

    def glass(self, case_id: str, caseworker_id: str, now: datetime) -> BrokenGlass | None:
        """The broken glass that runs now."""


class Exports(Protocol):
    def add(self, export: Export) -> None: ...

    def get(self, export_id: str, organisation_id: str) -> Export:
        """Raises NotFound."""

    def move(
        self, export_id: str, seen: ExportState, to: ExportState, by: str, now: datetime
    ) -> bool:
        """Decide or fetch it if nobody did since it was seen."""

    def recent(self, organisation_id: str, limit: int) -> Sequence[Export]: ...


class Alerts(Protocol):
    def add(self, alert: Alert) -> None: ...

    def set_press(self, alert_id: str, token: str) -> None:
        """The token of the button that goes out with the alert."""

    def pressed(self, token: str) -> Alert | None:
        """The alert whose button it is."""

    def claim(self, alert_id: str, now: datetime, lease_until: datetime) -> Alert | None:
        """Take a due alert; None if it is not due, not there or somebody has it."""

    def finish(self, alert_id: str, state: AlertState) -> None: ...

    def retry(self, alert_id: str, at: datetime) -> None: ...

    def due(self, now: datetime, limit: int) -> Sequence[str]: ...

    def end_for_case(self, case_id: str) -> None:
        """Somebody acknowledged: the rest of the ladder is over."""


class Secrets(Protocol):
    """What contacts confide: one of each kind. Words go in; only a trusted contact comes out."""

    def keep(self, contact_id: str, kind: Secret, words: str, now: datetime) -> None:
        """Hash or seal it in the place of an earlier one of its kind."""

    def forget(self, contact_id: str, kind: Secret) -> None: ...

    def has(self, contact_id: str, kind: Secret) -> bool: ...

    def is_hide_word(self, contact_id: str, words: str) -> bool:
        """The whole message is the word that this contact chose instead of 88."""

    def is_code_word(self, contact_id: str, words: str) -> bool: ...

    def contact_of_code(self, organisation_id: str, words: str) -> str | None:
        """Whose return code it is, within the organisation."""

    def trusted(self, contact_id: str) -> Trusted | None:
        """Whom to ask when the contact is lost, and when they agreed to that."""

    def tried(self, contact_id: str, kind: Secret, right: bool, now: datetime) -> None:
        """Count a try; the words are not kept."""

    def tries_since(self, kind: Secret, since: datetime, contact_id: str | None = None) -> int:
        """How often one was tried since then, by a contact or by all."""

    def wrong_since(self, contact_id: str, kind: Secret, since: datetime) -> int:
        """How many of a contact's tries were wrong since then, after the last right one."""

    def forget_tries(self, before: datetime) -> int: ...


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


class Keeping(Protocol):
    """How things go when they are old enough, at most `limit` of a kind; each says how many."""

    def forget(self, contact_id: str) -> int:
        """Destroy the contact's data key and delete all rows about them; how many rows."""

    def is_forgotten(self, contact_id: str) -> bool: ...

    def mark_of(self, contact_id: str) -> str:
        """What the log of tombstones calls a contact; it tells nothing without the index key."""

    def remembered(self) -> Sequence[str]:
        """Ids of all contacts that were not forgotten."""

    def drop_messages(self, silent_since: datetime, closed_since: datetime, limit: int) -> int: ...

    def drop_refused(self, before: datetime, limit: int) -> int:
        """The talk of who said "no, only information"."""

    def drop_cases(self, closed_before: datetime, limit: int) -> int: ...

    def drop_marks(self, before: datetime, limit: int) -> int:
        """Marks of inbounds that no provider repeats any more."""

    def gone(self, silent_since: datetime, limit: int) -> Sequence[str]:
        """Contacts of whom nothing is left but themselves."""

    def drop_consents(self, before: datetime, limit: int) -> int: ...

    def drop_bare_contacts(self, limit: int) -> int: ...

    def drop_records(
        self, *, quarantined: datetime, tried: datetime, reported: datetime, now: datetime
    ) -> int:
        """Malformed payloads, tries at passwords and codes, old reports, sessions that are over."""


class Tombstones(Protocol):
    """A log of who was forgotten, kept outside the database, so that a restore can obey it."""

    def add(self, mark: str, at: datetime) -> None:
        """Written through to the disk before anything is deleted."""

    def marks(self) -> frozenset[str]: ...


class Tasks(Protocol):
    def add(self, task: Task, once: str | None = None) -> bool:
        """Set a task; False if one with the same `once` was set before, done or not."""

    def get(self, task_id: str, organisation_id: str) -> Task:
        """Raises NotFound, also for another organisation's task."""

    def finish(self, task_id: str, now: datetime, done_by: str, outcome: str) -> bool:
        """A person did it. False if somebody had done it already."""

    def finish_about(
        self, about_id: str, kinds: Sequence[TaskKind], now: datetime, outcome: str
    ) -> int:
        """What it was about came out: these tasks are over; how many."""

    def assign(self, task_id: str, caseworker_id: str | None) -> None: ...

    def waiting(self, organisation_id: str, limit: int) -> Sequence[Task]:
        """Tasks that nobody has done, the first due first."""

    def of_contact(self, contact_id: str) -> Sequence[Task]:
        """All tasks about a contact, done or not, the first due first."""

    def drop_of_contact(self, contact_id: str, kinds: Sequence[TaskKind], now: datetime) -> int:
        """What need not be done any more (the contact wrote, or said stop); how many."""


class Referrals(Protocol):
    def add(self, referral: Referral) -> None:
        """A new referral; impossible without a consent or a confirmed override (SAFETY T28)."""

    def get(self, referral_id: str) -> Referral:
        """Whoever's it is: operations decide who may see it. Raises NotFound."""

    def save(self, referral: Referral) -> Referral:
        """Write it if nobody else did since it was read (else Stale); the next version."""

    def of_contact(self, contact_id: str) -> Sequence[Referral]:
        """All referrals of a contact, the newest first."""

    def outgoing(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What this organisation referred, the newest first."""

    def incoming(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What was referred to this organisation and is not over, the newest first."""

    def overdue(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals whose due date has passed."""

    def unused(self, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals made before that time."""

    def askable(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts to be written to about a referral, whoever waits longest first."""

    def asks(self, contact_id: str, now: datetime) -> bool:
        """True if this contact is to be asked what became of a referral."""

    def made(self, since: datetime, until: datetime) -> Sequence[Referral]:
        """All referrals of a time, of every organisation."""

    def note(self, move: Move) -> None:
        """One more step of its life."""

    def moves(self, referral_ids: Sequence[str]) -> Sequence[Move]:
        """The steps of these referrals, oldest first."""

    def tell(self, feedback: Feedback) -> None:
        """Keep what the contact told, as codes."""

    def told(self, referral_ids: Sequence[str]) -> Sequence[Feedback]:
        """What contacts told of these referrals, oldest first."""

    def outcomes(
        self, receivers: Iterable[str], since: datetime
    ) -> Mapping[str, Mapping[State, int]]:
        """How many referrals to each of these stand in each state, of those made since then.

        A receiver without any is left out.
        """


class Overrides(Protocol):
    def add(self, override: Override) -> None:
        """One person asks for it; it holds once another one has confirmed it."""

    def get(self, override_id: str, organisation_id: str) -> Override:
        """Raises NotFound, also for another organisation's."""

    def confirm(self, override_id: str, confirmed_by: str, now: datetime) -> bool:
        """False if somebody had confirmed it, or the same person asked for it."""

    def waiting(self, organisation_id: str) -> Sequence[Override]:
        """What waits for a second person, the oldest first."""


class Survivors(Protocol):
    def add(self, survivor: Survivor) -> bool:
        """Note that somebody is a survivor; False if that was known."""

    def get(self, contact_id: str) -> Survivor | None: ...

    def save(self, survivor: Survivor) -> None:
        """What was offered, refused, and when to ask again."""

    def standings(self, organisation_id: str | None) -> Sequence[Standing]:
        """Every survivor of the organisation (None: of all) with what was done for them."""


class Audit(Protocol):
    def append(self, entry: AuditEntry) -> None: ...

    def first_broken(self) -> int | None:
        """Sequence number of the first entry whose MAC does not fit; None if all fit."""

    def head(self) -> tuple[int, str]:
        """Number of entries and the last MAC, to be written down outside the database."""

    def prune(self, before: datetime) -> int:
        """Drop older entries up to a signed checkpoint; how many. Refused on a broken chain."""

    def lines(
        self,
        *,
        organisation_id: str | None = None,
        actor_id: str | None = None,
        object_id: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[AuditLine]:
        """The newest entries that fit all that is given, newest first."""

    def count_since(self, actor_id: str, action: str, since: datetime) -> int:
        """How often somebody did something since then (the limit of SAFETY T18)."""


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
    def drafts(self) -> Drafts: ...
    @property
    def moves(self) -> Moves: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def admissions(self) -> Admissions: ...
    @property
    def duty(self) -> Duty: ...
    @property
    def oversight(self) -> Oversight: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def keeping(self) -> Keeping: ...
    @property
    def clearings(self) -> Clearings: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def silences(self) -> Silences: ...
    @property
    def links(self) -> Links: ...
    @property
    def services(self) -> Services: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def overrides(self) -> Overrides: ...
    @property
    def survivors(self) -> Survivors: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def quarantine(self) -> Quarantine: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that may write. Raises StoreUnavailable."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that only reads. Raises StoreUnavailable."""

    def settle(self) -> None:
        """Leave nothing of what was deleted in the files of the database."""


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
