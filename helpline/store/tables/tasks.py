"""What people have to do, and by when."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, Text, UniqueConstraint

from helpline.store.tables.columns import (
    Id,
    belongs_to,
    identity,
    metadata,
    moment,
    sequence,
    word,
)

tasks = Table(
    "tasks",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    word("kind"),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=True),
    Column("about_id", Id, nullable=True),
    Column("assigned_to", Id, nullable=True),
    moment("created_at"),
    moment("due_at"),
    moment("done_at", nullable=True),
    Column("done_by", Id, nullable=True),
    word("outcome"),
    Column("once", Text, nullable=True),
    UniqueConstraint("once"),
)
UNDONE: ColumnElement[bool] = tasks.c.done_at.is_(None)
Index(None, tasks.c.contact_id)
Index(
    "ix_tasks_undone",
    tasks.c.organisation_id,
    tasks.c.due_at,
    sqlite_where=UNDONE,
    postgresql_where=UNDONE,
)
