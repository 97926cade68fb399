"""What the arrival of a message changes by itself, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from helpline.core.conversation import SAFE_FOR, TALK_IDLE, Fact
from helpline.flow.engine import Walk
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


def arrive(walk: Walk, heard: Heard) -> Arrival:
    """Let time and the mere fact of writing do their part."""
    arrival = Arrival(
        first=walk.conversation.last_inbound_at is None and walk.conversation.at is None,
        hidden=_is_hidden(walk),
        new_talk=_silent_for(walk, TALK_IDLE),
    )
    _let_time_pass(walk)
    _reopen(walk)
    _learn_language(walk, heard)
    return arrival


def _silent_for(walk: Walk, gap: timedelta) -> bool:
    last = walk.conversation.last_inbound_at
    return last is not None and walk.world.now - last > gap


def _is_hidden(walk: Walk) -> bool:
    """A stop outlives hiding (T11), so hiding a stopped talk is kept as `safe` = no."""
    facts = walk.conversation.facts
    writing = facts.get(Fact.WRITING)
    return writing == "hidden" or (writing == "stopped" and facts.get(Fact.SAFE) == "no")


def _let_time_pass(walk: Walk) -> None:
    walk.drop_stale()
    if _silent_for(walk, SAFE_FOR):
        walk.forget(Fact.SAFE)
    if _silent_for(walk, KEPT_FAILURES):
        walk.change(failures=0)
    at = walk.conversation.at
    if at is not None and _silent_for(walk, walk.kept_for(at)):
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
