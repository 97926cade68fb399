"""Organisations, staff and shifts. What names or admits a person is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from helpline.core.caseworker import Caseworker, Gender, Organisation, Role, Shift
from helpline.core.channel import Address
from helpline.core.errors import NotFound, Refused
from helpline.store.keys import SIGN_IN_NAME, DataKey, pack, unpack
from helpline.store.once import insert_once
from helpline.store.sign_in import SignIns
from helpline.store.tables import caseworkers, organisations, shifts
from helpline.store.work import Work

DETAILS = "caseworkers|details"

ADD_ORGANISATION = insert(organisations).inline()
ORGANISATIONS = select(organisations).order_by(organisations.c.sequence)
ORGANISATION = select(organisations).where(organisations.c.id == bindparam("wanted"))
AGREE = (
    update(organisations)
    .where(organisations.c.id == bindparam("wanted"))
    .values(agreed_until=bindparam("until"))
)
ADD = insert_once(
    caseworkers,
    [column.name for column in caseworkers.c if column.name != "sequence"],
    unless=("sign_in_index",),
)
BY_NAME = select(caseworkers).where(caseworkers.c.sign_in_index == bindparam("wanted"))
GET = select(caseworkers).where(caseworkers.c.id == bindparam("wanted"))
SAVE = (
    update(caseworkers)
    .where(caseworkers.c.id == bindparam("wanted"))
    .values(
        {
            name: bindparam(name)
            for name in ("organisation_id", "sign_in_index", "role", "language", "disabled")
        }
        | {"details": bindparam("details")}
    )
)
OF_ORGANISATION = (
    select(caseworkers)
    .where(caseworkers.c.organisation_id == bindparam("wanted"))
    .order_by(caseworkers.c.sequence)
)
WITH_ROLE = (
    select(caseworkers)
    .where(caseworkers.c.role == bindparam("wanted"))
    .order_by(caseworkers.c.sequence)
)
SHIFTS = (
    select(shifts)
    .join_from(shifts, caseworkers, caseworkers.c.id == shifts.c.caseworker_id)
    .where(caseworkers.c.organisation_id == bindparam("wanted"))
    .order_by(shifts.c.weekday, shifts.c.starts, caseworkers.c.sequence)
)
DROP_SHIFTS = delete(shifts).where(shifts.c.caseworker_id == bindparam("wanted"))
ADD_SHIFT = insert(shifts)


class SqlStaff(SignIns):
    """Implements ports.Staff; sessions and sign-in checks are in `sign_in`."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)

    def add_organisation(self, organisation: Organisation) -> None:
        """A new organisation; its cases are numbered from 1."""
        self._work.run(
            ADD_ORGANISATION,
            id=organisation.id,
            name=organisation.name,
            agreed_until=organisation.agreed_until,
        )

    def organisations(self) -> Sequence[Organisation]:
        """All, in the order in which they were added."""
        return [_organisation(row) for row in self._work.all(ORGANISATIONS)]

    def organisation(self, organisation_id: str) -> Organisation:
        """Raises NotFound."""
        row = self._work.first(ORGANISATION, wanted=organisation_id)
        if row is None:
            raise NotFound("no such organisation")
        return _organisation(row)

    def agree_until(self, organisation_id: str, last_day: date | None) -> None:
        """The last day of the agreement with an organisation; None: it has no end."""
        self._work.run(AGREE, wanted=organisation_id, until=last_day)

    def add(self, caseworker: Caseworker) -> None:
        """Raises Refused("name_taken")."""
        key, wrapped = self._work.master.new_data_key(caseworkers.name, caseworker.id)
        added = self._work.run(
            ADD[self._work.dialect],
            id=caseworker.id,
            data_key=wrapped,
            **self._changeable(caseworker, key),
        )
        if not added:
            raise Refused("name_taken")

    def save(self, caseworker: Caseworker) -> None:
        """Write all fields. Raises NotFound, Refused("name_taken")."""
        row = self._row(caseworker.id)
        named = self._work.first(BY_NAME, wanted=self._name_index(caseworker.sign_in_name))
        if named is not None and named.id != caseworker.id:
            raise Refused("name_taken")
        key = _key(self._work, row.id, row.data_key)
        self._work.run(SAVE, wanted=caseworker.id, **self._changeable(caseworker, key))

    def get(self, caseworker_id: str) -> Caseworker:
        """Raises NotFound."""
        return self._read(self._row(caseworker_id))

    def by_sign_in_name(self, name: str) -> Caseworker | None:
        """Found by a keyed index, in any case of letters."""
        row = self._work.first(BY_NAME, wanted=self._name_index(name))
        return None if row is None else self._read(row)

    def of_organisation(self, organisation_id: str) -> Sequence[Caseworker]:
        """All staff of an organisation, in the order in which they were added."""
        rows = self._work.all(OF_ORGANISATION, wanted=organisation_id)
        return [self._read(row) for row in rows]

    def with_role(self, role: Role) -> Sequence[Caseworker]:
        """All who have the role, of every organisation."""
        return [self._read(row) for row in self._work.all(WITH_ROLE, wanted=role.value)]

    def shifts(self, organisation_id: str) -> Sequence[Shift]:
        """The week's shifts of an organisation, from Monday."""
        rows = self._work.all(SHIFTS, wanted=organisation_id)
        return [Shift(row.caseworker_id, row.weekday, row.starts, row.ends) for row in rows]

    def set_shifts(self, caseworker_id: str, shifts: Sequence[Shift]) -> None:
        """Replace all shifts of a caseworker."""
        self._work.run(DROP_SHIFTS, wanted=caseworker_id)
        for shift in dict.fromkeys(shifts):
            self._work.run(
                ADD_SHIFT,
                caseworker_id=caseworker_id,
                weekday=shift.weekday,
                starts=shift.start,
                ends=shift.end,
            )

    def _row(self, caseworker_id: str) -> Row[Any]:
        row = self._work.first(GET, wanted=caseworker_id)
        if row is None:
            raise NotFound("no such caseworker")
        return row

    def _name_index(self, name: str) -> bytes:
        return self._work.index.of(SIGN_IN_NAME, name.strip().casefold())

    def _changeable(self, caseworker: Caseworker, key: DataKey) -> dict[str, Any]:
        alert, second = caseworker.alert_address, caseworker.second_address
        details = {
            "sign_in_name": caseworker.sign_in_name,
            "first_name": caseworker.first_name,
            "password_hash": caseworker.password_hash,
            "totp_secret": caseworker.totp_secret,
            "alert_address": alert.uri if alert else None,
            "second_address": second.uri if second else None,
            "speaks": list(caseworker.speaks),
            "gender": caseworker.gender.value if caseworker.gender else None,
        }
        return {
            "organisation_id": caseworker.organisation_id,
            "sign_in_index": self._name_index(caseworker.sign_in_name),
            "role": caseworker.role.value,
            "language": caseworker.language,
            "disabled": caseworker.disabled,
            "details": key.seal(DETAILS, caseworker.id, pack(details)),
        }

    def _read(self, row: Row[Any]) -> Caseworker:
        details = _details(self._work, row.id, row.data_key, row.details)
        alert, second = details["alert_address"], details.get("second_address")
        gender = details.get("gender")
        return Caseworker(
            id=row.id,
            organisation_id=row.organisation_id,
            sign_in_name=details["sign_in_name"],
            first_name=details["first_name"],
            role=Role(row.role),
            language=row.language,
            password_hash=details["password_hash"],
            totp_secret=details["totp_secret"],
            alert_address=Address.parse(alert) if alert else None,
            disabled=row.disabled,
            second_address=Address.parse(second) if second else None,
            speaks=tuple(details.get("speaks", ())),
            gender=Gender(gender) if gender else None,
        )


def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(row.id, row.name, row.agreed_until)


def key_of(work: Work, caseworker_id: str) -> DataKey:
    """The data key of a member of staff. Raises NotFound."""
    row = work.first(GET, wanted=caseworker_id)
    if row is None:
        raise NotFound("no such caseworker")
    return _key(work, row.id, row.data_key)


def first_name(work: Work, caseworker_id: str, wrapped: bytes | None, sealed: bytes) -> str:
    """The name that a queue shows, from columns that came along with another row."""
    return str(_details(work, caseworker_id, wrapped, sealed)["first_name"])


def _details(work: Work, caseworker_id: str, wrapped: bytes | None, sealed: bytes) -> Any:
    return unpack(_key(work, caseworker_id, wrapped).open(DETAILS, caseworker_id, sealed))


def _key(work: Work, caseworker_id: str, wrapped: bytes | None) -> DataKey:
    return work.master.unwrap(caseworkers.name, caseworker_id, wrapped)
