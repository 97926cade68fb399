"""Rows of the outbox: what is sealed in them, and what a provider's report makes of them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row

from helpline.core.message import Status, StatusUpdate, Urgency
from helpline.operations.ports.messages import Choice, StoredOutbound
from helpline.store.keys import PROVIDER_ID, pack, unpack
from helpline.store.work import Work

BODY = "outbounds|body"
PROVIDER_ID_AT = "outbounds|provider_id"

TECHNICAL = re.compile(r"[a-z0-9_-]{1,32}")
"""What a provider's word or code looks like."""


def read_outbound(work: Work, row: Row[Any]) -> StoredOutbound:
    """A row as the rest of the helpline knows it."""
    key = work.key(row.contact_id)
    body = unpack(key.open(BODY, row.id, row.body))
    provider_id = (
        key.open(PROVIDER_ID_AT, row.id, row.provider_id).decode("utf-8", "surrogatepass")
        if row.provider_id is not None
        else None
    )
    return StoredOutbound(
        id=row.id,
        contact_id=row.contact_id,
        address_id=row.address_id,
        text=body["text"],
        urgency=Urgency(row.urgency),
        created_at=row.created_at,
        not_after=row.not_after,
        choices=tuple(Choice(*choice) for choice in body["choices"]),
        asked=row.asked,
        sensitive=body["sensitive"],
        secret=body.get("secret", False),
        author_id=row.author_id,
        flow=body["flow"],
        node=body["node"],
        sequence=row.sequence,
        status=Status(row.status),
        attempts=row.attempts,
        sending_since=row.sending_since,
        provider_id=provider_id,
        error=row.error,
    )


def provider_index(work: Work, channel: str | None, provider_id: str) -> bytes:
    """By what a provider's id is found."""
    return work.index.of(PROVIDER_ID, f"out|{channel}|{provider_id}")


def seal_provider_id(work: Work, contact_id: str, outbound_id: str, provider_id: str) -> bytes:
    """A provider's id, kept because its copy of the text must be removed there one day."""
    plain = provider_id.encode("utf-8", "surrogatepass")
    return work.key(contact_id).seal(PROVIDER_ID_AT, outbound_id, plain)


def written(outbound: StoredOutbound) -> bytes:
    """All that nobody searches by."""
    return pack(
        {
            "text": outbound.text,
            "choices": [[c.label, c.digit, c.token] for c in outbound.choices],
            "sensitive": outbound.sensitive,
            "secret": outbound.secret,
            "flow": outbound.flow,
            "node": outbound.node,
        }
    )


def after_report(known: Status, reported: Status | None) -> Status:
    """Where a report takes a row: only forward, and at least to `sent`."""
    least = Status.SENT if known in {Status.QUEUED, Status.SENDING} else known
    return reported if reported is not None and least.moves_to(reported) else least


def technical(update: StatusUpdate) -> str:
    """The provider's word and code; whatever does not look like one is not kept."""
    words = (update.raw, update.error_code or "")
    return " ".join(word if TECHNICAL.fullmatch(word) else "other" for word in words if word)
