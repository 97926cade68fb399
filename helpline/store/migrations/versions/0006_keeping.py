"""Ways of staying in touch: links, codes, call-backs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _secrets()
    _clearings()


def _secrets() -> None:
    """Code word, hide word, return code, trusted contact; and how often one was tried."""
    op.create_table(
        "secrets",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("words_index", sa.LargeBinary, nullable=True),
        sa.Column("words", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_secrets_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_secrets"),
        sa.UniqueConstraint("contact_id", "kind", name="uq_secrets_contact_id_kind"),
    )
    op.create_index("ix_secrets_words_index", "secrets", ["words_index"])
    op.create_table(
        "secret_tries",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_secret_tries_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_secret_tries"),
    )
    op.create_index("ix_secret_tries_contact_id_at", "secret_tries", ["contact_id", "at"])
    op.create_index("ix_secret_tries_kind_at", "secret_tries", ["kind", "at"])


def _clearings() -> None:
    """Chats that a contact asked to clear."""
    op.create_table(
        "clearings",
        sa.Column("sequence", COUNTER, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("address_id", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_clearings_contact_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_clearings"),
    )
    op.create_index("ix_clearings_contact_id", "clearings", ["contact_id"])
