"""Complaints about staff, requests in the audit, partners whose agreement ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cases", sa.Column("complaint", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("audit_entries", sa.Column("request", sa.Text, nullable=False, server_default=""))
    op.add_column("organisations", sa.Column("agreed_until", sa.Date, nullable=True))
