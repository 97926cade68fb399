"""Conversations: where each contact stands, sealed as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from helpline.core.conversation import Conversation
from helpline.store.keys import pack, unpack
from helpline.store.tables import TIMED, conversations
from helpline.store.work import Work

STATE = "conversations|state"

SHAPE = TypeAdapter(Conversation)
"""Written and read field by field from the dataclass itself: a new field is never forgotten,
and one with a default is understood in old rows."""

LOAD = select(conversations.c.state).where(conversations.c.contact_id == bindparam("wanted"))
DUE = (
    select(conversations.c.contact_id)
    .where(TIMED, conversations.c.due_at <= bindparam("now"))
    .order_by(conversations.c.due_at)
    .limit(bindparam("at_most"))
)


def _upsert(dialect_insert: Any) -> Insert:
    new = dialect_insert(conversations).values(
        {name: bindparam(name) for name in ("contact_id", "due_at", "state")}
    )
    changed = {"due_at": new.excluded.due_at, "state": new.excluded.state}
    statement: Insert = new.on_conflict_do_update(index_elements=["contact_id"], set_=changed)
    return statement


SAVE = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


class SqlConversations:
    """Implements ports.Conversations."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def load(self, contact_id: str) -> Conversation | None:
        """Where the contact stands; None before the first turn."""
        sealed = self._work.scalar(LOAD, wanted=contact_id)
        if sealed is None:
            return None
        plain = self._work.key(contact_id).open(STATE, contact_id, sealed)
        return SHAPE.validate_python(unpack(plain))

    def save(self, conversation: Conversation) -> None:
        """Replace what was known."""
        contact_id = conversation.contact_id
        plain = pack(SHAPE.dump_python(conversation, mode="json"))
        self._work.run(
            SAVE[self._work.dialect],
            contact_id=contact_id,
            due_at=conversation.wakes_at,
            state=self._work.key(contact_id).seal(STATE, contact_id, plain),
        )

    def due_contacts(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts whose wait ran out or whose talk is to be forgotten, the oldest first."""
        rows = self._work.all(DUE, now=now, at_most=limit)
        return [row.contact_id for row in rows]
