"""The person whom a caseworker may ask when a contact is lost (CONVERSATIONS F28.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

AGREED_FOR = timedelta(days=182)
"""After half a year the contact is asked again: lives change, and so do friends."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """Name and number as the contact wrote them, and when they agreed that we ask there."""

    words: str = field(repr=False)
    agreed_at: datetime

    def holds(self, now: datetime) -> bool:
        """The consent still counts. When not: ask the contact again, and ask nobody else."""
        return now - self.agreed_at < AGREED_FOR
