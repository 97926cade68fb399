"""Every event has its handler, and an unknown one is an error."""

from __future__ import annotations

from typing import get_args

import pytest

from helpline.core import events
from helpline.core.conversation import Conversation
from helpline.core.events import Turn
from helpline.operations.record import HANDLERS, record


def test_every_kind_of_event_has_one_handler() -> None:
    assert set(HANDLERS) == set(get_args(events.Event))


def test_an_unknown_event_is_an_error() -> None:
    class Invented:
        pass

    with pytest.raises(KeyError):
        record(None, Turn(Conversation("c"), (Invented(),)))
