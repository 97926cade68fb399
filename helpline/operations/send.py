"""Deliver what is in the outbox, in order per contact, and learn what became of it.

The row is claimed and committed as `sending` before the provider is called, so that a kill at
any line leaves a trace: a claimed row whose lease ran out has an unknown outcome and is
reconciled with the provider before it is sent again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from helpline.core.case import Priority, Reason
from helpline.core.contact import Contact, ContactAddress
from helpline.core.errors import QueueUnavailable
from helpline.core.message import (
    Button,
    Outbound,
    SendError,
    SendReason,
    SendResult,
    Status,
    Urgency,
)
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports import ChannelPort, StoredOutbound, Transaction
from helpline.operations.safe_times import safe_now
from helpline.text.phone import parse, phone_like

LEASE = timedelta(seconds=20)
"""Longer than any provider call may take (10 s), short enough for a recovery within 30 s."""

TRIES = 8
LONGEST_BACK_OFF = timedelta(minutes=5)
FAREWELLS = frozenset({"F33"})
"""Flows whose one text is still due after their address was stopped."""


def deliver(helpline: Helpline, contact_id: str) -> int:
    """Send what is due to a contact, one after the other; how many rows were looked at."""
    looked_at = 0
    while deliver_next(helpline, contact_id):
        looked_at += 1
    return looked_at


def deliver_next(helpline: Helpline, contact_id: str) -> bool:
    """Send the head of a contact's line. False if nothing is due or the line must wait."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        row = tx.outbox.claim_next(contact_id, now, now + LEASE)
        if row is None:
            return False
        link = tx.contacts.address(row.address_id)
        unwanted = why_not(helpline, row, tx.contacts.get(contact_id), link)
        interrupted = row.status is Status.SENDING
        if unwanted is not None and not interrupted:
            tx.outbox.finish(row.id, Status.WITHHELD, unwanted)
            return True
    channel = helpline.channels[link.address.channel]
    outbound = _outbound(helpline, row, link)
    if interrupted and not _reconcile(helpline, channel, row, outbound, unwanted):
        return True
    return _send(helpline, channel, row, outbound)


def why_not(
    helpline: Helpline, row: StoredOutbound, contact: Contact, link: ContactAddress
) -> str | None:
    """Why a text must not go out now, or None: read again just before each send (T10, T11)."""
    now = helpline.now()
    if now >= row.not_after:
        return "too_late"
    if contact.silent:
        return "not_safe"
    if not link.active and row.flow not in FAREWELLS:
        return "address_stopped"
    if row.urgency is Urgency.ROUTINE and not safe_now(contact, now):
        return "not_a_safe_time"
    if row.author_id is None and not _publishable(helpline, row.text):
        helpline.trouble("held_by_directory_guard", [row.id])
        return "unverified_contact"
    return None


def _publishable(helpline: Helpline, text: str) -> bool:
    """The outgoing guard: no phone-like token that the directory does not publish now."""
    known = helpline.directory.values(helpline.now()).values()
    allowed = {parse(value) for value in known} - {None}
    return all(found.number in allowed for found in phone_like(text))


def _outbound(helpline: Helpline, row: StoredOutbound, link: ContactAddress) -> Outbound:
    left = (row.not_after - helpline.now()).total_seconds()
    return Outbound(
        id=row.id,
        address=link.address,
        text=row.text,
        buttons=tuple(Button(choice.label, choice.token) for choice in row.choices),
        protect=row.sensitive,
        valid_for_seconds=max(1, int(left)),
    )


def _reconcile(
    helpline: Helpline,
    channel: ChannelPort,
    row: StoredOutbound,
    outbound: Outbound,
    unwanted: str | None,
) -> bool:
    """An earlier attempt has an unknown outcome. True if the text should be sent (again)."""
    since = row.sending_since or row.created_at
    try:
        found = channel.look_up(
            outbound,
            since,
            lambda ids: _known(helpline, channel, ids),
        )
    except SendError:
        return False  # the provider cannot say now; the lease runs out and it is asked again
    with helpline.store.begin() as tx:
        if found is not None:
            tx.outbox.sent(row.id, found.provider_id, found.status)
            return False
        if unwanted is not None:
            tx.outbox.finish(row.id, Status.WITHHELD, unwanted)
            return False
        if row.urgency is Urgency.ROUTINE or row.attempts >= TRIES:
            tx.outbox.finish(row.id, Status.FAILED, SendReason.UNKNOWN_OUTCOME.value)
            return False
        now = helpline.now()
        tx.outbox.renew(row.id, now, now + LEASE)
    return True


def _known(helpline: Helpline, channel: ChannelPort, ids: object) -> frozenset[str]:
    with helpline.store.read() as tx:
        return tx.outbox.known_provider_ids(channel.name, list(ids))  # type: ignore[call-overload]


def _send(
    helpline: Helpline, channel: ChannelPort, row: StoredOutbound, outbound: Outbound
) -> bool:
    """Call the provider and note the outcome. True if the next row may go."""
    try:
        result = channel.send(outbound)
    except SendError as error:
        return _note_error(helpline, row, error)
    with helpline.store.begin() as tx:
        _note_sent(tx, row, result)
    return True


def _note_sent(tx: Transaction, row: StoredOutbound, result: SendResult) -> None:
    tx.outbox.sent(row.id, result.provider_id, result.status)


def _note_error(helpline: Helpline, row: StoredOutbound, error: SendError) -> bool:
    if error.reason is SendReason.UNKNOWN_OUTCOME:
        return False  # stays `sending`: the lease runs out and the outcome is looked up
    if error.reason is SendReason.MISCONFIGURED:
        helpline.trouble("channel_misconfigured", [row.id])
    with helpline.store.begin() as tx:
        if error.retryable and row.attempts < TRIES:
            tx.outbox.retry(row.id, helpline.now() + back_off(helpline, row, error), error.reason)
            return False
        tx.outbox.finish(row.id, Status.FAILED, error.reason.value)
        if error.contact_stopped:
            tx.contacts.stop_address(row.address_id, error.reason.value)
            tx.outbox.withhold_queued(row.address_id, error.reason.value)
        alerts = _tell_people(helpline, tx, row)
    with suppress(QueueUnavailable):
        for alert_id in alerts:
            helpline.queue.ring_alert(alert_id)
    return True


def _tell_people(helpline: Helpline, tx: Transaction, row: StoredOutbound) -> tuple[str, ...]:
    """A text that cannot arrive is a person's business where a case is open (SAFETY T12)."""
    helpline.trouble("not_sent", [row.id])
    tx.contacts.lock(row.contact_id)
    if tx.cases.open_for(row.contact_id) is None:
        return ()
    contact = tx.contacts.get(row.contact_id)
    roster = roster_of(tx, contact.organisation_id)
    _, due = open_case(helpline, tx, contact, Priority.P3, Reason.DELIVERY_FAILED, roster)
    return due


def back_off(helpline: Helpline, row: StoredOutbound, error: SendError) -> timedelta:
    """Exponential with jitter, at most five minutes; the provider's own wish comes first."""
    if error.retry_after_seconds is not None:
        return timedelta(seconds=error.retry_after_seconds)
    doubled = timedelta(seconds=2 ** min(row.attempts, 9)) * (0.5 + helpline.jitter())
    return min(doubled, LONGEST_BACK_OFF)
