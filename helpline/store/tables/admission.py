"""What admits staff besides a password: invitations, recovery codes, codes that link a phone."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from helpline.store.tables.columns import Id, belongs_to, metadata, moment, sealed

invitations = Table(
    "invitations",
    metadata,
    Column("token_index", LargeBinary, primary_key=True),
    belongs_to("caseworkers", "caseworker_id"),
    Column("made_by", Id, nullable=False),
    moment("expires_at"),
    sealed("secret"),
)
Index(None, invitations.c.caseworker_id)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_index", LargeBinary, primary_key=True),
    belongs_to("caseworkers", "caseworker_id"),
)
Index(None, recovery_codes.c.caseworker_id)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_index", LargeBinary, primary_key=True),
    belongs_to("caseworkers", "caseworker_id"),
    moment("expires_at"),
)
Index(None, link_codes.c.caseworker_id)
