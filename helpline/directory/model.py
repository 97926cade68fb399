"""Contact points and the gate that they pass before anything is said to anybody.

Only the gate and what it needs stand here yet. The shipped directory has no verified entry,
so every text is said without a number until a person has verified one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verification(StrEnum):
    """The life of a contact point (DIRECTORY.md, Verification)."""

    CANDIDATE = "candidate"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach a service, with who verified it and until when that holds."""

    role: str
    """The placeholder that it can fill: police, ambulance, line, child_line, phone."""
    value: str
    verification: Verification
    verified_by: tuple[str, ...] = ()
    verified_at: datetime | None = None
    expires_at: datetime | None = None

    def publishable(self, now: datetime) -> bool:
        """True if two people verified it and it has not run out. Anything else: fail closed.

        Two, because what fills a text here is an emergency line (DIRECTORY.md rule 1).
        """
        if self.verification is not Verification.VERIFIED or self.verified_at is None:
            return False
        if self.expires_at is None or len(set(self.verified_by)) < 2:
            return False
        return self.verified_at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class Directory:
    """The contact points that texts may ask for."""

    points: tuple[ContactPoint, ...] = ()

    def values(self, now: datetime) -> dict[str, str]:
        """Placeholder -> contact, publishable ones only: the one way into a text."""
        return {
            point.role: point.value for point in reversed(self.points) if point.publishable(now)
        }
