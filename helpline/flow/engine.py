"""Walks the nodes of flows and collects what happens. One `Walk` is one turn in the making.

The conversation that comes in is never changed; the walk holds its successor. Case events are
collected before the texts that follow them, so the record of a danger never waits for a reply.
"""

from __future__ import annotations

from dataclasses import replace

from helpline.core.consent import Purpose
from helpline.core.conversation import Conversation, Fact, Owner, Position, World
from helpline.core.events import (
    Answered,
    CheckInAgreed,
    Confided,
    ConsentGiven,
    FlowEnded,
    FlowResumed,
    FlowStarted,
    HelpOffered,
    ReferralAsked,
    ReferralTold,
    Said,
    SecretTried,
    TaskSet,
)
from helpline.flow import places
from helpline.flow.answers import Answer
from helpline.flow.definition import (
    AnyNode,
    Ask,
    Branch,
    Call,
    CheckIn,
    End,
    Escalate,
    Feedback,
    GiveConsent,
    Match,
    Offer,
    Refer,
    Remember,
    Say,
    SetTask,
    When,
)
from helpline.flow.flows import Edition, Flows
from helpline.flow.gates import ASKED_BY, FACT, MINOR, OPENS, requirements
from helpline.flow.parking import Parking
from helpline.flow.problems import EngineError
from helpline.flow.speech import said

Quiet = GiveConsent | Refer | Offer | Feedback | Escalate | SetTask | CheckIn | Remember
"""Nodes that only make something known."""

MOST_STEPS = 50
MOST_CALLERS = 8

CONSENT_FACTS = {
    Purpose.KEEP: Fact.CONSENT_KEEP,
    Purpose.WRITE: Fact.CONSENT_WRITE,
    Purpose.SHARE: Fact.CONSENT_SHARE,
}


