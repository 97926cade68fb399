"""A text that nobody asked for did not arrive, or was held back: what that leads to.

Silence is never taken for "fine" (SAFETY T9), and neither is a text that never came.
"""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.checkin import ASKING, CheckIn, State, Tier
from helpline.core.contact import Contact
from helpline.core.message import SendReason, Urgency
from helpline.core.silence import Outcome
from helpline.core.timing import Do, decide_step
from helpline.operations.check_in import due, opener, silenced
from helpline.operations.check_in.around import around, choose
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.messages import StoredOutbound
from helpline.operations.ports.store import Transaction

LATE = frozenset({"too_late", "not_a_safe_time"})
FAILURES = 3
"""So many texts in a row that did not arrive are a person's business (CONVERSATIONS 6.2)."""


def withheld(helpline: Helpline, tx: Transaction, row: StoredOutbound, why: str) -> None:
    """It was in the outbox and must not go out any more."""
    check_in = _check_in_of(tx, row)
    if row.urgency is not Urgency.ROUTINE or check_in is None or check_in.state is not State.SENT:
        return
    if why in LATE and check_in.kind in ASKING:
        due.to_person(helpline, tx, check_in, "late")
    else:
        due.change(tx, check_in, state=State.SKIPPED, why=why)
    _never_asked(helpline, tx, check_in)


def not_delivered(
    helpline: Helpline, tx: Transaction, row: StoredOutbound, why: str, *, for_good: bool
) -> tuple[str, ...]:
    """A provider could not deliver it; `for_good`: nobody can be reached at that address.

    `why` is a SendReason or a provider's code.

    Another channel is tried at once; a number that is gone, or three failures in a row, are a
    case. Ids of alerts to ring.
    """
    if row.urgency is not Urgency.ROUTINE:
        return ()
    contact = tx.contacts.get(row.contact_id)
    if why == SendReason.TEMPLATE_NEEDED.value:
        _not_there(helpline, tx, contact, row)
        return ()
    if for_good:
        _elsewhere(helpline, tx, contact, row)
        if not any(link.active for link in tx.contacts.addresses(contact.id)):
            silenced.end(helpline, tx, contact.id, Outcome.UNKNOWN_NUMBER)
    elif tx.plans.failed_in_a_row(contact.id) < FAILURES:
        return ()
    return _open_case(helpline, tx, contact)


def _open_case(helpline: Helpline, tx: Transaction, contact: Contact) -> tuple[str, ...]:
    plan = tx.plans.running(contact.id)
    high = plan is not None and plan.tier is Tier.HIGH
    priority = Priority.P2 if high else Priority.P3
    roster = roster_of(tx, contact.organisation_id)
    _, alerts = open_case(helpline, tx, contact, priority, Reason.DELIVERY_FAILED, roster)
    return alerts


def _not_there(helpline: Helpline, tx: Transaction, contact: Contact, row: StoredOutbound) -> None:
    """Outside WhatsApp's 24 hours, without a template for it: another channel, or a person."""
    check_in = _check_in_of(tx, row)
    if _elsewhere(helpline, tx, contact, row) or check_in is None or check_in.kind not in ASKING:
        return
    due.to_person(helpline, tx, check_in, "window_closed")
    _never_asked(helpline, tx, check_in)


def _never_asked(helpline: Helpline, tx: Transaction, check_in: CheckIn) -> None:
    """The question of a ladder was not sent, so nobody is silent."""
    silence = tx.silences.running(check_in.contact_id)
    if silence is not None and silence.check_in_id == check_in.id and silence.step == 0:
        tx.silences.end(silence.id, helpline.now(), Outcome.PLAN_ENDED)


def _elsewhere(helpline: Helpline, tx: Transaction, contact: Contact, row: StoredOutbound) -> bool:
    """The same opener by another channel that they linked themselves (SAFETY T12)."""
    check_in, plan = _check_in_of(tx, row), tx.plans.running(contact.id)
    but_not = tx.contacts.address(row.address_id).address.channel
    link = choose(helpline, tx, contact, but_not=[but_not])
    if check_in is None or plan is None or link is None or check_in.kind not in ASKING:
        return False
    now = helpline.now()
    facts = around(helpline, tx, contact, plan, link)
    verdict = decide_step(now, now, facts, helpline.jitter(), capped=False)
    if verdict.do is Do.SEND:
        opener.ask(helpline, tx, link, opener.OTHER_OPENER, check_in.topics)
    return verdict.do is Do.SEND


def _check_in_of(tx: Transaction, row: StoredOutbound) -> CheckIn | None:
    return next(
        (one for one in tx.plans.of_contact(row.contact_id) if one.outbound_id == row.id), None
    )
