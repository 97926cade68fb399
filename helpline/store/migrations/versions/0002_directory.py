"""The service directory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _entries()
    _history()
    _proposals()


def _entries() -> None:
    op.create_table(
        "directory_versions",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", COUNTER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_directory_versions"),
    )
    op.create_table(
        "directory_entries",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("rest", sa.Text, nullable=False),
        sa.Column("changed_in", COUNTER, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_directory_entries"),
        sa.UniqueConstraint("id", name="uq_directory_entries_id"),
    )
    op.create_index("ix_directory_entries_changed_in", "directory_entries", ["changed_in"])


def _history() -> None:
    op.create_table(
        "directory_notes",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_directory_notes"),
    )
    op.create_index("ix_directory_notes_entry_id", "directory_notes", ["entry_id"])
    op.create_table(
        "directory_reports",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reporter_index", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_directory_reports"),
    )
    op.create_index("ix_directory_reports_entry_id", "directory_reports", ["entry_id"])


def _proposals() -> None:
    op.create_table(
        "directory_proposals",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("seen", COUNTER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_directory_proposals"),
        sa.UniqueConstraint("id", name="uq_directory_proposals_id"),
    )
    op.create_index(
        "ix_directory_proposals_open",
        "directory_proposals",
        ["entry_id"],
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
