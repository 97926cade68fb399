"""Who is on shift, when the next shift begins, and what may honestly be promised.

A promise is a clock time computed from the roster, never "soon" (CONVERSATIONS 4.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpline.core.case import CLOCKS, Priority
from helpline.core.caseworker import ANSWERING, Caseworker, Role, Shift
from helpline.core.contact import LOCAL_ZONE

ZONE = ZoneInfo(LOCAL_ZONE)
ON_CALL_WRITES_WITHIN = timedelta(minutes=30)
DAYS_AHEAD = 8
"""A weekly roster repeats; a day more finds the next shift from any moment."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The weekly shifts of those who answer."""

    staff: tuple[Caseworker, ...]
    shifts: tuple[Shift, ...]

    def on_shift(self, now: datetime) -> tuple[Caseworker, ...]:
        """Who is on shift at `now`, caseworkers before supervisors."""
        here = {
            shift.caseworker_id
            for shift in self.shifts
            for start, end in _occurrences(shift, now - timedelta(days=1), days=2)
            if start <= now < end
        }
        order = [Role.CASEWORKER, Role.SAFEGUARDING_LEAD, Role.SUPERVISOR]
        present = [person for person in self._answering() if person.id in here]
        return tuple(sorted(present, key=lambda person: order.index(person.role)))

    def ladder(self, now: datetime) -> tuple[Caseworker, ...]:
        """Whom to alert, in order: those on shift, then supervisors who are not."""
        present = self.on_shift(now)
        rest = [
            person
            for person in self._answering()
            if person not in present and person.role is not Role.CASEWORKER
        ]
        return present + tuple(rest)

    def opens_at(self, now: datetime) -> datetime | None:
        """When the next shift begins; None if there is none in the week ahead."""
        ids = {person.id for person in self._answering()}
        starts = [
            start
            for shift in self.shifts
            if shift.caseworker_id in ids
            for start, _ in _occurrences(shift, now, days=DAYS_AHEAD)
            if start > now
        ]
        return min(starts, default=None)

    def staffed_until(self, now: datetime) -> datetime | None:
        """When the last of those on shift now leaves; None if nobody is on shift."""
        ids = {person.id for person in self.on_shift(now)}
        ends = [
            end
            for shift in self.shifts
            if shift.caseworker_id in ids
            for start, end in _occurrences(shift, now - timedelta(days=1), days=2)
            if start <= now < end
        ]
        return max(ends, default=None)

    def deadline(self, now: datetime, priority: Priority, *, acknowledge: bool) -> datetime:
        """By when a person must act. For P3 and P4 the time runs only while someone is on shift."""
        clock = CLOCKS[priority]
        allowed = clock.acknowledge if acknowledge else clock.write
        if not clock.working_time_only:
            return now + allowed
        return self._after_working_time(now, allowed)

    def promise(self, begin: datetime, priority: Priority) -> datetime | None:
        """The time that may be told to somebody who asked at `begin`; None: nobody can be promised.

        With somebody on shift the writing clock; a P1 out of hours half an hour, where somebody
        is on call (CONVERSATIONS 6.1); else the start of the next shift plus the clock.
        """
        if self.on_shift(begin):
            return self.deadline(begin, priority, acknowledge=False)
        if priority is Priority.P1 and self.ladder(begin):
            return begin + ON_CALL_WRITES_WITHIN
        opens = self.opens_at(begin)
        return self.deadline(opens, priority, acknowledge=False) if opens else None

    def _answering(self) -> tuple[Caseworker, ...]:
        return tuple(p for p in self.staff if p.role in ANSWERING and not p.disabled)

    def _after_working_time(self, now: datetime, allowed: timedelta) -> datetime:
        at = now
        left = allowed
        for _ in range(2 * DAYS_AHEAD):
            until = self.staffed_until(at)
            if until is None:
                opens = self.opens_at(at)
                if opens is None:
                    break
                at = opens
                continue
            if until - at >= left:
                return at + left
            left -= until - at
            at = until
        return at + left


def read_roster(staff: Sequence[Caseworker], shifts: Sequence[Shift]) -> Roster:
    """A roster from what the store holds."""
    return Roster(tuple(staff), tuple(shifts))


def _occurrences(shift: Shift, since: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of a weekly shift on each of `days` local days from `since` on."""
    first = since.astimezone(ZONE).date()
    for offset in range(days):
        day = first + timedelta(days=offset)
        if day.weekday() != shift.weekday:
            continue
        start = datetime.combine(day, shift.start, ZONE)
        end = datetime.combine(day, shift.end, ZONE)
        yield start, end if end > start else end + timedelta(days=1)
