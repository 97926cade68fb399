"""Cases, their timeline, and the queue that caseworkers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, bindparam, func, insert, literal_column, select, update

from helpline.core.case import OF_MINORS, Case, CaseStatus, Priority, Reason
from helpline.core.casework import Load, Page
from helpline.core.contact import Contact
from helpline.core.errors import NotFound, Stale
from helpline.core.reach import Reach
from helpline.operations.ports.cases import CaseClocks, CaseCount, CaseNote, QueueRow
from helpline.operations.ports.messages import Line
from helpline.store.case_notes import add_note, notes_of
from helpline.store.case_queue import loads, longest_waiting, queue, queue_row
from helpline.store.case_row import changeable, read_case
from helpline.store.reach import FOUND, LISTED, found, listed
from helpline.store.tables import (
    LIVE,
    WATCHED,
    cases,
    organisations,
)
from helpline.store.talk import talk
from helpline.store.utc import UtcDateTime
from helpline.store.work import Work

HEARD_BEFORE = timedelta(minutes=2)
"""The message that opens a case came a moment before it: it counts as waiting."""

ONE = cases.c.id == bindparam("wanted")
OF_CONTACT = cases.c.contact_id == bindparam("wanted")

NEXT_NUMBER = (
    update(organisations)
    .where(organisations.c.id == bindparam("organisation"))
    .values(last_case_number=organisations.c.last_case_number + 1)
    .returning(organisations.c.last_case_number)
)
LIVE_ID = select(cases.c.id).where(OF_CONTACT, LIVE)
ADD = insert(cases).inline()
GET = select(cases).where(ONE, cases.c.organisation_id == bindparam("organisation"))
FIND = select(cases).where(ONE, FOUND)
BY_ID = select(cases).where(ONE)
OPENED = {
    minors: select(cases)
    .where(within, cases.c.opened_at >= bindparam("begin"), cases.c.opened_at < bindparam("end"))
    .order_by(cases.c.opened_at, cases.c.sequence)
    .limit(bindparam("at_most"))
    for minors, within in LISTED.items()
}
FREE = cases.c.status == literal_column("'open'")
COUNTS = (
    select(
        cases.c.organisation_id,
        cases.c.priority,
        func.count().label("open"),
        func.count().filter(FREE).label("free"),
    )
    .where(LIVE)
    .group_by(cases.c.organisation_id, cases.c.priority)
)
TO_WATCH = (
    select(cases.c.id)
    .where(WATCHED, LIVE, cases.c.watch_at <= bindparam("now"))
    .order_by(cases.c.watch_at)
    .limit(bindparam("at_most"))
)
OPEN_FOR = select(cases).where(OF_CONTACT, LIVE)
LAST_FOR = select(cases).where(OF_CONTACT).order_by(cases.c.sequence.desc()).limit(1)
SAVED_FIELDS = (
    "priority",
    "status",
    "acknowledge_by",
    "write_by",
    "claimed_by",
    "acknowledged_at",
    "first_reply_at",
    "closed_at",
    "minor",
    "complaint",
    "promised_at",
    "late_since",
    "apologised_at",
    "watch_at",
    "details",
)
SAVE = (
    update(cases)
    .where(ONE, cases.c.version == bindparam("seen"))
    .values({name: bindparam(name) for name in SAVED_FIELDS} | {"version": bindparam("next")})
)
OF_CONTACT_ALL = select(cases).where(OF_CONTACT).order_by(cases.c.sequence.desc())
BY_NUMBER = select(cases).where(cases.c.number == bindparam("number"), FOUND)
AHEAD = select(func.count()).where(
    LIVE,
    cases.c.claimed_by.is_(None),
    cases.c.organisation_id == bindparam("organisation"),
    (cases.c.priority < bindparam("priority"))
    | (
        (cases.c.priority == bindparam("priority"))
        & (cases.c.opened_at < bindparam("opened_at", type_=UtcDateTime))
    ),
)


class SqlCases:
    """Implements ports.Cases."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self, case_id: str, contact: Contact, priority: Priority, reason: Reason, clocks: CaseClocks
    ) -> Case:
        """A new open case with the next number of its organisation.

        Raises Stale if the contact has an open case: a reason is added to that one instead.
        """
        number = self._work.scalar(NEXT_NUMBER, organisation=contact.organisation_id)
        if number is None:
            raise NotFound("no such organisation")
        if self._work.scalar(LIVE_ID, wanted=contact.id) is not None:
            raise Stale("this contact has an open case already")
        case = Case(
            id=case_id,
            number=number,
            contact_id=contact.id,
            organisation_id=contact.organisation_id,
            priority=priority,
            reasons=(reason,),
            status=CaseStatus.OPEN,
            opened_at=clocks.opened_at,
            acknowledge_by=clocks.acknowledge_by,
            write_by=clocks.write_by,
            lexicon=clocks.lexicon,
            minor=reason in OF_MINORS,
            watch_at=clocks.acknowledge_by,
        )
        self._work.run(
            ADD,
            id=case_id,
            organisation_id=case.organisation_id,
            number=number,
            contact_id=contact.id,
            opened_at=case.opened_at,
            heard_from=case.opened_at - HEARD_BEFORE,
            lexicon=clocks.lexicon,
            version=case.version,
            **changeable(case, self._work.key(contact.id)),
        )
        return case

    def get(self, case_id: str, organisation_id: str) -> Case:
        """Raises NotFound, also for another organisation's case."""
        return self._one(GET, wanted=case_id, organisation=organisation_id)

    def open_for(self, contact_id: str) -> Case | None:
        """The contact's open or claimed case; there is at most one."""
        row = self._work.first(OPEN_FOR, wanted=contact_id)
        return None if row is None else read_case(self._work, row)

    def last_for(self, contact_id: str) -> Case | None:
        """The newest case, open or closed."""
        row = self._work.first(LAST_FOR, wanted=contact_id)
        return None if row is None else read_case(self._work, row)

    def save(self, case: Case) -> Case:
        """Write it if nobody else did since it was read (else Stale); the next version."""
        saved = self._work.run(
            SAVE,
            wanted=case.id,
            seen=case.version,
            next=case.version + 1,
            **changeable(case, self._work.key(case.contact_id)),
        )
        if not saved:
            raise Stale("somebody else changed this case first")
        return replace(case, version=case.version + 1)

    def find(self, case_id: str, reach: Reach) -> Case:
        """The case if the reader's hand reaches so far. Raises NotFound."""
        return self._one(FIND, wanted=case_id, **found(reach))

    def by_id(self, case_id: str) -> Case:
        """For the clock, which belongs to no organisation. Raises NotFound."""
        return self._one(BY_ID, wanted=case_id)

    def queue(self, reach: Reach, page: Page | None = None) -> Sequence[QueueRow]:
        """Open and claimed cases within reach by severity, then age; all of them without a page.

        On a page what nobody took in time has risen (core.casework).
        """
        return queue(self._work, reach, page)

    def queue_row(self, case_id: str, reach: Reach) -> QueueRow | None:
        """What the queue shows of one case; None if it is closed or out of reach."""
        return queue_row(self._work, case_id, reach)

    def loads(self, reach: Reach) -> Sequence[Load]:
        """How many open cases within reach each person has, by priority."""
        return loads(self._work, reach)

    def longest_waiting(self, reach: Reach) -> Case | None:
        """The oldest case within reach that nobody took, whatever its priority."""
        row = longest_waiting(self._work, reach)
        return None if row is None else read_case(self._work, row)

    def opened_between(
        self, reach: Reach, begin: datetime, end: datetime, limit: int
    ) -> Sequence[Case]:
        """Cases opened from `begin` on and before `end`, closed ones too, oldest first."""
        within = OPENED[reach.minors]
        rows = self._work.all(within, begin=begin, end=end, at_most=limit, **listed(reach))
        return [read_case(self._work, row) for row in rows]

    def counts(self) -> Sequence[CaseCount]:
        """How many, and nothing else (the system administrator's view)."""
        return [
            CaseCount(row.organisation_id, Priority(row.priority), row.open, row.free)
            for row in self._work.all(COUNTS)
        ]

    def to_watch(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of open cases whose clock has to be looked at (`Case.watch_at`)."""
        return [row.id for row in self._work.all(TO_WATCH, now=now, at_most=limit)]

    def of_contact(self, contact_id: str) -> Sequence[Case]:
        """All cases of a contact, the newest first."""
        return [
            read_case(self._work, row) for row in self._work.all(OF_CONTACT_ALL, wanted=contact_id)
        ]

    def by_number(self, number: int, reach: Reach) -> Case | None:
        """The case that people speak of as K-`number`, if the reader's hand reaches so far."""
        row = self._work.first(BY_NUMBER, number=number, **found(reach))
        return None if row is None else read_case(self._work, row)

    def ahead_of(self, case: Case) -> int:
        """How many cases of the same organisation are to be taken before this one."""
        return int(
            self._work.scalar(
                AHEAD,
                organisation=case.organisation_id,
                priority=case.priority.value,
                opened_at=case.opened_at,
            )
        )

    def note(self, note: CaseNote) -> None:
        """Add a line to the timeline. Raises NotFound."""
        add_note(self._work, note)

    def notes(self, case_id: str) -> Sequence[CaseNote]:
        """The timeline, oldest first."""
        return notes_of(self._work, case_id)

    def talk(self, contact_id: str, before: datetime | None, limit: int) -> Sequence[Line]:
        """The newest `limit` lines of the talk (before that time), oldest first."""
        return talk(self._work, contact_id, before, limit)

    def _one(self, statement: Executable, **values: Any) -> Case:
        row = self._work.first(statement, **values)
        if row is None:
            raise NotFound("no such case")
        return read_case(self._work, row)
