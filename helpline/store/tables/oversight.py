"""What one person sees of another's work, and who is kept away from a case."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Date, ForeignKey, Index, Table, Text, UniqueConstraint

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

notices = Table(
    "notices",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    moment("at"),
    word("kind"),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=True),
    Column("actor_id", Id, nullable=True),
    moment("seen_at", nullable=True),
    Column("seen_by", Id, nullable=True),
    Column("once", Text, nullable=True),
    UniqueConstraint("once"),
)
UNSEEN: ColumnElement[bool] = notices.c.seen_at.is_(None)
Index(None, notices.c.case_id)
Index(
    "ix_notices_unseen",
    notices.c.organisation_id,
    notices.c.at,
    sqlite_where=UNSEEN,
    postgresql_where=UNSEEN,
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("caseworker_id", Id, ForeignKey("caseworkers.id"), primary_key=True),
    Column("excluded_by", Id, nullable=False),
    moment("at"),
)
Index(None, exclusions.c.caseworker_id)

broken_glass = Table(
    "broken_glass",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("cases", "case_id"),
    belongs_to("caseworkers", "caseworker_id"),
    moment("begins_at"),
    moment("ends_at"),
    sealed("reason"),
)
Index(None, broken_glass.c.case_id, broken_glass.c.caseworker_id)

exports = Table(
    "exports",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    word("kind"),
    word("state"),
    belongs_to("caseworkers", "asked_by"),
    moment("asked_at"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("decided_by", Id, nullable=True),
    moment("decided_at", nullable=True),
    sealed("reason"),
)
Index(None, exports.c.organisation_id, exports.c.asked_at)
