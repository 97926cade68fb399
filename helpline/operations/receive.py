"""Take in what a channel read: store it once, see whether it cries for help, ring the bell.

This is all that happens before the provider is answered (SAFETY section 2): one transaction,
then ids to the queue. A queue that is away loses nothing, since the clock sweeps the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from helpline.core.case import Priority, Reason
from helpline.core.channel import Channel
from helpline.core.contact import Contact, ContactAddress
from helpline.core.errors import QueueUnavailable, StoreUnavailable
from helpline.core.message import Inbound, Kind, Status, StatusUpdate
from helpline.operations.alerting import attend
from helpline.operations.check_in import failed, lost_and_found
from helpline.operations.check_in.link import take_card, take_link
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.store import Transaction

SCANNED = frozenset({Kind.TEXT, Kind.EDIT, Kind.MEDIA, Kind.LOCATION, Kind.CONTACT_CARD})
"""Everything that can carry words, captions too."""


class Bells:
    """What to ring once the transaction is committed; a set, so that nothing rings twice."""

    def __init__(self) -> None:
        self.converse: dict[str, bool] = {}
        self.alerts: list[str] = []

    def ring(self, helpline: Helpline) -> None:
        """Ring all; a queue that is away is the clock's business."""
        with suppress(QueueUnavailable):
            for alert_id in self.alerts:
                helpline.queue.ring_alert(alert_id)
            for contact_id, urgent in self.converse.items():
                helpline.queue.ring_converse(contact_id, urgent)


def receive(helpline: Helpline, items: Sequence[Inbound | StatusUpdate]) -> None:
    """Store what came in. Raises StoreUnavailable, and then nothing was stored."""
    items = [item for item in items if not (isinstance(item, Inbound) and attend(helpline, item))]
    bells = Bells()
    cries = [_cry(helpline, item) for item in items]  # not while the store is held
    with helpline.store.begin() as tx:
        for item, cry in zip(items, cries, strict=True):
            if isinstance(item, StatusUpdate):
                _report(helpline, tx, item, bells)
            else:
                _take_in(helpline, tx, item, cry, bells)
    bells.ring(helpline)


def quarantine(helpline: Helpline, channel: Channel, problem: str, body: bytes) -> None:
    """Keep a payload that is ours but cannot be understood, for a person to look at."""
    with helpline.store.begin() as tx:
        tx.quarantine.add(helpline.new_id(), channel, problem, body, helpline.now())


def _cry(helpline: Helpline, item: Inbound | StatusUpdate) -> Reason | None:
    """Why the words alone need a person at once, if they do."""
    if isinstance(item, StatusUpdate) or item.kind not in SCANNED:
        return None
    found = helpline.understander.understand(item.text)
    return found.reason if found.priority is Priority.P1 and not found.opt_out else None


def _take_in(
    helpline: Helpline, tx: Transaction, inbound: Inbound, cry: Reason | None, bells: Bells
) -> None:
    link = _sender(helpline, tx, inbound)
    now = helpline.now()
    urgent = cry is not None
    if not tx.inbox.add(helpline.new_id(), link, inbound, urgent, now):
        return
    tx.contacts.heard_at(link.contact_id, now)
    bells.converse[link.contact_id] = bells.converse.get(link.contact_id, False) or urgent
    if cry is not None:
        tx.contacts.lock(link.contact_id)  # two cries at once are one case
        contact = tx.contacts.get(link.contact_id)
        roster = roster_of(tx, contact.organisation_id)
        _, due = open_case(helpline, tx, contact, Priority.P1, cry, roster)
        bells.alerts.extend(due)


def _sender(helpline: Helpline, tx: Transaction, inbound: Inbound) -> ContactAddress:
    """Who writes: by the link that they opened, by their address, or somebody new.

    After a long silence the address may be another person's by now (SAFETY T7).
    """
    known = tx.contacts.by_address(inbound.address)
    linked = take_link(helpline, tx, inbound, known)
    if linked is not None:
        return linked
    if known is None:
        return _new_contact(helpline, tx, inbound)
    if lost_and_found.is_somebody_new(helpline, known, inbound):
        lost_and_found.unlink(helpline, tx, known)
        link = _new_contact(helpline, tx, inbound)
        lost_and_found.ask_to_confirm(helpline, tx, link.contact_id, known.contact_id)
        return link
    lost_and_found.look_twice(helpline, tx, known, inbound)
    take_card(helpline, tx, inbound, known)
    return known


def _new_contact(helpline: Helpline, tx: Transaction, inbound: Inbound) -> ContactAddress:
    """A person we have not met, who belongs to the organisation whose line they wrote to.

    A line that is nobody's in particular belongs to the first organisation. Before `helpline
    migrate` has made that one the provider has to try again (503).
    """
    home = tx.duty.organisation_of_line(inbound.line) if inbound.line else None
    organisations = tx.staff.organisations() if home is None else ()
    home = home or next((organisation.id for organisation in organisations), None)
    if home is None:
        raise StoreUnavailable("there is no organisation yet: run `helpline migrate`")
    contact = Contact(
        id=helpline.new_id(),
        organisation_id=home,
        language=None,
        script=None,
        created_at=helpline.now(),
        opted_out=tx.consents.opted_out(inbound.address),
    )
    return tx.contacts.create(contact, helpline.new_id(), inbound.address)


def _report(helpline: Helpline, tx: Transaction, update: StatusUpdate, bells: Bells) -> None:
    """Move a message forward; a text that did not arrive is noted where people work."""
    row = tx.outbox.report(update)
    if row is None or update.status not in {Status.FAILED, Status.UNDELIVERED}:
        return
    case = tx.cases.open_for(row.contact_id)
    if case is not None:
        tx.cases.note(CaseNote(case.id, helpline.now(), "not_delivered", None))
    tx.contacts.lock(row.contact_id)
    if update.contact_stopped:
        tx.contacts.stop_address(row.address_id, update.error_code or "unreachable")
        tx.outbox.withhold_queued(row.address_id, "unreachable")
    why = update.error_code or ""
    for_good = update.contact_stopped
    bells.alerts.extend(failed.not_delivered(helpline, tx, row, why, for_good=for_good))
