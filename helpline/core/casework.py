"""What caseworkers look for and write down about cases, apart from the cases themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from helpline.core.case import CLOCKS, Priority
from helpline.core.channel import Channel

NOBODY = "nobody"
"""As a holder: cases that nobody has taken."""

RISES_AFTER = timedelta(0)
RISES_AGAIN_AFTER = timedelta(hours=24)
"""A case that nobody took rises one place when its time to be taken has passed, and one more a
day later, but never among the dangers: so that routine waits its turn and none waits for ever."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue somebody wants to see; empty fields ask for everything."""

    holder: str = ""
    """NOBODY, or the id of the person who has the case."""
    priority: Priority | None = None
    language: str = ""
    channel: Channel | None = None
    """Cases of contacts who can be reached by it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the queue as it stands at a moment."""

    now: datetime
    wanted: Wanted = Wanted()
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """How many open cases of a priority somebody has; `holder` None: nobody took them."""

    holder: str | None
    priority: Priority
    count: int
    unseen: int = 0
    """Of these how many nobody has said they know of: free ones, and what became more urgent."""


@dataclass(frozen=True, slots=True)
class Written:
    """A draft of an answer, kept until it is sent or the case is closed."""

    case_id: str
    author_id: str
    text: str = field(repr=False)
    at: datetime


class Verified(StrEnum):
    """How a person made sure who is behind an address, before it was moved (SAFETY T7, T8)."""

    CODE_WORD = "code_word"
    RETURN_CODE = "return_code"
    CALL = "call"
    """Recognised in a call, by what only this person can know."""
    MET = "met"
    TOLD = "told"
    """Said by themselves that two people use this number (to separate, never to merge)."""


@dataclass(frozen=True, slots=True)
class AddressMove:
    """An address went from one contact to another: by whom, how it was made sure, and why."""

    id: str
    address_id: str
    from_contact_id: str
    to_contact_id: str
    verified: Verified
    moved_by: str
    at: datetime
    reason: str = field(default="", repr=False)
    undone_by: str | None = None
    undone_at: datetime | None = None


def forgotten(priority: Priority, unanswered_since: datetime | None, now: datetime) -> bool:
    """True if a contact has waited for an answer longer than the clock for writing allows, though
    somebody has the case."""
    if unanswered_since is None:
        return False
    return now - unanswered_since > CLOCKS[priority].write
