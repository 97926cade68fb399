"""The timeline of a case and what people write in it, sealed under the contact's key."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from helpline.core.errors import NotFound
from helpline.operations.ports.cases import CaseNote
from helpline.store.keys import DataKey, pack, unpack
from helpline.store.tables import case_notes, cases
from helpline.store.work import Work

CODE = "case_notes|code"
WORDS = "case_notes|words"

CONTACT_OF = select(cases.c.contact_id).where(cases.c.id == bindparam("wanted"))
ADD = insert(case_notes).inline()
OF_CASE = (
    select(case_notes)
    .where(case_notes.c.case_id == bindparam("wanted"))
    .order_by(case_notes.c.sequence)
)


def add_note(work: Work, note: CaseNote) -> None:
    """Add a line to the timeline. Raises NotFound."""
    note_id = note.id or os.urandom(16).hex()
    key = key_of_case(work, note.case_id)
    work.run(
        ADD,
        id=note_id,
        case_id=note.case_id,
        at=note.at,
        kind=note.kind,
        actor_id=note.actor_id,
        code=key.seal(CODE, note_id, pack(note.code)),
        words=key.seal(WORDS, note_id, pack(note.words)) if note.words else None,
    )


def notes_of(work: Work, case_id: str) -> Sequence[CaseNote]:
    """The timeline, oldest first."""
    rows = work.all(OF_CASE, wanted=case_id)
    if not rows:
        return []
    key = key_of_case(work, case_id)
    return [
        CaseNote(
            case_id=row.case_id,
            at=row.at,
            kind=row.kind,
            actor_id=row.actor_id,
            code=unpack(key.open(CODE, row.id, row.code)),
            words=unpack(key.open(WORDS, row.id, row.words)) if row.words is not None else "",
            id=row.id,
        )
        for row in rows
    ]


def key_of_case(work: Work, case_id: str) -> DataKey:
    """The data key of the contact whose case it is. Raises NotFound."""
    contact_id = work.scalar(CONTACT_OF, wanted=case_id)
    if contact_id is None:
        raise NotFound("no such case")
    return work.key(contact_id)
