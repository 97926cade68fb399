"""Silences in the simulation, by the rules of `core.silence`."""

from __future__ import annotations

from datetime import datetime

from helpline.core.silence import Act, climbs_high, ladder
from helpline.core.timing import ZONE, Do, decide_step, evening_of, planned_moment
from helpline.reports.exodus import texts
from helpline.reports.exodus.people import Person
from helpline.reports.exodus.scene import Scene

TEXTS = frozenset({Act.SAME_OPENER, Act.OTHER_CHANNEL, Act.DOOR_OPEN})


class Ladders(Scene):
    """What follows when nobody answers."""

    def _fall_silent(self, person: Person, now: datetime) -> None:
        if person.ladder_began is not None:
            return
        self.outcome.silences += 1
        person.ladder = ladder(high=climbs_high(person.tier))
        person.ladder_began, person.step, person.called = now, 0, False
        person.ladder_number += 1
        self._next_step(person)

    def _next_step(self, person: Person) -> None:
        if person.ladder_began is None or person.step >= len(person.ladder):
            return
        step = person.ladder[person.step]
        began, times, chance = person.ladder_began, person.safe_times, self._chance()
        due = planned_moment(began, step.after, times, chance)
        if step.evening:
            due = evening_of((began + step.after).astimezone(ZONE).date(), times, chance)
        self._later(person, due, ("step", person.ladder_number))

    def _step(self, person: Person, at: datetime) -> None:
        if person.ladder_began is None or person.ended:
            return
        act = person.ladder[person.step].act
        if act in TEXTS:
            if not self._step_text(person, act, at):
                return
        else:
            self._step_person(person, act, at)
        if person.ladder_began is not None:
            person.step += 1
            self._next_step(person)

    def _step_text(self, person: Person, act: Act, at: datetime) -> bool:
        """False if it waits, or the silence is over."""
        if act is Act.OTHER_CHANNEL and not person.second_channel:
            return True
        if act is Act.DOOR_OPEN:
            self._watch.silence_over(person, "door_open", at)
        capped = not (act is Act.OTHER_CHANNEL and climbs_high(person.tier))
        verdict = decide_step(at, at, self._around(person, at), self._chance(), capped=capped)
        if verdict.do is Do.WAIT and verdict.until is not None:
            self._later(person, verdict.until, ("step", person.ladder_number))
            return False
        if verdict.do is not Do.SEND:
            return True
        key = f"silence{person.ladder_number}.{person.step}"
        self._text(person, key, texts.of_step(act, person.asks[0]), at, step=act.value)
        self._reaction(person, self._rates.answers / 2, at)
        return person.ladder_began is not None

    def _step_person(self, person: Person, act: Act, at: datetime) -> None:
        if act is Act.DORMANT:
            self._watch.silence_over(person, "dormant", at)
            person.ended = True
            self._end_silence(person, "dormant")
        elif act is Act.TRUSTED:
            if person.trusted:
                self.outcome.tasks["ask_trusted"] += 1
                if self._chance() < self._rates.trusted_helps * self._rates.reached:
                    self._found_again(person, at)
        else:
            self.outcome.tasks[act.value] += 1
            self._ask_for_call(person, at)
