"""The audit chain."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
)

from helpline.store.tables.columns import (
    Counter,
    metadata,
    moment,
    word,
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=False),
    moment("at"),
    Column("actor_id", Text, nullable=False),
    word("action"),
    word("object_type"),
    Column("object_id", Text, nullable=False),
    word("result"),
    Column("reason", Text, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("organisation_id", Text, nullable=False, server_default=""),
    Column("session", Text, nullable=False, server_default=""),
    Column("request", Text, nullable=False, server_default=""),
)
Index(None, audit_entries.c.organisation_id, audit_entries.c.sequence)
Index(None, audit_entries.c.object_id, audit_entries.c.sequence)
Index(None, audit_entries.c.actor_id, audit_entries.c.sequence)

audit_marks = Table(
    "audit_marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sequence", Counter, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
