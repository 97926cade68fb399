"""Deliver what is in the outbox, in order per contact, and learn what became of it.

The row is claimed and committed as `sending` before the provider is called, so that a kill at
any line leaves a trace: a claimed row whose lease ran out has an unknown outcome and is
reconciled with the provider before it is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from helpline.core.case import Priority, Reason
from helpline.core.channel import SCHEMES
from helpline.core.consent import SaidBy, Stop
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Fact, Secret
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
from helpline.directory.guard import unsayable
from helpline.operations.check_in import failed
from helpline.operations.check_in.around import silent_for
from helpline.operations.check_in.wanted import why_not_unasked
from helpline.operations.clear import clear
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.moment import DEFAULT_LANGUAGE
from helpline.operations.ports.channel import ChannelPort
from helpline.operations.ports.messages import StoredOutbound
from helpline.operations.ports.store import Transaction
from helpline.operations.safe_times import safe_now
from helpline.operations.secrets import MARKS

LEASE = timedelta(seconds=20)
"""Longer than any provider call may take (10 s), short enough for a recovery within 30 s."""

TRIES = 8
LONGEST_BACK_OFF = timedelta(minutes=5)
UNVERIFIED = "unverified_contact"
"""Held by the outgoing guard: the text names a number that the directory does not publish."""
FAREWELLS = frozenset({"F33"})
"""Flows whose one text is still due after their address was stopped."""


def deliver(helpline: Helpline, contact_id: str) -> int:
    """Send what is due to a contact, one after the other; how many rows were looked at.

    Then what they asked to delete goes: the answer to that is sent first, and stays.
    """
    looked_at = 0
    while deliver_next(helpline, contact_id):
        looked_at += 1
    clear(helpline, contact_id)
    return looked_at


def deliver_next(helpline: Helpline, contact_id: str) -> bool:
    """Send the head of a contact's line. False if nothing is due or the line must wait."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        row = tx.outbox.claim_next(contact_id, now, now + LEASE)
        if row is None:
            return False
        link = tx.contacts.address(row.address_id)
        line, template = _line(tx, row, link), _template(helpline, tx, row, link)
        unwanted = why_not(helpline, tx, row, link)
        interrupted = row.status is Status.SENDING
        withheld = unwanted is not None and not interrupted
        if unwanted is not None and withheld:
            tx.outbox.finish(row.id, Status.WITHHELD, unwanted)
            alerts = _bring_a_person(helpline, tx, row) if unwanted == UNVERIFIED else ()
    if withheld:
        _ring(helpline, alerts)
        _tell_plan(helpline, row, unwanted or "")
        return True
    channel = helpline.channels[link.address.channel]
    outbound = replace(_outbound(helpline, row, link, line), template=template)
    if interrupted and not _reconcile(helpline, channel, row, outbound, unwanted):
        return True
    return _send(helpline, channel, row, outbound)


def why_not(
    helpline: Helpline, tx: Transaction, row: StoredOutbound, link: ContactAddress
) -> str | None:
    """Why a text must not go out now, or None: read again just before each send (T10, T11)."""
    now, contact = helpline.now(), tx.contacts.get(row.contact_id)
    if now >= row.not_after:
        return "too_late"
    if contact.silent:
        return "not_safe"
    if not link.active and row.flow not in FAREWELLS:
        return "address_stopped"
    if row.urgency is Urgency.ROUTINE:
        unasked = _why_not_unasked(helpline, tx, row, contact, link)
        if unasked is not None:
            return unasked
    if row.author_id is None and not _publishable(helpline, tx, row.text):
        helpline.trouble("held_by_directory_guard", [row.id])
        return UNVERIFIED
    return None


def _why_not_unasked(
    helpline: Helpline,
    tx: Transaction,
    row: StoredOutbound,
    contact: Contact,
    link: ContactAddress,
) -> str | None:
    if not safe_now(contact, helpline.now()):
        return "opted_out" if contact.opted_out else "not_a_safe_time"
    return why_not_unasked(helpline, tx, row, link)


def _publishable(helpline: Helpline, tx: Transaction, text: str) -> bool:
    """The outgoing guard: no phone-like token that the directory does not publish now."""
    if not any(char.isdigit() for char in text):
        return True  # most texts: the store need not be asked
    return not unsayable(text, helpline.directory.of(tx), helpline.now())


