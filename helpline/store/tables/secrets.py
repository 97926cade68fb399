"""What contacts confide: hashed or sealed, one of each kind, and how often one was tried."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, UniqueConstraint

from helpline.store.tables.columns import (
    belongs_to,
    index,
    metadata,
    moment,
    sealed,
    sequence,
    word,
)

secrets = Table(
    "secrets",
    metadata,
    sequence(),
    belongs_to("contacts", "contact_id"),
    word("kind"),
    moment("set_at"),
    index("words_index", nullable=True),
    sealed("words"),
    UniqueConstraint("contact_id", "kind"),
)
Index(None, secrets.c.words_index)

secret_tries = Table(
    "secret_tries",
    metadata,
    sequence(),
    belongs_to("contacts", "contact_id"),
    word("kind"),
    moment("at"),
    Column("right", Boolean, nullable=False),
)
Index(None, secret_tries.c.contact_id, secret_tries.c.at)
Index(None, secret_tries.c.kind, secret_tries.c.at)
