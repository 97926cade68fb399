"""A talk for tests: says things to the arbiter, keeps the conversation, tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.core.case import Priority, Reason
from helpline.core.conversation import Conversation, Fact, Owner, World
from helpline.core.events import CaseOpened, Event, OwnerChanged, Remembered, Said, Turn
from helpline.core.message import Kind
from helpline.flow import arbiter
from helpline.flow.flows import Flows
from helpline.flow.heard import Heard
from helpline.text.script import language_of, script_of
from helpline.text.understanding import Found, Understanding

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)

Understand = Callable[[str], Understanding]

SELF_HARM = ("self_harm", Priority.P1, Reason.SELF_HARM_NOW, "F20")
VIOLENCE = ("violence_now", Priority.P1, Reason.VIOLENCE_NOW, "F21")
HINT = ("goodbye_burden", Priority.P2, Reason.SELF_HARM_RISK, "F20")
THREAT = ("threat", Priority.P2, Reason.THREAT, "F99")
WORDS = {
    "kill myself": SELF_HARM,
    "ចង់ស្លាប់": SELF_HARM,
    "hit me": VIOLENCE,
    "better without me": HINT,
    "they threaten": THREAT,
}
KEYWORDS = {
    "menu": "menu",
    "hello": "hello",
    "english": "language",
    "person please": "human",
    "boat": "boat",
    "debt": "debt",
    "i owe": "owe",
    "sick": "sick",
    "morning": "morning",
    "yes": "yes",
    "បាទ": "yes",
    "no": "no",
    "wrong number": "wrong_number",
    "repeat": "repeat",
    "hide": "hide",
}
STOPS = frozenset({"stop", "ឈប់"})


def simple_words(text: str) -> Understanding:
    """What the tiny helpline understands: a few words, found anywhere, yes and no as wholes."""
    lower = text.lower()
    crises = [(at, lower.find(at), meaning) for at, meaning in WORDS.items() if at in lower]
    found = [
        Found(meaning[0], "soft" if meaning[1] is Priority.P2 else "hard", at, at + len(word))
        for word, at, meaning in crises
    ]
    for word, name in KEYWORDS.items():
        at = lower.find(word)
        if at >= 0 and (name not in ("yes", "no") or lower.strip(" .!") == word):
            found.append(Found(name, "hard", at, at + len(word)))
    crises.sort(key=lambda one: one[2][1])
    script = script_of(text)
    return Understanding(
        script=script,
        language=language_of(script),
        concepts=tuple(found),
        priority=crises[0][2][1] if crises else None,
        reason=crises[0][2][2] if crises else None,
        reasons=tuple(dict.fromkeys(one[2][2] for one in crises)),
        flow=crises[0][2][3] if crises else None,
        opt_out=lower.strip(" .!") in STOPS,
        province="12" if "phnom penh" in lower else None,
    )


@dataclass
class Talk:
    """One contact talking; each method returns the events of its turn."""

    flows: Flows
    understand: Understand = simple_words
    conversation: Conversation = field(default_factory=lambda: Conversation("c1"))
    now: datetime = START
    world: dict[Fact, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    def say(self, text: str, **heard: Any) -> tuple[Event, ...]:
        """A text, or with `kind=` something else."""
        heard.setdefault("kind", Kind.TEXT)
        return self._take(
            arbiter.answer(
                self.flows,
                self.conversation,
                Heard(text=text, understanding=self.understand(text), **heard),
                self._world(),
            )
        )

    def press(self, digit: str) -> tuple[Event, ...]:
        """A valid button."""
        return self.say("", kind=Kind.BUTTON, pressed=digit)

    def wait(self, **gap: float) -> Talk:
        """Time passes; nothing happens by itself."""
        self.now += timedelta(**gap)
        return self

    def time_out(self) -> tuple[Event, ...]:
        return self._take(arbiter.time_out(self.flows, self.conversation, self._world()))

    def start(self, flow: str, at: str | None = None) -> tuple[Event, ...]:
        turn = arbiter.start(self.flows, flow, self.conversation, self._world(), at)
        return self._take(turn)

    def take_over(self) -> tuple[Event, ...]:
        return self._take(arbiter.take_over(self.flows, self.conversation, self._world()))

    def give_back(self) -> tuple[Event, ...]:
        return self._take(arbiter.give_back(self.flows, self.conversation, self._world()))

    def change(self, **fields: Any) -> Talk:
        self.conversation = replace(self.conversation, **fields)
        return self

    def know(self, **facts: str) -> Talk:
        """Facts that were remembered before."""
        named = {Fact(name): value for name, value in facts.items()}
        return self.change(facts={**self.conversation.facts, **named})

    def _world(self) -> World:
        facts = {Fact.FIRST_TALK: "yes" if self.conversation.last_inbound_at is None else "no"}
        return World(self.now, {**facts, **self.world})

    def _take(self, turn: Turn) -> tuple[Event, ...]:
        self.conversation, self.events = turn.conversation, turn.events
        for event in turn.events:
            if isinstance(event, CaseOpened):
                known = self.world.get(Fact.OPEN_CASE, "none")
                self.world[Fact.OPEN_CASE] = min(event.priority.value, known)
        return turn.events

    # --- what came of it ------------------------------------------------------------------------

    @property
    def said(self) -> list[str]:
        """The nodes whose texts were said in the last turn."""
        return [event.node for event in self.events if isinstance(event, Said)]

    @property
    def cases(self) -> list[str]:
        """`P1 SELF_HARM_NOW` for each case event of the last turn."""
        return [
            f"{event.priority} {event.reason}"
            for event in self.events
            if isinstance(event, CaseOpened)
        ]

    @property
    def remembered(self) -> dict[str, str]:
        return {e.fact.value: e.value for e in self.events if isinstance(e, Remembered)}

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    @property
    def node(self) -> str | None:
        """The question that waits."""
        return self.conversation.at.node if self.conversation.at else None

    @property
    def handed_over(self) -> bool:
        return OwnerChanged(Owner.HUMAN) in self.events

    def fact(self, fact: Fact) -> str | None:
        return self.conversation.facts.get(fact)


def is_before(events: Iterable[Event], first: type[Event], second: type[Event]) -> bool:
    """True if the first event of one kind comes before the first of the other."""
    kinds = [type(event) for event in events]
    return kinds.index(first) < kinds.index(second)
