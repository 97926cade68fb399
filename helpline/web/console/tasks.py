"""Tasks: what is to be done, by when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.operations import tasks
from helpline.operations.tasks import Todo
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import OUTCOMES, TASKS
from helpline.web.console.words import N_

DONE = N_("Done and noted.")
GIVEN = N_("The task has changed hands.")


@dataclass(frozen=True, slots=True)
class Row:
    """One task, ready to read."""

    todo: Todo
    what: str
    due: str


@blueprint.get("/tasks")
def tasks_page() -> ResponseReturnValue:
    """Overdue ones first, then what is mine, then the rest."""
    now, words = here.helpline().now(), here.words()
    rows = [
        Row(todo, words.say(TASKS[todo.task.kind]), clock(todo.task.due_at, now))
        for todo in tasks.waiting(here.helpline(), here.staff())
    ]
    return forms.page(
        "tasks.html",
        groups=(
            (N_("Overdue"), [row for row in rows if row.todo.overdue]),
            (N_("Yours"), [row for row in rows if row.todo.mine and not row.todo.overdue]),
            (N_("Others"), [row for row in rows if not row.todo.mine and not row.todo.overdue]),
        ),
        outcomes=OUTCOMES,
        colleagues=tasks.colleagues(here.helpline(), here.staff()),
    )


@blueprint.post("/tasks/<task_id>/finish")
def finish_task(task_id: str) -> ResponseReturnValue:
    """Say what came of it."""
    tasks.finish(here.helpline(), here.staff(), task_id, forms.field("outcome"))
    flash(DONE)
    return redirect(url_for("console.tasks_page"), code=303)


@blueprint.post("/tasks/<task_id>/assign")
def assign_task(task_id: str) -> ResponseReturnValue:
    """Give it to somebody, take it, or let go of it."""
    tasks.assign(here.helpline(), here.staff(), task_id, forms.field("person"))
    flash(GIVEN)
    return redirect(url_for("console.tasks_page"), code=303)
