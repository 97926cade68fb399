"""People of the console: accounts, sessions, invitations, duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from helpline.core.caseworker import Caseworker, Holiday, Organisation, Role, Shift


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in of the console. The store keeps only a hash of the session's id."""

    caseworker_id: str
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in that is used once: whose, and the authenticator secret that goes with it."""

    caseworker_id: str
    made_by: str
    expires_at: datetime
    secret: str = field(repr=False)


class Staff(Protocol):
    def add_organisation(self, organisation: Organisation) -> None: ...

    def organisations(self) -> Sequence[Organisation]: ...

    def organisation(self, organisation_id: str) -> Organisation:
        """Raises NotFound."""

    def agree_until(self, organisation_id: str, last_day: date | None) -> None: ...

    def add(self, caseworker: Caseworker) -> None: ...

    def save(self, caseworker: Caseworker) -> None: ...

    def get(self, caseworker_id: str) -> Caseworker:
        """Raises NotFound."""

    def by_sign_in_name(self, name: str) -> Caseworker | None: ...

    def of_organisation(self, organisation_id: str) -> Sequence[Caseworker]: ...

    def with_role(self, role: Role) -> Sequence[Caseworker]:
        """All who have the role, of every organisation."""

    def shifts(self, organisation_id: str) -> Sequence[Shift]: ...

    def set_shifts(self, caseworker_id: str, shifts: Sequence[Shift]) -> None: ...

    def start_session(self, token: str, session: Session) -> None: ...

    def session(self, token: str) -> Session | None: ...

    def see_session(self, token: str, now: datetime) -> None: ...

    def end_sessions(self, *, token: str | None = None, caseworker_id: str | None = None) -> None:
        """End one session by its token, or all of a caseworker."""

    def use_totp_step(self, caseworker_id: str, step: int) -> bool:
        """True the first time a step is used, False for a reuse (SAFETY T21)."""

    def count_sign_in_failure(self, subject: str, now: datetime, window_from: datetime) -> int:
        """Failures of a name or network since `window_from`, this one included."""

    def clear_sign_in_failures(self, subject: str) -> None: ...


class Admissions(Protocol):
    """What admits staff besides a password. Tokens and codes are kept as keyed hashes."""

    def invite(self, token: str, invitation: Invitation) -> None:
        """A way in for somebody; earlier ones of the same person are worth nothing now."""

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """None if there is none, it was used or it ran out."""

    def use_invitation(self, token: str) -> bool:
        """True for the one who uses it."""

    def drop_invitations(self, caseworker_id: str) -> None: ...

    def set_recovery_codes(self, caseworker_id: str, codes: Sequence[str]) -> None:
        """Replace all codes of somebody."""

    def use_recovery_code(self, caseworker_id: str, code: str) -> bool:
        """True the first time."""

    def recovery_codes_left(self, caseworker_id: str) -> int: ...

    def set_link_code(self, code: str, caseworker_id: str, expires_at: datetime) -> None:
        """One code per person; the last one counts."""

    def use_link_code(self, code: str, now: datetime) -> str | None:
        """The person whose code it is, once."""


class Duty(Protocol):
    """What the roster needs besides shifts, and whose line is whose."""

    def holidays(self, organisation_id: str) -> Sequence[Holiday]: ...

    def set_holiday(self, organisation_id: str, holiday: Holiday) -> None: ...

    def drop_holiday(self, organisation_id: str, day: date) -> None: ...

    def set_line(self, uri: str, organisation_id: str) -> None:
        """Who writes to this line of ours belongs to that organisation."""

    def organisation_of_line(self, uri: str) -> str | None: ...

    def lines(self) -> Mapping[str, str]:
        """Line to organisation id."""
