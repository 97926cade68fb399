"""Cases, what happened in them, and who is alerted."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    true,
)

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

cases = Table(
    "cases",
    metadata,
    sequence(),
    identity(),
    belongs_to("organisations", "organisation_id"),
    Column("number", Integer, nullable=False),
    belongs_to("contacts", "contact_id"),
    word("priority"),
    word("status"),
    moment("opened_at"),
    moment("heard_from"),
    moment("acknowledge_by"),
    moment("write_by"),
    Column("claimed_by", Id, nullable=True),
    moment("acknowledged_at", nullable=True),
    moment("first_reply_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("lexicon", Text, nullable=False),
    Column("version", Integer, nullable=False),
    sealed("details"),
    Column("minor", Boolean, nullable=False, server_default=false()),
    moment("promised_at", nullable=True),
    moment("late_since", nullable=True),
    moment("apologised_at", nullable=True),
    moment("watch_at", nullable=True),
    Column("complaint", Boolean, nullable=False, server_default=false()),
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
OF_MINOR: ColumnElement[bool] = cases.c.minor == true()
Index("ix_cases_minors", cases.c.opened_at, sqlite_where=OF_MINOR, postgresql_where=OF_MINOR)
WATCHED: ColumnElement[bool] = cases.c.watch_at.is_not(None)
Index("ix_cases_watch_at", cases.c.watch_at, sqlite_where=WATCHED, postgresql_where=WATCHED)

case_notes = Table(
    "case_notes",
    metadata,
    sequence(),
    identity(),
    belongs_to("cases", "case_id"),
    moment("at"),
    word("kind"),
    Column("actor_id", Id, nullable=True),
    sealed("code"),
    sealed("words"),
)
Index(None, case_notes.c.case_id)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("cases", "case_id"),
    Column("caseworker_id", Id, nullable=False),
    Column("step", SmallInteger, nullable=False),
    moment("due_at"),
    word("state"),
    Column("attempts", Integer, nullable=False),
    Column("kind", Text, nullable=False, server_default="call"),
    Column("medium", SmallInteger, nullable=False, server_default="0"),
    Column("press_index", LargeBinary, nullable=True),
)
PRESSABLE: ColumnElement[bool] = alerts.c.press_index.is_not(None)
Index(
    "ix_alerts_press_index",
    alerts.c.press_index,
    sqlite_where=PRESSABLE,
    postgresql_where=PRESSABLE,
)
DUE: ColumnElement[bool] = alerts.c.state == literal_column("'due'")
Index(None, alerts.c.case_id)
Index("ix_alerts_due", alerts.c.due_at, sqlite_where=DUE, postgresql_where=DUE)
