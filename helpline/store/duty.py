"""Holidays, and which line of ours belongs to which organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, delete, insert, select

from helpline.core.caseworker import Holiday
from helpline.store.tables import holidays, lines
from helpline.store.work import Work

HOLIDAYS = (
    select(holidays)
    .where(holidays.c.organisation_id == bindparam("wanted"))
    .order_by(holidays.c.day)
)
ADD_HOLIDAY = insert(holidays)
DROP_HOLIDAY = delete(holidays).where(
    holidays.c.organisation_id == bindparam("wanted"), holidays.c.day == bindparam("on")
)
LINES = select(lines).order_by(lines.c.uri)
ADD_LINE = insert(lines)
DROP_LINE = delete(lines).where(lines.c.uri == bindparam("wanted"))
OF_LINE = select(lines.c.organisation_id).where(lines.c.uri == bindparam("wanted"))


class SqlDuty:
    """Implements ports.Duty."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def holidays(self, organisation_id: str) -> Sequence[Holiday]:
        """All days without shifts, the earliest first."""
        rows = self._work.all(HOLIDAYS, wanted=organisation_id)
        return [Holiday(row.day, row.name) for row in rows]

    def set_holiday(self, organisation_id: str, holiday: Holiday) -> None:
        """Enter a day, or give it another name."""
        self.drop_holiday(organisation_id, holiday.day)
        self._work.run(
            ADD_HOLIDAY, organisation_id=organisation_id, day=holiday.day, name=holiday.name
        )

    def drop_holiday(self, organisation_id: str, day: date) -> None:
        """The day is a working day after all."""
        self._work.run(DROP_HOLIDAY, wanted=organisation_id, on=day)

    def set_line(self, uri: str, organisation_id: str) -> None:
        """Who writes to this line of ours belongs to that organisation."""
        self._work.run(DROP_LINE, wanted=uri)
        self._work.run(ADD_LINE, uri=uri, organisation_id=organisation_id)

    def organisation_of_line(self, uri: str) -> str | None:
        """None: the line is nobody's in particular."""
        found = self._work.scalar(OF_LINE, wanted=uri)
        return None if found is None else str(found)

    def lines(self) -> Mapping[str, str]:
        """Line to organisation id."""
        return {row.uri: row.organisation_id for row in self._work.all(LINES)}
