"""Referrals and plans for every survivor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _overrides()
    _referrals()
    _what_became_of_them()
    _survivors()


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _where(name: str, table: str, columns: list[str], condition: str) -> None:
    literal = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=literal, postgresql_where=literal)


def _overrides() -> None:
    op.create_table(
        "consent_overrides",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("receiver_index", sa.LargeBinary, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("details", sa.LargeBinary, nullable=True),
        _foreign("consent_overrides", "organisation_id", "organisations"),
        _foreign("consent_overrides", "contact_id", "contacts"),
        sa.PrimaryKeyConstraint("sequence", name="pk_consent_overrides"),
        sa.UniqueConstraint("id", name="uq_consent_overrides_id"),
    )
    op.create_index("ix_consent_overrides_contact_id", "consent_overrides", ["contact_id"])
    _where(
        "ix_consent_overrides_unconfirmed",
        "consent_overrides",
        ["organisation_id"],
        "confirmed_at IS NULL",
    )


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=True),
        sa.Column("receiver_index", sa.LargeBinary, nullable=False),
        sa.Column("receiver_organisation_id", sa.Text, nullable=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("consent_id", sa.Text, nullable=True),
        sa.Column("override_id", sa.Text, nullable=True),
        sa.Column("owner_id", sa.Text, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("feedback_due_at", MOMENT, nullable=True),
        sa.Column("stalled_at", MOMENT, nullable=True),
        sa.Column("because", sa.Text, nullable=True),
        sa.Column("directory_version", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=True),
        _foreign("referrals", "organisation_id", "organisations"),
        _foreign("referrals", "contact_id", "contacts"),
        _foreign("referrals", "case_id", "cases"),
        _foreign("referrals", "receiver_organisation_id", "organisations"),
        _foreign("referrals", "consent_id", "consents"),
        _foreign("referrals", "override_id", "consent_overrides"),
        sa.PrimaryKeyConstraint("sequence", name="pk_referrals"),
        sa.UniqueConstraint("id", name="uq_referrals_id"),
        sa.CheckConstraint(
            "(consent_id IS NULL) <> (override_id IS NULL)", name="ck_referrals_basis"
        ),
    )
    op.create_index("ix_referrals_contact_id_sequence", "referrals", ["contact_id", "sequence"])
    op.create_index("ix_referrals_organisation_id_state", "referrals", ["organisation_id", "state"])
    op.create_index(
        "ix_referrals_receiver_organisation_id_state",
        "referrals",
        ["receiver_organisation_id", "state"],
    )
    _where("ix_referrals_due", "referrals", ["due_at"], "due_at IS NOT NULL")
    _where("ix_referrals_feedback", "referrals", ["feedback_due_at"], "feedback_due_at IS NOT NULL")


def _what_became_of_them() -> None:
    op.create_table(
        "referral_moves",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("referral_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=True),
        sa.Column("because", sa.Text, nullable=True),
        _foreign("referral_moves", "referral_id", "referrals"),
        sa.PrimaryKeyConstraint("sequence", name="pk_referral_moves"),
    )
    op.create_index("ix_referral_moves_referral_id", "referral_moves", ["referral_id"])
    op.create_table(
        "referral_feedback",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("referral_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=True),
        _foreign("referral_feedback", "referral_id", "referrals"),
        sa.PrimaryKeyConstraint("sequence", name="pk_referral_feedback"),
        sa.UniqueConstraint("id", name="uq_referral_feedback_id"),
    )
    op.create_index("ix_referral_feedback_referral_id", "referral_feedback", ["referral_id"])


def _survivors() -> None:
    op.create_table(
        "survivors",
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("known_by", sa.Text, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("refusal_id", sa.Text, nullable=True),
        sa.Column("ask_again_at", MOMENT, nullable=True),
        _foreign("survivors", "contact_id", "contacts"),
        _foreign("survivors", "organisation_id", "organisations"),
        _foreign("survivors", "refusal_id", "consents"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_survivors"),
    )
    op.create_index("ix_survivors_organisation_id_since", "survivors", ["organisation_id", "since"])
    _where("ix_survivors_ask_again", "survivors", ["ask_again_at"], "ask_again_at IS NOT NULL")
