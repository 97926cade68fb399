"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", COUNTER, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("object_type", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_entries"),
    )
    op.create_table(
        "audit_marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sequence", COUNTER, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_marks"),
    )
    op.create_table(
        "opt_outs",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("address_index", sa.LargeBinary, nullable=False),
        sa.Column("opted_out", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=True),
        sa.Column("words", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_opt_outs"),
    )
    op.create_index("ix_opt_outs_address_index_at", "opt_outs", ["address_index", "at"])
    op.create_table(
        "organisations",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("last_case_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_organisations"),
        sa.UniqueConstraint("id", name="uq_organisations_id"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=True),
        sa.Column("problem", sa.LargeBinary, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
    )
    op.create_index("ix_quarantine_received_at", "quarantine", ["received_at"])
    op.create_table(
        "sign_in_failures",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("subject_index", sa.LargeBinary, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_sign_in_failures"),
    )
    op.create_index(
        "ix_sign_in_failures_subject_index_at", "sign_in_failures", ["subject_index", "at"]
    )
    op.create_table(
        "caseworkers",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("sign_in_index", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=True),
        sa.Column("details", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_caseworkers_organisation_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_caseworkers"),
        sa.UniqueConstraint("id", name="uq_caseworkers_id"),
        sa.UniqueConstraint("sign_in_index", name="uq_caseworkers_sign_in_index"),
    )
    op.create_index("ix_caseworkers_organisation_id", "caseworkers", ["organisation_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("opted_out", sa.Boolean, nullable=False),
        sa.Column("quiet_until", MOMENT, nullable=True),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("last_inbound_at", MOMENT, nullable=True),
        sa.Column("data_key", sa.LargeBinary, nullable=True),
        sa.Column("details", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_contacts_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("address_index", sa.LargeBinary, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("stopped_reason", sa.Text, nullable=True),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_addresses_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint("address_index", name="uq_addresses_address_index"),
    )
    op.create_index("ix_addresses_contact_id", "addresses", ["contact_id"])
    op.create_table(
        "cases",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("organisation_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("priority", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("heard_from", MOMENT, nullable=False),
        sa.Column("acknowledge_by", MOMENT, nullable=False),
        sa.Column("write_by", MOMENT, nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("first_reply_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("lexicon", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_cases_contact_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_cases_organisation_id"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_cases"),
        sa.UniqueConstraint("id", name="uq_cases_id"),
        sa.UniqueConstraint("organisation_id", "number", name="uq_cases_organisation_id_number"),
    )
    op.create_index("ix_cases_contact_id_sequence", "cases", ["contact_id", "sequence"])
    op.create_index(
        "ix_cases_live_contact_id",
        "cases",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("status != 'closed'"),
        postgresql_where=sa.text("status != 'closed'"),
    )
    op.create_index(
        "ix_cases_queue",
        "cases",
        ["organisation_id", "priority", "opened_at"],
        sqlite_where=sa.text("status != 'closed'"),
        postgresql_where=sa.text("status != 'closed'"),
    )
    op.create_table(
        "consents",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("granted", sa.Boolean, nullable=False),
        sa.Column("receiver_index", sa.LargeBinary, nullable=True),
        sa.Column("text_version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_consents_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_consents"),
        sa.UniqueConstraint("id", name="uq_consents_id"),
    )
    op.create_index(
        "ix_consents_contact_id_purpose_at", "consents", ["contact_id", "purpose", "at"]
    )
    op.create_table(
        "conversations",
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("state", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_conversations_contact_id"
        ),
        sa.PrimaryKeyConstraint("contact_id", name="pk_conversations"),
    )
    op.create_index(
        "ix_conversations_due",
        "conversations",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "inbounds",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("address_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("provider_index", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("provider_order", sa.BigInteger, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_inbounds_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_inbounds"),
        sa.UniqueConstraint("id", name="uq_inbounds_id"),
        sa.UniqueConstraint("provider_index", name="uq_inbounds_provider_index"),
    )
    op.create_index("ix_inbounds_contact_id_received_at", "inbounds", ["contact_id", "received_at"])
    op.create_index(
        "ix_inbounds_waiting",
        "inbounds",
        ["contact_id", "sequence"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "outbounds",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("address_id", sa.Text, nullable=False),
        sa.Column("urgency", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_after", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("sending_since", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=True),
        sa.Column("author_id", sa.Text, nullable=True),
        sa.Column("provider_index", sa.LargeBinary, nullable=True),
        sa.Column("error", sa.Text, nullable=True),
        sa.Column("reported", sa.Text, nullable=True),
        sa.Column("provider_id", sa.LargeBinary, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_outbounds_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_outbounds"),
        sa.UniqueConstraint("id", name="uq_outbounds_id"),
    )
    op.create_index("ix_outbounds_contact_id_created_at", "outbounds", ["contact_id", "created_at"])
    op.create_index(
        "ix_outbounds_line",
        "outbounds",
        ["contact_id", "sequence"],
        sqlite_where=sa.text("status IN ('queued', 'sending')"),
        postgresql_where=sa.text("status IN ('queued', 'sending')"),
    )
    op.create_index(
        "ix_outbounds_provider_index",
        "outbounds",
        ["provider_index"],
        sqlite_where=sa.text("provider_index IS NOT NULL"),
        postgresql_where=sa.text("provider_index IS NOT NULL"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_index", sa.LargeBinary, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.id"], name="fk_sessions_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("token_index", name="pk_sessions"),
    )
    op.create_index("ix_sessions_caseworker_id", "sessions", ["caseworker_id"])
    op.create_table(
        "shifts",
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("weekday", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("starts", sa.Time, nullable=False),
        sa.Column("ends", sa.Time, nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.id"], name="fk_shifts_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("caseworker_id", "weekday", "starts", "ends", name="pk_shifts"),
    )
    op.create_table(
        "totp_steps",
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("step", sa.BigInteger, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworkers.id"], name="fk_totp_steps_caseworker_id"
        ),
        sa.PrimaryKeyConstraint("caseworker_id", "step", name="pk_totp_steps"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("caseworker_id", sa.Text, nullable=False),
        sa.Column("step", sa.SmallInteger, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_alerts_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_case_id", "alerts", ["case_id"])
    op.create_index(
        "ix_alerts_due",
        "alerts",
        ["due_at"],
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_table(
        "case_notes",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=True),
        sa.Column("code", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_notes_case_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_case_notes"),
        sa.UniqueConstraint("id", name="uq_case_notes_id"),
    )
    op.create_index("ix_case_notes_case_id", "case_notes", ["case_id"])
    op.create_table(
        "choices",
        sa.Column("token_index", sa.LargeBinary, nullable=False),
        sa.Column("outbound_id", sa.Text, nullable=False),
        sa.Column("digit", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["outbound_id"], ["outbounds.id"], name="fk_choices_outbound_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_index", name="pk_choices"),
    )
    op.create_index("ix_choices_outbound_id", "choices", ["outbound_id"])
