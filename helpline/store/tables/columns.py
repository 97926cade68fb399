"""The kinds of column that every table is made of, and the one `metadata`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Text

from helpline.store.utc import UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Counter = BigInteger().with_variant(Integer, "sqlite")
"""Grows with each row; on SQLite it must be INTEGER to be the table's own key."""

Id = Text()
"""A random 128-bit id as 32 hex digits. Text has one length rule on both databases: none."""


def identity(name: str = "id") -> Column[str]:
    return Column(name, Id, nullable=False, unique=name == "id")


def sequence() -> Column[int]:
    return Column("sequence", Counter, primary_key=True, autoincrement=True)


def word(name: str, *, nullable: bool = False) -> Column[str]:
    """A word from a closed list, never free text."""
    return Column(name, Text, nullable=nullable)


def sealed(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=True)


def index(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def data_key() -> Column[bytes]:
    return Column("data_key", LargeBinary, nullable=True)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, UtcDateTime, nullable=nullable)


def belongs_to(target: str, name: str, *, cascade: bool = False) -> Column[str]:
    ondelete = "CASCADE" if cascade else None
    return Column(name, Id, ForeignKey(f"{target}.id", ondelete=ondelete), nullable=False)
