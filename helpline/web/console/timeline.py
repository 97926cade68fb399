"""What happened to a case and what is still to be done, ready to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.operations.cases import CaseView
from helpline.operations.ports.cases import CaseNote
from helpline.web.console.clockface import clock
from helpline.web.console.facts import NEEDS
from helpline.web.console.labels import NOTES, OUTCOMES, PRIORITIES, REASONS, TASKS
from helpline.web.console.talk import BOT, STAFF
from helpline.web.console.words import N_, Words

WITHHELD = N_("only for its author and supervisors")
WRITTEN = frozenset({"note", "restricted_note"})

CODES: dict[str, str] = {
    **{priority.value: label for priority, label in PRIORITIES.items()},
    **{reason.value: label for reason, label in REASONS.items()},
    **NEEDS,
    "code_word": N_("code word"),
    "return_code": N_("return code"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to the case."""

    time: str
    what: str
    detail: str
    who: str
    words: str = field(default="", repr=False)
    restricted: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, or done."""

    id: str
    what: str
    due: str
    overdue: bool
    holder: str
    outcome: str
    words: str = field(default="", repr=False)


def entries(
    notes: Sequence[CaseNote], names: Mapping[str, str], now: datetime, words: Words
) -> tuple[Entry, ...]:
    """The timeline, the newest first."""
    return tuple(_entry(note, names, now, words) for note in reversed(notes))


def todos(
    view: CaseView, names: Mapping[str, str], now: datetime, words: Words
) -> tuple[Todo, ...]:
    """What is to be done for this contact, then what was done last."""
    said = {note.id: note.words for note in view.notes}
    found = [
        Todo(
            id=task.id,
            what=words.say(TASKS.get(task.kind, task.kind.value)),
            due=clock(task.due_at, now),
            overdue=task.done_at is None and task.due_at <= now,
            holder=names.get(task.assigned_to or "", ""),
            outcome=words.say(OUTCOMES.get(task.outcome, task.outcome)) if task.done_at else "",
            words=said.get(task.about_id or "", ""),
        )
        for task in view.tasks
    ]
    done = [todo for todo in found if todo.outcome]
    return tuple([todo for todo in found if not todo.outcome] + done[-5:])


def _entry(note: CaseNote, names: Mapping[str, str], now: datetime, words: Words) -> Entry:
    restricted = note.kind == "restricted_note"
    details = [_detail(code, names, words) for code in note.code.split()]
    if restricted and not note.words:
        details.append(words.say(WITHHELD))
    who = names.get(note.actor_id, words.say(STAFF)) if note.actor_id else words.say(BOT)
    return Entry(
        time=clock(note.at, now),
        what=words.say(NOTES.get(note.kind, note.kind)),
        detail=", ".join(details),
        who=who,
        words=note.words,
        restricted=restricted,
        note=note.kind in WRITTEN,
    )


def _detail(code: str, names: Mapping[str, str], words: Words) -> str:
    if code in names:
        return names[code]
    return words.say(CODES[code]) if code in CODES else code
