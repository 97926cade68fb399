"""What came in, what goes out, and where each talk stands."""

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
    Table,
    Text,
    UniqueConstraint,
    literal_column,
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

inbounds = Table(
    "inbounds",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    identity("address_id"),
    word("channel"),
    index("provider_index"),
    word("kind"),
    Column("provider_order", BigInteger, nullable=False),
    Column("urgent", Boolean, nullable=False),
    word("state"),
    moment("received_at"),
    moment("due_at"),
    moment("finished_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    sealed("body"),
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
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    identity("address_id"),
    word("urgency"),
    word("status"),
    moment("created_at"),
    moment("not_after"),
    moment("due_at"),
    moment("sending_since", nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("asked", Integer, nullable=True),
    Column("author_id", Id, nullable=True),
    index("provider_index", nullable=True),
    word("error", nullable=True),
    word("reported", nullable=True),
    sealed("provider_id"),
    sealed("body"),
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
    belongs_to("outbounds", "outbound_id", cascade=True),
    Column("digit", Text, nullable=False),
)
Index(None, choices.c.outbound_id)

clearings = Table(
    "clearings",
    metadata,
    sequence(),
    belongs_to("contacts", "contact_id"),
    identity("address_id"),
    moment("asked_at"),
)
Index(None, clearings.c.contact_id)

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.id"), primary_key=True),
    moment("due_at", nullable=True),
    sealed("state"),
)
TIMED: ColumnElement[bool] = conversations.c.due_at.is_not(None)
Index("ix_conversations_due", conversations.c.due_at, sqlite_where=TIMED, postgresql_where=TIMED)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True),
    word("channel"),
    moment("received_at"),
    data_key(),
    sealed("problem"),
    sealed("body"),
)
Index(None, quarantine.c.received_at)
