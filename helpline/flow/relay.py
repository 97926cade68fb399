"""While a person owns the talk: the bot passes on, and says at most that a person will read it."""

from __future__ import annotations

from datetime import timedelta

from helpline.core.conversation import Fact, Owner
from helpline.core.events import Relayed
from helpline.flow import interrupts, places
from helpline.flow.arrival import Arrival
from helpline.flow.engine import Walk
from helpline.flow.heard import Heard

HOLDING_EVERY = timedelta(minutes=30)
SILENT_AFTER_FAILURES = 3
"""After the third misunderstanding no more bot texts until a person writes (F00)."""


def owned(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """The message belongs to the person who owns the talk, except the menu."""
    del arrival
    talk = walk.conversation
    if talk.owner is not Owner.HUMAN or not (talk.taken or talk.at is None):
        return False
    if interrupts.universal_key(heard, walk.flows.labels) == interrupts.MENU:
        reenter(walk)
        return False
    pass_on(walk)
    return True


def pass_on(walk: Walk) -> None:
    """Relay it, and say once in a while that a person will read it."""
    walk.emit(Relayed())
    say_holding_text(walk)


def say_holding_text(walk: Walk) -> None:
    """F26.hold, at most once per half hour, and only while nobody has taken over."""
    if _may_hold(walk) and walk.aside(places.RELAY, places.HOLDING_TEXT):
        walk.change(held_at=walk.world.now)


def reenter(walk: Walk) -> None:
    """The contact calls the bot into a talk with a person: it may finish what it asks now.

    The person is told by the relayed message and is back with the next word they write.
    """
    if walk.conversation.owner is Owner.HUMAN:
        walk.emit(Relayed())
        walk.change(taken=False)


def _may_hold(walk: Walk) -> bool:
    talk = walk.conversation
    if talk.taken or talk.failures >= SILENT_AFTER_FAILURES:
        return False
    if talk.facts.get(Fact.WRITING) == "wrong_number":
        return False  # it would tell another reader that somebody is known here
    return talk.held_at is None or walk.world.now - talk.held_at >= HOLDING_EVERY
