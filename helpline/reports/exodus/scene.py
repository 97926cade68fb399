"""The stage of the simulation: what is due when, what a text leads to, who has to call."""

from __future__ import annotations

import heapq
from collections import deque
from datetime import datetime, timedelta

from helpline.core.checkin import Kind, Planned, Tier, days_of, schedule
from helpline.core.holidays import holidays
from helpline.core.timing import ZONE, Around, planned_moment
from helpline.reports.exodus import texts
from helpline.reports.exodus.outcome import Outcome
from helpline.reports.exodus.people import Chance, Person, Rates, address_of
from helpline.reports.exodus.texts import PartsOf
from helpline.reports.exodus.watch import Watch

DAY = timedelta(days=1)
MONTH = timedelta(days=30.4375)
RECENT = timedelta(days=14)
SENT_KEPT = 8


class Scene:
    """A heap of what is due, and the two sides of a text."""

    def __init__(
        self, start: datetime, chance: Chance, rates: Rates, parts: PartsOf, months: int
    ) -> None:
        self._start, self._chance, self._rates, self._parts = start, chance, rates, parts
        self._until = start + months * MONTH
        self._due: list[tuple[datetime, int, Person, object]] = []
        self._order = 0
        self._calls: deque[tuple[Person, int, bool]] = deque()
        self._asked_at: dict[int, datetime] = {}
        self.outcome = Outcome(contacts=0, months=months)
        self._watch = Watch(self.outcome)
        days = max(1, (self._until - start).days)
        self._outages = {
            (start + int(chance() * days) * DAY).astimezone(ZONE).date()
            for _ in range(rates.outages)
        }

    def _later(self, person: Person, at: datetime, what: object) -> None:
        self._order += 1
        heapq.heappush(self._due, (at, self._order, person, what))

    def _around(self, person: Person, now: datetime) -> Around:
        return Around(
            consent=True,
            opted_out=person.stopped,
            silent=False,
            safe_times=person.safe_times,
            quiet_until=None,
            plan_began_at=person.began_at,
            frequency=person.frequency,
            sent_before=tuple(sent for sent in person.sent if now - sent < RECENT),
            last_talk_at=person.heard_at,
            person_owns=False,
            question_waits=False,
            address_silent_for=now - person.heard_at,
            silence_runs=person.ladder_began is not None,
        )

    def _plan(self, person: Person, began_at: datetime) -> None:
        """All the lines of the tier's schedule, and the holidays of the standard one."""
        person.began_at, person.plan = began_at, person.plan + 1
        lines = [(line, line.after) for line in schedule(person.tier, person.frequency)]
        if person.tier is Tier.STANDARD and lines:
            lines += _holidays(began_at, days_of(lines[-1][0].name))
        for line, after in lines:
            due = planned_moment(began_at, after, person.safe_times, self._chance())
            if due > began_at:
                self._later(person, due, ("plan", person.plan, line, due))

    def _text(self, person: Person, what: str, node: str, now: datetime, *, step: str = "") -> None:
        """One text that nobody asked for. `step`: which one of a ladder, where it is one."""
        self._watch.text(person, address_of(person), what, now, step=step)
        person.sent = [*person.sent[-SENT_KEPT:], now]
        self._count(person, node, sms=step != texts.OTHER_CHANNEL)

    def _count(self, person: Person, node: str, *, sms: bool = True) -> None:
        self.outcome.messages[node] += 1
        self.outcome.parts += self._parts[node, person.khmer] if sms else 0

    def _talk(self, person: Person) -> None:
        """The check-in itself, as the helpline's side of it (CONVERSATIONS F27, 7.2)."""
        for node in texts.talk(person.asks):
            self._count(person, node)

    def _reaction(self, person: Person, share: float, now: datetime) -> bool:
        """What a text leads to on the other side. True if the person answered it."""
        if not person.owns_number:
            if self._chance() < self._rates.wrong_number:
                self._stop(person, "wrong_number")
            return False
        if self._chance() < self._rates.stops:
            self._stop(person, "opted_out")
            return False
        if self._chance() >= share:
            return False
        self._heard(person, now, "replied")
        self._talk(person)
        if self._chance() < self._rates.low_answer and person.tier is not Tier.HIGH:
            person.tier = Tier.HIGH
            self.outcome.tasks["P2"] += 1
            self._plan(person, now)
        return True

    def _heard(self, person: Person, now: datetime, how: str) -> None:
        person.heard_at = now
        self._end_silence(person, how)

    def _stop(self, person: Person, how: str) -> None:
        person.stopped = True
        self._count(person, texts.FAREWELLS[how])
        self._end_silence(person, how)

    def _ask_for_call(self, person: Person, at: datetime) -> None:
        person.called = True
        self._asked_at.setdefault(person.number, at)
        self._calls.append((person, person.ladder_number, False))

    def _end_silence(self, person: Person, how: str) -> None:
        """A word of the contact, a stop, or a year of silence: the ladder is over."""
        if person.ladder_began is not None:
            person.ladder_began = None
            person.ladder_number += 1
            self.outcome.ended[how] += 1

    def _found_again(self, person: Person, at: datetime) -> None:
        """A new number, by return code and a caseworker's confirmation (SAFETY T8)."""
        person.retired.add(person.address)
        person.address += 1
        person.owns_number = True
        self._heard(person, at, "reached")


def _holidays(began_at: datetime, days: float) -> list[tuple[Planned, timedelta]]:
    first = began_at.astimezone(ZONE).date()
    last = first + timedelta(days=int(days))
    return [
        (Planned(f"{name}{day.year}", Kind.HOLIDAY), day - first)
        for name, day in holidays(first, last)
    ]
