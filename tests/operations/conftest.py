"""Talks over the real engine and an in-memory store, for tests of operations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from content import content
from helpline import wiring
from helpline.core.channel import Channel
from helpline.rehearsal import Rehearsal

Stage = Callable[..., Rehearsal]


@pytest.fixture
def stage() -> Stage:
    """Makes a talk: `stage()` by SMS with somebody on call."""

    def make(channel: Channel = Channel.SMS, *, on_call: bool = True) -> Rehearsal:
        talk = wiring.rehearse(channel, content=content())
        talk.staff(on_call=on_call)
        return talk

    return make
