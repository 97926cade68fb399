"""Cases, drafts, moves between contacts, and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from helpline.core.case import Case, Priority, Reason
from helpline.core.casework import AddressMove, Load, Page, Written
from helpline.core.channel import Channel
from helpline.core.contact import Contact
from helpline.core.reach import Reach
from helpline.core.task import Task, TaskKind
from helpline.operations.ports.messages import Line


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
class CaseCount:
    """How many open cases of a priority an organisation has, and how many nobody took."""

    organisation_id: str
    priority: Priority
    open: int
    free: int


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
