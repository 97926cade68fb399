"""Contacts, the addresses they are reached by, what they stopped and agreed to."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Table,
    Text,
    UniqueConstraint,
    true,
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

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("organisations", "organisation_id"),
    word("language", nullable=True),
    moment("created_at"),
    Column("opted_out", Boolean, nullable=False),
    moment("quiet_until", nullable=True),
    Column("silent", Boolean, nullable=False),
    moment("last_inbound_at", nullable=True),
    data_key(),
    sealed("details"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("contacts", "contact_id"),
    index("address_index"),
    word("channel"),
    Column("active", Boolean, nullable=False),
    word("stopped_reason", nullable=True),
    moment("used_at"),
    sealed("address"),
    Column("verified", Boolean, nullable=False, server_default=true()),
    moment("linked_at", nullable=True),
    UniqueConstraint("address_index"),
)
Index(None, addresses.c.contact_id)

opt_outs = Table(
    "opt_outs",
    metadata,
    sequence(),
    index("address_index"),
    Column("opted_out", Boolean, nullable=False),
    moment("at"),
    data_key(),
    sealed("words"),
    Column("purpose", Text, nullable=False, server_default=""),
    Column("said_by", Text, nullable=False, server_default=""),
)
Index(None, opt_outs.c.address_index, opt_outs.c.at)

consents = Table(
    "consents",
    metadata,
    sequence(),
    identity(),
    belongs_to("contacts", "contact_id"),
    word("purpose"),
    Column("granted", Boolean, nullable=False),
    index("receiver_index", nullable=True),
    word("text_version"),
    word("language"),
    word("channel"),
    moment("at"),
    sealed("details"),
)
Index(None, consents.c.contact_id, consents.c.purpose, consents.c.at)
