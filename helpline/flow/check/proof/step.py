"""One turn of a walk: from where, what was said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from helpline.core.case import Priority, Reason
from helpline.core.consent import Purpose
from helpline.core.conversation import Fact, Owner
from helpline.core.events import CaseOpened, ConsentGiven, Event, Relayed, Said
from helpline.flow.check.proof.settings import Setting
from helpline.flow.check.proof.state import State
from helpline.flow.check.proof.tries import Try
from helpline.flow.definition import Ask


@dataclass(frozen=True)
class Step:
    """A turn with its surroundings; the claims look at nothing else."""

    setting: Setting
    before: State
    said: Try
    after: State
    events: tuple[Event, ...]
    asked: Ask | None
    """The question that waited."""
    crises: frozenset[str] = frozenset()
    """Flows of danger, which cannot wait for the safety question (CONVERSATIONS 4.1)."""
    openers: frozenset[str] = frozenset()
    """Texts that may be sent unasked; the questions among them ask for a good time."""

    @cached_property
    def texts(self) -> list[Said]:
        """What the bot said, in order."""
        return [event for event in self.events if isinstance(event, Said)]

    @cached_property
    def nodes(self) -> list[str]:
        """The nodes it said."""
        return [said.node for said in self.texts]

    @property
    def cases(self) -> list[tuple[Priority, Reason]]:
        """The cases it opened."""
        return [(e.priority, e.reason) for e in self.events if isinstance(e, CaseOpened)]

    @property
    def relayed(self) -> bool:
        """The words went to the person who owns the talk."""
        return any(isinstance(event, Relayed) for event in self.events)

    @property
    def person_talks(self) -> bool:
        """A person was in the talk before."""
        return self.before.conversation.taken

    @property
    def unasked(self) -> bool:
        """The contact said nothing: the bot began, or somebody did not answer."""
        return self.said.what in ("start", "time_out")

    @property
    def at(self) -> str | None:
        """The question that waits now."""
        at = self.after.conversation.at
        return at.node if at else None

    @property
    def owner(self) -> Owner:
        return self.after.conversation.owner

    def known(self, fact: Fact) -> str:
        """What is remembered after the turn."""
        return self.after.conversation.facts.get(fact, "")

    def knew(self, fact: Fact) -> str:
        """What was remembered before it."""
        return self.before.conversation.facts.get(fact, "")

    def consented(self, purpose: Purpose) -> bool:
        """A yes to this was given in this turn."""
        return any(
            isinstance(e, ConsentGiven) and e.purpose is purpose and e.granted for e in self.events
        )
