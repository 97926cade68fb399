"""Consent: what was agreed, when, in which words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a consent is for. Each is asked by itself (CONVERSATIONS F04, F08)."""

    KEEP = "keep"
    WRITE = "write"
    SHARE = "share"


class SaidBy(StrEnum):
    """Who told the ledger of stops."""

    CONTACT = "contact"
    PROVIDER = "provider"
    """Twilio's own stop (21610), or a Telegram that was blocked."""
    CASEWORKER = "caseworker"
    """Said on the phone to a person, who wrote it down."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One entry of the ledger of stops, about one address and one purpose; the newest holds."""

    opted_out: bool
    said_by: SaidBy
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer to one question about consent; the newest per purpose and receiver holds."""

    contact_id: str
    purpose: Purpose
    granted: bool
    receiver: str | None
    """The organisation or service for SHARE, else None."""
    fields: tuple[str, ...]
    text_version: str
    """The content hash of the words that were shown."""
    language: str
    channel: str
    at: datetime
