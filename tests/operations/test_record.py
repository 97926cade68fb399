"""Every event has its handler, and an unknown one is an error."""

from __future__ import annotations

from typing import get_args

import pytest

from helpline.core import events
from helpline.core.conversation import Conversation, Fact
from helpline.core.events import Turn
from helpline.operations.moment import Moment, spoken
from helpline.operations.record import HANDLERS, record
from helpline.operations.send import deliver


def test_every_kind_of_event_has_one_handler() -> None:
    assert set(HANDLERS) == set(get_args(events.Event))


def test_an_unknown_event_is_an_error() -> None:
    class Invented:
        pass

    with pytest.raises(KeyError):
        record(None, Turn(Conversation("c"), (Invented(),)))


def test_a_farewell_is_said_whatever_the_order_of_the_events(stage) -> None:
    """Hiding withholds what was queued before; its own cover text is new, and goes."""
    talk = stage()
    talk.say("hello")
    link = talk._link()
    conversation = talk.conversation()
    said = spoken(talk.helpline, "F32", "F32.1", conversation)
    hidden = events.Remembered(Fact.WRITING, "hidden")
    with talk.helpline.store.begin() as tx:
        record(Moment.of(talk.helpline, tx, link), Turn(conversation, (said, hidden)))
    deliver(talk.helpline, link.contact_id)
    assert talk.terminal.sent[-1].text == "Thank you, noted. Have a good day."
