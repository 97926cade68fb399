"""What caseworkers need: roles, shifts, notes, tasks, links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=True),
        sa.Column("case_id", sa.Text, nullable=True),
        sa.Column("about_id", sa.Text, nullable=True),
        sa.Column("assigned_to", sa.Text, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.Text, nullable=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("once", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_tasks_organisation_id"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_tasks_contact_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_tasks"),
        sa.UniqueConstraint("id", name="uq_tasks_id"),
        sa.UniqueConstraint("once", name="uq_tasks_once"),
    )
    op.create_index("ix_tasks_contact_id", "tasks", ["contact_id"])
    undone = sa.text("done_at IS NULL")
    op.create_index(
        "ix_tasks_undone",
        "tasks",
        ["organisation_id", "due_at"],
        sqlite_where=undone,
        postgresql_where=undone,
    )
    _admit()
    _work_by_shifts()
    _oversee()
    _watch_cases()
    _write_and_join()


def _admit() -> None:
    """Invitations, recovery codes, codes that link a phone."""
    op.create_table(
        "invitations",
        sa.Column("token_index", sa.LargeBinary, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=True),
        _of_caseworker("invitations"),
        sa.PrimaryKeyConstraint("token_index", name="pk_invitations"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_index", sa.LargeBinary, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        _of_caseworker("recovery_codes"),
        sa.PrimaryKeyConstraint("code_index", name="pk_recovery_codes"),
    )
    op.create_table(
        "link_codes",
        sa.Column("code_index", sa.LargeBinary, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _of_caseworker("link_codes"),
        sa.PrimaryKeyConstraint("code_index", name="pk_link_codes"),
    )
    for table in ("invitations", "recovery_codes", "link_codes"):
        op.create_index(f"ix_{table}_caseworker_id", table, ["caseworker_id"])


def _work_by_shifts() -> None:
    """Holidays, and the organisation that a line of ours belongs to."""
    op.create_table(
        "holidays",
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        _of_organisation("holidays"),
        sa.PrimaryKeyConstraint("organisation_id", "day", name="pk_holidays"),
    )
    op.create_table(
        "lines",
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        _of_organisation("lines"),
        sa.PrimaryKeyConstraint("uri", name="pk_lines"),
    )
    op.create_index("ix_lines_organisation_id", "lines", ["organisation_id"])


def _oversee() -> None:
    """Notices, conflicts of interest, broken glass, exports."""
    op.create_table(
        "notices",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=True),
        sa.Column("actor_id", sa.Text, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("seen_by", sa.Text, nullable=True),
        sa.Column("once", sa.Text, nullable=True),
        _of_organisation("notices"),
        _of_case("notices"),
        sa.PrimaryKeyConstraint("sequence", name="pk_notices"),
        sa.UniqueConstraint("id", name="uq_notices_id"),
        sa.UniqueConstraint("once", name="uq_notices_once"),
    )
    op.create_index("ix_notices_case_id", "notices", ["case_id"])
    _index_where("ix_notices_unseen", "notices", ["organisation_id", "at"], "seen_at IS NULL")
    op.create_table(
        "exclusions",
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("excluded_by", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_case("exclusions"),
        _of_caseworker("exclusions"),
        sa.PrimaryKeyConstraint("case_id", "caseworker_id", name="pk_exclusions"),
    )
    op.create_index("ix_exclusions_caseworker_id", "exclusions", ["caseworker_id"])
    op.create_table(
        "broken_glass",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        _of_case("broken_glass"),
        _of_caseworker("broken_glass"),
        sa.PrimaryKeyConstraint("id", name="pk_broken_glass"),
    )
    op.create_index(
        "ix_broken_glass_case_id_caseworker_id", "broken_glass", ["case_id", "caseworker_id"]
    )
    op.create_table(
        "exports",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        _of_organisation("exports"),
        sa.ForeignKeyConstraint(["asked_by"], ["caseworkers.id"], name="fk_exports_asked_by"),
        sa.PrimaryKeyConstraint("sequence", name="pk_exports"),
        sa.UniqueConstraint("id", name="uq_exports_id"),
    )
    op.create_index(
        "ix_exports_organisation_id_asked_at", "exports", ["organisation_id", "asked_at"]
    )


def _watch_cases() -> None:
    """Clocks of cases, second media of alerts, and more in the audit."""
    op.add_column(
        "cases", sa.Column("minor", sa.Boolean, nullable=False, server_default=sa.false())
    )
    for name in ("promised_at", "late_since", "apologised_at", "watch_at"):
        op.add_column("cases", sa.Column(name, MOMENT, nullable=True))
    minors = sa.column("minor", sa.Boolean) == sa.true()
    op.create_index(
        "ix_cases_minors", "cases", ["opened_at"], sqlite_where=minors, postgresql_where=minors
    )
    _index_where("ix_cases_watch_at", "cases", ["watch_at"], "watch_at IS NOT NULL")
    op.add_column("alerts", sa.Column("kind", sa.Text, nullable=False, server_default="call"))
    op.add_column(
        "alerts", sa.Column("medium", sa.SmallInteger, nullable=False, server_default="0")
    )
    op.add_column("alerts", sa.Column("press_index", sa.LargeBinary, nullable=True))
    _index_where("ix_alerts_press_index", "alerts", ["press_index"], "press_index IS NOT NULL")
    for name in ("organisation_id", "session"):
        op.add_column("audit_entries", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("organisation_id", "object_id", "actor_id"):
        op.create_index(f"ix_audit_entries_{name}_sequence", "audit_entries", [name, "sequence"])


def _write_and_join() -> None:
    """Words in notes, drafts of answers, addresses that changed hands."""
    op.add_column("case_notes", sa.Column("words", sa.LargeBinary, nullable=True))
    op.create_table(
        "drafts",
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("author_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=True),
        _of_case("drafts"),
        sa.ForeignKeyConstraint(["author_id"], ["caseworkers.id"], name="fk_drafts_author_id"),
        sa.PrimaryKeyConstraint("case_id", "author_id", name="pk_drafts"),
    )
    op.create_table(
        "address_moves",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("address_id", sa.Text, nullable=False),
        sa.Column("from_contact_id", sa.Text, nullable=False),
        sa.Column("to_contact_id", sa.Text, nullable=False),
        sa.Column("verified", sa.Text, nullable=False),
        sa.Column("moved_by", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=True),
        sa.Column("undone_by", sa.Text, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["from_contact_id"], ["contacts.id"], name="fk_address_moves_from_contact_id"
        ),
        sa.ForeignKeyConstraint(
            ["to_contact_id"], ["contacts.id"], name="fk_address_moves_to_contact_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_address_moves"),
        sa.UniqueConstraint("id", name="uq_address_moves_id"),
    )
    for side in ("from_contact_id", "to_contact_id"):
        op.create_index(f"ix_address_moves_{side}", "address_moves", [side])


def _index_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{table}_case_id")


def _of_caseworker(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["caseworker_id"], ["caseworkers.id"], name=f"fk_{table}_caseworker_id"
    )


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
    )
