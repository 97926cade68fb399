"""Plans, what they will do, the ladders that silence starts, and links to a second channel.

Nothing here is content: who is to be written to and when, by ids and codes. What somebody
answered stays with the conversation, which is sealed.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    literal_column,
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

plans = Table(
    "plans",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    belongs_to("organisations", "organisation_id"),
    word("tier"),
    word("frequency"),
    moment("began_at"),
    moment("ended_at", nullable=True),
    word("ended_why"),
)
RUNNING: ColumnElement[bool] = plans.c.ended_at.is_(None)
Index(None, plans.c.contact_id)
Index(
    "uq_plans_running",
    plans.c.contact_id,
    unique=True,
    sqlite_where=RUNNING,
    postgresql_where=RUNNING,
)

check_ins = Table(
    "check_ins",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    belongs_to("organisations", "organisation_id"),
    Column("plan_id", Id, nullable=False),
    Column("seq", Integer, nullable=False),
    word("name"),
    word("kind"),
    word("topics"),
    moment("due_at"),
    word("state"),
    word("why"),
    moment("sent_at", nullable=True),
    moment("answered_at", nullable=True),
    Column("outbound_id", Id, nullable=True),
    UniqueConstraint("contact_id", "plan_id", "seq"),
)
TO_COME: ColumnElement[bool] = check_ins.c.state == literal_column("'planned'")
Index("ix_check_ins_due", check_ins.c.due_at, sqlite_where=TO_COME, postgresql_where=TO_COME)
Index("ix_check_ins_calendar", check_ins.c.organisation_id, check_ins.c.due_at)

silences = Table(
    "silences",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    belongs_to("organisations", "organisation_id"),
    Column("check_in_id", Id, nullable=False),
    Column("high", Boolean, nullable=False),
    moment("began_at"),
    Column("step", Integer, nullable=False),
    moment("due_at", nullable=True),
    moment("ended_at", nullable=True),
    word("outcome"),
)
Index(None, silences.c.contact_id)
STILL: ColumnElement[bool] = silences.c.ended_at.is_(None)
Index(
    "uq_silences_running",
    silences.c.contact_id,
    unique=True,
    sqlite_where=STILL,
    postgresql_where=STILL,
)
Index("ix_silences_due", silences.c.due_at, sqlite_where=STILL, postgresql_where=STILL)

silence_steps = Table(
    "silence_steps",
    metadata,
    sequence(),
    belongs_to("silences", "silence_id"),
    Column("step", Integer, nullable=False),
    word("act"),
    word("outcome"),
    moment("at"),
)
Index(None, silence_steps.c.silence_id)

channel_links = Table(
    "channel_links",
    metadata,
    Column("payload_index", LargeBinary, primary_key=True),
    belongs_to("contacts", "contact_id"),
    moment("expires_at"),
    moment("used_at", nullable=True),
)
Index(None, channel_links.c.contact_id)

former_addresses = Table(
    "former_addresses",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    word("channel"),
    moment("linked_at"),
    moment("ended_at"),
    word("why"),
    sealed("address"),
)
Index(None, former_addresses.c.contact_id)
