"""Malformed payloads, kept sealed for a person to look at, each under a key of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from helpline.core.channel import Channel
from helpline.store.keys import pack
from helpline.store.tables import quarantine
from helpline.store.work import Work

PROBLEM = "quarantine|problem"
BODY = "quarantine|body"

ADD = insert(quarantine).inline()


class SqlQuarantine:
    """Implements ports.Quarantine."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self, quarantine_id: str, channel: Channel, problem: str, body: bytes, now: datetime
    ) -> None:
        """Keep a malformed payload, encrypted, for seven days."""
        key, wrapped = self._work.master.new_data_key(quarantine.name, quarantine_id)
        self._work.run(
            ADD,
            id=quarantine_id,
            channel=channel.value,
            received_at=now,
            data_key=wrapped,
            problem=key.seal(PROBLEM, quarantine_id, pack(problem)),
            body=key.seal(BODY, quarantine_id, body),
        )
