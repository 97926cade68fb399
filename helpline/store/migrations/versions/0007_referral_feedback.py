"""When we write first about a referral, and when we did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPENER_DUE = sa.text("opener_due_at IS NOT NULL")


def upgrade() -> None:
    """Whoever waited for an opener when there was none is looked at in the first round."""
    op.add_column("referrals", sa.Column("opener_due_at", MOMENT, nullable=True))
    op.add_column("referrals", sa.Column("opener_sent_at", MOMENT, nullable=True))
    op.execute("UPDATE referrals SET opener_due_at = feedback_due_at")
    op.drop_index("ix_referrals_feedback", "referrals")
    op.create_index(
        "ix_referrals_opener",
        "referrals",
        ["opener_due_at"],
        sqlite_where=OPENER_DUE,
        postgresql_where=OPENER_DUE,
    )
    op.drop_index("ix_survivors_ask_again", "survivors")
