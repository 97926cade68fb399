"""A contact: a person who writes to the helpline, and how it is safe to write to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from helpline.core.channel import Address, Channel

LOCAL_ZONE = "Asia/Phnom_Penh"


@dataclass(frozen=True, slots=True)
class SafeTimes:
    """Local hours in which a text nobody asked for may arrive (CONVERSATIONS 7.1)."""

    start: time = time(9, 0)
    end: time = time(19, 30)

    def contains(self, local: time) -> bool:
        """True if `local` lies inside, also for a window over midnight."""
        if self.start <= self.end:
            return self.start <= local <= self.end
        return local >= self.start or local <= self.end


@dataclass(frozen=True, slots=True)
class Contact:
    """A person. A person is not a number: addresses come and go."""

    id: str
    organisation_id: str
    language: str | None
    """`km` or `en` once it is known."""
    script: str | None
    created_at: datetime
    safe_times: SafeTimes = SafeTimes()
    opted_out: bool = False
    """The person said stop: nothing proactive until they reopen it themselves."""
    quiet_until: datetime | None = None
    """Hidden or paused: nothing proactive before this."""
    silent: bool = False
    """Nothing at all goes out until the person writes again (not safe to text)."""
    last_inbound_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """One of a contact's addresses and whether a channel still accepts us there."""

    id: str
    contact_id: str
    address: Address = field(repr=False)
    active: bool = True
    stopped_reason: str | None = None
    used_at: datetime | None = field(default=None, compare=False)
    """The last inbound by it, or when it was linked: what the clocks of T7 count from."""
    verified: bool = field(default=True, compare=False)
    """False once somebody wrote after a silence so long that the number may be another's."""
    linked_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FormerAddress:
    """An address that a contact had. It is never written to again."""

    id: str
    contact_id: str
    channel: Channel
    address: Address | None = field(repr=False)
    """None once it was purged."""
    linked_at: datetime
    ended_at: datetime
    why: str
