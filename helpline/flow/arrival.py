"""What the arrival of a message changes by itself, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from helpline.core.case import Priority
from helpline.core.conversation import SAFE_FOR, TALK_IDLE, Fact
from helpline.flow.engine import Walk
from helpline.flow.forgetting import forget_in_time
from helpline.flow.heard import Heard

KEPT_FAILURES = timedelta(hours=24)
"""After a day misunderstandings no longer add up (CONVERSATIONS F00)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the message came in."""

    first: bool
    """The contact's first message ever, and nothing of ours waits for an answer."""
    hidden: bool
    """The talk was hidden: whoever writes now has to pass the safety question."""
    new_talk: bool
    """After a silence, so that what was left may be offered again."""
    answers_us: bool
    """We may have written first: our opener waits, or somebody may have written meanwhile."""


def arrive(walk: Walk, heard: Heard) -> Arrival:
    """Let time and the mere fact of writing do their part."""
    arrival = Arrival(
        first=walk.conversation.last_inbound_at is None and walk.conversation.at is None,
        hidden=_is_hidden(walk),
        new_talk=_silent_for(walk, TALK_IDLE),
        answers_us=_asked_unasked(walk)
        or (_silent_for(walk, TALK_IDLE) and _may_have_been_written_to(walk)),
    )
    _let_time_pass(walk)
    _reopen(walk)
    _learn_language(walk, heard)
    return arrival


def _silent_for(walk: Walk, gap: timedelta) -> bool:
    last = walk.conversation.last_inbound_at
    return last is not None and walk.world.now - last > gap


def _unanswered_for(walk: Walk, gap: timedelta) -> bool:
    """Since they last wrote, or since we asked, whichever was later.

    Somebody who was silent for months still answers the opener of this morning.
    """
    asked = walk.conversation.asked_at
    return _silent_for(walk, gap) and not (asked and walk.world.now - asked <= gap)


def _asked_unasked(walk: Walk) -> bool:
    """The question that waits was sent by us without being asked (a check-in's opener)."""
    at = walk.conversation.at
    edition = walk.flows.pinned(at) if at else None
    return bool(at and edition and at.node in edition.flow.proactive)


def _may_have_been_written_to(walk: Walk) -> bool:
    """Only who agreed to it, or has a case, is ever written to without having written."""
    agreed = walk.fact(Fact.CONSENT_WRITE) == "yes" or walk.fact(Fact.TIER) != ""
    return agreed or walk.fact(Fact.OPEN_CASE) in Priority.__members__


def _is_hidden(walk: Walk) -> bool:
    """A stop outlives hiding (T11), so hiding a stopped talk is kept as `safe` = no.

    "Not safe to text" counts the same: whoever writes next may be somebody else.
    """
    facts = walk.conversation.facts
    writing = facts.get(Fact.WRITING)
    return writing in ("hidden", "silent") or (
        writing == "stopped" and facts.get(Fact.SAFE) == "no"
    )


def _let_time_pass(walk: Walk) -> None:
    forget_in_time(walk)
    walk.drop_stale()
    if _silent_for(walk, SAFE_FOR):
        walk.forget(Fact.SAFE)
    if _silent_for(walk, KEPT_FAILURES):
        walk.change(failures=0)
    at = walk.conversation.at
    if at is not None and _unanswered_for(walk, walk.kept_for(at)):
        walk.leave()
    if _silent_for(walk, TALK_IDLE) and not _is_kept(walk):
        walk.change(answers={})


def _is_kept(walk: Walk) -> bool:
    return walk.conversation.at is not None or bool(walk.conversation.parked)


def _reopen(walk: Walk) -> None:
    """Who could not be written to, or hid the talk, writes: that much is lifted, a stop is not.

    No event: a pause of everything unasked outlives the message that ends the silence.
    """
    if walk.conversation.facts.get(Fact.WRITING) in ("silent", "hidden"):
        walk.forget(Fact.WRITING)


def _learn_language(walk: Walk, heard: Heard) -> None:
    """Answer in the language of the first words; later only Khmer letters overrule a guess."""
    understood = heard.understanding
    known = walk.fact(Fact.LANGUAGE)
    guess = known and walk.fact(Fact.LANGUAGE_CHOSEN) != "yes"
    wrong_guess = guess and known != "km" and understood.script == "km"
    if understood.script == "none" or not understood.language or (known and not wrong_guess):
        return
    walk.remember(Fact.LANGUAGE, understood.language)
    walk.remember(Fact.LANGUAGE_CHOSEN, "no")
    walk.remember(Fact.SCRIPT, understood.script)
