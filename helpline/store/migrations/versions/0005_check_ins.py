"""Check-in plans, the silence ladder, second channels, and more in the ledger of stops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _plan()
    _notice_silence()
    _keep_addresses()


def _plan() -> None:
    op.create_table(
        "plans",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("frequency", sa.Text, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_why", sa.Text, nullable=False),
        *_owners("plans"),
        sa.PrimaryKeyConstraint("sequence", name="pk_plans"),
        sa.UniqueConstraint("id", name="uq_plans_id"),
    )
    op.create_index("ix_plans_contact_id", "plans", ["contact_id"])
    _index_where("uq_plans_running", "plans", "contact_id", "ended_at IS NULL", unique=True)
    op.create_table(
        "check_ins",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("outbound_id", sa.Text, nullable=True),
        *_owners("check_ins"),
        sa.PrimaryKeyConstraint("sequence", name="pk_check_ins"),
        sa.UniqueConstraint("id", name="uq_check_ins_id"),
        sa.UniqueConstraint(
            "contact_id", "plan_id", "seq", name="uq_check_ins_contact_id_plan_id_seq"
        ),
    )
    _index_where("ix_check_ins_due", "check_ins", "due_at", "state = 'planned'")
    op.create_index("ix_check_ins_calendar", "check_ins", ["organisation_id", "due_at"])


def _notice_silence() -> None:
    op.create_table(
        "silences",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("check_in_id", sa.Text, nullable=False),
        sa.Column("high", sa.Boolean, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text, nullable=False),
        *_owners("silences"),
        sa.PrimaryKeyConstraint("sequence", name="pk_silences"),
        sa.UniqueConstraint("id", name="uq_silences_id"),
    )
    op.create_index("ix_silences_contact_id", "silences", ["contact_id"])
    _index_where("uq_silences_running", "silences", "contact_id", "ended_at IS NULL", unique=True)
    _index_where("ix_silences_due", "silences", "due_at", "ended_at IS NULL")
    op.create_table(
        "silence_steps",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("silence_id", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["silence_id"], ["silences.id"], name="fk_silence_steps_silence_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_silence_steps"),
    )
    op.create_index("ix_silence_steps_silence_id", "silence_steps", ["silence_id"])


def _keep_addresses() -> None:
    op.create_table(
        "channel_links",
        sa.Column("payload_index", sa.LargeBinary, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_channel_links_contact_id"
        ),
        sa.PrimaryKeyConstraint("payload_index", name="pk_channel_links"),
    )
    op.create_index("ix_channel_links_contact_id", "channel_links", ["contact_id"])
    op.create_table(
        "former_addresses",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_former_addresses_contact_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_former_addresses"),
        sa.UniqueConstraint("id", name="uq_former_addresses_id"),
    )
    op.create_index("ix_former_addresses_contact_id", "former_addresses", ["contact_id"])
    op.add_column(
        "addresses", sa.Column("verified", sa.Boolean, nullable=False, server_default=sa.true())
    )
    op.add_column("addresses", sa.Column("linked_at", MOMENT, nullable=True))
    for name in ("purpose", "said_by"):
        op.add_column("opt_outs", sa.Column(name, sa.Text, nullable=False, server_default=""))


def _owners(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=f"fk_{table}_contact_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
        ),
    )


def _index_where(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        [column],
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
