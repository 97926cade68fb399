"""Statements of the webhook's path, compiled once per database and then handed to the driver.

SQLAlchemy's own cache saves the compiling but still walks through some 60 us of bookkeeping
per statement, and a webhook runs four. What this leaves out: result types (read text, bytes
and numbers only; a boolean is 0 or 1 on SQLite) and parameters that are lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in one database's words, with what the driver wants to be told and how."""

    sql: str
    constants: Mapping[str, Any]
    binds: tuple[tuple[str, Callable[[Any], Any]], ...]
    positional: bool

    @classmethod
    def of(cls, statement: ClauseElement, dialect: Dialect) -> Compiled:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements with parameters are prepared")
        binds = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) or _same)
            for name in compiled.positiontup or compiled.binds
        )
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return cls(str(compiled), constants, binds, positional=compiled.positiontup is not None)


class Prepared:
    """One statement, or one per dialect."""

    __slots__ = ("_compiled", "_statements")

    def __init__(self, statements: ClauseElement | Mapping[str, ClauseElement]) -> None:
        self._statements = statements
        self._compiled: dict[str, Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Execute with one value for each named parameter."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            own = self._statements
            statement = own[dialect.name] if isinstance(own, Mapping) else own
            compiled = self._compiled[dialect.name] = Compiled.of(statement, dialect)
        if compiled.constants:
            values = {**compiled.constants, **values}
        if compiled.positional:
            ordered = tuple(convert(values[name]) for name, convert in compiled.binds)
            return connection.exec_driver_sql(compiled.sql, ordered)
        named = {name: convert(values[name]) for name, convert in compiled.binds}
        return connection.exec_driver_sql(compiled.sql, named)
