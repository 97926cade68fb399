"""The walk: every place that talks of one setting come to, and every try at each of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterator
from datetime import timedelta
from typing import Final

from helpline.core.case import Reason
from helpline.core.conversation import Conversation, Fact, World
from helpline.core.events import Turn
from helpline.flow import arbiter
from helpline.flow.check.checked import Checked, problem
from helpline.flow.check.proof.claims import CLAIMS
from helpline.flow.check.proof.settings import GREETINGS, Setting
from helpline.flow.check.proof.state import START, Relevance, State
from helpline.flow.check.proof.step import Step
from helpline.flow.check.proof.tries import (
    Try,
    answers,
    beginnings,
    interruptions,
    keys_and_slips,
)
from helpline.flow.check.proof.wording import Wording
from helpline.flow.definition import Ask
from helpline.flow.heard import Heard
from helpline.flow.problems import EngineError, Problem
from helpline.text.script import language_of, script_of
from helpline.text.understanding import Context, Understander, Understanding

MOST_PLACES: Final = 20_000
"""More than this in one setting means that the claims can no longer be walked in half a minute."""
MOST_TOLD: Final = 3
"""Talks that are printed for one broken claim; the others are counted."""


class Explorer:
    """Walks one setting."""

    def __init__(self, checked: Checked, setting: Setting) -> None:
        self.problems: set[Problem] = set()
        self.said: set[str] = set()
        self.reasons: set[Reason] = set()
        self.places = self.turns = 0
        self._setting, self._told = setting, Counter[str]()
        self._flows = checked.flows
        self._understander = Understander(checked.lexicon) if checked.lexicon else None
        self._heard_before: dict[Hashable, Heard] = {}
        self._crises = frozenset(e.id for e in checked.flows if e.flow.crisis)
        self._openers = frozenset(node for e in checked.flows for node in e.flow.proactive)
        self._relevance = Relevance(checked.flows, deep=setting.deep)
        self._wording = Wording(checked.catalogs)
        self._interruptions = tuple(interruptions(checked.flows, checked.lexicon, setting.script))
        self._came: dict[Hashable, tuple[Hashable | None, Try | None, tuple[str, ...]]] = {}
        self._tried: set[Hashable] = set()
        self._seen: set[Hashable] = set()
        self._waiting: deque[tuple[State, bool]] = deque()

    def walk(self) -> Iterator[Problem]:
        """Come to every place and try everything there; each problem once it is found."""
        self._begin()
        told: set[Problem] = set()
        while self._waiting:
            here, new = self._waiting.popleft()
            self.places += 1
            for one in self._tries(here, new=new):
                self._go(here, one)
            yield from self.problems - told
            told |= self.problems
            if self.places > MOST_PLACES:
                yield self._too_many()
                return

    def _too_many(self) -> Problem:
        message = f"more than {MOST_PLACES} places in the setting {self._setting.name!r}"
        return Problem("flows/", 0, "", message)

    def _begin(self) -> None:
        talk = Conversation("proof", facts=dict(self._setting.known))
        if self._setting.known:
            talk = Conversation(
                "proof", facts=talk.facts, asked=3, last_inbound_at=START - timedelta(days=2)
            )
        start = State(talk)
        self._arrive(start, None, None, ())
        if not self._setting.known:
            self._go(start, Try("words", GREETINGS[self._setting.script]))

    def _tries(self, here: State, *, new: bool) -> Iterator[Try]:
        if new:
            yield from answers(self._asked(here))
        question, place = self._relevance.question_of(here), self._relevance.place_of(here)
        thorough = self._setting.thorough
        if thorough and self._first_time(("keys", place)):
            yield from keys_and_slips(self._setting.script)
        if (thorough or here.conversation.at is None) and self._first_time(("words", question)):
            yield from self._interruptions
            if here.conversation.last_inbound_at is not None:
                yield from beginnings(self._flows)

    def _first_time(self, place: Hashable) -> bool:
        known = place in self._tried
        self._tried.add(place)
        return not known

    # --- one turn ---------------------------------------------------------------------------------

    def _go(self, here: State, one: Try) -> None:
        now = here.now + one.gap
        if one.what == "time_out":
            if here.conversation.due_at is None:
                return
            now = max(now, here.conversation.due_at)
        self.turns += 1
        try:
            turn = self._turn(here, one, self._world(here, now))
        except (EngineError, LookupError, ValueError, RecursionError) as error:
            self._blame(here, one, (), f"breaks: {type(error).__name__} {error}")
            return
        after = here.after(turn, now)
        asked = self._asked(here)
        step = Step(
            self._setting, here, one, after, turn.events, asked, self._crises, self._openers
        )
        self._judge(step)
        self._arrive(after, self._relevance.key_of(here), one, tuple(step.nodes))

    def _turn(self, here: State, one: Try, world: World) -> Turn:
        if one.what == "time_out":
            return arbiter.time_out(self._flows, here.conversation, world)
        if one.what == "start":
            flow = one.place.partition(".")[0]
            return arbiter.start(self._flows, flow, here.conversation, world, one.place)
        return arbiter.answer(self._flows, here.conversation, self._heard(here, one), world)

    def _heard(self, here: State, one: Try) -> Heard:
        expected = arbiter.expected(self._flows, here.conversation)
        key = (one.kind, one.text, expected)
        if key not in self._heard_before:
            understood = self._understand(one.text, Context(pending=expected))
            self._heard_before[key] = Heard(kind=one.kind, text=one.text, understanding=understood)
        return self._heard_before[key]

    def _understand(self, text: str, context: Context) -> Understanding:
        if self._understander is not None:
            return self._understander.understand(text, context)
        script = script_of(text)
        return Understanding(script=script, language=language_of(script))

    def _world(self, here: State, now: object) -> World:
        talk = here.conversation
        facts = {
            **self._setting.world,
            Fact.FIRST_TALK: "yes" if talk.last_inbound_at is None else "no",
            Fact.OPEN_CASE: here.case,
            Fact.PARKED: "yes" if talk.parked else "no",
            Fact.FAILURES: str(talk.failures),
        }
        return World(
            now,  # type: ignore[arg-type]
            facts,
            offers=lambda _facts: self._setting.offers,
            verifies=lambda _kind, _words: bool(self._setting.offers),
        )

    def _asked(self, here: State) -> Ask | None:
        node = self._flows.node(here.conversation.at)
        return node if isinstance(node, Ask) else None

    # --- what came of it --------------------------------------------------------------------------

    def _judge(self, step: Step) -> None:
        self.said |= set(step.nodes)
        self.reasons |= {reason for _, reason in step.cases}
        for claim in CLAIMS:
            wrong = claim(step)
            if wrong:
                self._blame(step.before, step.said, tuple(step.nodes), wrong)
        for said in step.texts:
            wrong = self._wording.problem_of(step, said)
            if wrong:
                self._blame(step.before, step.said, tuple(step.nodes), wrong)

    def _arrive(
        self, state: State, key: Hashable | None, one: Try | None, nodes: tuple[str, ...]
    ) -> None:
        new, place = self._relevance.key_of(state), self._relevance.place_of(state)
        if new not in self._came or place not in self._seen:
            self._waiting.append((state, new not in self._came))
            self._came.setdefault(new, (key, one, nodes))
            self._seen.add(place)

    def _blame(self, here: State, one: Try, nodes: tuple[str, ...], wrong: str) -> None:
        """Say what is wrong with the shortest talk that leads there."""
        at = here.conversation.at
        sort = f"{wrong} at {at.node if at else 'rest'}"
        self._told[sort] += 1
        self._told[wrong] += 1
        if self._told[sort] > 1 or self._told[wrong] > MOST_TOLD:
            return
        lines = [*self._talk_to(here), str(one), *_shown(nodes)]
        message = f"{wrong}\n    in: {self._setting.name}\n    " + "\n    ".join(lines)
        edition = self._flows.pinned(at) if at else None
        if at is not None and edition is not None:
            self.problems.add(problem(edition, at.node, message))
        else:
            self.problems.add(Problem("flows/", 0, "", message))

    def _talk_to(self, here: State) -> list[str]:
        lines: list[str] = []
        key: Hashable | None = self._relevance.key_of(here)
        while key is not None:
            key, one, nodes = self._came[key]
            if one is not None:
                lines = [str(one), *_shown(nodes), *lines]
        return lines


def _shown(nodes: tuple[str, ...]) -> list[str]:
    return [f"helpline: {', '.join(nodes)}"] if nodes else ["helpline says nothing"]
