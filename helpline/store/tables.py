"""All tables. Columns that are searched by are plain; everything else is sealed bytes.

A column that ends in `_index` holds a keyed HMAC: found by equality, useless without the key.
A column `data_key` holds a data key wrapped by a master key; null means that it was destroyed
and that whatever it sealed can never be read again.

The conditions of partial indexes are literal, because neither database can prove that a bound
parameter fits them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    literal_column,
)

from helpline.store.utc import UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Counter = BigInteger().with_variant(Integer, "sqlite")
"""Grows with each row; on SQLite it must be INTEGER to be the table's own key."""

Id = Text()
"""A random 128-bit id as 32 hex digits. Text has one length rule on both databases: none."""


def _id(name: str = "id") -> Column[str]:
    return Column(name, Id, nullable=False, unique=name == "id")


def _sequence() -> Column[int]:
    return Column("sequence", Counter, primary_key=True, autoincrement=True)


def _word(name: str, *, nullable: bool = False) -> Column[str]:
    """A word from a closed list, never free text."""
    return Column(name, Text, nullable=nullable)


def _sealed(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=True)


def _index(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _key() -> Column[bytes]:
    return Column("data_key", LargeBinary, nullable=True)


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, UtcDateTime, nullable=nullable)


def _belongs_to(target: str, name: str, *, cascade: bool = False) -> Column[str]:
    ondelete = "CASCADE" if cascade else None
    return Column(name, Id, ForeignKey(f"{target}.id", ondelete=ondelete), nullable=False)


# --- organisations and staff ------------------------------------------------------------------

organisations = Table(
    "organisations",
    metadata,
    _sequence(),
    _id(),
    Column("name", Text, nullable=False),
    Column("last_case_number", Integer, nullable=False, default=0),
)

caseworkers = Table(
    "caseworkers",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("organisations", "organisation_id"),
    _index("sign_in_index"),
    _word("role"),
    _word("language"),
    Column("disabled", Boolean, nullable=False),
    _key(),
    _sealed("details"),
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

sessions = Table(
    "sessions",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    _belongs_to("caseworkers", "caseworker_id"),
    _moment("created_at"),
    _moment("last_seen_at"),
    _moment("ends_at"),
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
    _sequence(),
    _index("subject_index"),
    _moment("at"),
)
Index(None, sign_in_failures.c.subject_index, sign_in_failures.c.at)

# --- contacts ---------------------------------------------------------------------------------

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("organisations", "organisation_id"),
    _word("language", nullable=True),
    _moment("created_at"),
    Column("opted_out", Boolean, nullable=False),
    _moment("quiet_until", nullable=True),
    Column("silent", Boolean, nullable=False),
    _moment("last_inbound_at", nullable=True),
    _key(),
    _sealed("details"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("contacts", "contact_id"),
    _index("address_index"),
    _word("channel"),
    Column("active", Boolean, nullable=False),
    _word("stopped_reason", nullable=True),
    _moment("used_at"),
    _sealed("address"),
    UniqueConstraint("address_index"),
)
Index(None, addresses.c.contact_id)

opt_outs = Table(
    "opt_outs",
    metadata,
    _sequence(),
    _index("address_index"),
    Column("opted_out", Boolean, nullable=False),
    _moment("at"),
    _key(),
    _sealed("words"),
)
Index(None, opt_outs.c.address_index, opt_outs.c.at)

consents = Table(
    "consents",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("contacts", "contact_id"),
    _word("purpose"),
    Column("granted", Boolean, nullable=False),
    _index("receiver_index", nullable=True),
    _word("text_version"),
    _word("language"),
    _word("channel"),
    _moment("at"),
    _sealed("details"),
)
Index(None, consents.c.contact_id, consents.c.purpose, consents.c.at)

# --- messages ---------------------------------------------------------------------------------

inbounds = Table(
    "inbounds",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("contacts", "contact_id"),
    _id("address_id"),
    _word("channel"),
    _index("provider_index"),
    _word("kind"),
    Column("provider_order", BigInteger, nullable=False),
    Column("urgent", Boolean, nullable=False),
    _word("state"),
    _moment("received_at"),
    _moment("due_at"),
    _moment("finished_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    _sealed("body"),
    UniqueConstraint("provider_index"),
)
WAITING: ColumnElement[bool] = inbounds.c.state == literal_column("'waiting'")
Index(None, inbounds.c.contact_id, inbounds.c.received_at)
Index(
    "ix_inbounds_waiting",
    inbounds.c.contact_id,
    inbounds.c.sequence,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)

outbounds = Table(
    "outbounds",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("contacts", "contact_id"),
    _id("address_id"),
    _word("urgency"),
    _word("status"),
    _moment("created_at"),
    _moment("not_after"),
    _moment("due_at"),
    _moment("sending_since", nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("asked", Integer, nullable=True),
    Column("author_id", Id, nullable=True),
    _index("provider_index", nullable=True),
    _word("error", nullable=True),
    _word("reported", nullable=True),
    _sealed("provider_id"),
    _sealed("body"),
)
PENDING: ColumnElement[bool] = outbounds.c.status.in_(
    [literal_column("'queued'"), literal_column("'sending'")]
)
TAKEN: ColumnElement[bool] = outbounds.c.provider_index.is_not(None)
Index(None, outbounds.c.contact_id, outbounds.c.created_at)
Index(
    "ix_outbounds_line",
    outbounds.c.contact_id,
    outbounds.c.sequence,
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)
Index(
    "ix_outbounds_provider_index",
    outbounds.c.provider_index,
    sqlite_where=TAKEN,
    postgresql_where=TAKEN,
)

choices = Table(
    "choices",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    _belongs_to("outbounds", "outbound_id", cascade=True),
    Column("digit", Text, nullable=False),
)
Index(None, choices.c.outbound_id)

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id"), primary_key=True),
    _moment("due_at", nullable=True),
    _sealed("state"),
)
TIMED: ColumnElement[bool] = conversations.c.due_at.is_not(None)
Index("ix_conversations_due", conversations.c.due_at, sqlite_where=TIMED, postgresql_where=TIMED)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True),
    _word("channel"),
    _moment("received_at"),
    _key(),
    _sealed("problem"),
    _sealed("body"),
)
Index(None, quarantine.c.received_at)

