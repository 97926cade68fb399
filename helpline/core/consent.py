"""Consent: what was agreed, when, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a consent is for. Each is asked by itself (CONVERSATIONS F04, F08)."""

    KEEP = "keep"
    WRITE = "write"
    SHARE = "share"


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
