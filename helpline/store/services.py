"""The service directory. Its entries are public; who reported something is a blind index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, distinct, func, insert, select, update

from helpline.core.errors import NotFound
from helpline.directory.model import Entitlement, Service
from helpline.directory.terms import Reason
from helpline.operations.ports.directory import Changes, Complaint, HistoryNote
from helpline.store.once import insert_once
from helpline.store.proposals import SqlProposals
from helpline.store.tables import (
    directory_entries,
    directory_notes,
    directory_reports,
    directory_versions,
)
from helpline.store.work import Work

NAME = "directory"
REPORTER = "directory-reporter-v1"
KINDS: dict[str, type[Service | Entitlement]] = {"service": Service, "entitlement": Entitlement}

FIRST = insert_once(directory_versions, ["name", "number"], unless=["name"])
VERSION = select(directory_versions.c.number).where(directory_versions.c.name == NAME)
NEXT = (
    update(directory_versions)
    .where(directory_versions.c.name == NAME)
    .values(number=directory_versions.c.number + 1)
    .returning(directory_versions.c.number)
)
ONE = directory_entries.c.id == bindparam("wanted")
GET = select(directory_entries).where(ONE)
LEAN = [column for column in directory_entries.c if column.name != "rest"]
SINCE = (
    select(*LEAN)
    .where(directory_entries.c.changed_in > bindparam("since"))
    .order_by(directory_entries.c.sequence)
)
WHOLE_SINCE = (
    select(directory_entries)
    .where(directory_entries.c.changed_in > bindparam("since"))
    .order_by(directory_entries.c.sequence)
)
KNOWN = select(directory_entries.c.id)
ADD = insert(directory_entries).inline()
CHANGE = (
    update(directory_entries)
    .where(ONE)
    .values({name: bindparam(name) for name in ("entry", "rest", "changed_in", "changed_at")})
)
NOTE = insert(directory_notes).inline()
HISTORY = (
    select(directory_notes)
    .where(directory_notes.c.entry_id == bindparam("wanted"))
    .order_by(directory_notes.c.sequence.desc())
    .limit(bindparam("at_most"))
)
COMPLAIN = insert(directory_reports).inline()
COMPLAINANTS = select(func.count(distinct(directory_reports.c.reporter_index))).where(
    directory_reports.c.entry_id == bindparam("wanted"),
    directory_reports.c.point_id == bindparam("point"),
    directory_reports.c.reason == bindparam("why"),
    directory_reports.c.at > bindparam("since"),
)


class SqlDirectory(SqlProposals):
    """Implements operations.directory.ports.Services; proposals are in `proposals`."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._dirty = False

    @property
    def dirty(self) -> bool:
        """True once this transaction has written."""
        return self._dirty

    def version(self) -> int:
        """The number of the present version."""
        return int(self._work.scalar(VERSION) or 0)

    def changes(self, since: int, *, whole: bool = False) -> Changes:
        """Everything that was written after version `since`; its `rest` only if it is asked for."""
        number = self.version()
        rows = self._work.all(WHOLE_SINCE if whole else SINCE, since=since)
        read = [_read(row, row.rest if whole else "") for row in rows]
        return Changes(
            number=number,
            services=[one for one in read if isinstance(one, Service)],
            entitlements=[one for one in read if isinstance(one, Entitlement)],
            changed_at={row.id: row.changed_at for row in rows},
        )

    def get(self, service_id: str) -> tuple[Service, int]:
        """A service and the version in which it last changed. Raises NotFound."""
        row = self._work.first(GET, wanted=service_id)
        if row is None or row.kind != "service":
            raise NotFound("no such service")
        service = _read(row, row.rest)
        assert isinstance(service, Service)  # noqa: S101 - the kind says so
        return service, row.changed_in

    def save(self, entries: Sequence[Service | Entitlement], now: datetime) -> int:
        """Write new or changed entries as one new version; its number."""
        number = self._next_version()
        known = {row.id for row in self._work.all(KNOWN)} if len(entries) > 1 else None
        new: list[dict[str, Any]] = []
        for entry in entries:
            values = _texts(entry) | {"changed_in": number, "changed_at": now}
            is_new = entry.id not in known if known is not None else not self._change(entry, values)
            if is_new:
                new.append({"id": entry.id, "kind": _kind(entry)} | values)
            elif known is not None:
                self._change(entry, values)
        if new:
            self._work.connection.execute(ADD, new)
        return number

    def note(self, notes: Sequence[HistoryNote]) -> None:
        """Add lines to histories."""
        rows = [
            {
                "entry_id": one.entry_id,
                "point_id": one.point_id,
                "at": one.at,
                "actor_id": one.actor_id,
                "act": one.act,
                "detail": json.dumps(one.detail, ensure_ascii=False),
            }
            for one in notes
        ]
        if rows:
            self._work.connection.execute(NOTE, rows)

    def history(self, entry_id: str, limit: int) -> Sequence[HistoryNote]:
        """Newest first."""
        return [_note(row) for row in self._work.all(HISTORY, wanted=entry_id, at_most=limit)]

    def complain(self, complaint: Complaint) -> None:
        """Keep a report."""
        self._work.run(
            COMPLAIN,
            entry_id=complaint.entry_id,
            point_id=complaint.point_id,
            at=complaint.at,
            reason=complaint.reason.value,
            reporter_index=self._work.index.of(REPORTER, complaint.reporter),
        )

    def complainants(self, entry_id: str, point_id: str, reason: Reason, since: datetime) -> int:
        """How many different people have reported that since then."""
        values = {"wanted": entry_id, "point": point_id, "why": reason.value, "since": since}
        return int(self._work.scalar(COMPLAINANTS, **values) or 0)

    def _change(self, entry: Service | Entitlement, values: dict[str, Any]) -> bool:
        return self._work.run(CHANGE, wanted=entry.id, **values) > 0

    def _next_version(self) -> int:
        """Holds the version until the transaction ends: writers come one after the other."""
        self._dirty = True
        number = self._work.scalar(NEXT)
        if number is None:
            self._work.run(FIRST[self._work.dialect], name=NAME, number=0)
            number = self._work.scalar(NEXT)
        return int(number)


def _kind(entry: Service | Entitlement) -> str:
    return "service" if isinstance(entry, Service) else "entitlement"


def _texts(entry: Service | Entitlement) -> dict[str, Any]:
    rest = entry.rest if isinstance(entry, Service) else {}
    return {
        "entry": entry.model_dump_json(exclude_defaults=True, exclude={"rest"}),
        "rest": json.dumps(rest, ensure_ascii=False) if rest else "",
    }


def _read(row: Row[Any], rest: str) -> Service | Entitlement:
    entry = KINDS[row.kind].model_validate_json(row.entry)
    return entry.model_copy(update={"rest": json.loads(rest)}) if rest else entry


def _note(row: Row[Any]) -> HistoryNote:
    return HistoryNote(
        entry_id=row.entry_id,
        at=row.at,
        act=row.act,
        actor_id=row.actor_id,
        point_id=row.point_id,
        detail=json.loads(row.detail),
    )
