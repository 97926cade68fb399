"""What comes in, what goes out, and what a provider says of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from helpline.core.channel import Address, Channel


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it arrived, without any web framework.

    `url` is built on the *configured* public URL, because the Host header is the sender's word.
    `headers` has lower-case names; `form` keeps every value of a repeated field.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Refusal(StrEnum):
    """Why a hook was turned away; the door maps each to an HTTP status."""

    FORGED = "forged"
    INCOMPLETE = "incomplete"
    NOT_OURS = "not_ours"


class Kind(StrEnum):
    """What an inbound is. Only TEXT and BUTTON can answer a question."""

    TEXT = "text"
    BUTTON = "button"
    MEDIA = "media"
    LOCATION = "location"
    CONTACT_CARD = "contact_card"
    EDIT = "edit"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MISSED_CALL = "missed_call"
    """They rang and nobody took it: a way to ask for a call without any credit (SAFETY T9)."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message in, cleaned of hostile characters and otherwise as it was written."""

    channel: Channel
    provider_id: str
    """The provider's id, unique per channel: the key that makes a repeat harmless."""
    address: Address
    kind: Kind
    text: str = field(default="", repr=False)
    sent_at: datetime | None = None
    order: int = 0
    """The provider's own order where it gives one (Telegram's update id), else 0."""
    button: str | None = field(default=None, repr=False)
    """The opaque token of a pressed button."""
    press_id: str | None = None
    """What the provider wants answered when a button was pressed (callback query id)."""
    media: tuple[str, ...] = ()
    """Kinds of what was attached (photo, voice, sticker ...); nothing is ever fetched."""
    provider_opt_out: str | None = None
    """`stop` or `start` where the provider itself acted on the words."""
    line: str = ""
    """Which line of ours it came to, written as an address (`tel:+855…`); empty: the only one."""


class Status(StrEnum):
    """How far an outbound has come. It only moves forward (see `moves_to`)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    WITHHELD = "withheld"
    """Not sent on purpose: too late, opted out, unsafe, or held by the directory guard."""

    def moves_to(self, new: Status) -> bool:
        """True if a report of `new` may replace this status (DESIGN section 4, SAFETY R14)."""
        if self in FINAL or self is new:
            return False
        if new in FINAL:
            return True
        return RANK.index(new) > RANK.index(self)


RANK = (Status.QUEUED, Status.SENDING, Status.SENT, Status.DELIVERED, Status.READ)
FINAL = frozenset({Status.FAILED, Status.UNDELIVERED, Status.WITHHELD})


class Urgency(StrEnum):
    """Which lane work takes and what happens when nobody knows whether it was sent.

    An unknown outcome is sent again for URGENT and REPLY (a doubled text beats a lost one)
    and dropped with a note for ROUTINE (SAFETY R8).
    """

    URGENT = "urgent"
    REPLY = "reply"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Button:
    """An option as a channel shows it: a label and an opaque token of at most 64 bytes."""

    label: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message out, ready for a channel."""

    id: str
    address: Address
    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    protect: bool = False
    """True for sensitive texts: no forwarding or saving where the channel can forbid it."""
    valid_for_seconds: int = 3600
    """After this the provider must not deliver it any more (SAFETY T10)."""
    template: str | None = None
    """Its name among approved templates (`F27.0/km`; empty: it is none) where only such a one may
    be sent now (`Traits.window`). None: any text may."""
    line: str = ""
    """The line of ours that it leaves by, written as an address; empty: the channel's first."""


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What a provider reports of an outbound; `outbound_id` is the id that we put in its URL."""

    channel: Channel
    outbound_id: str | None
    provider_id: str | None
    status: Status | None
    """None when the provider used a word that we do not know; `raw` keeps it."""
    raw: str = ""
    error_code: str | None = None
    contact_stopped: bool = False
    """Nobody is reached at this address any more, or they told the provider to stop."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """A provider took the message."""

    provider_id: str
    status: Status = Status.SENT


class SendReason(StrEnum):
    """Why a send failed, in our words; each channel maps its provider's codes to these."""

    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    BAD_MESSAGE = "bad_message"
    TEMPLATE_NEEDED = "template_needed"
    THROTTLED = "throttled"
    PROVIDER_DOWN = "provider_down"
    UNKNOWN_OUTCOME = "unknown_outcome"
    MISCONFIGURED = "misconfigured"
    FILTERED = "filtered"


class SendError(Exception):
    """A send that failed, with what to do about it.

    retryable: try again later. contact_stopped: the contact blocked us or the address is dead;
    cancel what is scheduled. retry_after_seconds: the provider's own wish.
    """

    def __init__(
        self,
        reason: SendReason,
        *,
        retryable: bool,
        contact_stopped: bool = False,
        retry_after_seconds: float | None = None,
        code: str = "",
    ) -> None:
        super().__init__(f"{reason.value} {code}".strip())
        self.reason = reason
        self.retryable = retryable
        self.contact_stopped = contact_stopped
        self.retry_after_seconds = retry_after_seconds
        self.code = code
