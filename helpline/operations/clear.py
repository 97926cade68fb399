"""`clear`: take a chat off the contact's phone, as far as the channel lets us (SAFETY T5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol, runtime_checkable

from helpline.core.channel import Address
from helpline.core.message import SendError
from helpline.operations.helpline import Helpline
from helpline.operations.ports.messages import Clearing

DELETABLE_FOR: Final = timedelta(hours=48)
"""Telegram lets a bot delete messages of a private chat, both sides', for so long."""


@runtime_checkable
class Clears(Protocol):
    """A channel that can delete messages on the contact's phone."""

    def clear(self, address: Address, provider_ids: tuple[str, ...]) -> None:
        """Delete these messages; one that is gone already is no error. Raises SendError."""


def clear(helpline: Helpline, contact_id: str) -> int:
    """Do what the contact asked for; how many chats were cleared.

    A channel that does not answer is asked again with the next bell for this contact.
    """
    with helpline.store.read() as tx:
        waiting = tx.clearings.waiting(contact_id)
    return sum(_cleared(helpline, one) for one in waiting)


def _cleared(helpline: Helpline, clearing: Clearing) -> bool:
    with helpline.store.read() as tx:
        address = tx.contacts.address(clearing.address_id).address
        since = clearing.asked_at - DELETABLE_FOR
        ids = tx.clearings.messages(clearing.address_id, since, clearing.asked_at)
    channel: object = helpline.channels.get(address.channel)
    if isinstance(channel, Clears):
        try:
            channel.clear(address, tuple(ids))
        except SendError as error:
            if error.retryable:
                return False
    with helpline.store.begin() as tx:
        tx.clearings.done(clearing.sequence)
    return True
