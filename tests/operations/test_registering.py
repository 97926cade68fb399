"""Telling providers where we are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpline.core.channel import Channel
from helpline.core.errors import Refused
from helpline.core.message import SendError, SendReason
from helpline.operations.registering import register


class Provider:
    """A channel whose provider is told, or does not answer."""

    def __init__(self, down: bool = False) -> None:
        self.down = down
        self.told: list[str] = []

    def register_webhook(self, public_url: str) -> None:
        if self.down:
            raise SendError(SendReason.PROVIDER_DOWN, retryable=True)
        self.told.append(public_url)


def test_only_who_has_to_be_told_is_told(stage) -> None:
    talk, provider = stage(), Provider()
    channels = {**talk.helpline.channels, Channel.TELEGRAM: provider}
    assert register(replace(talk.helpline, channels=channels)) == ["telegram"]
    assert provider.told == [talk.helpline.settings.public_url]
    assert register(talk.helpline) == []


def test_a_provider_that_is_down_is_named(stage) -> None:
    helpline = replace(stage().helpline, channels={Channel.TELEGRAM: Provider(down=True)})
    with pytest.raises(Refused, match="telegram: provider_down"):
        register(helpline)
