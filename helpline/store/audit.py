"""The audit: append only, each entry chained to the one before by a keyed MAC.

The chain's head (how many entries, the last MAC) is kept in `audit_marks` under a seal, so
that entries cut off at the end are missed too. Whoever can write to the database but has no
audit key can neither alter, move, insert nor remove an entry without `first_broken` naming it.
One thing needs help from outside: putting back an older state of the whole database, head
included. Against that `head()` is to be written down elsewhere each day.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from helpline.core.errors import Refused
from helpline.operations.ports.oversight import AuditEntry, AuditLine
from helpline.store.once import insert_once
from helpline.store.tables import audit_entries, audit_marks
from helpline.store.work import Work

HEAD = "head"
CHECKPOINT = "checkpoint"
NOTHING = bytes(32)
BATCH = 1000
FIELDS = ("at", "actor_id", "action", "object_type", "object_id", "result", "reason")
LATER_FIELDS = ("organisation_id", "session", "request")
"""Fields that came later: an entry without them has the MAC that it always had."""

FIRST_MARK = insert_once(audit_marks, ("name", "sequence", "mac", "seal"), unless=("name",))
MARK = select(audit_marks).where(audit_marks.c.name == bindparam("wanted"))
LOCK_MARK = MARK.with_for_update()
MOVE_MARK = (
    update(audit_marks)
    .where(audit_marks.c.name == bindparam("wanted"))
    .values(sequence=bindparam("to"), mac=bindparam("last"), seal=bindparam("proof"))
)
ADD = insert(audit_entries).inline()
LAST = select(audit_entries.c.sequence, audit_entries.c.mac).where(
    audit_entries.c.sequence == select(func.max(audit_entries.c.sequence)).scalar_subquery()
)
ENTRIES = (
    select(audit_entries)
    .where(audit_entries.c.sequence > bindparam("after"))
    .order_by(audit_entries.c.sequence)
    .limit(BATCH)
)

OLDER = select(func.max(audit_entries.c.sequence)).where(
    audit_entries.c.sequence
    < func.coalesce(
        select(func.min(audit_entries.c.sequence))
        .where(audit_entries.c.at >= bindparam("moment"))
        .scalar_subquery(),
        select(func.max(audit_entries.c.sequence)).scalar_subquery(),
    )
)
ONE = select(audit_entries).where(audit_entries.c.sequence == bindparam("wanted"))
DROP = delete(audit_entries).where(audit_entries.c.sequence <= bindparam("upto"))
NEWEST = select(audit_entries).order_by(audit_entries.c.sequence.desc()).limit(bindparam("at_most"))
HOW_OFTEN = (
    select(func.count())
    .select_from(audit_entries)
    .where(
        audit_entries.c.actor_id == bindparam("actor"),
        audit_entries.c.action == bindparam("what"),
        audit_entries.c.at >= bindparam("since"),
        audit_entries.c.result == "ok",
    )
)


class SqlAudit:
    """Implements ports.Audit."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def append(self, entry: AuditEntry) -> None:
        """Chain one more entry. Appends wait for each other: make it the last thing you do.

        A chain that was tampered with is never signed again: the helpline goes on, and
        `first_broken` keeps telling.
        """
        head = self._locked_head()
        last = self._work.first(LAST)
        sound, sequence, previous = self._is_sound(head), head.sequence, head.mac
        if last is not None and last.sequence > sequence:
            sound, sequence, previous = False, last.sequence, last.mac
        sequence += 1
        written = _clean(entry)
        mac = self._mac(previous, sequence, written)
        self._work.run(ADD, sequence=sequence, mac=mac, **written)
        proof = self._seal(HEAD, sequence, mac) if sound else NOTHING
        self._work.run(MOVE_MARK, wanted=HEAD, to=sequence, last=mac, proof=proof)

    def first_broken(self) -> int | None:
        """Sequence number of the first entry whose MAC does not fit; None if all fit.

        An entry that is missing counts as broken, also at the end and before the checkpoint.
        """
        sequence, mac = self._beginning()
        while rows := self._work.all(ENTRIES, after=sequence):
            for row in rows:
                sequence += 1
                if row.sequence != sequence or not self._fits(row, mac):
                    return sequence
                mac = row.mac
        head = self._work.first(MARK, wanted=HEAD)
        if head is None:
            return sequence + 1 if sequence else None
        whole = head.sequence == sequence and head.mac == mac and self._is_sound(head)
        return None if whole else sequence + 1

    def head(self) -> tuple[int, str]:
        """Number of entries and the last MAC, to be written down outside the database."""
        head = self._work.first(MARK, wanted=HEAD)
        return (0, NOTHING.hex()) if head is None else (head.sequence, head.mac.hex())

    def prune(self, before: datetime) -> int:
        """Drop entries older than `before`, up to a signed checkpoint; how many.

        The newest entry stays. Raises Refused("audit_broken") rather than hide a break.
        """
        self._locked_head()
        if self.first_broken() is not None:
            raise Refused("audit_broken")
        upto = self._work.scalar(OLDER, moment=before)
        row = None if upto is None else self._work.first(ONE, wanted=upto)
        if row is None:
            return 0
        values = {"sequence": row.sequence, "mac": row.mac}
        proof = self._seal(CHECKPOINT, row.sequence, row.mac)
        self._work.run(FIRST_MARK[self._work.dialect], name=CHECKPOINT, seal=proof, **values)
        self._work.run(MOVE_MARK, wanted=CHECKPOINT, to=row.sequence, last=row.mac, proof=proof)
        return self._work.run(DROP, upto=row.sequence)

    def lines(
        self,
        *,
        organisation_id: str | None = None,
        actor_id: str | None = None,
        object_id: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[AuditLine]:
        """The newest entries that fit all that is given, newest first."""
        columns, statement = audit_entries.c, NEWEST
        wanted = {"organisation_id": organisation_id, "actor_id": actor_id, "object_id": object_id}
        for name, value in wanted.items():
            if value is not None:
                statement = statement.where(columns[name] == value)
        if before is not None:
            statement = statement.where(columns.sequence < before)
        return [AuditLine(row.sequence, _entry(row)) for row in self._all(statement, limit)]

    def count_since(self, actor_id: str, action: str, since: datetime) -> int:
        """How often somebody did something since then (the limit of SAFETY T18)."""
        return int(self._work.scalar(HOW_OFTEN, actor=actor_id, what=action, since=since) or 0)

    def _all(self, statement: Any, limit: int) -> Sequence[Row[Any]]:
        return self._work.all(statement, at_most=limit)

    def _beginning(self) -> tuple[int, bytes]:
        """Number and MAC of the entry before the first; an unsound checkpoint is none."""
        mark = self._work.first(MARK, wanted=CHECKPOINT)
        if mark is None or not self._is_sound(mark):
            return 0, NOTHING
        return mark.sequence, mark.mac

    def _locked_head(self) -> Row[Any]:
        head = self._work.first(LOCK_MARK, wanted=HEAD)
        if head is not None:
            return head
        self._work.run(
            FIRST_MARK[self._work.dialect],
            name=HEAD,
            sequence=0,
            mac=NOTHING,
            seal=self._seal(HEAD, 0, NOTHING),
        )
        return self._work.connection.execute(LOCK_MARK, {"wanted": HEAD}).one()

    def _fits(self, row: Row[Any], previous: bytes) -> bool:
        written = {name: getattr(row, name) for name in FIELDS + LATER_FIELDS}
        return hmac.compare_digest(row.mac, self._mac(previous, row.sequence, written))

    def _is_sound(self, mark: Row[Any]) -> bool:
        return hmac.compare_digest(mark.seal, self._seal(mark.name, mark.sequence, mark.mac))

    def _mac(self, previous: bytes, sequence: int, written: dict[str, Any]) -> bytes:
        parts = [previous, str(sequence).encode()]
        parts += [_text(written[name]).encode() for name in FIELDS]
        for name in LATER_FIELDS:
            if written[name]:
                parts += [name.encode(), str(written[name]).encode()]
        return hmac.digest(self._work.audit.entry, _prefixed(parts), "sha256")

    def _seal(self, name: str, sequence: int, mac: bytes) -> bytes:
        parts = [name.encode(), str(sequence).encode(), mac]
        return hmac.digest(self._work.audit.mark, _prefixed(parts), "sha256")


def _clean(entry: AuditEntry) -> dict[str, Any]:
    """The entry's columns; control characters are written out, so that no reader is fooled."""
    names = (name for name in FIELDS + LATER_FIELDS if name != "at")
    return {"at": entry.at} | {name: _printable(getattr(entry, name)) for name in names}


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in FIELDS + LATER_FIELDS})


def _printable(word: str) -> str:
    return word if word.isprintable() else word.encode("unicode_escape").decode("ascii")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def _prefixed(parts: list[bytes]) -> bytes:
    """Each part with its length before it, so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)
