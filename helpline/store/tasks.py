"""Tasks: each is set once and done once, whoever tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from helpline.core.errors import NotFound
from helpline.core.task import Task, TaskKind
from helpline.store.once import insert_once
from helpline.store.tables import UNDONE, tasks
from helpline.store.work import Work

ONE = tasks.c.id == bindparam("wanted")
COLUMNS = (
    "id",
    "organisation_id",
    "kind",
    "contact_id",
    "case_id",
    "about_id",
    "assigned_to",
    "created_at",
    "due_at",
    "outcome",
    "once",
)

ADD = insert_once(tasks, COLUMNS, unless=["once"])
GET = select(tasks).where(ONE, tasks.c.organisation_id == bindparam("organisation"))
FINISH = (
    update(tasks)
    .where(ONE, UNDONE)
    .values(done_at=bindparam("now"), done_by=bindparam("by"), outcome=bindparam("how"))
    .returning(tasks.c.id)
)
ASSIGN = update(tasks).where(ONE, UNDONE).values(assigned_to=bindparam("to"))
WAITING = (
    select(tasks)
    .where(tasks.c.organisation_id == bindparam("organisation"), UNDONE)
    .order_by(tasks.c.due_at, tasks.c.sequence)
    .limit(bindparam("at_most"))
)
OF_CONTACT = (
    select(tasks)
    .where(tasks.c.contact_id == bindparam("wanted"))
    .order_by(tasks.c.due_at, tasks.c.sequence)
)
DROP = (
    update(tasks)
    .where(
        tasks.c.contact_id == bindparam("wanted"),
        tasks.c.kind.in_(bindparam("kinds", expanding=True)),
        UNDONE,
    )
    .values(done_at=bindparam("now"), outcome="dropped")
    .returning(tasks.c.id)
)
SETTLE = (
    update(tasks)
    .where(
        tasks.c.about_id == bindparam("wanted"),
        tasks.c.kind.in_(bindparam("kinds", expanding=True)),
        UNDONE,
    )
    .values(done_at=bindparam("now"), outcome=bindparam("how"))
    .returning(tasks.c.id)
)


class SqlTasks:
    """Implements ports.Tasks."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, task: Task, once: str | None = None) -> bool:
        """Set a task; False if one with the same `once` was set before, done or not."""
        statement = ADD[self._work.dialect]
        values = {name: getattr(task, name) for name in COLUMNS if name != "once"}
        values["kind"] = task.kind.value
        return self._work.run(statement, once=once, **values) == 1

    def get(self, task_id: str, organisation_id: str) -> Task:
        """Raises NotFound, also for another organisation's task."""
        row = self._work.first(GET, wanted=task_id, organisation=organisation_id)
        if row is None:
            raise NotFound("no such task")
        return _read(row)

    def finish(self, task_id: str, now: datetime, done_by: str, outcome: str) -> bool:
        """A person did it. False if somebody had done it already."""
        return (
            self._work.first(FINISH, wanted=task_id, now=now, by=done_by, how=outcome) is not None
        )

    def finish_about(
        self, about_id: str, kinds: Sequence[TaskKind], now: datetime, outcome: str
    ) -> int:
        """What it was about came out: these tasks are over; how many."""
        names = [kind.value for kind in kinds]
        return len(self._work.all(SETTLE, wanted=about_id, kinds=names, now=now, how=outcome))

    def assign(self, task_id: str, caseworker_id: str | None) -> None:
        """Give it to somebody, or to nobody. One that is done stays as it is."""
        self._work.run(ASSIGN, wanted=task_id, to=caseworker_id)

    def waiting(self, organisation_id: str, limit: int) -> Sequence[Task]:
        """Tasks that nobody has done, the first due first."""
        rows = self._work.all(WAITING, organisation=organisation_id, at_most=limit)
        return [_read(row) for row in rows]

    def of_contact(self, contact_id: str) -> Sequence[Task]:
        """All tasks about a contact, done or not, the first due first."""
        return [_read(row) for row in self._work.all(OF_CONTACT, wanted=contact_id)]

    def drop_of_contact(self, contact_id: str, kinds: Sequence[TaskKind], now: datetime) -> int:
        """What need not be done any more; how many."""
        names = [kind.value for kind in kinds]
        return len(self._work.all(DROP, wanted=contact_id, kinds=names, now=now))


def _read(row: Any) -> Task:
    return Task(
        id=row.id,
        organisation_id=row.organisation_id,
        kind=TaskKind(row.kind),
        due_at=row.due_at,
        created_at=row.created_at,
        contact_id=row.contact_id,
        case_id=row.case_id,
        about_id=row.about_id,
        assigned_to=row.assigned_to,
        done_at=row.done_at,
        done_by=row.done_by,
        outcome=row.outcome,
    )
