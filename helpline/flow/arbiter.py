"""The one door for everything a contact says, and for what time brings about.

`answer` decides what a message is, in the order of DESIGN section 4 and CONVERSATIONS 4.1, and
lets the engine do the rest:

    stop · hide · danger · crisis · back after hiding · wrong number · a person owns the talk ·
    the question that waits (its universal keys first) · universal keys · no words · first
    contact · back after a stop · keywords · not understood

Each rule is one function that returns True when it has dealt with the message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from helpline.core.conversation import Conversation, Fact, Owner, World
from helpline.core.events import OwnerChanged, Relayed, Turn
from helpline.core.message import Kind
from helpline.flow import places
from helpline.flow.arrival import Arrival, arrive
from helpline.flow.crisis import crisis
from helpline.flow.definition import Ask
from helpline.flow.engine import Walk
from helpline.flow.flows import Flows
from helpline.flow.forgetting import forget_in_time, set_time
from helpline.flow.heard import Heard
from helpline.flow.problems import EngineError
from helpline.flow.question import question, safe_gap, universal
from helpline.flow.relay import owned
from helpline.flow.stopping import back_after_hiding, danger, hide, stop, wrong_number
from helpline.flow.understood import back_in, first_contact, keyword, not_understood, without_words

Rule = Callable[[Walk, Heard, Arrival], bool]

RULES: tuple[Rule, ...] = (
    stop,
    hide,
    danger,
    crisis,
    back_after_hiding,
    wrong_number,
    owned,
    safe_gap,
    question,
    universal,
    without_words,
    first_contact,
    back_in,
    keyword,
    not_understood,
)

Expected = Literal["choice", "number", "age", "time", "province", "text"]

EXPECTED: dict[str, Expected] = {
    "choice": "choice",
    "several": "choice",
    "number": "number",
    "time": "time",
    "province": "province",
}
"""What a question asks for; words in all other cases."""


def answer(flows: Flows, conversation: Conversation, heard: Heard, world: World) -> Turn:
    """What becomes of the talk when the contact says this."""
    if heard.stale_button:
        return Turn(conversation, ())
    if heard.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        return _reachable(flows, conversation, heard, world)
    if heard.kind is Kind.EDIT:
        return _edited(flows, conversation, heard, world)
    walk = Walk(flows, conversation, world)
    arrival = arrive(walk, heard)
    next(rule for rule in RULES if rule(walk, heard, arrival))
    walk.change(last_inbound_at=world.now)
    set_time(walk)
    return walk.turn()


def time_out(flows: Flows, conversation: Conversation, world: World) -> Turn:
    """What becomes of the talk when nobody answered the question in time.

    A question without `on_timeout` rests in silence and may still be answered later. Where
    nobody agreed that the talk is kept, it is forgotten when its time comes.
    """
    walk = Walk(flows, conversation, world, unasked=True)
    if forget_in_time(walk) or conversation.due_at is None or conversation.due_at > world.now:
        return walk.turn()
    walk.change(due_at=None)
    ask = flows.node(conversation.at)
    at = conversation.at
    if isinstance(ask, Ask) and at and ask.on_timeout and not conversation.taken:
        walk.change(at=None)
        walk.run(replace(at, node=ask.on_timeout))
        set_time(walk)
    return walk.turn()


def start(
    flows: Flows, flow_id: str, conversation: Conversation, world: World, at: str | None = None
) -> Turn:
    """Start a flow that the contact did not ask for: a check-in, feedback, a forced start.

    Raises EngineError if there is no such flow or node.
    """
    walk = Walk(flows, conversation, world, unasked=True)
    walk.park()
    if not walk.begin(flow_id, at):
        raise EngineError(f"there is no flow {flow_id} with a node {at or 'to start at'}")
    set_time(walk)
    return walk.turn()


def take_over(flows: Flows, conversation: Conversation, world: World) -> Turn:
    """A person enters the talk: the bot falls silent and what ran can be offered again later."""
    walk = Walk(flows, conversation, world, unasked=True)
    walk.hand_over()
    walk.park()
    walk.change(taken=True, failures=0)
    return walk.turn()


def lend(flows: Flows, flow_id: str, conversation: Conversation, world: World) -> Turn:
    """A person in the talk lets the bot ask a flow; what is said after it is the person's again.

    Raises EngineError if there is no such flow.
    """
    walk = Walk(flows, conversation, world, unasked=True)
    walk.park()
    walk.change(taken=False, failures=0, held_at=world.now)
    if not walk.begin(flow_id):
        raise EngineError(f"there is no flow {flow_id}")
    return walk.turn()


def give_back(
    flows: Flows, conversation: Conversation, world: World, *, agreed: bool = True
) -> Turn:
    """The person leaves the talk: the bot answers what comes next, and 8 says what was `agreed`."""
    walk = Walk(flows, conversation, world, unasked=True)
    walk.change(owner=Owner.BOT, taken=False, failures=0, held_at=None)
    if agreed:
        walk.change(last_topic=places.RELAY)
    walk.emit(OwnerChanged(Owner.BOT))
    return walk.turn()


def expected(flows: Flows, conversation: Conversation) -> Expected | None:
    """What the question that waits asks for: a bare 8 may be a time, 15 an age."""
    ask = flows.node(conversation.at)
    if not isinstance(ask, Ask):
        return None
    if ask.answer == "number":
        return "age" if ask.remember is Fact.AGE else "number"
    return EXPECTED.get(ask.answer, "text")


def _reachable(flows: Flows, conversation: Conversation, heard: Heard, world: World) -> Turn:
    """Blocking is a stop. Unblocking is none of ours: only the person reopens a stop (T11)."""
    walk = Walk(flows, conversation, world)
    if heard.kind is Kind.BLOCKED:
        walk.remember(Fact.WRITING, "stopped")
    return walk.turn()


def _edited(flows: Flows, conversation: Conversation, heard: Heard, world: World) -> Turn:
    """An edit never answers a question, but danger in it counts (SAFETY R15)."""
    walk = Walk(flows, conversation, world)
    arrival = Arrival(first=False, hidden=False, new_talk=False, answers_us=False)
    found = crisis(walk, heard, arrival)
    if not found and conversation.owner is Owner.HUMAN:
        walk.emit(Relayed())
    return walk.turn()
