"""Organisations, the people who work there, their shifts and sessions."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from helpline.store.tables.columns import (
    Id,
    belongs_to,
    data_key,
    identity,
    index,
    metadata,
    moment,
    sealed,
    sequence,
    word,
)

organisations = Table(
    "organisations",
    metadata,
    sequence(),
    identity(),
    Column("name", Text, nullable=False),
    Column("last_case_number", Integer, nullable=False, default=0),
    Column("agreed_until", Date, nullable=True),
)

caseworkers = Table(
    "caseworkers",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    index("sign_in_index"),
    word("role"),
    word("language"),
    Column("disabled", Boolean, nullable=False),
    data_key(),
    sealed("details"),
    UniqueConstraint("sign_in_index"),
)
Index(None, caseworkers.c.organisation_id)

shifts = Table(
    "shifts",
    metadata,
    Column("caseworker_id", Id, ForeignKey("caseworkers.id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("starts", Time, primary_key=True),
    Column("ends", Time, primary_key=True),
)

holidays = Table(
    "holidays",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisations.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("uri", Text, primary_key=True),
    belongs_to("organisations", "organisation_id"),
)
Index(None, lines.c.organisation_id)

sessions = Table(
    "sessions",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    belongs_to("caseworkers", "caseworker_id"),
    moment("created_at"),
    moment("last_seen_at"),
    moment("ends_at"),
)
Index(None, sessions.c.caseworker_id)

totp_steps = Table(
    "totp_steps",
    metadata,
    Column("caseworker_id", Id, ForeignKey("caseworkers.id"), primary_key=True),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    sequence(),
    index("subject_index"),
    moment("at"),
)
Index(None, sign_in_failures.c.subject_index, sign_in_failures.c.at)
