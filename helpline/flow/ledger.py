"""What one turn has changed and found out so far."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from helpline.core import wellbeing
from helpline.core.case import Priority, Reason
from helpline.core.conversation import WORLD_FACTS, Conversation, Fact, Owner, World
from helpline.core.events import CaseOpened, Event, OwnerChanged, Remembered, Turn
from helpline.flow.flows import Flows

STOPPED: Final = frozenset({"stopped", "wrong_number"})
"""Stop is final until the person reopens it: hiding or silence may not replace it (T11)."""

SERIES: Final = {
    Fact.SCORE: (Fact.WELLBEING, Fact.TREND, wellbeing.trend),
    Fact.BODY_SCORE: (Fact.BODY, Fact.BODY_TREND, wellbeing.body_trend),
}
"""Facts that join a series of their kind, with what the comparison is called."""


class Ledger:
    """The conversation as it stands now, and the events that led there.

    The conversation that came in is never changed; `conversation` is its successor.
    """

    def __init__(self, flows: Flows, conversation: Conversation, world: World) -> None:
        self.flows = flows
        self.conversation = conversation
        self.world = world
        self.events: list[Event] = []
        self._first_inbound = conversation.last_inbound_at is None

    def turn(self) -> Turn:
        """What has come of it."""
        return Turn(self.conversation, tuple(self.events))

    def emit(self, event: Event) -> None:
        """Note that something happened."""
        self.events.append(event)

    def change(self, **fields: Any) -> None:
        """Go on with a changed conversation; with the same one if nothing is different."""
        talk = self.conversation
        if any(getattr(talk, name) != value for name, value in fields.items()):
            self.conversation = replace(talk, **fields)

    def fact(self, fact: Fact) -> str:
        """What is remembered or true now; an unset fact is empty."""
        if fact is Fact.FAILURES:
            return str(self.conversation.failures)
        if fact is Fact.PARKED:
            return "yes" if self.conversation.parked else "no"
        if fact is Fact.OPEN_CASE:
            return self._open_case()
        if fact is Fact.FIRST_TALK and not self._first_inbound:
            return "no"  # the greeting is said once, not for a whole talk
        facts = self.world.facts if fact in WORLD_FACTS else self.conversation.facts
        return facts.get(fact, "")

    def remember(self, fact: Fact, value: str) -> None:
        """Set a fact; an empty value forgets it."""
        if fact in SERIES and value:
            self._compare(fact, value)
        self._keep(fact, value)
        if fact is Fact.SAFE:
            self.change(safe_at=self.world.now if value == "yes" else None)
        if fact is not Fact.TOPIC and self._told(fact) != value:
            self.emit(Remembered(fact, value))

    def forget(self, *facts: Fact) -> None:
        """Drop facts of the talk without telling anybody."""
        kept = {fact: value for fact, value in self.conversation.facts.items() if fact not in facts}
        safe_at = None if Fact.SAFE in facts else self.conversation.safe_at
        self.change(facts=kept, safe_at=safe_at)

    def open_case(self, priority: Priority, reason: Reason, flow: str, node: str) -> None:
        """A person is needed. The same reason counts once a turn, at its highest priority."""
        known = (
            event.priority.at_least(priority)
            for event in self.events
            if isinstance(event, CaseOpened) and event.reason is reason
        )
        if not any(known):
            self.emit(CaseOpened(priority, reason, flow, node))

    def hand_over(self) -> None:
        """A person owns the talk from here; the bot finishes its exchange until one is there."""
        if self.conversation.owner is not Owner.HUMAN:
            self.change(owner=Owner.HUMAN, taken=False)
            self.emit(OwnerChanged(Owner.HUMAN))

    def _compare(self, fact: Fact, value: str) -> None:
        """A score joins its series, and what it means beside the earlier ones is kept."""
        series, trend, compare = SERIES[fact]
        past = self.fact(series)
        scores = wellbeing.read_scores(value)
        if scores:
            self._keep(trend, compare(wellbeing.read_scores(past), scores[0]).value)
            self._keep(series, wellbeing.with_score(past, value))

    def _told(self, fact: Fact) -> str | None:
        """What this turn has said of a fact last."""
        told = [e.value for e in self.events if isinstance(e, Remembered) and e.fact is fact]
        return told[-1] if told else None

    def _open_case(self) -> str:
        opened = [event.priority for event in self.events if isinstance(event, CaseOpened)]
        known = self.world.facts.get(Fact.OPEN_CASE, "")
        if known in Priority.__members__:
            opened.append(Priority(known))
        return Priority.highest(*opened).value if opened else known

    def _keep(self, fact: Fact, value: str) -> None:
        facts = dict(self.conversation.facts)
        stays = (
            fact is Fact.WRITING and facts.get(fact) in STOPPED and value in ("hidden", "silent")
        )
        if value and not stays:
            facts[fact] = value
        elif not value:
            facts.pop(fact, None)
        self.change(facts=facts)
