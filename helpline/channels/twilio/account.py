"""What the two products of one Twilio account share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MESSAGES_PATH = "/hooks/twilio/messages"
STATUS_PATH = "/hooks/twilio/status"
CALLS_PATH = "/hooks/twilio/calls"
WHATSAPP_PREFIX = "whatsapp:"


class Algorithm(StrEnum):
    """How webhooks are signed. Configured, never chosen by a request (SAFETY T31)."""

    HMAC_SHA1 = "HMAC_SHA1"
    HMAC_SHA256 = "HMAC_SHA256"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Account, tokens (two during a rotation, the first one sends) and the way to the API."""

    sid: str = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    public_url: str
    """Status callbacks come back here; no trailing slash."""
    api_base: str | None = None
    """Another host instead of https://api.twilio.com, for a proxy or a fake."""
    algorithm: Algorithm = Algorithm.HMAC_SHA1
