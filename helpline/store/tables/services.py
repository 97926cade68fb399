"""The service directory: what is known to everybody, and who checked it when."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Index, Table, Text

from helpline.store.tables.columns import (
    Counter,
    Id,
    identity,
    index,
    metadata,
    moment,
    sequence,
    word,
)

directory_versions = Table(
    "directory_versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", Counter, nullable=False),
)

directory_entries = Table(
    "directory_entries",
    metadata,
    sequence(),
    identity(),
    word("kind"),
    Column("entry", Text, nullable=False),
    Column("rest", Text, nullable=False),
    Column("changed_in", Counter, nullable=False),
    moment("changed_at"),
)
Index(None, directory_entries.c.changed_in)

directory_notes = Table(
    "directory_notes",
    metadata,
    sequence(),
    Column("entry_id", Id, nullable=False),
    word("point_id"),
    moment("at"),
    Column("actor_id", Id, nullable=True),
    word("act"),
    Column("detail", Text, nullable=False),
)
Index(None, directory_notes.c.entry_id)

directory_reports = Table(
    "directory_reports",
    metadata,
    sequence(),
    Column("entry_id", Id, nullable=False),
    word("point_id"),
    moment("at"),
    word("reason"),
    index("reporter_index"),
)
Index(None, directory_reports.c.entry_id)

directory_proposals = Table(
    "directory_proposals",
    metadata,
    sequence(),
    identity(),
    Column("entry_id", Id, nullable=False),
    Column("entry", Text, nullable=False),
    Column("seen", Counter, nullable=False),
    moment("at"),
    Column("proposed_by", Id, nullable=False),
    Column("decided_by", Id, nullable=True),
    moment("decided_at", nullable=True),
    word("decision"),
)
OPEN_PROPOSAL: ColumnElement[bool] = directory_proposals.c.decided_at.is_(None)
Index(
    "ix_directory_proposals_open",
    directory_proposals.c.entry_id,
    sqlite_where=OPEN_PROPOSAL,
    postgresql_where=OPEN_PROPOSAL,
)
