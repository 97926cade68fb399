"""Survivors: the people whom nobody may leave without a plan (DESIGN section 1).

Each ends in an accepted long-term case, an open referral with a due date, or a recorded informed
refusal; `reports.no_plan` lists who has none of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KnownBy(StrEnum):
    """How it is known that somebody is a survivor."""

    SCREENING = "screening"
    """A yes to one of F06.2 to F06.6."""
    SELF_DECLARED = "self_declared"
    """They said so in their own words."""
    CASEWORKER = "caseworker"


@dataclass(frozen=True, slots=True)
class Survivor:
    """What is on record about the offer of long-term help. No word of the person."""

    contact_id: str
    organisation_id: str
    since: datetime
    known_by: KnownBy
    offered_at: datetime | None = None
    refused_at: datetime | None = None
    """When they said no after hearing what is offered; a later yes takes it away."""
    refusal_id: str | None = None
    """The consent record that holds the words they were shown."""
    ask_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A survivor beside what has been done for them, as the list of the unplanned needs it."""

    survivor: Survivor
    case_number: int | None
    """Of the newest case, open or closed; the pseudonym under which people speak of them."""
    case_id: str | None
    case_open: bool
    held: bool
    """A receiver has accepted them for long-term help and still does."""
    open_until: datetime | None
    """The latest due date of an open referral; None: none has one."""
    on_the_way: bool = False
    """There is an open referral, with a due date or without."""
    ever_referred: bool = False
