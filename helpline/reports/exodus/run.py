"""Plays the time: a heap of what is due, and the rules of `core` for each of them."""

from __future__ import annotations

import heapq
from datetime import datetime, timedelta

from helpline.core.call import second_try
from helpline.core.checkin import ASKING, Planned
from helpline.core.timing import ZONE, Do, Verdict, decide
from helpline.reports.exodus import texts
from helpline.reports.exodus.ladders import Ladders
from helpline.reports.exodus.outcome import Outcome
from helpline.reports.exodus.people import Chance, Person, Rates, draw
from helpline.reports.exodus.scene import DAY, MONTH
from helpline.reports.exodus.texts import PartsOf

LATE_BY = timedelta(hours=5)


class Exodus(Ladders):
    """Contacts, their plans and silences, and the people who call them."""

    def enrol(self, contacts: int) -> None:
        """Draw them and plan for each."""
        self.outcome.contacts += contacts
        for number in range(contacts):
            person = draw(number, self._start, self._chance, self._rates)
            self._plan(person, person.began_at)
            self._later(person, person.began_at + MONTH * self._chance(), "month")

    def play(self) -> Outcome:
        """Until the end; every day staff makes as many calls as it can."""
        day = self._start
        while self._due and self._due[0][0] < self._until:
            at, _, person, what = heapq.heappop(self._due)
            while at >= day + DAY:
                day += DAY
                self._make_calls(day)
            self._happen(person, what, at)
        self.outcome.waiting_calls = len(self._calls)
        return self.outcome

    def _happen(self, person: Person, what: object, at: datetime) -> None:
        if isinstance(what, tuple):
            kind, number, *rest = what
            if kind == "plan" and number == person.plan:
                self._planned(person, rest[0], rest[1], at)
            elif kind == "step" and number == person.ladder_number:
                self._step(person, at)
        elif what == "month":
            self._month(person, at)

    def _planned(self, person: Person, line: Planned, due: datetime, at: datetime) -> None:
        if person.ended:
            return
        now = at + LATE_BY if at.astimezone(ZONE).date() in self._outages else at
        verdict = decide(line.kind, due, now, self._around(person, now), self._chance())
        if verdict.do is Do.SEND:
            self._send(person, line, now)
        elif verdict.do is Do.WAIT and verdict.until is not None:
            until = verdict.until
            self._later(person, until, ("plan", person.plan, line, until))
        elif verdict.do is Do.PERSON:
            self._task(person, verdict, at)

    def _send(self, person: Person, line: Planned, now: datetime) -> None:
        person.asks = line.kind, line.topics
        self._text(person, f"{line.name}{line.kind}", texts.proactive(line), now)
        if line.kind not in ASKING:
            return
        self.outcome.openers += 1
        if self._reaction(person, self._rates.answers, now):
            self.outcome.answered += 1
        elif not person.stopped:
            self._fall_silent(person, now)

    def _task(self, person: Person, verdict: Verdict, at: datetime) -> None:
        self.outcome.tasks[verdict.why] += 1
        self._ask_for_call(person, at)

    def _make_calls(self, day: datetime) -> None:
        """As many as staff can make; the rest waits for tomorrow, the oldest first."""
        for _ in range(min(len(self._calls), self._rates.calls_a_day)):
            person, number, second = self._calls.popleft()
            asked = self._asked_at.pop(person.number, day)
            waited = (day - asked) / DAY
            self.outcome.longest_wait_days = max(self.outcome.longest_wait_days, waited)
            if person.ended or person.stopped or number != person.ladder_number:
                continue
            self.outcome.calls[day.astimezone(ZONE).date()] += 1
            if person.owns_number and self._chance() < self._rates.reached:
                self._heard(person, day, "reached")
            elif not second and second_try(day, person.safe_times, 0.5) > day:
                self._calls.append((person, number, True))

    def _month(self, person: Person, at: datetime) -> None:
        """What a month brings by itself."""
        if person.stopped:
            return
        if person.owns_number:
            if self._chance() < self._rates.loses_number:
                person.owns_number = False
            elif self._chance() < self._rates.writes:
                self._heard(person, at, "replied")
        elif self._chance() < self._rates.comes_back:
            self._found_again(person, at)
        self._later(person, at + MONTH, "month")


def play(
    contacts: int,
    months: int,
    start: datetime,
    chance: Chance,
    parts: PartsOf,
    rates: Rates | None = None,
) -> Outcome:
    """Two years (or as long as is asked for) of so many contacts."""
    exodus = Exodus(start, chance, rates or Rates(), parts, months)
    exodus.enrol(contacts)
    return exodus.play()
