"""Tell providers where we are, so that what people write comes to us."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from helpline.core.errors import Refused
from helpline.core.message import SendError
from helpline.operations.helpline import Helpline


@runtime_checkable
class Registered(Protocol):
    """A channel whose provider learns our address from ourselves."""

    def register_webhook(self, public_url: str) -> None:
        """May be told twice; what waits there is kept (SAFETY R24). Raises SendError."""


def register(helpline: Helpline) -> list[str]:
    """Names of the channels whose provider now knows our address.

    Raises Refused with the name of the first one that does not answer.
    """
    told = []
    for name, channel in helpline.channels.items():
        if not isinstance(channel, Registered):
            continue
        try:
            channel.register_webhook(helpline.settings.public_url)
        except SendError as error:
            raise Refused(f"{name.value}: {error.reason.value}") from error
        told.append(name.value)
    return told
