"""Answer the contact, within what is safe."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.contact import Contact
from helpline.core.conversation import TALK_IDLE
from helpline.core.errors import NotFound, Refused
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action
from helpline.operations.cases.acting import act, note, ring, silence_bot
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.store import Transaction
from helpline.operations.record import write
from helpline.operations.safe_times import safe_now

FRESH = timedelta(hours=24)
"""How long an inbound invites an answer after the contact said stop (SAFETY, the ten, 5)."""

UNFILLED = re.compile(r"\{[a-z_]+\}")
"""A place in a canned reply that nobody has filled in."""


def reply(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    text: str,
    outbound_id: str,
    reason: str = "",
) -> str:
    """Answer the contact through the same outbox. `outbound_id` makes a double click harmless.

    `reason`: why it is written at an hour that is not safe; needed then, and kept with the case.
    Raises Refused("not_safe_to_write" | "address_stopped" | "opted_out" | "empty" | "too_long" |
    "unfilled" | "hour_needs_reason").
    """
    text = text.strip()
    if not text:
        raise Refused("empty")
    if UNFILLED.search(text):
        raise Refused("unfilled")
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.REPLY, case_id)
        refuse_unsafe(moment)
        if len(text) > helpline.channels[moment.link.address.channel].traits.max_characters:
            raise Refused("too_long")
        if not _written_already(tx, outbound_id):
            _give_reason(moment, actor, reason)
            moment.author_id = actor.id
            write(moment, text, outbound_id=outbound_id)
            _keep_time(tx, case, moment.now)
            silence_bot(moment)
        tx.drafts.drop(case.id, actor.id)
    ring(helpline, moment)
    return outbound_id


def _keep_time(tx: Transaction, case: Case, now: datetime) -> None:
    """Somebody wrote: the clock for it ends. Who answers knows how urgent it is by now."""
    taken = case.acknowledged_at
    if case.status is CaseStatus.CLAIMED and taken is None:
        tx.alerts.end_for_case(case.id)
        taken = now
    if case.first_reply_at is None or taken is not case.acknowledged_at:
        first = case.first_reply_at or now
        tx.cases.save(replace(case, first_reply_at=first, acknowledged_at=taken))


def needs_reason(contact: Contact, now: datetime) -> bool:
    """True if a text now may arrive in the wrong hands: outside safe hours, or while hidden.

    Who wrote a moment ago has the phone in hand, so an answer is safe at any hour (SAFETY T10),
    unless they hid the talk.
    """
    if contact.quiet_until is not None and now < contact.quiet_until:
        return True
    last = contact.last_inbound_at
    if last is not None and now - last <= TALK_IDLE:
        return False
    return not safe_now(replace(contact, opted_out=False), now)


def refuse_unsafe(moment: Moment) -> None:
    """Raise Refused if a caseworker's text must not go to this contact now, reason or not."""
    if moment.contact.silent:
        raise Refused("not_safe_to_write")
    if not moment.link.active:
        raise Refused("address_stopped")
    last = moment.contact.last_inbound_at
    if moment.contact.opted_out and (last is None or moment.now - last > FRESH):
        raise Refused("opted_out")


def _give_reason(moment: Moment, actor: Caseworker, reason: str) -> None:
    if not needs_reason(moment.contact, moment.now):
        return
    try:
        words = given_reason(reason)
    except Refused:
        raise Refused("hour_needs_reason") from None
    note(moment, "wrote_outside_hours", actor, words=words)


def _written_already(tx: Transaction, outbound_id: str) -> bool:
    try:
        tx.outbox.get(outbound_id)
    except NotFound:
        return False
    return True