def _line(tx: Transaction, row: StoredOutbound, link: ContactAddress) -> str:
    """The line of the contact's organisation on this channel: nobody else's number answers."""
    home = tx.contacts.get(row.contact_id).organisation_id
    scheme = f"{SCHEMES[link.address.channel]}:"
    lines = (uri for uri, owner in tx.duty.lines().items() if owner == home)
    return next((uri for uri in lines if uri.startswith(scheme)), "")


def _template(
    helpline: Helpline, tx: Transaction, row: StoredOutbound, link: ContactAddress
) -> str | None:
    """What it is called among approved templates, where only these may be sent now."""
    traits = helpline.channels[link.address.channel].traits
    if not traits.is_closed(silent_for(link, helpline.now())):
        return None
    if row.author_id is not None or row.node is None:
        return ""
    talk = tx.conversations.load(row.contact_id)
    language = talk.facts.get(Fact.LANGUAGE) if talk else None
    return f"{row.node}/{language or DEFAULT_LANGUAGE}"


def _outbound(
    helpline: Helpline, row: StoredOutbound, link: ContactAddress, line: str = ""
) -> Outbound:
    left = (row.not_after - helpline.now()).total_seconds()
    return Outbound(
        id=row.id,
        address=link.address,
        text=row.text,
        buttons=tuple(Button(choice.label, choice.token) for choice in row.choices),
        protect=row.sensitive,
        valid_for_seconds=max(1, int(left)),
        line=line,
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
            _note_sent(tx, row, found)
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
    if row.urgency is Urgency.ROUTINE and _unwanted_now(helpline, row):
        return True
    try:
        result = channel.send(outbound)
    except SendError as error:
        return _note_error(helpline, row, error)
    with helpline.store.begin() as tx:
        _note_sent(tx, row, result)
    return True


def _unwanted_now(helpline: Helpline, row: StoredOutbound) -> bool:
    """A stop that came after the claim still counts: asked once more, with the row in hand."""
    with helpline.store.begin() as tx:
        tx.contacts.lock(row.contact_id)
        why = why_not(helpline, tx, row, tx.contacts.address(row.address_id))
        if why is not None:
            tx.outbox.finish(row.id, Status.WITHHELD, why)
            failed.withheld(helpline, tx, row, why)
    return why is not None


def _tell_plan(helpline: Helpline, row: StoredOutbound, why: str) -> None:
    """What was held back has a place in a plan, and must lead somewhere."""
    if row.urgency is Urgency.ROUTINE:
        with helpline.store.begin() as tx:
            tx.contacts.lock(row.contact_id)
            failed.withheld(helpline, tx, row, why)


def _note_sent(tx: Transaction, row: StoredOutbound, result: SendResult) -> None:
    tx.outbox.sent(row.id, result.provider_id, result.status)
    if row.secret:
        tx.outbox.mask(row.id, MARKS[Secret.RETURN_CODE])


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
        alerts += _lost(helpline, tx, row, error)
    _ring(helpline, alerts)
    return True


def _lost(
    helpline: Helpline, tx: Transaction, row: StoredOutbound, error: SendError
) -> tuple[str, ...]:
    """The plan learns of it, and the ledger where the contact told the provider to stop."""
    if error.reason is SendReason.BLOCKED and error.contact_stopped:
        stop = Stop(True, SaidBy.PROVIDER, error.code, helpline.now())
        tx.consents.record_opt_out(tx.contacts.address(row.address_id).address, stop)
    return failed.not_delivered(
        helpline, tx, row, error.reason.value, for_good=error.contact_stopped
    )


def _ring(helpline: Helpline, alerts: Sequence[str]) -> None:
    with suppress(QueueUnavailable):
        for alert_id in alerts:
            helpline.queue.ring_alert(alert_id)


def _tell_people(helpline: Helpline, tx: Transaction, row: StoredOutbound) -> tuple[str, ...]:
    """A text that cannot arrive is a person's business where a case is open (SAFETY T12)."""
    helpline.trouble("not_sent", [row.id])
    tx.contacts.lock(row.contact_id)
    if tx.cases.open_for(row.contact_id) is None:
        return ()
    return _bring_a_person(helpline, tx, row)


def _bring_a_person(helpline: Helpline, tx: Transaction, row: StoredOutbound) -> tuple[str, ...]:
    """Somebody waits for words that did not go out; the ids of alerts that are due now."""
    tx.contacts.lock(row.contact_id)
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
