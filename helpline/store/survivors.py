"""Survivors, what they were offered, and how each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update

from helpline.core.case import CaseStatus
from helpline.core.referral import CASE_MANAGEMENT, OPEN, TAKEN
from helpline.core.survivor import KnownBy, Standing, Survivor
from helpline.store.once import insert_once
from helpline.store.tables import cases, referrals, survivors
from helpline.store.work import Work

COLUMNS = ("contact_id", "organisation_id", "since", "known_by")

ADD = insert_once(survivors, COLUMNS, unless=["contact_id"])
GET = select(survivors).where(survivors.c.contact_id == bindparam("wanted"))
SAVE = (
    update(survivors)
    .where(survivors.c.contact_id == bindparam("wanted"))
    .values(
        {
            name: bindparam(name)
            for name in ("offered_at", "refused_at", "refusal_id", "ask_again_at")
        }
    )
)
_OWN = referrals.c.contact_id == survivors.c.contact_id
_HELD = (
    select(func.count())
    .where(
        _OWN,
        referrals.c.kind == CASE_MANAGEMENT,
        referrals.c.state.in_(sorted(state.value for state in TAKEN)),
    )
    .scalar_subquery()
)
_REFERRED = select(func.count()).where(_OWN).scalar_subquery()
_OPEN_ONES = (
    select(func.count())
    .where(_OWN, referrals.c.state.in_(sorted(state.value for state in OPEN)))
    .scalar_subquery()
)
_OPEN_UNTIL = (
    select(func.max(referrals.c.due_at))
    .where(_OWN, referrals.c.state.in_(sorted(state.value for state in OPEN)))
    .scalar_subquery()
)
_theirs = cases.alias()
_NEWEST_CASE = (
    select(func.max(_theirs.c.sequence))
    .where(_theirs.c.contact_id == survivors.c.contact_id)
    .scalar_subquery()
)
EVERY = (
    select(
        survivors,
        _HELD.label("held"),
        _OPEN_UNTIL.label("open_until"),
        _OPEN_ONES.label("on_the_way"),
        _REFERRED.label("referred"),
        cases.c.id.label("case_id"),
        cases.c.number.label("case_number"),
        cases.c.status.label("case_status"),
    )
    .select_from(survivors)
    .outerjoin(
        cases, and_(cases.c.contact_id == survivors.c.contact_id, cases.c.sequence == _NEWEST_CASE)
    )
    .order_by(survivors.c.since, survivors.c.contact_id)
)
OF_ORGANISATION = EVERY.where(survivors.c.organisation_id == bindparam("organisation"))


class SqlSurvivors:
    """Implements ports.Survivors."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, survivor: Survivor) -> bool:
        """Note that somebody is a survivor; False if that was known."""
        values = {name: getattr(survivor, name) for name in COLUMNS}
        values["known_by"] = survivor.known_by.value
        return self._work.run(ADD[self._work.dialect], **values) == 1

    def get(self, contact_id: str) -> Survivor | None:
        """None: nobody knows of it."""
        row = self._work.first(GET, wanted=contact_id)
        return None if row is None else _read(row)

    def save(self, survivor: Survivor) -> None:
        """What was offered, refused, and when to ask again."""
        self._work.run(
            SAVE,
            wanted=survivor.contact_id,
            offered_at=survivor.offered_at,
            refused_at=survivor.refused_at,
            refusal_id=survivor.refusal_id,
            ask_again_at=survivor.ask_again_at,
        )

    def standings(self, organisation_id: str | None) -> Sequence[Standing]:
        """Every survivor of the organisation (None: of all) with what was done for them."""
        rows = (
            self._work.all(EVERY)
            if organisation_id is None
            else self._work.all(OF_ORGANISATION, organisation=organisation_id)
        )
        return [
            Standing(
                survivor=_read(row),
                case_number=row.case_number,
                case_id=row.case_id,
                case_open=row.case_status not in (None, CaseStatus.CLOSED.value),
                held=bool(row.held),
                open_until=row.open_until,
                on_the_way=bool(row.on_the_way),
                ever_referred=bool(row.referred),
            )
            for row in rows
        ]


def _read(row: Any) -> Survivor:
    values = {one.name: getattr(row, one.name) for one in fields(Survivor)}
    return Survivor(**values | {"known_by": KnownBy(values["known_by"])})
