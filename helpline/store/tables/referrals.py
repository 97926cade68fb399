"""Referrals, what became of them, and who still has no plan."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from helpline.store.tables.columns import (
    Id,
    belongs_to,
    identity,
    index,
    metadata,
    moment,
    sealed,
    sequence,
    word,
)

consent_overrides = Table(
    "consent_overrides",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    belongs_to("contacts", "contact_id"),
    index("receiver_index"),
    word("fields"),
    Column("asked_by", Id, nullable=False),
    moment("asked_at"),
    Column("confirmed_by", Id, nullable=True),
    moment("confirmed_at", nullable=True),
    sealed("details"),
)
Index(None, consent_overrides.c.contact_id)
UNCONFIRMED: ColumnElement[bool] = consent_overrides.c.confirmed_at.is_(None)
Index(
    "ix_consent_overrides_unconfirmed",
    consent_overrides.c.organisation_id,
    sqlite_where=UNCONFIRMED,
    postgresql_where=UNCONFIRMED,
)

referrals = Table(
    "referrals",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    belongs_to("contacts", "contact_id"),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=True),
    index("receiver_index"),
    Column("receiver_organisation_id", Id, ForeignKey("organisations.id"), nullable=True),
    word("kind"),
    word("state"),
    word("fields"),
    Column("consent_id", Id, ForeignKey("consents.id"), nullable=True),
    Column("override_id", Id, ForeignKey("consent_overrides.id"), nullable=True),
    Column("owner_id", Id, nullable=True),
    moment("created_at"),
    moment("moved_at"),
    moment("due_at", nullable=True),
    moment("feedback_due_at", nullable=True),
    moment("opener_due_at", nullable=True),
    moment("opener_sent_at", nullable=True),
    moment("stalled_at", nullable=True),
    word("because", nullable=True),
    Column("directory_version", Text, nullable=False),
    Column("version", Integer, nullable=False),
    sealed("details"),
    CheckConstraint("(consent_id IS NULL) <> (override_id IS NULL)", name="ck_referrals_basis"),
)
"""No referral without a consent or a confirmed override: the database refuses it too (T28)."""
Index(None, referrals.c.contact_id, referrals.c.sequence)
Index(None, referrals.c.organisation_id, referrals.c.state)
Index(None, referrals.c.receiver_organisation_id, referrals.c.state)
DUE_REFERRAL: ColumnElement[bool] = referrals.c.due_at.is_not(None)
Index(
    "ix_referrals_due",
    referrals.c.due_at,
    sqlite_where=DUE_REFERRAL,
    postgresql_where=DUE_REFERRAL,
)
OPENER_DUE: ColumnElement[bool] = referrals.c.opener_due_at.is_not(None)
Index(
    "ix_referrals_opener",
    referrals.c.opener_due_at,
    sqlite_where=OPENER_DUE,
    postgresql_where=OPENER_DUE,
)

referral_moves = Table(
    "referral_moves",
    metadata,
    sequence(),
    belongs_to("referrals", "referral_id"),
    moment("at"),
    word("state"),
    Column("actor_id", Id, nullable=True),
    word("because", nullable=True),
)
Index(None, referral_moves.c.referral_id)

referral_feedback = Table(
    "referral_feedback",
    metadata,
    sequence(),
    identity(),
    belongs_to("referrals", "referral_id"),
    moment("at"),
    word("told"),
    word("because", nullable=True),
)
Index(None, referral_feedback.c.referral_id)

survivors = Table(
    "survivors",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id"), primary_key=True),
    belongs_to("organisations", "organisation_id"),
    moment("since"),
    word("known_by"),
    moment("offered_at", nullable=True),
    moment("refused_at", nullable=True),
    Column("refusal_id", Id, ForeignKey("consents.id"), nullable=True),
    moment("ask_again_at", nullable=True),
)
Index(None, survivors.c.organisation_id, survivors.c.since)
