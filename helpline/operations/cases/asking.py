"""Let the bot ask something, or answer alone for a while, and step in again."""

from __future__ import annotations

from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused
from helpline.flow import arbiter
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action
from helpline.operations.cases.acting import act, conversation_of, note, ring, step_into
from helpline.operations.cases.writing import needs_reason, refuse_unsafe
from helpline.operations.helpline import Helpline
from helpline.operations.record import record

ASKABLE = ("F03", "F04", "F05", "F06", "F07", "F10", "F11", "F14", "F28", "F29")
"""Flows that a caseworker may send: questions and information, never a crisis flow."""


def send_flow(
    helpline: Helpline, actor: Caseworker, case_id: str, flow_id: str, reason: str = ""
) -> None:
    """Let the bot ask a flow in the talk; what is said after it is the caseworker's again.

    The flow keeps its own rules: it asks whether it is a good time before anything sensitive.
    Raises Refused as `reply` does, and Refused("no_such_flow" | "one_way").
    """
    if flow_id not in ASKABLE or helpline.flows.edition(flow_id) is None:
        raise Refused("no_such_flow")
    with helpline.store.begin() as tx:
        _, moment = act(helpline, tx, actor, Action.REPLY, case_id)
        refuse_unsafe(moment)
        if not helpline.channels[moment.link.address.channel].traits.can_receive_reply:
            raise Refused("one_way")
        words = ""
        if needs_reason(moment.contact, moment.now):
            try:
                words = given_reason(reason)
            except Refused:
                raise Refused("hour_needs_reason") from None
        conversation = conversation_of(moment)
        world = moment.world(conversation)
        note(moment, "flow_sent", actor, code=flow_id, words=words)
        record(moment, arbiter.lend(helpline.flows, flow_id, conversation, world))
    ring(helpline, moment)


def give_back(helpline: Helpline, actor: Caseworker, case_id: str) -> None:
    """The bot answers what comes next; the case stays with whoever has it."""
    with helpline.store.begin() as tx:
        _, moment = act(helpline, tx, actor, Action.REPLY, case_id)
        conversation = conversation_of(moment)
        world = moment.world(conversation)
        note(moment, "bot_answers", actor)
        turn = arbiter.give_back(helpline.flows, conversation, world, agreed=False)
        record(moment, turn)


def step_in(helpline: Helpline, actor: Caseworker, case_id: str) -> None:
    """A person answers again; the contact is told so, if it is safe."""
    with helpline.store.begin() as tx:
        _, moment = act(helpline, tx, actor, Action.REPLY, case_id)
        if not conversation_of(moment).taken:
            note(moment, "person_answers", actor)
            step_into(moment, actor)
    ring(helpline, moment)
