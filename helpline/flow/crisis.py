"""The crisis scan: danger in words opens a case at once, whatever runs, in any language.

The case is recorded by this rule itself and never depends on a flow file (SAFETY T14). Hard
words start the crisis flow; words that only hint ask its one question.
"""

from __future__ import annotations

from helpline.core.case import Priority
from helpline.core.conversation import Fact, Owner
from helpline.core.events import Relayed
from helpline.flow import interrupts, places
from helpline.flow.arrival import Arrival
from helpline.flow.definition import Ask, Escalate, Say
from helpline.flow.engine import Walk
from helpline.flow.flows import Edition
from helpline.flow.heard import Heard
from helpline.flow.keywords import target_of
from helpline.flow.relay import reenter, say_holding_text
from helpline.flow.urgency import priority_of
from helpline.text.understanding import Understanding


def crisis(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Danger in what was said. True unless there is none."""
    del arrival
    understood = heard.understanding
    edition = walk.flows.find(understood.flow) if understood.flow else None
    if interrupts.is_one_digit(heard) or not _is_danger(understood, edition):
        return False
    known = walk.fact(Fact.OPEN_CASE)
    _open_cases(walk, understood, edition)
    if _person_knows(walk, known):
        walk.emit(Relayed())
    elif edition is None:
        _to_a_person(walk)
    else:
        _ask_about(walk, heard, edition)
    return True


def _ask_about(walk: Walk, heard: Heard, edition: Edition) -> None:
    """The crisis flow's questions; what it asks already is asked once more."""
    hard = _is_hard(walk, heard.understanding, edition)
    asks_already = _in_crisis_flow(walk, edition, hard)
    if hard and edition.flow.crisis:
        reenter(walk)
        walk.hand_over()
    if asks_already:
        walk.ask_again()
    else:
        _enter(walk, heard, edition, hard)


def _is_danger(understood: Understanding, edition: Edition | None) -> bool:
    """P1 and P2 always; a faint hint (P3) where it leads to a crisis flow's question."""
    if understood.priority in (Priority.P1, Priority.P2):
        return True
    return understood.priority is not None and edition is not None and edition.flow.crisis


def _open_cases(walk: Walk, understood: Understanding, edition: Edition | None) -> None:
    """The reason that decided comes first; the others come along at their own urgency."""
    if understood.priority is None:
        return
    flow = edition.id if edition else places.FALLBACK
    node = edition.flow.start if edition else ""
    if understood.reason:
        walk.open_case(understood.priority, understood.reason, flow, node)
    for reason in understood.reasons:
        if reason is not understood.reason:
            walk.open_case(priority_of(reason, understood.priority), reason, flow, node)


def _person_knows(walk: Walk, known: str) -> bool:
    """A person is in the talk and the case is as urgent already: the bot does not repeat itself."""
    talk = walk.conversation
    if talk.owner is not Owner.HUMAN or not talk.taken:
        return False
    return known == walk.fact(Fact.OPEN_CASE)


def _to_a_person(walk: Walk) -> None:
    """Danger without a flow of its own: a person owns the talk, and is said to."""
    reenter(walk)
    walk.hand_over()
    say_holding_text(walk)


def _is_hard(walk: Walk, understood: Understanding, edition: Edition) -> bool:
    if understood.priority is Priority.P1:
        return True
    return any(
        found.strength != "soft" and walk.flows.entries.get(found.name, ("",))[0] == edition.id
        for found in understood.concepts
    )


def _in_crisis_flow(walk: Walk, edition: Edition, hard: bool) -> bool:
    """True if this flow asks already, or words only hint while another crisis flow asks.

    Reached by a hint it has called nobody yet: plain words of danger begin it in earnest.
    """
    at = walk.conversation.at
    running = walk.flows.pinned(at) if at else None
    if at is None or running is None or not isinstance(walk.flows.node(at), Ask):
        return False
    if running.id == edition.id:
        return not hard or walk.conversation.owner is Owner.HUMAN
    return running.flow.crisis and not hard


def _enter(walk: Walk, heard: Heard, edition: Edition, hard: bool) -> None:
    """Park what runs, and begin."""
    reenter(walk)
    walk.park()
    walk.begin(edition.id, _hard_start(walk, heard, edition) if hard else _soft_start(edition))


def _hard_start(walk: Walk, heard: Heard, edition: Edition) -> str:
    target = target_of(walk, heard)
    return target[1] if target and target[0] == edition.id else edition.flow.start


def _soft_start(edition: Edition) -> str:
    """The one question for a hint: `soft`, else the first words behind the alert of the start."""
    if edition.flow.soft:
        return edition.flow.soft
    node = edition.nodes.get(edition.flow.start)
    for _ in edition.nodes:
        if isinstance(node, Say | Ask) or not isinstance(node, Escalate):
            break
        node = edition.nodes.get(node.go)
    return node.id if node is not None else edition.flow.start
