"""A way in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpline.core.channel import Channel, Traits
from helpline.core.message import Hook, Inbound, Outbound, Refusal, SendResult, StatusUpdate


@dataclass(frozen=True, slots=True)
class Malformed:
    """A hook that is ours but cannot be understood: 200, and kept in quarantine."""

    problem: str


Read = Sequence[Inbound | StatusUpdate] | Refusal | Malformed


class ChannelPort(Protocol):
    """A way in and out. `send` raises SendError and nothing else."""

    name: Channel
    traits: Traits

    def read(self, hook: Hook) -> Read:
        """Verify, parse and clean. Never raises; an empty sequence means: not for us."""

    def send(self, outbound: Outbound) -> SendResult: ...

    def look_up(
        self, outbound: Outbound, since: datetime, known: Callable[[Sequence[str]], frozenset[str]]
    ) -> SendResult | None:
        """After an unknown outcome: did the provider take it? None if it cannot tell or did not.

        `known` says which provider ids already belong to other messages.
        """

    def answer_press(self, press_id: str) -> None:
        """Tell the channel that a button press arrived. Errors are swallowed."""


Channels = Mapping[Channel, ChannelPort]
