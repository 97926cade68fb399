"""Staff: who may do what, and who is on shift when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from helpline.core.channel import Address


class Role(StrEnum):
    """What a member of staff may do (SAFETY section 5)."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ORGANISATION_ADMIN = "organisation_admin"
    SYSTEM_ADMIN = "system_admin"
    AUDITOR = "auditor"


ANSWERING = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})
"""Who answers contacts: on the roster, in the queue, and nobody else."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that runs the helpline, or a part of a coalition that does."""

    id: str
    name: str


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


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly shift in local time; `weekday` 0 is Monday. It may run over midnight."""

    caseworker_id: str
    weekday: int
    start: time
    end: time
