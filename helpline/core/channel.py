"""Channels and the addresses by which a contact is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from helpline.core.errors import BadAddress


class Channel(StrEnum):
    """A way in and out."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"


SCHEMES: dict[Channel, str] = {
    Channel.SMS: "tel",
    Channel.WHATSAPP: "whatsapp",
    Channel.TELEGRAM: "telegram",
    Channel.TERMINAL: "terminal",
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a channel can do; the rest of the helpline asks this and never which provider it is.

    `can_receive_reply` is a property of the channel because two-way SMS is not offered
    everywhere: no text says "reply 1" over a one-way sender.
    """

    can_receive_reply: bool
    buttons: bool
    """True where options are shown as buttons; otherwise they are numbered lines."""
    max_characters: int
    priced_by_part: bool
    window: timedelta | None = None
    """How long after their last message anything may be written; None: always."""
    templates: frozenset[str] = frozenset()
    """Texts (`F27.0/km`) that the provider has approved for the time after that."""

    def is_closed(self, silent_for: timedelta | None) -> bool:
        """True if only an approved template may be sent to who was silent for so long."""
        return self.window is not None and (silent_for is None or silent_for >= self.window)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a contact is reached, written `scheme:value`, e.g. `tel:+855…` or `telegram:123`.

    The value never appears in `repr`, so that it cannot reach a log or an exception.
    """

    channel: Channel
    value: str = field(repr=False)

    @property
    def uri(self) -> str:
        """`scheme:value`, the one written form; what the blind index is made of."""
        return f"{SCHEMES[self.channel]}:{self.value}"

    @classmethod
    def parse(cls, uri: str) -> Address:
        """Read `scheme:value`. Raises BadAddress on an unknown scheme or an empty value."""
        scheme, _, value = uri.partition(":")
        for channel, known in SCHEMES.items():
            if scheme == known and value:
                return cls(channel, value)
        raise BadAddress("an address is written scheme:value, for example telegram:123")