# --- cases ------------------------------------------------------------------------------------

cases = Table(
    "cases",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("organisations", "organisation_id"),
    Column("number", Integer, nullable=False),
    _belongs_to("contacts", "contact_id"),
    _word("priority"),
    _word("status"),
    _moment("opened_at"),
    _moment("heard_from"),
    _moment("acknowledge_by"),
    _moment("write_by"),
    Column("claimed_by", Id, nullable=True),
    _moment("acknowledged_at", nullable=True),
    _moment("first_reply_at", nullable=True),
    _moment("closed_at", nullable=True),
    Column("lexicon", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _sealed("details"),
    UniqueConstraint("organisation_id", "number"),
)
LIVE: ColumnElement[bool] = cases.c.status != literal_column("'closed'")
Index(None, cases.c.contact_id, cases.c.sequence)
Index(
    "ix_cases_live_contact_id",
    cases.c.contact_id,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
Index(
    "ix_cases_queue",
    cases.c.organisation_id,
    cases.c.priority,
    cases.c.opened_at,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)

case_notes = Table(
    "case_notes",
    metadata,
    _sequence(),
    _id(),
    _belongs_to("cases", "case_id"),
    _moment("at"),
    _word("kind"),
    Column("actor_id", Id, nullable=True),
    _sealed("code"),
)
Index(None, case_notes.c.case_id)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("cases", "case_id"),
    Column("caseworker_id", Id, nullable=False),
    Column("step", SmallInteger, nullable=False),
    _moment("due_at"),
    _word("state"),
    Column("attempts", Integer, nullable=False),
)
DUE: ColumnElement[bool] = alerts.c.state == literal_column("'due'")
Index(None, alerts.c.case_id)
Index("ix_alerts_due", alerts.c.due_at, sqlite_where=DUE, postgresql_where=DUE)

# --- audit ------------------------------------------------------------------------------------

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=False),
    _moment("at"),
    Column("actor_id", Text, nullable=False),
    _word("action"),
    _word("object_type"),
    Column("object_id", Text, nullable=False),
    _word("result"),
    Column("reason", Text, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

audit_marks = Table(
    "audit_marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sequence", Counter, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
