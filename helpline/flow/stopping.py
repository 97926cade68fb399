"""Rules for what ends a talk at once: stop, hide, danger, wrong number.

The rule itself makes sure of what must not fail (writing stops, safety is asked anew, a case is
open), whatever the flow file says; the flow adds the words.
"""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.conversation import Fact, Owner
from helpline.core.events import Relayed
from helpline.flow import interrupts, places
from helpline.flow.answers import read_answer
from helpline.flow.arrival import Arrival
from helpline.flow.definition import Ask
from helpline.flow.engine import Walk
from helpline.flow.heard import Heard
from helpline.flow.relay import reenter, say_holding_text


def stop(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Opt-out: nothing more unasked; one text, no question (CONVERSATIONS F30)."""
    del arrival
    if not interrupts.is_stop(heard):
        return False
    walk.park()
    if walk.fact(Fact.OPEN_CASE) in ("P1", "P2") or walk.fact(Fact.TIER) == "high":
        walk.open_case(Priority.P2, Reason.OPTOUT_HIGH_RISK, places.STOP, "")
    walk.remember(Fact.WRITING, "stopped")
    walk.begin(places.STOP)
    return True


def hide(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """88: one dull text; nothing of the talk can be seen or resumed (CONVERSATIONS F32)."""
    del arrival
    if interrupts.universal_key(heard, walk.flows.labels) != interrupts.HIDE:
        return False
    _forget_place(walk)
    walk.remember(Fact.WRITING, "hidden")
    walk.begin(places.HIDE)
    if walk.fact(Fact.WRITING) == "hidden":
        walk.forget(Fact.SAFE)
    else:
        walk.remember(Fact.SAFE, "no")  # a stop outlives hiding: this keeps that it was hidden
    return True


def danger(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """99: what is happening now? Also while a person owns the talk."""
    del arrival
    if interrupts.universal_key(heard, walk.flows.labels) != interrupts.DANGER:
        return False
    if heard.understanding.priority is Priority.P1:
        return False  # the words say already what is happening
    reenter(walk)
    at = walk.conversation.at
    if at is not None and at.node == places.DANGER_QUESTION:
        walk.ask_again()
        return True
    walk.park()
    if not walk.begin(places.SAFETY, places.DANGER_QUESTION):
        walk.open_case(Priority.P1, Reason.UNSAFE_NO_ANSWER, places.SAFETY, "")
        walk.hand_over()
        say_holding_text(walk)
    return True


def back_after_hiding(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Whoever writes after 88 passes the safety question first; it tells nothing."""
    del heard
    if not arrival.hidden or places.SAFETY not in walk.flows:
        return False
    reenter(walk)
    walk.leave()
    walk.forget(Fact.SAFE)
    menu = walk.flows.position(places.WELCOME)
    walk.change(callers=(menu,) if menu else ())
    walk.begin(places.SAFETY)
    return True


def wrong_number(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Another person reads here: no more texts, whoever is known or not (CONVERSATIONS F33)."""
    said_so = interrupts.is_wrong_number(heard, first=arrival.first)
    if not said_so or _is_answer(walk, heard):
        return False
    relayed = walk.conversation.owner is Owner.HUMAN
    _forget_place(walk)
    _wrong_number_case(walk)
    walk.remember(Fact.WRITING, "wrong_number")
    walk.begin(places.WRONG_NUMBER)
    if relayed:
        walk.emit(Relayed())
    return True


def _forget_place(walk: Walk) -> None:
    walk.leave()
    walk.change(parked=(), answers={}, last_topic=None)
    walk.forget(Fact.SAFE)


def _wrong_number_case(walk: Walk) -> None:
    if walk.fact(Fact.SHARED_PHONE) == "yes":
        walk.open_case(Priority.P2, Reason.IMPERSONATION, places.WRONG_NUMBER, "")
    else:
        walk.open_case(Priority.P4, Reason.WRONG_NUMBER, places.WRONG_NUMBER, "")


def _is_answer(walk: Walk, heard: Heard) -> bool:
    """ "say wrong number" is an answer of F25.3, and "3 wrong number" of an opener."""
    at = walk.conversation.at
    ask = walk.flows.node(at)
    if at is None or not isinstance(ask, Ask) or ask.answer == "text":
        return False
    return read_answer(at.flow, ask, heard, walk.flows.labels) is not None
