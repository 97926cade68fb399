"""Tasks as people work through them: what is due, whose it is, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpline.core.case import Case
from helpline.core.caseworker import ANSWERING, Caseworker, Role
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.task import Task
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize, is_hidden
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

MOST = 300

OUTCOMES = ("done", "not_reached", "not_needed", "moved_on")
"""What may come of a task: a closed list, so that a task carries no word of the contact."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One task as the page shows it."""

    task: Task
    case: Case | None
    holder: Caseworker | None
    mine: bool
    overdue: bool


def waiting(helpline: Helpline, actor: Caseworker) -> Sequence[Todo]:
    """Undone tasks that the actor may see, the first due first.

    A caseworker sees the own ones, those of the own cases and those that are nobody's; who
    oversees sees all. A safeguarding lead sees those of minors' cases.
    """
    authorize(actor, Action.TASK)
    now = helpline.now()
    with helpline.store.read() as tx:
        homes = _homes(tx, actor)
        tasks = [task for home in homes for task in tx.tasks.waiting(home, MOST)]
        found = [_todo(tx, actor, task, now >= task.due_at) for task in tasks]
    shown = [todo for todo in found if todo is not None]
    return sorted(shown, key=lambda todo: todo.task.due_at)[:MOST]


def finish(helpline: Helpline, actor: Caseworker, task_id: str, outcome: str) -> None:
    """Say what came of it. Raises NotFound, Refused("no_such_outcome"), Stale."""
    if outcome not in OUTCOMES:
        raise Refused("no_such_outcome")
    with helpline.store.begin() as tx:
        task = seen(tx, actor, task_id)
        if not tx.tasks.finish(task.id, helpline.now(), actor.id, outcome):
            raise Stale("somebody did it already")
        audit.note(
            helpline,
            tx,
            actor,
            "finish_task",
            ("task", task.id),
            reason=outcome,
            organisation_id=task.organisation_id,
        )


def assign(helpline: Helpline, actor: Caseworker, task_id: str, person_id: str) -> None:
    """Give it to somebody of the same organisation; empty: to nobody. A caseworker may take it
    or let go of it, but gives it to nobody else. Raises NotFound, Refused("not_allowed")."""
    with helpline.store.begin() as tx:
        task = seen(tx, actor, task_id)
        person = tx.staff.get(person_id) if person_id else None
        if person is not None:
            able = person.role in ANSWERING and not person.disabled
            if person.organisation_id != task.organisation_id or not able:
                raise NotFound("no such person")
            if actor.role is Role.CASEWORKER and person.id != actor.id:
                raise Refused("not_allowed")
        tx.tasks.assign(task.id, person.id if person else None)
        audit.note(
            helpline,
            tx,
            actor,
            "assign_task",
            ("task", task.id),
            organisation_id=task.organisation_id,
        )


def colleagues(helpline: Helpline, actor: Caseworker) -> Sequence[Caseworker]:
    """To whom the actor may give a task."""
    if actor.role is Role.CASEWORKER:
        return [actor]
    with helpline.store.read() as tx:
        staff = tx.staff.of_organisation(actor.organisation_id)
    return [person for person in staff if person.role in ANSWERING and not person.disabled]


def _homes(tx: Transaction, actor: Caseworker) -> list[str]:
    if actor.role is Role.SAFEGUARDING_LEAD:
        return [home.id for home in tx.staff.organisations()]
    return [actor.organisation_id]


def _todo(tx: Transaction, actor: Caseworker, task: Task, overdue: bool) -> Todo | None:
    """The task as this person may see it, or None."""
    case = tx.cases.by_id(task.case_id) if task.case_id else None
    if case is not None and _is_kept_from(tx, case, actor):
        return None
    mine = task.assigned_to == actor.id
    if actor.role is Role.SAFEGUARDING_LEAD and not mine and not (case and case.minor):
        return None
    own_case = case is not None and case.claimed_by == actor.id
    free = task.assigned_to is None and (case is None or case.claimed_by in {None, actor.id})
    if actor.role is Role.CASEWORKER and not (mine or own_case or free):
        return None
    holder = tx.staff.get(task.assigned_to) if task.assigned_to else None
    return Todo(task, case, holder, mine or own_case, overdue)


def _is_kept_from(tx: Transaction, case: Case, actor: Caseworker) -> bool:
    return is_hidden(case, actor) or actor.id in tx.oversight.excluded(case.id)


def seen(tx: Transaction, actor: Caseworker, task_id: str) -> Task:
    """The task, if this person may see it. Raises NotFound."""
    authorize(actor, Action.TASK)
    for home in _homes(tx, actor):
        try:
            task = tx.tasks.get(task_id, home)
        except NotFound:
            continue
        if _todo(tx, actor, task, overdue=False) is not None:
            return task
    raise NotFound("no such task")
