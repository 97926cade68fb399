"""Decisions of two persons to share without a yes (SAFETY T28)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from helpline.core.errors import NotFound
from helpline.core.referral import Override
from helpline.store.keys import RECEIVER, pack, unpack
from helpline.store.referral_row import read_fields, written_fields
from helpline.store.tables import UNCONFIRMED, consent_overrides
from helpline.store.work import Work

DETAILS = "consent_overrides|details"

ADD = insert(consent_overrides).inline()
GET = select(consent_overrides).where(
    consent_overrides.c.id == bindparam("wanted"),
    consent_overrides.c.organisation_id == bindparam("organisation"),
)
CONFIRM = (
    update(consent_overrides)
    .where(
        consent_overrides.c.id == bindparam("wanted"),
        consent_overrides.c.asked_by != bindparam("by"),
        UNCONFIRMED,
    )
    .values(confirmed_by=bindparam("by"), confirmed_at=bindparam("now"))
    .returning(consent_overrides.c.id)
)
WAITING = (
    select(consent_overrides)
    .where(consent_overrides.c.organisation_id == bindparam("organisation"), UNCONFIRMED)
    .order_by(consent_overrides.c.sequence)
)


class SqlOverrides:
    """Implements ports.Overrides."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, override: Override) -> None:
        """One person asks for it; it holds once another one has confirmed it."""
        details = {"receiver": override.receiver, "reason": override.reason}
        key = self._work.key(override.contact_id)
        self._work.run(
            ADD,
            id=override.id,
            organisation_id=override.organisation_id,
            contact_id=override.contact_id,
            receiver_index=self._work.index.of(RECEIVER, override.receiver),
            fields=written_fields(override.fields),
            asked_by=override.asked_by,
            asked_at=override.asked_at,
            details=key.seal(DETAILS, override.id, pack(details)),
        )

    def get(self, override_id: str, organisation_id: str) -> Override:
        """Raises NotFound, also for another organisation's."""
        row = self._work.first(GET, wanted=override_id, organisation=organisation_id)
        if row is None:
            raise NotFound("no such decision")
        return self._read(row)

    def confirm(self, override_id: str, confirmed_by: str, now: datetime) -> bool:
        """False if somebody had confirmed it, or the same person asked for it."""
        return self._work.first(CONFIRM, wanted=override_id, by=confirmed_by, now=now) is not None

    def waiting(self, organisation_id: str) -> Sequence[Override]:
        """What waits for a second person, the oldest first."""
        return [self._read(row) for row in self._work.all(WAITING, organisation=organisation_id)]

    def _read(self, row: Any) -> Override:
        details = unpack(self._work.key(row.contact_id).open(DETAILS, row.id, row.details))
        return Override(
            id=row.id,
            organisation_id=row.organisation_id,
            contact_id=row.contact_id,
            receiver=details["receiver"],
            fields=read_fields(row.fields),
            reason=details["reason"],
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
        )
