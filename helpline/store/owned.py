"""What belongs to a contact or to a case: read from the foreign keys, so that no table is missed.

A new table that names a contact, a case, or a row that does, is part of what is forgotten from
its first day on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, ForeignKey, Table, delete, false, or_, select

from helpline.store.tables import metadata

KEPT: Final = frozenset({"consents", "consent_overrides"})
"""Tables whose rows outlive what they are about: that a consent was given, as bare facts. What
they name is sealed under the contact's key, and goes with it (SAFETY section 4)."""


def deletions(root: Table, wanted: Any) -> Iterator[Delete]:
    """Statements that delete all that belongs to the rows of `root` whose id is in `wanted`.

    In an order that the foreign keys allow. `wanted` is a subquery or a list of ids; the rows of
    `root` themselves stay.
    """
    conditions = _conditions(root, wanted)
    for table in reversed(metadata.sorted_tables):
        if table.name in conditions and table is not root:
            yield delete(table).where(conditions[table.name])


def _conditions(root: Table, wanted: Any) -> Mapping[str, ColumnElement[bool]]:
    """By name of a table: which of its rows belong to those that are wanted."""
    known: dict[str, ColumnElement[bool]] = {root.name: root.c.id.in_(wanted)}
    for table in metadata.sorted_tables:
        ways = [
            key.parent.in_(select(key.column).where(known[key.column.table.name]))
            for key in _keys(table)
            if key.column.table.name in known
        ]
        if ways and table is not root and table.name not in KEPT:
            known[table.name] = or_(false(), *ways)
    return known


def _keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: key.parent.name)
