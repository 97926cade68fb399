"""What one person sees of another's work: notices, exclusions, broken glass, exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    """What supervisors (and for broken glass auditors) are told: a closed list."""

    OUTSIDE_ASSIGNMENT = "outside_assignment"
    """Somebody read a talk that is not assigned to them (SAFETY T18)."""
    NOT_TAKEN = "not_taken"
    """Nobody acknowledged in time (CONVERSATIONS 6.1)."""
    PROMISE_BROKEN = "promise_broken"
    """Nobody wrote by the time that the contact was told."""
    WEEKLY = "weekly"
    """Routine cases that are late: looked at once a week."""
    NOBODY_ON_CALL = "nobody_on_call"
    """A case was opened and nobody could be alerted."""
    GLASS_BROKEN = "glass_broken"
    REVEAL_LIMIT = "reveal_limit"
    EXPORTED = "exported"
    CLOSE_PROPOSED = "close_proposed"
    """A caseworker asks to close a danger or a minor's case (docs/adr/0023-closing.md)."""
    CONFLICT = "conflict"
    """A person was excluded from a case, or let in again."""
    COMPLAINT = "complaint"
    """A contact complains of somebody who works here; only who oversees sees the case (F09)."""
    SERVICE_STOPPED = "service_stopped"
    """Somebody was asked for money at a service, or was not safe there (DIRECTORY.md)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the list that supervisors work through. It names no contact."""

    id: str
    organisation_id: str
    at: datetime
    kind: NoticeKind
    case_id: str | None = None
    actor_id: str | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None


GLASS_LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """One hour's way into one case outside one's reach, with a reason; all are told."""

    id: str
    case_id: str
    caseworker_id: str
    begins_at: datetime
    ends_at: datetime
    reason: str = field(default="", repr=False)


class ExportKind(StrEnum):
    """What an export holds."""

    PSEUDONYMOUS = "pseudonymous"
    """Case numbers, codes and times; nothing by which a person is found."""
    IDENTIFIABLE = "identifiable"
    """Also addresses and what was agreed: needs a second person (SAFETY T23, section 5)."""


class ExportState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    FETCHED = "fetched"


@dataclass(frozen=True, slots=True)
class Export:
    """Cases of a time, asked for by one person and, where identifiable, approved by another."""

    id: str
    organisation_id: str
    kind: ExportKind
    state: ExportState
    asked_by: str
    asked_at: datetime
    first_day: date
    last_day: date
    reason: str = field(default="", repr=False)
    decided_by: str | None = None
    decided_at: datetime | None = None
