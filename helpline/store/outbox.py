"""The outbox: every text out, in order per contact, claimed by one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, func, insert, select, update

from helpline.core.channel import Channel
from helpline.core.errors import NotFound
from helpline.core.message import SendReason, Status, StatusUpdate, Urgency
from helpline.operations.ports.messages import Press, StoredOutbound
from helpline.store.keys import BUTTON
from helpline.store.outbox_row import (
    BODY,
    after_report,
    provider_index,
    read_outbound,
    seal_provider_id,
    technical,
    written,
)
from helpline.store.tables import PENDING, addresses, choices, outbounds
from helpline.store.utc import UtcDateTime
from helpline.store.work import Work

BUTTON_VALID_FOR = timedelta(minutes=30)
"""A button pressed later may be pressed by somebody else (SAFETY T4)."""

RANKS = {Urgency.URGENT.value: 0, Urgency.REPLY.value: 1, Urgency.ROUTINE.value: 2}
URGENCIES = {rank: Urgency(value) for value, rank in RANKS.items()}
RANK = case(RANKS, value=outbounds.c.urgency)
ROUTINE_LAST = case((outbounds.c.urgency == Urgency.ROUTINE.value, 1), else_=0)
"""What is said in a talk keeps its order; what nobody asked for waits until it is said."""

QUEUED = outbounds.c.status == Status.QUEUED.value
ONE = outbounds.c.id == bindparam("wanted")
OF_CONTACT = outbounds.c.contact_id == bindparam("wanted")

NOW = bindparam("now", type_=UtcDateTime())

ADD = insert(outbounds).inline()
ADD_CHOICE = insert(choices).inline()
GET = select(outbounds).where(ONE)
CHANNEL_OF = (
    select(outbounds.c.contact_id, outbounds.c.status, addresses.c.channel)
    .join_from(outbounds, addresses, addresses.c.id == outbounds.c.address_id, isouter=True)
    .where(ONE)
)
HEAD = (
    select(outbounds.c.sequence)
    .where(OF_CONTACT, PENDING)
    .order_by(ROUTINE_LAST, outbounds.c.sequence)
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
CLAIM = (
    update(outbounds)
    .where(outbounds.c.sequence == HEAD, PENDING, outbounds.c.due_at <= NOW)
    .values(
        status=Status.SENDING.value,
        sending_since=func.coalesce(outbounds.c.sending_since, NOW),
        attempts=outbounds.c.attempts + case((QUEUED, 1), else_=0),
        due_at=bindparam("lease_until"),
    )
    .returning(outbounds)
)
RENEW = (
    update(outbounds)
    .where(ONE, PENDING)
    .values(
        status=Status.SENDING.value,
        attempts=outbounds.c.attempts + 1,
        sending_since=NOW,
        due_at=bindparam("lease_until"),
    )
)
SENT = (
    update(outbounds)
    .where(ONE)
    .values(
        status=bindparam("to"),
        provider_index=bindparam("index"),
        provider_id=bindparam("sealed"),
    )
)
MASK = update(outbounds).where(ONE).values(body=bindparam("body"))
RETRY = (
    update(outbounds)
    .where(ONE, PENDING)
    .values(
        status=Status.QUEUED.value,
        due_at=bindparam("at"),
        sending_since=None,
        error=bindparam("why"),
    )
)
FINISH = (
    update(outbounds).where(ONE, PENDING).values(status=bindparam("to"), error=bindparam("why"))
)
REPORTED = (
    update(outbounds)
    .where(ONE)
    .values(
        status=bindparam("to"),
        reported=bindparam("raw"),
        provider_index=bindparam("index"),
        provider_id=bindparam("sealed"),
    )
)
BY_ID = select(outbounds).where(ONE).with_for_update()
BY_PROVIDER = (
    select(outbounds)
    .where(outbounds.c.provider_index == bindparam("index"))
    .order_by(outbounds.c.sequence.desc())
    .limit(1)
    .with_for_update()
)
DUE = (
    select(outbounds.c.contact_id, func.min(RANK).label("rank"))
    .where(PENDING, outbounds.c.due_at <= NOW)
    .group_by(outbounds.c.contact_id)
    .order_by(func.min(RANK), func.min(outbounds.c.due_at))
    .limit(bindparam("at_most"))
)
WITHHOLD = update(outbounds).values(status=Status.WITHHELD.value, error=bindparam("why"))
WITHHOLD_SCHEDULED = WITHHOLD.where(
    OF_CONTACT, PENDING, QUEUED, outbounds.c.urgency == Urgency.ROUTINE.value
)
WITHHOLD_QUEUED = WITHHOLD.where(
    outbounds.c.contact_id
    == select(addresses.c.contact_id).where(addresses.c.id == bindparam("link")).scalar_subquery(),
    outbounds.c.address_id == bindparam("link"),
    PENDING,
    QUEUED,
)
PRESSED = (
    select(
        outbounds.c.contact_id,
        outbounds.c.asked,
        outbounds.c.created_at,
        outbounds.c.sending_since,
        choices.c.digit,
    )
    .join_from(choices, outbounds, outbounds.c.id == choices.c.outbound_id)
    .where(choices.c.token_index == bindparam("wanted"))
)
KNOWN = select(outbounds.c.provider_index).where(
    outbounds.c.provider_index.in_(bindparam("wanted", expanding=True))
)
REPLIES = (
    select(func.count())
    .select_from(outbounds)
    .where(
        OF_CONTACT,
        outbounds.c.created_at >= bindparam("since"),
        outbounds.c.author_id.is_(None),
    )
)


class SqlOutbox:
    """Implements ports.Outbox."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, outbound: StoredOutbound) -> None:
        """Put a text at the end of its contact's line; `sequence` is the store's to give."""
        key = self._work.key(outbound.contact_id)
        self._work.run(
            ADD,
            id=outbound.id,
            contact_id=outbound.contact_id,
            address_id=outbound.address_id,
            urgency=outbound.urgency.value,
            status=outbound.status.value,
            created_at=outbound.created_at,
            not_after=outbound.not_after,
            due_at=outbound.created_at,
            sending_since=outbound.sending_since,
            attempts=outbound.attempts,
            asked=outbound.asked,
            author_id=outbound.author_id,
            error=outbound.error,
            body=key.seal(BODY, outbound.id, written(outbound)),
        )
        for choice in outbound.choices:
            self._work.run(
                ADD_CHOICE,
                token_index=self._work.index.of(BUTTON, choice.token),
                outbound_id=outbound.id,
                digit=choice.digit,
            )

    def get(self, outbound_id: str) -> StoredOutbound:
        """Raises NotFound."""
        row = self._work.first(GET, wanted=outbound_id)
        if row is None:
            raise NotFound("no such outbound")
        return read_outbound(self._work, row)

    def claim_next(
        self, contact_id: str, now: datetime, lease_until: datetime
    ) -> StoredOutbound | None:
        """Take the head of the contact's line if it is due; in the store it is `sending` now.

        The row comes back with the status that it had: QUEUED for a first or a new attempt
        (which is counted), SENDING with its old `sending_since` for one whose lease ran out.
        Two workers never both get it, because the update asks again what it selected by.
        """
        row = self._work.first(CLAIM, wanted=contact_id, now=now, lease_until=lease_until)
        if row is None:
            return None
        claimed = read_outbound(self._work, row)
        if row.sending_since == now:
            return replace(claimed, status=Status.QUEUED, sending_since=None)
        return claimed

    def renew(self, outbound_id: str, now: datetime, lease_until: datetime) -> None:
        """About to call the provider again: a new attempt and a new lease."""
        self._work.run(RENEW, wanted=outbound_id, now=now, lease_until=lease_until)

    def sent(self, outbound_id: str, provider_id: str, status: Status) -> None:
        """The provider took it. A report that came first is not taken back."""
        row = self._work.first(CHANNEL_OF, wanted=outbound_id)
        if row is None:
            raise NotFound("no such outbound")
        known = Status(row.status)
        self._work.run(
            SENT,
            wanted=outbound_id,
            to=(status if known.moves_to(status) else known).value,
            index=provider_index(self._work, row.channel, provider_id),
            sealed=seal_provider_id(self._work, row.contact_id, outbound_id, provider_id),
        )

    def mask(self, outbound_id: str, mark: str) -> None:
        """Overwrite the words of an outbound for good."""
        masked = replace(self.get(outbound_id), text=mark, secret=False)
        key = self._work.key(masked.contact_id)
        body = key.seal(BODY, outbound_id, written(masked))
        self._work.run(MASK, wanted=outbound_id, body=body)

    def retry(self, outbound_id: str, at: datetime, reason: SendReason) -> None:
        """Back to `queued`, due at `at`. Nothing if a report settled it meanwhile."""
        self._work.run(RETRY, wanted=outbound_id, at=at, why=reason.value)

    def finish(self, outbound_id: str, status: Status, error: str) -> None:
        """A final status and why. Nothing if a report settled it meanwhile."""
        self._work.run(FINISH, wanted=outbound_id, to=status.value, why=error)

    def report(self, update: StatusUpdate) -> StoredOutbound | None:
        """Apply a provider's report, forward only; the row if it is known.

        Any report proves that the provider took the text, so a row whose outcome is unknown
        becomes at least `sent`. The provider's own word is kept, also one we do not know.
        """
        row = self._reported(update)
        if row is None:
            return None
        index, sealed = row.provider_index, row.provider_id
        if update.provider_id and index is None:
            index = provider_index(self._work, update.channel.value, update.provider_id)
            sealed = seal_provider_id(self._work, row.contact_id, row.id, update.provider_id)
        self._work.run(
            REPORTED,
            wanted=row.id,
            to=after_report(Status(row.status), update.status).value,
            raw=technical(update),
            index=index,
            sealed=sealed,
        )
        return self.get(row.id)

    def due_contacts(self, now: datetime, limit: int) -> Sequence[tuple[str, Urgency]]:
        """Contacts with a due and unleased outbound; urgent first."""
        rows = self._work.all(DUE, now=now, at_most=limit)
        return [(row.contact_id, URGENCIES[row.rank]) for row in rows]

    def withhold_scheduled(self, contact_id: str, why: str) -> int:
        """Withhold all ROUTINE outbounds that are still queued; how many."""
        return self._work.run(WITHHOLD_SCHEDULED, wanted=contact_id, why=why)

    def withhold_queued(self, address_id: str, why: str) -> int:
        """Withhold everything queued for an address that is dead or blocked; how many."""
        return self._work.run(WITHHOLD_QUEUED, link=address_id, why=why)

    def press(self, token: str) -> Press | None:
        """What a pressed button stands for; good for half an hour from when it was sent."""
        row = self._work.first(PRESSED, wanted=self._work.index.of(BUTTON, token))
        if row is None or row.asked is None:
            return None
        shown_at = row.sending_since or row.created_at
        return Press(row.contact_id, row.asked, row.digit, shown_at + BUTTON_VALID_FOR)

    def known_provider_ids(self, channel: Channel, ids: Sequence[str]) -> frozenset[str]:
        """Which of these provider ids already belong to an outbound of ours."""
        by_index = {provider_index(self._work, channel.value, id_): id_ for id_ in ids}
        if not by_index:
            return frozenset()
        rows = self._work.all(KNOWN, wanted=list(by_index))
        return frozenset(by_index[bytes(row.provider_index)] for row in rows)

    def replies_since(self, contact_id: str, since: datetime) -> int:
        """How many texts the bot made since then (the limit of SAFETY T30)."""
        return int(self._work.scalar(REPLIES, wanted=contact_id, since=since) or 0)

    def _reported(self, update: StatusUpdate) -> Row[Any] | None:
        row = None
        if update.outbound_id:
            row = self._work.first(BY_ID, wanted=update.outbound_id)
        if row is None and update.provider_id:
            index = provider_index(self._work, update.channel.value, update.provider_id)
            row = self._work.first(BY_PROVIDER, index=index)
        return row
