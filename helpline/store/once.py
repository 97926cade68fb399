"""Inserts that do nothing where the row is there already, in each database's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(table: Table, names: Sequence[str], unless: Sequence[str]) -> Mapping[str, Insert]:
    """Per dialect: insert the named columns unless a row with the same `unless` is there.

    The number of rows says whether it was new. On PostgreSQL a second writer waits for the
    first one's transaction to end before it learns the answer.
    """
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return {
        "sqlite": sqlite.insert(table)
        .values(values)
        .on_conflict_do_nothing(index_elements=unless)
        .inline()
        .execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table)
        .values(values)
        .on_conflict_do_nothing(index_elements=unless)
        .inline()
        .execution_options(preserve_rowcount=True),
    }
