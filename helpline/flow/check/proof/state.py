"""Where a talk stands, and when two talks stand at the same place."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from helpline.core.case import Priority, Reason
from helpline.core.conversation import WORLD_FACTS, Conversation, Fact
from helpline.core.events import CaseOpened, Turn
from helpline.flow import places
from helpline.flow.definition import Branch, Refer
from helpline.flow.flows import Edition, Flows
from helpline.flow.gates import FACT

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)

SAME = {"skipped": "adult", "15_17": "under_15"}
"""Values of a gate's fact that open and close it alike."""


@dataclass(frozen=True, slots=True)
class State:
    """A talk between two turns."""

    conversation: Conversation
    now: datetime = START
    case: str = "none"
    """Priority of the open case, or `none`."""
    reasons: frozenset[Reason] = frozenset()
    """Why it was opened so far."""

    def after(self, turn: Turn, now: datetime) -> State:
        """Where a turn leads; a case that it opened stays open."""
        cases = [event for event in turn.events if isinstance(event, CaseOpened)]
        opened = [event.priority for event in cases]
        if self.case in Priority.__members__:
            opened.append(Priority(self.case))
        case = Priority.highest(*opened).value if opened else "none"
        reasons = self.reasons | {event.reason for event in cases}
        return State(turn.conversation, now, case, reasons)


RETURNS = frozenset({places.RECAP})
"""The flow in which it matters what was parked."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a flow compares with which values; it cannot tell the other values apart."""

    facts: Mapping[Fact, Collection[str]]
    answers: Mapping[str, Collection[str]]

    def known(self, talk: Conversation) -> Iterator[tuple[str, str]]:
        """Facts as this flow sees them; a gate's own as far as they open and close it alike."""
        for fact, value in talk.facts.items():
            if fact in self.facts and fact not in WORLD_FACTS:
                seen = SAME.get(value, value)
                yield fact, seen if seen in self.facts[fact] else "other"

    def answered(self, talk: Conversation) -> Iterator[str]:
        """Codes of the answers that this flow reads."""
        for node, code in talk.answers.items():
            if node in self.answers:
                yield code if code in self.answers[node] else "other"


class Relevance:
    """Which facts and answers each flow reads."""

    def __init__(self, flows: Flows, *, deep: bool) -> None:
        """Not `deep`: of the answers of a flow only the last one counts."""
        self._reads = {edition.id: _read_by(edition) for edition in flows}
        self._deep = deep

    def key_of(self, state: State) -> Hashable:
        """Two talks with one key go on in the same way, as far as the flow in play reads.

        Of the answers that it reads only the codes count, not which question had which: a
        screening of seven questions would else be walked three thousand times.
        """
        talk = state.conversation
        at, caller = talk.at, talk.callers[-1] if talk.callers else None
        reads = self._reads[at.flow if at and at.flow in self._reads else places.WELCOME]
        return (
            at.node if at else None,
            caller.node if caller else None,
            self._parked(talk),
            talk.owner,
            talk.last_inbound_at is None,
            state.case if Fact.OPEN_CASE in reads.facts else "",
            frozenset(reads.known(talk)),
            frozenset(reads.answered(talk)) if self._deep else None,
        )

    def place_of(self, state: State) -> Hashable:
        """Where it stands, whoever stands there: everything is tried once at each place."""
        talk = state.conversation
        safe = talk.facts.get(Fact.SAFE) == "yes"
        quiet = Fact.WRITING in talk.facts
        behind = bool(talk.callers), bool(talk.parked), state.case in ("P1", "P2")
        return (*self.question_of(state), safe, quiet, *behind, talk.failures)

    def question_of(self, state: State) -> tuple[Hashable, ...]:
        """What waits and who answers: words of danger are tried at each."""
        talk = state.conversation
        return (talk.at.node if talk.at else None, talk.owner, talk.taken)

    def _parked(self, talk: Conversation) -> str | None:
        """What was parked matters where it is offered again."""
        if not talk.parked:
            return None
        offered = talk.at is None or talk.at.flow in RETURNS
        return talk.parked[-1].at.node if offered else None


def _read_by(edition: Edition) -> Reads:
    gates = {FACT[one] for one in edition.flow.requires} | {Fact.SAFE}
    facts: dict[Fact, set[str]] = {fact: {"yes", "no", *SAME.values()} for fact in gates}
    answers: dict[str, set[str]] = {}
    for node in edition.nodes.values():
        if isinstance(node, Refer):  # what a claim reads (`claims.sharing_is_agreed`)
            facts[Fact.CONSENT_SHARE] = {"yes", "less", "no"}
        for when in node.when if isinstance(node, Branch) else ():
            compared = {*when.any, *when.none}
            if when.fact:
                facts.setdefault(when.fact, set()).update(compared, when.has)
            elif when.answer:
                answers.setdefault(when.answer, set()).update(compared)
    return Reads(facts, answers)
