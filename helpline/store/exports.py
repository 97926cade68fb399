"""Exports: asked for, decided, fetched; each step once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from helpline.core.errors import NotFound
from helpline.core.oversight import Export, ExportKind, ExportState
from helpline.store.keys import pack, unpack
from helpline.store.staff import key_of
from helpline.store.tables import exports
from helpline.store.work import Work

REASON = "exports|reason"

ADD = insert(exports).inline()
OURS = exports.c.organisation_id == bindparam("organisation")
GET = select(exports).where(exports.c.id == bindparam("wanted"), OURS)
RECENT = (
    select(exports)
    .where(OURS)
    .order_by(exports.c.asked_at.desc(), exports.c.sequence.desc())
    .limit(bindparam("at_most"))
)
SEEN = (exports.c.id == bindparam("wanted"), exports.c.state == bindparam("seen"))
DECIDE = (
    update(exports)
    .where(*SEEN)
    .values(state=bindparam("to"), decided_by=bindparam("by"), decided_at=bindparam("now"))
)
FETCH = update(exports).where(*SEEN).values(state=bindparam("to"))


class SqlExports:
    """Implements ports.Exports."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, export: Export) -> None:
        """Somebody asks for it. The reason is sealed under the asker's data key."""
        key = key_of(self._work, export.asked_by)
        self._work.run(
            ADD,
            id=export.id,
            organisation_id=export.organisation_id,
            kind=export.kind.value,
            state=export.state.value,
            asked_by=export.asked_by,
            asked_at=export.asked_at,
            first_day=export.first_day,
            last_day=export.last_day,
            decided_by=export.decided_by,
            decided_at=export.decided_at,
            reason=key.seal(REASON, export.id, pack(export.reason)),
        )

    def get(self, export_id: str, organisation_id: str) -> Export:
        """Raises NotFound."""
        row = self._work.first(GET, wanted=export_id, organisation=organisation_id)
        if row is None:
            raise NotFound("no such export")
        return self._read(row)

    def move(
        self, export_id: str, seen: ExportState, to: ExportState, by: str, now: datetime
    ) -> bool:
        """Decide or fetch it if nobody did since it was seen."""
        what: dict[str, Any] = {"wanted": export_id, "seen": seen.value, "to": to.value}
        if to is ExportState.FETCHED:
            return self._work.run(FETCH, **what) == 1
        return self._work.run(DECIDE, by=by, now=now, **what) == 1

    def recent(self, organisation_id: str, limit: int) -> Sequence[Export]:
        """The newest first."""
        rows = self._work.all(RECENT, organisation=organisation_id, at_most=limit)
        return [self._read(row) for row in rows]

    def _read(self, row: Row[Any]) -> Export:
        key = key_of(self._work, row.asked_by)
        return Export(
            id=row.id,
            organisation_id=row.organisation_id,
            kind=ExportKind(row.kind),
            state=ExportState(row.state),
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            first_day=row.first_day,
            last_day=row.last_day,
            reason=unpack(key.open(REASON, row.id, row.reason)),
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
