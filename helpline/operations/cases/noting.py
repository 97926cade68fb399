"""What caseworkers write down: notes, restricted notes, things to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import Refused
from helpline.core.task import Task, TaskKind
from helpline.operations.access import admit
from helpline.operations.authorize import Action
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import CaseNote

NOTE = "note"
RESTRICTED = "restricted_note"
TASK = "task_set"
LONGEST_NOTE = 4000
LONGEST_TASK = 300
FARTHEST = timedelta(days=550)
SEES_RESTRICTED = frozenset({Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})


def add_note(
    helpline: Helpline, actor: Caseworker, case_id: str, words: str, *, restricted: bool
) -> None:
    """Write a note for colleagues; the contact never sees it.

    A restricted one (officials may be involved) is read by its author and by those who oversee
    the case, and is handed to nobody (CONVERSATIONS 4.12). Raises Refused("empty" | "too_long").
    """
    words = _words(words, LONGEST_NOTE)
    action = Action.RESTRICTED_NOTE if restricted else Action.NOTE
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, action, case_id)
        kind = RESTRICTED if restricted else NOTE
        tx.cases.note(CaseNote(case.id, helpline.now(), kind, actor.id, words=words))


def readable(note: CaseNote, actor: Caseworker, *, by_glass: bool) -> bool:
    """True if this reader may see the words of a note."""
    if note.kind != RESTRICTED or note.actor_id == actor.id:
        return True
    return actor.role in SEES_RESTRICTED and not by_glass


def set_task(
    helpline: Helpline, actor: Caseworker, case_id: str, words: str, due_at: datetime | None
) -> None:
    """Set something to do for this case, by a time. What it is stands in the case's notes.

    Raises Refused("empty" | "too_long" | "bad_time"): a time that has passed, or is too far off.
    """
    words = _words(words, LONGEST_TASK)
    now = helpline.now()
    if due_at is None or not now < due_at <= now + FARTHEST:
        raise Refused("bad_time")
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.TASK, case_id)
        note_id = helpline.new_id()
        tx.cases.note(CaseNote(case.id, now, TASK, actor.id, words=words, id=note_id))
        tx.tasks.add(
            Task(
                id=helpline.new_id(),
                organisation_id=case.organisation_id,
                kind=TaskKind.OTHER,
                due_at=due_at,
                created_at=now,
                contact_id=case.contact_id,
                case_id=case.id,
                about_id=note_id,
                assigned_to=case.claimed_by,
            )
        )


def _words(words: str, longest: int) -> str:
    words = words.strip()
    if not words:
        raise Refused("empty")
    if len(words) > longest:
        raise Refused("too_long")
    return words
