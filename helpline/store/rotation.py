"""Rotation of the master key: every data key is wrapped anew, while the helpline runs.

Only wrapped keys change, never what they seal, so this is short work. First restart all
processes with the new key in front of the old one; then run this; then the old key may go.
It goes in small transactions: it may be killed at any moment and run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, select, update
from sqlalchemy.exc import SQLAlchemyError

from helpline.store.engine import begin_writing, translated
from helpline.store.keys import MasterKeys
from helpline.store.tables import caseworkers, contacts, opt_outs, quarantine

BATCH = 500

OWNERS: dict[Table, ColumnElement[Any]] = {
    contacts: contacts.c.id,
    caseworkers: caseworkers.c.id,
    opt_outs: opt_outs.c.address_index,
    quarantine: quarantine.c.id,
}
"""Tables with data keys, and the column that names the owner of each."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many data keys of a table were looked at, and how many were wrapped anew."""

    table: str
    seen: int
    changed: int


def rewrap(engine: Engine, master: MasterKeys) -> Iterator[Progress]:
    """Wrap all data keys by the active master key; one Progress per batch.

    Raises StoreUnavailable, and UnknownKey if a key is needed that is not there.
    """
    for table in OWNERS:
        seen = changed = 0
        last: Any = None
        while True:
            rows, changed_now, last = _rewrap_batch(engine, master, table, last)
            if not rows:
                break
            seen, changed = seen + rows, changed + changed_now
            yield Progress(table.name, seen, changed)


def _rewrap_batch(
    engine: Engine, master: MasterKeys, table: Table, after: Any
) -> tuple[int, int, Any]:
    """One transaction; rows seen, rows changed, the last place."""
    try:
        with engine.connect() as connection:
            begin_writing(connection)
            result = _rewrap_after(connection, master, table, after)
            connection.commit()
            return result
    except SQLAlchemyError as error:
        raise translated(error) from None


def _rewrap_after(
    connection: Connection, master: MasterKeys, table: Table, after: Any
) -> tuple[int, int, Any]:
    place = next(iter(table.primary_key.columns))
    page = select(place.label("place"), OWNERS[table].label("owner"), table.c.data_key)
    page = page.where(table.c.data_key.is_not(None)).order_by(place).limit(BATCH)
    if after is not None:
        page = page.where(place > after)
    rows = connection.execute(page.with_for_update()).all()
    changed = 0
    for row in rows:
        owner = row.owner.hex() if isinstance(row.owner, bytes) else row.owner
        wrapped = master.rewrap(table.name, owner, row.data_key)
        if wrapped is not None:
            connection.execute(update(table).where(place == row.place).values(data_key=wrapped))
            changed += 1
    return len(rows), changed, rows[-1].place if rows else after