class Walk(Parking):
    """A turn in the making: where the talk stands now and what has happened so far."""

    def __init__(
        self, flows: Flows, conversation: Conversation, world: World, *, unasked: bool = False
    ) -> None:
        """`unasked` is True where no message of the contact started the turn (a timeout, a
        check-in): then the walk never goes on into what waited before."""
        super().__init__(flows, conversation, world)
        self.unasked = unasked
        self._steps = 0
        self._aside = False

    # --- going somewhere ------------------------------------------------------------------------

    def begin(self, flow_id: str, node: str | None = None) -> bool:
        """Start a flow by itself, not called by another. False if there is no such place."""
        position = self.flows.position(flow_id, node)
        if position is None:
            return False
        self.forget(Fact.TOPIC)  # a word left for another flow must not steer this one
        self._started(position)
        self.run(self._admit(position))
        return True

    def aside(self, flow_id: str, node: str | None = None) -> bool:
        """Say something without leaving the question that waits."""
        before = self.conversation
        position = self.flows.position(flow_id, node)
        if position is None:
            return False
        self._aside = True
        self.change(at=None, callers=(), due_at=None)
        self.run(position)
        self._aside = False
        if self.conversation.at is None:
            self.change(at=before.at, callers=before.callers, due_at=before.due_at)
        return True

    def run(self, position: Position | None) -> None:
        """Walk until the talk waits for an answer or comes to rest."""
        while position is not None:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise EngineError(f"more than {MOST_STEPS} nodes in one turn, last {position.node}")
            edition = self.flows.pinned(position)
            node = edition.nodes.get(position.node) if edition else None
            if edition is None or node is None:
                position = self._changed()
            else:
                position = self._step(edition, node)

    def take_answer(self, position: Position, ask: Ask, answer: Answer) -> None:
        """Note the answer to the question that waits and go where it leads."""
        self.emit(Answered(position.flow, position.node, answer.code))
        answers = {**self.conversation.answers, position.node: answer.code}
        self.change(at=None, due_at=None, failures=0, answers=answers)
        if ask.remember and answer.value:
            self.remember(ask.remember, answer.value)
            if ask.remember is Fact.LANGUAGE:
                self.remember(Fact.LANGUAGE_CHOSEN, "yes")
        if ask.id == places.RETURN_QUESTION and self._answered_return(answer):
            return
        self.run(replace(position, node=self._confided(ask, answer)))

    def _confided(self, ask: Ask, answer: Answer) -> str:
        """Hand on a secret, or compare it with the one that is known; where that leads."""
        if ask.secret is None or not answer.words:
            return answer.go
        if ask.wrong is None:
            self.emit(Confided(ask.secret, answer.words))
            return answer.go
        right = self.world.verifies(ask.secret, answer.words)
        self.emit(SecretTried(ask.secret, right))
        return answer.go if right else ask.wrong

    def ask_again(self) -> None:
        """Say the question that waits once more; its time starts anew."""
        position = self.conversation.at
        self.change(at=None)
        self.run(position)

    def call_from_question(self, flow_id: str, node: str | None = None) -> bool:
        """Run a flow and come back to the question that waits."""
        target = self.flows.position(flow_id, node)
        if target is None:
            return False
        if self.conversation.at is not None:
            self._push(self.conversation.at)
        self.change(at=None, due_at=None)
        self._started(target)
        self.run(self._admit(target))
        return True

    # --- back to what was parked ------------------------------------------------------------------

    def offer_return(self) -> bool:
        """Ask whether the contact wants to go back to what was parked. False if nothing was."""
        question = self.flows.position(places.RECAP, places.RETURN_QUESTION)
        if question is None or not self.conversation.parked:
            return False
        self.leave()
        self._started(question)
        self.run(self._admit(question))
        return True

    def resume(self) -> bool:
        """Go back to what was parked last. False if nothing was."""
        if not self.conversation.parked:
            return False
        *rest, last = self.conversation.parked
        self.change(parked=tuple(rest), callers=last.callers)
        self.emit(FlowResumed(last.at.flow, last.at.node))
        self._set_topic(last.at)
        self.run(self._come_back(last.at))
        return True

    def _answered_return(self, answer: Answer) -> bool:
        """F35.2: its first answer leads to what was parked; its second lets it go."""
        if answer.digit == places.GO_ON_DIGIT:
            self.emit(FlowEnded(places.RECAP))
            return self.resume() or self.begin(places.WELCOME)  # too late: it was let go
        if answer.digit == places.START_NEW_DIGIT:
            self.change(parked=())
        return False

    # --- between flows --------------------------------------------------------------------------

    def _started(self, position: Position) -> None:
        self.emit(FlowStarted(position.flow))
        self._set_topic(position)

    def _set_topic(self, position: Position) -> None:
        if position.flow not in places.PASSING:
            self.change(last_topic=position.flow)

    def _push(self, position: Position) -> None:
        self.change(callers=(*self.conversation.callers, position)[-MOST_CALLERS:])

    def _admit(self, position: Position) -> Position | None:
        """The place itself, or the gate that must be passed first."""
        edition = self.flows.pinned(position)
        if edition is None:
            return position
        for requirement in self._wanted(edition, position.node):
            if requirement == "age" and self.fact(Fact.AGE) in MINOR:
                return self._child_instead()
            gate = self.flows.position(ASKED_BY[requirement])
            if gate is not None and self.fact(FACT[requirement]) not in OPENS[requirement]:
                return self._through(gate, position)
        return position

    def _wanted(self, edition: Edition, node: str) -> tuple[str, ...]:
        """A question about what was parked is as sensitive as what was parked."""
        wanted: tuple[str, ...] = requirements(edition, node)
        if node == places.RETURN_QUESTION and self.conversation.parked:
            parked = self.conversation.parked[-1].at
            behind = self.flows.pinned(parked)
            wanted += requirements(behind, parked.node) if behind else ()
        return tuple(dict.fromkeys(wanted))

    def _through(self, gate: Position, behind: Position) -> Position | None:
        if any(caller.flow == gate.flow for caller in self.conversation.callers):
            return behind  # a gate that stands behind itself would never open
        self._push(behind)
        self._started(gate)
        return self._admit(gate)

    def _child_instead(self) -> Position | None:
        """Nobody under 18 is led on by a flow for adults (CONVERSATIONS F05, F19)."""
        self.leave()
        child = self.flows.position(places.CHILD)
        if child is not None:
            self._started(child)
        return child or self.flows.position(places.WELCOME)

    def _come_back(self, position: Position) -> Position | None:
        """Go on where a called flow was called from, if what it asks for holds now."""
        edition = self.flows.pinned(position)
        wanted = requirements(edition, position.node) if edition else ()
        if "age" in wanted and self.fact(Fact.AGE) in MINOR:
            self.leave()
            return None
        unsafe = "safe" in wanted and self.fact(Fact.SAFE) in ("no", "unsure")
        waits = self.conversation.owner is Owner.HUMAN and "safe" in wanted
        if unsafe or (waits and self.fact(Fact.SAFE) != "yes"):
            self.change(at=position)
            self.park()
            return None
        return self._admit(position)

    def _changed(self) -> Position | None:
        """The place is gone with an old version: say so, then the menu (SAFETY R17).

        Facts, consent and a stop are kept; only the answer to the lost question is not taken.
        """
        self.leave()
        apology = self.flows.position(places.FALLBACK, places.CHANGED_TEXT)
        edition = self.flows.edition(places.FALLBACK)
        node = self.flows.node(apology)
        if edition is not None and isinstance(node, Say):
            self.emit(said(self.flows, edition, node, self.conversation))
        menu = self.flows.position(places.WELCOME)
        if menu is not None:
            self._started(menu)
        return menu

    # --- nodes ----------------------------------------------------------------------------------

    def _step(self, edition: Edition, node: AnyNode) -> Position | None:
        match node:
            case Say() | Ask():
                return self._spoken(edition, node)
            case Branch():
                return edition.position(self._chosen(node))
            case Call():
                return self._called(edition, node)
            case End():
                return self._ended(edition, node)
            case Match():
                return edition.position(self._matched(node))
            case _:
                self._done(edition, node)
                return edition.position(node.go)

    def _spoken(self, edition: Edition, node: Say | Ask) -> Position | None:
        here = edition.position(node.id)
        admitted = here if self._aside else self._admit(here)
        if admitted != here:
            return admitted
        self.emit(said(self.flows, edition, node, self.conversation))
        if isinstance(node, Say):
            return edition.position(node.go)
        wait = edition.flow.timeout if node.timeout is None else node.timeout
        now = self.world.now
        self.change(at=here, asked=self.conversation.asked + 1, asked_at=now, due_at=now + wait)
        return None

    def _chosen(self, branch: Branch) -> str:
        return next((when.go for when in branch.when if self._holds(when)), branch.otherwise)

    def _matched(self, node: Match) -> str:
        found = self.world.offers(self.conversation.facts)
        self.forget(Fact.OFFERED)
        if not found:
            return node.none
        self.remember(Fact.OFFERED, " ".join(found))
        return node.go

    def _holds(self, when: When) -> bool:
        if when.fact is not None:
            value = self.fact(when.fact)
        else:
            value = self.conversation.answers.get(when.answer or "", "")
        has = not when.has or bool(set(value.split()) & set(when.has))
        return has and (not when.any or value in when.any) and value not in when.none

    def _called(self, edition: Edition, node: Call) -> Position | None:
        target = self.flows.position(node.flow, node.at)
        if target is None:
            return self._changed()
        behind = edition.nodes.get(node.go)
        if not (isinstance(behind, End) and not behind.quiet):
            self._push(edition.position(node.go))
        self._started(target)
        return self._admit(target)

    def _ended(self, edition: Edition, node: End) -> Position | None:
        if not self._aside:
            self.emit(FlowEnded(edition.id))
        if self._aside:
            return None
        if node.quiet or self.unasked:
            self.park()
            return None
        if self.conversation.callers:
            *rest, back = self.conversation.callers
            self.change(callers=tuple(rest))
            return self._come_back(back)
        self.change(at=None, due_at=None)
        if self.conversation.owner is not Owner.BOT or edition.id == places.RECAP:
            return None
        return None if self.offer_return() else self._never_silent()

    def _never_silent(self) -> Position | None:
        """Whoever skips the last question of a flow comes to the menu, not to nothing."""
        menu = self.flows.position(places.WELCOME)
        if menu is None or any(isinstance(event, Said) for event in self.events):
            return None
        self._started(menu)
        return self._admit(menu)

    def _done(self, edition: Edition, node: Quiet) -> None:
        """Nodes that only make something known."""
        match node:
            case Escalate():
                self.open_case(node.priority, node.reason, edition.id, node.id)
                if node.hand_over:
                    self.hand_over()
            case Remember():
                if node.set.get(Fact.WRITING) == "wrong_number":
                    self.forget_place()
                for fact, value in node.set.items():
                    self.remember(fact, value)
            case GiveConsent():
                self._consent(node)
            case Refer():
                self.emit(ReferralAsked(node.service, node.scope))
            case Offer():
                self.emit(HelpOffered())
            case Feedback():
                self.emit(ReferralTold(node.told, node.because))
            case SetTask():
                self.emit(TaskSet(node.task, node.after))
            case CheckIn():
                self._keep(Fact.TIER, node.tier)
                self.emit(CheckInAgreed(node.tier))

    def _consent(self, node: GiveConsent) -> None:
        self._keep(CONSENT_FACTS[node.purpose], "yes" if node.granted else "no")
        context = f"{node.shown.partition('.')[0]}/{node.shown}"
        self.emit(ConsentGiven(node.purpose, node.granted, context, node.scope or ""))
