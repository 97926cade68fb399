"""Cases, their timeline, and the queue that caseworkers see."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update

from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.contact import Contact
from helpline.core.errors import NotFound, Stale
from helpline.operations.ports import CaseClocks, CaseNote, Line, QueueRow
from helpline.store.case_queue import queue
from helpline.store.case_row import changeable, read_case
from helpline.store.keys import DataKey, pack, unpack
from helpline.store.tables import (
    LIVE,
    case_notes,
    cases,
    organisations,
)
from helpline.store.talk import talk
from helpline.store.work import Work

NOTE_CODE = "case_notes|code"

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
    "details",
)
SAVE = (
    update(cases)
    .where(ONE, cases.c.version == bindparam("seen"))
    .values({name: bindparam(name) for name in SAVED_FIELDS} | {"version": bindparam("next")})
)
CONTACT_OF = select(cases.c.contact_id).where(ONE)
ADD_NOTE = insert(case_notes).inline()
NOTES = (
    select(case_notes)
    .where(case_notes.c.case_id == bindparam("wanted"))
    .order_by(case_notes.c.sequence)
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
        row = self._work.first(GET, wanted=case_id, organisation=organisation_id)
        if row is None:
            raise NotFound("no such case")
        return read_case(self._work, row)

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

    def queue(self, organisation_id: str) -> Sequence[QueueRow]:
        """Open and claimed cases by severity, then age; old ones first."""
        return queue(self._work, organisation_id)

    def note(self, note: CaseNote) -> None:
        """Add a line to the timeline. Raises NotFound."""
        note_id = os.urandom(16).hex()
        self._work.run(
            ADD_NOTE,
            id=note_id,
            case_id=note.case_id,
            at=note.at,
            kind=note.kind,
            actor_id=note.actor_id,
            code=self._key_of(note.case_id).seal(NOTE_CODE, note_id, pack(note.code)),
        )

    def notes(self, case_id: str) -> Sequence[CaseNote]:
        """The timeline, oldest first."""
        rows = self._work.all(NOTES, wanted=case_id)
        key = self._key_of(case_id) if rows else None
        return [
            CaseNote(
                case_id=row.case_id,
                at=row.at,
                kind=row.kind,
                actor_id=row.actor_id,
                code=unpack(key.open(NOTE_CODE, row.id, row.code)) if key else "",
            )
            for row in rows
        ]

    def talk(self, contact_id: str, before: datetime | None, limit: int) -> Sequence[Line]:
        """The newest `limit` lines of the talk (before that time), oldest first."""
        return talk(self._work, contact_id, before, limit)

    def _key_of(self, case_id: str) -> DataKey:
        contact_id = self._work.scalar(CONTACT_OF, wanted=case_id)
        if contact_id is None:
            raise NotFound("no such case")
        return self._work.key(contact_id)
