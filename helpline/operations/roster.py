"""Who is on shift, when the next shift begins, and what may honestly be promised.

A promise is a clock time computed from the roster, never "soon" (CONVERSATIONS 4.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from helpline.core.case import CLOCKS, Priority
from helpline.core.caseworker import ANSWERING, Caseworker, Holiday, Role, Shift
from helpline.core.contact import LOCAL_ZONE

ZONE = ZoneInfo(LOCAL_ZONE)
ON_CALL_WRITES_WITHIN = timedelta(minutes=30)
DAYS_AHEAD = 22
"""A weekly roster repeats; two weeks more go past any row of holidays (Khmer New Year)."""


ORDER = (Role.CASEWORKER, Role.SAFEGUARDING_LEAD, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Roster:
    """The weekly shifts of those who answer, and the days on which there are none.

    A safeguarding lead answers for minors only, so they are nobody where the case is not one.
    """

    staff: tuple[Caseworker, ...]
    shifts: tuple[Shift, ...]
    holidays: frozenset[date] = frozenset()

    def on_shift(
        self, now: datetime, *, minor: bool = False, language: str | None = None
    ) -> tuple[Caseworker, ...]:
        """Who is on shift at `now`: caseworkers before supervisors, and in each the people who
        speak the contact's language first."""
        present = self._present(now, self._answering(minor=minor))
        return tuple(sorted(present, key=lambda p: (ORDER.index(p.role), not _speaks(p, language))))

    def ladder(
        self, now: datetime, *, minor: bool = False, language: str | None = None
    ) -> tuple[Caseworker, ...]:
        """Whom to alert, in order: those on shift, then supervisors who are not.

        For a minor the safeguarding leads come first, on shift or not.
        """
        present = self.on_shift(now, minor=minor, language=language)
        leads = [p for p in self._answering(minor=minor) if p.role is Role.SAFEGUARDING_LEAD]
        rest = [person for person in self.supervisors() if person not in present]
        return tuple(dict.fromkeys((*leads, *present, *rest)))

    def supervisors(self) -> tuple[Caseworker, ...]:
        """Supervisors, on shift or not."""
        return tuple(p for p in self._answering() if p.role is Role.SUPERVISOR)

    def opens_at(self, now: datetime) -> datetime | None:
        """When the next shift begins; None if there is none in the weeks ahead."""
        ids = {person.id for person in self._answering()}
        first = now.astimezone(ZONE).date()
        for offset in range(DAYS_AHEAD):
            day = first + timedelta(days=offset)
            ahead = [
                start
                for shift, start, _ in self._on_day(day)
                if start > now and shift.caseworker_id in ids
            ]
            if ahead:
                return min(ahead)
        return None

    def staffed_until(self, now: datetime) -> datetime | None:
        """When the last of those on shift now leaves; None if nobody is on shift."""
        ids = {person.id for person in self._answering()}
        ends = [end for shift, end in self._running(now) if shift.caseworker_id in ids]
        return max(ends, default=None)

    def deadline(self, now: datetime, priority: Priority, *, acknowledge: bool) -> datetime:
        """By when a person must act. But for P1 the time runs only while someone is on shift."""
        clock = CLOCKS[priority]
        allowed = clock.acknowledge if acknowledge else clock.write
        if not clock.working_time_only:
            return now + allowed
        counted = self.after_working_time(now, allowed)
        return min(counted, now + clock.ceiling) if clock.ceiling else counted

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

    def after_working_time(self, now: datetime, allowed: timedelta) -> datetime:
        """When `allowed` has passed, counting only the time in which someone is on shift.

        Where nobody ever is, the clock on the wall counts.
        """
        at = now
        left = allowed
        for _ in range(4 * DAYS_AHEAD):
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

    def _answering(self, *, minor: bool = False) -> tuple[Caseworker, ...]:
        roles = ANSWERING if minor else ANSWERING - {Role.SAFEGUARDING_LEAD}
        return tuple(p for p in self.staff if p.role in roles and not p.disabled)

    def _present(self, now: datetime, people: tuple[Caseworker, ...]) -> list[Caseworker]:
        here = {shift.caseworker_id for shift, _ in self._running(now)}
        return [person for person in people if person.id in here]

    def _running(self, now: datetime) -> Iterator[tuple[Shift, datetime]]:
        """Shifts that run now, with their ends; one may have begun yesterday."""
        today = now.astimezone(ZONE).date()
        for day in (today - timedelta(days=1), today):
            for shift, start, end in self._on_day(day):
                if start <= now < end:
                    yield shift, end

    def _on_day(self, day: date) -> Iterator[tuple[Shift, datetime, datetime]]:
        """Shifts of those who answer that begin on a local day; none on a holiday."""
        if day in self.holidays:
            return
        ids = {person.id for person in self._answering(minor=True)}
        for shift in self.shifts:
            if shift.weekday == day.weekday() and shift.caseworker_id in ids:
                start = datetime.combine(day, shift.start, ZONE)
                end = datetime.combine(day, shift.end, ZONE)
                yield shift, start, end if end > start else end + timedelta(days=1)


def read_roster(
    staff: Sequence[Caseworker], shifts: Sequence[Shift], holidays: Iterable[Holiday] = ()
) -> Roster:
    """A roster from what the store holds."""
    return Roster(tuple(staff), tuple(shifts), frozenset(holiday.day for holiday in holidays))


def _speaks(person: Caseworker, language: str | None) -> bool:
    return language is None or not person.speaks or language in person.speaks
