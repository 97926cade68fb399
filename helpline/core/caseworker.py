"""Staff: who may do what, and who is on shift when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from helpline.core.channel import Address


class Role(StrEnum):
    """What a member of staff may do (SAFETY section 5)."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ORGANISATION_ADMIN = "organisation_admin"
    SYSTEM_ADMIN = "system_admin"
    PARTNER = "partner"
    """A caseworker of another organisation, who sees what a referral hands over."""
    AUDITOR = "auditor"


ANSWERING = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})
"""Who answers contacts: on the roster, in the queue, and nobody else."""


class Gender(StrEnum):
    """By whom a contact may want to be answered."""

    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that runs the helpline, or a part of a coalition that does."""

    id: str
    name: str
    agreed_until: date | None = None
    """The last day of the agreement by which its partners see referrals; None: it has no end."""

    def has_ended(self, today: date) -> bool:
        """The agreement is over, and with it the accounts of its partners (SAFETY section 5)."""
        return self.agreed_until is not None and today > self.agreed_until


@dataclass(frozen=True, slots=True)
class Caseworker:
    """A member of staff, whatever the role."""

    id: str
    organisation_id: str
    sign_in_name: str
    first_name: str
    """The only name that a contact is ever told."""
    role: Role
    language: str
    password_hash: str = field(repr=False)
    totp_secret: str | None = field(repr=False)
    """None only for demo staff, who are refused outside demo mode."""
    alert_address: Address | None = field(default=None, repr=False)
    disabled: bool = False
    second_address: Address | None = field(default=None, repr=False)
    """The second medium: alerts that were not answered by the first one go here too."""
    speaks: tuple[str, ...] = ()
    """Languages of contacts; empty: not known, so any."""
    gender: Gender | None = None
    session: str = field(default="", repr=False, compare=False)
    """The mark of the session in which the person acts now; goes into the audit."""
    request: str = field(default="", repr=False, compare=False)
    """The id of the web request in which the person acts now; goes into the audit."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly shift in local time; `weekday` 0 is Monday. It may run over midnight."""

    caseworker_id: str
    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day without shifts, entered by the organisation: the calendar of feasts moves."""

    day: date
    name: str
