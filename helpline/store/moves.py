"""Addresses that went from one contact to another, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from helpline.core.casework import AddressMove, Verified
from helpline.core.errors import NotFound
from helpline.store.keys import pack, unpack
from helpline.store.tables import address_moves
from helpline.store.work import Work

REASON = "address_moves|reason"
ADD = insert(address_moves).inline()
GET = select(address_moves).where(address_moves.c.id == bindparam("wanted"))
OF_CONTACT = (
    select(address_moves)
    .where(
        or_(
            address_moves.c.from_contact_id == bindparam("wanted"),
            address_moves.c.to_contact_id == bindparam("wanted"),
        )
    )
    .order_by(address_moves.c.sequence.desc())
)
UNDO = (
    update(address_moves)
    .where(address_moves.c.id == bindparam("wanted"), address_moves.c.undone_at.is_(None))
    .values(undone_at=bindparam("now"), undone_by=bindparam("by"))
)


class SqlMoves:
    """Implements ports.Moves."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, move: AddressMove) -> None:
        """Write down that an address changed hands."""
        key = self._work.key(move.to_contact_id)
        self._work.run(
            ADD,
            id=move.id,
            address_id=move.address_id,
            from_contact_id=move.from_contact_id,
            to_contact_id=move.to_contact_id,
            verified=move.verified.value,
            moved_by=move.moved_by,
            at=move.at,
            reason=key.seal(REASON, move.id, pack(move.reason)),
        )

    def get(self, move_id: str) -> AddressMove:
        """Raises NotFound."""
        row = self._work.first(GET, wanted=move_id)
        if row is None:
            raise NotFound("no such move")
        return self._read(row)

    def of_contact(self, contact_id: str) -> Sequence[AddressMove]:
        """From and to the contact, the newest first."""
        return [self._read(row) for row in self._work.all(OF_CONTACT, wanted=contact_id)]

    def undo(self, move_id: str, by: str, now: datetime) -> bool:
        """False if somebody had undone it."""
        return self._work.run(UNDO, wanted=move_id, by=by, now=now) == 1

    def _read(self, row: Row[Any]) -> AddressMove:
        key = self._work.key(row.to_contact_id)
        return AddressMove(
            id=row.id,
            address_id=row.address_id,
            from_contact_id=row.from_contact_id,
            to_contact_id=row.to_contact_id,
            verified=Verified(row.verified),
            moved_by=row.moved_by,
            at=row.at,
            reason=unpack(key.open(REASON, row.id, row.reason)),
            undone_by=row.undone_by,
            undone_at=row.undone_at,
        )
