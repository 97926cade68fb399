"""Rules for what ends a talk at once: stop, hide, danger, wrong number.

The rule itself makes sure of what must not fail (writing stops, safety is asked anew, a case is
open), whatever the flow file says; the flow adds the words.
"""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.conversation import Fact, Owner
from helpline.core.events import Relayed
from helpline.flow import interrupts, places
from helpline.flow.answers import ANY_WORDS, read_answer
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
    walk.forget_place()
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
    """Whoever writes after 88, or after "not safe to text", passes the safety question first.

    Then comes the menu, or where a person has the talk, that this person will read it. Another
    reader who says that the number is wrong is heard, as always.
    """
    if not arrival.hidden or places.SAFETY not in walk.flows:
        return False
    if interrupts.is_wrong_number(heard, answers_us=False):
        return False
    reenter(walk)
    walk.leave()
    walk.forget(Fact.SAFE)
    behind = walk.flows.position(*_behind_safety(walk))
    walk.change(callers=(behind,) if behind else ())
    walk.begin(places.SAFETY)
    return True


def _behind_safety(walk: Walk) -> tuple[str, str | None]:
    if walk.conversation.owner is Owner.HUMAN:
        return places.RELAY, places.HOLDING_TEXT
    return places.WELCOME, None


def wrong_number(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Another person reads here: no more texts, whoever is known or not (CONVERSATIONS F33)."""
    at = walk.conversation.at
    opener = at is not None and at.node in places.OPENERS
    said_so = interrupts.is_wrong_number(heard, answers_us=arrival.answers_us, at_opener=opener)
    if not _chosen_at_opener(walk, heard) and (not said_so or _is_answer(walk, heard)):
        return False
    relayed = walk.conversation.owner is Owner.HUMAN
    walk.forget_place()
    _wrong_number_case(walk, heard)
    walk.remember(Fact.WRITING, "wrong_number")
    walk.begin(places.WRONG_NUMBER)
    if relayed:
        walk.emit(Relayed())
    return True


def _wrong_number_case(walk: Walk, heard: Heard) -> None:
    """A shared phone, or words about a wife or a husband, may mean danger for her or him (F33)."""
    if walk.fact(Fact.SHARED_PHONE) == "yes" or interrupts.names_kin(heard):
        walk.open_case(Priority.P2, Reason.IMPERSONATION, places.WRONG_NUMBER, "")
    else:
        walk.open_case(Priority.P4, Reason.WRONG_NUMBER, places.WRONG_NUMBER, "")


def _chosen_at_opener(walk: Walk, heard: Heard) -> bool:
    """ "3 wrong number" to a check-in: another reader, like one who writes the words."""
    at = walk.conversation.at
    ask = walk.flows.node(at)
    if at is None or at.node not in places.OPENERS or not isinstance(ask, Ask):
        return False
    answer = read_answer(at.flow, ask, heard, walk.flows.labels)
    return answer is not None and answer.code == "wrong_number"


def _is_answer(walk: Walk, heard: Heard) -> bool:
    """ "say wrong number" is an answer of F25.3, and "3 wrong number" of an opener."""
    at = walk.conversation.at
    ask = walk.flows.node(at)
    if at is None or not isinstance(ask, Ask) or ask.answer in ANY_WORDS:
        return False
    return read_answer(at.flow, ask, heard, walk.flows.labels) is not None
