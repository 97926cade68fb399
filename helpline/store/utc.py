"""The one type for a moment in time: aware UTC in, aware UTC out, on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator


class NaiveTime(ValueError, DontWrapMixin):
    """A datetime without a zone: nobody can know which moment it means."""


class UtcDateTime(TypeDecorator[datetime]):
    """A datetime that must know its zone. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime("the store takes aware datetimes only")
        moved = value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_utc(raw: Any) -> datetime | None:
    """A moment from a driver's own hand, where a prepared statement leaves out result types."""
    if raw is None:
        return None
    moment = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
