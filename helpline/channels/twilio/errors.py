"""Twilio's codes and statuses in our words: the one table (PLATFORM, Twilio, "Errors")."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from helpline.core.message import SendError, SendReason, Status

OPERATOR_ACTS_SECONDS = 300.0
"""A wrong token or number needs a person: rows wait instead of storming (SAFETY R26)."""


class Meaning(NamedTuple):
    """What a code means for a text and for the contact."""

    reason: SendReason
    retryable: bool = False
    contact_stopped: bool = False
    retry_after_seconds: float | None = None


_STOPPED = Meaning(SendReason.BLOCKED, contact_stopped=True)
_DEAD = Meaning(SendReason.UNREACHABLE, contact_stopped=True)
_AWAY = Meaning(SendReason.UNREACHABLE, retryable=True)
_SLOWER = Meaning(SendReason.THROTTLED, retryable=True)
_DOWN = Meaning(SendReason.PROVIDER_DOWN, retryable=True)
_BAD = Meaning(SendReason.BAD_MESSAGE)
_OPERATOR = Meaning(
    SendReason.MISCONFIGURED, retryable=True, retry_after_seconds=OPERATOR_ACTS_SECONDS
)

CODES = MappingProxyType(
    {
        20003: _OPERATOR,  # wrong credentials
        20404: _OPERATOR,  # no such account
        20429: _SLOWER,
        21211: _DEAD,  # no phone number
        21408: Meaning(SendReason.MISCONFIGURED),  # no permission for that country
        21602: _BAD,  # empty body
        21606: _OPERATOR,  # our sender is not a number of ours
        21608: _OPERATOR,  # trial account
        21610: _STOPPED,  # the contact wrote STOP (SAFETY T12)
        21611: _SLOWER,  # queue of the sender is full
        21612: Meaning(SendReason.UNREACHABLE),  # no route from this sender
        21614: _DEAD,  # no mobile number
        21617: _BAD,  # longer than 1,600 characters
        30001: _SLOWER,
        30002: _OPERATOR,  # account suspended
        30003: _AWAY,  # handset off or out of reach
        30004: _STOPPED,
        30005: _DEAD,  # unknown handset
        30006: _DEAD,  # landline
        30007: Meaning(SendReason.FILTERED),
        30008: _DOWN,
        30036: Meaning(SendReason.UNREACHABLE),  # too late: the validity period ran out
        63016: Meaning(SendReason.TEMPLATE_NEEDED),  # outside WhatsApp's 24-hour window
        63017: _SLOWER,
        63018: _SLOWER,
        63024: _DEAD,  # no WhatsApp account
    }
)

# DESIGN section 4. In our words `queued` and `sending` are the outbox's own business: whatever a
# provider says of a message, it has taken it, and an unknown outcome is thereby known.
STATUSES = MappingProxyType(
    {
        "accepted": Status.SENT,
        "scheduled": Status.SENT,
        "queued": Status.SENT,
        "sending": Status.SENT,
        "sent": Status.SENT,
        "partially_delivered": Status.SENT,
        "delivered": Status.DELIVERED,
        "read": Status.READ,
        "failed": Status.FAILED,
        "canceled": Status.FAILED,
        "undelivered": Status.UNDELIVERED,
    }
)


def status_of(word: str | None) -> Status:
    """For a message that Twilio has: a word that we do not know means at least `sent`."""
    return STATUSES.get(word or "", Status.SENT)


def send_error(http_status: int, code: int | None) -> SendError:
    """The error for an answer of the API: by its code, else by its HTTP status."""
    meaning = CODES.get(code or 0) or _by_status(http_status)
    return SendError(
        meaning.reason,
        retryable=meaning.retryable,
        contact_stopped=meaning.contact_stopped,
        retry_after_seconds=meaning.retry_after_seconds,
        code=str(code or http_status),
    )


def reported_reason(code: str | None) -> str | None:
    """A status callback's error code as a SendReason; a code not in the table stays as it is."""
    if not code or not code.isascii() or not code.isdigit() or len(code) > 6:
        return None
    meaning = CODES.get(int(code))
    return meaning.reason.value if meaning else code


def reported_stop(code: str | None) -> bool:
    """True if a status callback's code means that this address is dead or told us to stop."""
    if not code or not code.isascii() or not code.isdigit() or len(code) > 6:
        return False
    meaning = CODES.get(int(code))
    return meaning is not None and meaning.contact_stopped


def _by_status(http_status: int) -> Meaning:
    if http_status == 429:
        return _SLOWER
    if http_status >= 500:
        return _DOWN
    if http_status in {401, 403, 404}:
        return _OPERATOR
    return _BAD
