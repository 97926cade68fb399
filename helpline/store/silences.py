"""Ladders that silence started, and what each step came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from helpline.core.silence import Outcome, Silence, StepTaken
from helpline.store.once import insert_once
from helpline.store.tables import STILL, silence_steps, silences
from helpline.store.work import Work

COLUMNS = (
    "id", "contact_id", "organisation_id", "check_in_id", "high", "began_at", "step", "due_at",
    "ended_at", "outcome",
)  # fmt: skip

OF_CONTACT = silences.c.contact_id == bindparam("wanted")
ADD = insert_once(silences, COLUMNS, unless=["id"])
RUNNING = select(silences).where(OF_CONTACT, STILL)
ALL = select(silences).where(OF_CONTACT).order_by(silences.c.sequence.desc())
STEP = (
    update(silences)
    .where(silences.c.id == bindparam("wanted"), silences.c.step == bindparam("was"), STILL)
    .values(step=silences.c.step + 1, due_at=bindparam("at"))
)
DEFER = (
    update(silences)
    .where(silences.c.id == bindparam("wanted"), silences.c.step == bindparam("was"), STILL)
    .values(due_at=bindparam("at"))
)
END = (
    update(silences)
    .where(silences.c.id == bindparam("wanted"), STILL)
    .values(ended_at=bindparam("at"), due_at=None, outcome=bindparam("how"))
)
LOG = insert(silence_steps).inline()
STEPS = (
    select(silence_steps)
    .where(silence_steps.c.silence_id == bindparam("wanted"))
    .order_by(silence_steps.c.sequence)
)
OUTCOMES = (
    select(silences.c.outcome, func.count().label("number"))
    .where(
        silences.c.organisation_id == bindparam("organisation"),
        silences.c.began_at >= bindparam("since"),
    )
    .group_by(silences.c.outcome)
)


class SqlSilences:
    """Implements check_in.ports.Silences."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def begin(self, silence: Silence) -> bool:
        """False if one runs already. Call it under the contact's lock."""
        if self.running(silence.contact_id) is not None:
            return False
        values = {name: getattr(silence, name) for name in COLUMNS}
        self._work.run(ADD[self._work.dialect], **values)
        return True

    def running(self, contact_id: str) -> Silence | None:
        """The ladder that has not ended."""
        row = self._work.first(RUNNING, wanted=contact_id)
        return None if row is None else _read(row)

    def step(self, silence: Silence, due_at: datetime | None) -> bool:
        """One step further, if nobody was faster."""
        return self._work.run(STEP, wanted=silence.id, was=silence.step, at=due_at) == 1

    def defer(self, silence: Silence, due_at: datetime) -> None:
        """The same step later."""
        self._work.run(DEFER, wanted=silence.id, was=silence.step, at=due_at)

    def end(self, silence_id: str, at: datetime, outcome: Outcome) -> None:
        """It is over. One that has ended keeps its outcome."""
        self._work.run(END, wanted=silence_id, at=at, how=outcome.value)

    def log(self, silence_id: str, taken: StepTaken) -> None:
        """Note what a step came to."""
        self._work.run(
            LOG,
            silence_id=silence_id,
            step=taken.step,
            act=taken.act,
            outcome=taken.outcome,
            at=taken.at,
        )

    def steps(self, silence_id: str) -> Sequence[StepTaken]:
        """What was done, oldest first."""
        rows = self._work.all(STEPS, wanted=silence_id)
        return [StepTaken(row.step, row.act, row.outcome, row.at) for row in rows]

    def of_contact(self, contact_id: str) -> Sequence[Silence]:
        """Newest first."""
        return [_read(row) for row in self._work.all(ALL, wanted=contact_id)]

    def outcomes(self, organisation_id: str, since: datetime) -> Mapping[str, int]:
        """How many ladders that began since then ended how; running ones under ``""``."""
        rows = self._work.all(OUTCOMES, organisation=organisation_id, since=since)
        return {row.outcome: row.number for row in rows}


def _read(row: Row[Any]) -> Silence:
    return Silence(
        id=row.id,
        contact_id=row.contact_id,
        organisation_id=row.organisation_id,
        check_in_id=row.check_in_id,
        high=row.high,
        began_at=row.began_at,
        step=row.step,
        due_at=row.due_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
    )
