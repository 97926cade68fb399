"""Invitations, recovery codes and codes that link a phone: each is used once.

Only keyed hashes of tokens and codes are kept; whoever reads the database can use none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from helpline.operations.ports.staff import Invitation
from helpline.store.keys import INVITATION, LINK_CODE, RECOVERY_CODE, DataKey, pack, unpack
from helpline.store.staff import key_of
from helpline.store.tables import invitations, link_codes, recovery_codes
from helpline.store.work import Work

SECRET = "invitations|secret"  # noqa: S105 - a place, not a secret

INVITE = insert(invitations)
INVITED = select(invitations).where(invitations.c.token_index == bindparam("wanted"))
USE = delete(invitations).where(invitations.c.token_index == bindparam("wanted"))
DROP = delete(invitations).where(invitations.c.caseworker_id == bindparam("wanted"))

ADD_CODE = insert(recovery_codes)
USE_CODE = delete(recovery_codes).where(
    recovery_codes.c.code_index == bindparam("wanted"),
    recovery_codes.c.caseworker_id == bindparam("owner"),
)
DROP_CODES = delete(recovery_codes).where(recovery_codes.c.caseworker_id == bindparam("wanted"))
CODES_LEFT = (
    select(func.count())
    .select_from(recovery_codes)
    .where(recovery_codes.c.caseworker_id == bindparam("wanted"))
)

ADD_LINK = insert(link_codes)
DROP_LINKS = delete(link_codes).where(link_codes.c.caseworker_id == bindparam("wanted"))
USE_LINK = (
    delete(link_codes)
    .where(link_codes.c.code_index == bindparam("wanted"))
    .returning(link_codes.c.caseworker_id, link_codes.c.expires_at)
)


class SqlAdmissions:
    """Implements ports.Admissions."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def invite(self, token: str, invitation: Invitation) -> None:
        """A way in for somebody; earlier ones of the same person are worth nothing now."""
        self.drop_invitations(invitation.caseworker_id)
        owner = invitation.caseworker_id
        sealed = self._key(owner).seal(SECRET, owner, pack(invitation.secret))
        self._work.run(
            INVITE,
            token_index=self._work.index.of(INVITATION, token),
            caseworker_id=owner,
            made_by=invitation.made_by,
            expires_at=invitation.expires_at,
            secret=sealed,
        )

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """None if there is none, it was used or it ran out."""
        row = self._work.first(INVITED, wanted=self._work.index.of(INVITATION, token))
        if row is None or row.expires_at <= now:
            return None
        secret = unpack(self._key(row.caseworker_id).open(SECRET, row.caseworker_id, row.secret))
        return Invitation(row.caseworker_id, row.made_by, row.expires_at, secret)

    def use_invitation(self, token: str) -> bool:
        """True for the one who uses it."""
        return self._work.run(USE, wanted=self._work.index.of(INVITATION, token)) == 1

    def drop_invitations(self, caseworker_id: str) -> None:
        """All ways in that were made for somebody and not used."""
        self._work.run(DROP, wanted=caseworker_id)

    def set_recovery_codes(self, caseworker_id: str, codes: Sequence[str]) -> None:
        """Replace all codes of somebody."""
        self._work.run(DROP_CODES, wanted=caseworker_id)
        for code in codes:
            index = self._recovery_index(caseworker_id, code)
            self._work.run(ADD_CODE, code_index=index, caseworker_id=caseworker_id)

    def use_recovery_code(self, caseworker_id: str, code: str) -> bool:
        """True the first time."""
        index = self._recovery_index(caseworker_id, code)
        return self._work.run(USE_CODE, wanted=index, owner=caseworker_id) == 1

    def recovery_codes_left(self, caseworker_id: str) -> int:
        """How many are unused."""
        return int(self._work.scalar(CODES_LEFT, wanted=caseworker_id) or 0)

    def set_link_code(self, code: str, caseworker_id: str, expires_at: datetime) -> None:
        """One code per person; the last one counts."""
        self._work.run(DROP_LINKS, wanted=caseworker_id)
        index = self._work.index.of(LINK_CODE, code)
        self._work.run(
            ADD_LINK, code_index=index, caseworker_id=caseworker_id, expires_at=expires_at
        )

    def use_link_code(self, code: str, now: datetime) -> str | None:
        """The person whose code it is, once; a code that ran out is nobody's."""
        row = self._work.first(USE_LINK, wanted=self._work.index.of(LINK_CODE, code))
        return str(row.caseworker_id) if row is not None and row.expires_at > now else None

    def _recovery_index(self, caseworker_id: str, code: str) -> bytes:
        return self._work.index.of(RECOVERY_CODE, f"{caseworker_id}:{code}")

    def _key(self, caseworker_id: str) -> DataKey:
        return key_of(self._work, caseworker_id)
