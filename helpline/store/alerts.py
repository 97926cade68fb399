"""Alerts: calls to people on duty, each claimed by one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, insert, select, update

from helpline.operations.ports.alerts import Alert, AlertKind, AlertState
from helpline.store.keys import BUTTON
from helpline.store.tables import DUE, PRESSABLE, alerts
from helpline.store.work import Work

ONE = alerts.c.id == bindparam("wanted")

ADD = insert(alerts).inline()
CLAIM = (
    update(alerts)
    .where(ONE, DUE, alerts.c.due_at <= bindparam("now"))
    .values(due_at=bindparam("lease_until"), attempts=alerts.c.attempts + 1)
    .returning(alerts)
)
SET_PRESS = update(alerts).where(ONE).values(press_index=bindparam("token"))
PRESSED = select(alerts).where(PRESSABLE, alerts.c.press_index == bindparam("token"))
FINISH = update(alerts).where(ONE, DUE).values(state=bindparam("to"))
RETRY = update(alerts).where(ONE, DUE).values(due_at=bindparam("at"))
ALL_DUE = (
    select(alerts.c.id)
    .where(DUE, alerts.c.due_at <= bindparam("now"))
    .order_by(alerts.c.due_at, alerts.c.step)
    .limit(bindparam("at_most"))
)
CALLS: ColumnElement[bool] = alerts.c.kind.in_((AlertKind.CALL.value, AlertKind.LATE.value))
END = (
    update(alerts)
    .where(alerts.c.case_id == bindparam("wanted"), DUE, CALLS)
    .values(state=AlertState.OVER.value)
)


class SqlAlerts:
    """Implements ports.Alerts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, alert: Alert) -> None:
        """Plan a call."""
        self._work.run(
            ADD,
            id=alert.id,
            case_id=alert.case_id,
            caseworker_id=alert.caseworker_id,
            step=alert.step,
            due_at=alert.due_at,
            state=alert.state.value,
            attempts=alert.attempts,
            kind=alert.kind.value,
            medium=alert.medium,
        )

    def set_press(self, alert_id: str, token: str) -> None:
        """The token of the button that goes out with the alert; only its hash is kept."""
        self._work.run(SET_PRESS, wanted=alert_id, token=self._work.index.of(BUTTON, token))

    def pressed(self, token: str) -> Alert | None:
        """The alert whose button it is."""
        row = self._work.first(PRESSED, token=self._work.index.of(BUTTON, token))
        return None if row is None else _read(row)

    def claim(self, alert_id: str, now: datetime, lease_until: datetime) -> Alert | None:
        """Take a due alert; None if it is not due, not there or somebody has it.

        The claim counts as an attempt; the row's `due_at` is the end of the lease from now on.
        """
        row = self._work.first(CLAIM, wanted=alert_id, now=now, lease_until=lease_until)
        return None if row is None else _read(row)

    def finish(self, alert_id: str, state: AlertState) -> None:
        """Note how it ended. One that is over already stays over."""
        self._work.run(FINISH, wanted=alert_id, to=state.value)

    def retry(self, alert_id: str, at: datetime) -> None:
        """Try again at `at`, unless it is over meanwhile."""
        self._work.run(RETRY, wanted=alert_id, at=at)

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of alerts that are due and that nobody has."""
        return [row.id for row in self._work.all(ALL_DUE, now=now, at_most=limit)]

    def end_for_case(self, case_id: str) -> None:
        """Somebody acknowledged: the rest of the ladder is over."""
        self._work.run(END, wanted=case_id)


def _read(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        case_id=row.case_id,
        caseworker_id=row.caseworker_id,
        step=row.step,
        due_at=row.due_at,
        state=AlertState(row.state),
        attempts=row.attempts,
        kind=AlertKind(row.kind),
        medium=row.medium,
    )
