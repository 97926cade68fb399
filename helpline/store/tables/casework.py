"""What caseworkers write and decide beside a case: drafts, and addresses that changed hands."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from helpline.store.tables.columns import (
    Id,
    belongs_to,
    identity,
    metadata,
    moment,
    sealed,
    sequence,
    word,
)

drafts = Table(
    "drafts",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("author_id", Id, ForeignKey("caseworkers.id"), primary_key=True),
    moment("at"),
    sealed("text"),
)

address_moves = Table(
    "address_moves",
    metadata,
    sequence(),
    identity(),
    Column("address_id", Id, nullable=False),
    belongs_to("contacts", "from_contact_id"),
    belongs_to("contacts", "to_contact_id"),
    word("verified"),
    Column("moved_by", Id, nullable=False),
    moment("at"),
    sealed("reason"),
    Column("undone_by", Id, nullable=True),
    moment("undone_at", nullable=True),
)
Index(None, address_moves.c.from_contact_id)
Index(None, address_moves.c.to_contact_id)
