"""A channel without a provider: it collects what would be sent. `helpline chat` and tests use it.

It can pose as any other channel, so that a talk shows what a phone of that kind would show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from helpline.channels.traits import TRAITS
from helpline.core.channel import Channel, Traits
from helpline.core.message import Hook, Outbound, SendError, SendResult
from helpline.operations.ports.channel import Read


class TerminalChannel:
    """Keeps every outbound in `sent`, oldest first, and answers as a provider would."""

    def __init__(self, name: Channel = Channel.TERMINAL, traits: Traits | None = None) -> None:
        self.name = name
        self.traits = traits or TRAITS[name]
        self.sent: list[Outbound] = []
        self.answered: list[str] = []
        """Button presses that were answered, in order."""
        self.refusals: list[SendError] = []
        """Raised by the next sends, one each, so that a test can script failures."""

    def read(self, hook: Hook) -> Read:  # noqa: ARG002
        """Nothing comes in by a hook: a terminal hands its lines to `receive` itself."""
        return ()

    def send(self, outbound: Outbound) -> SendResult:
        """Collect the text, or raise the next scripted refusal."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(outbound)
        return SendResult(provider_id=f"{self.name.value}-{len(self.sent)}")

    def look_up(
        self,
        outbound: Outbound,
        since: datetime,  # noqa: ARG002
        known: Callable[[Sequence[str]], frozenset[str]],
    ) -> SendResult | None:
        """The outcome is known here: it was collected or it was not."""
        for number, sent in enumerate(self.sent, start=1):
            provider_id = f"{self.name.value}-{number}"
            if sent.id == outbound.id and provider_id not in known([provider_id]):
                return SendResult(provider_id)
        return None

    def answer_press(self, press_id: str) -> None:
        """Note that the press was answered."""
        self.answered.append(press_id)
