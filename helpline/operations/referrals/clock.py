"""What falls due by itself: no answer for a working day, a yes that ran out, a question to ask.

Every claim is made under the contact's lock and may be made twice (SAFETY R27).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from helpline.core.case import Priority, Reason
from helpline.core.errors import StoreUnavailable
from helpline.core.referral import CONSENT_UNUSED, OPEN, Referral
from helpline.core.task import TaskKind
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.sending import add_task, due, withdraw

AT_ONCE = 200


def see_to_due(helpline: Helpline) -> int:
    """One round over referrals that nobody answered or used; how many it acted on."""
    now = helpline.now()
    with helpline.store.read() as tx:
        unused = tx.referrals.unused(now - CONSENT_UNUSED, AT_ONCE)
        overdue = tx.referrals.overdue(now, AT_ONCE)
    expired = {referral_id for referral_id, _contact in unused}
    late = [row for row in overdue if row[0] not in expired]
    return _each(helpline, unused, _expire) + _each(helpline, late, _stall)


def due_for(tx: Transaction, contact_id: str, now: datetime) -> str:
    """The fact `referral_due` of a contact who is in a talk now: feedback | offer | none."""
    if tx.referrals.asks(contact_id, now):
        return "feedback"
    known = tx.survivors.get(contact_id)
    again = known is not None and known.ask_again_at is not None and known.ask_again_at <= now
    return "offer" if again else "none"


def _each(
    helpline: Helpline,
    rows: Sequence[tuple[str, str]],
    act: Callable[[Helpline, Transaction, Referral], bool],
) -> int:
    """One transaction for each, so that one that fails keeps nobody else waiting."""
    done = 0
    for referral_id, contact_id in rows:
        try:
            with helpline.store.begin() as tx:
                tx.contacts.lock(contact_id)
                referral = tx.referrals.get(referral_id)
                if referral.state in OPEN:
                    done += act(helpline, tx, referral)
        except StoreUnavailable:
            raise
        except Exception as error:
            helpline.trouble(f"referral_failed {type(error).__name__}", [referral_id])
    return done


def _stall(helpline: Helpline, tx: Transaction, referral: Referral) -> bool:
    """One working day without an answer: a case, a task and one more day; then no plan any more.

    The second time the due date is taken away, so that the list of the unplanned names them.
    """
    now = helpline.now()
    if referral.due_at is None or referral.due_at > now:
        return False
    roster = roster_of(tx, referral.organisation_id)
    until = due(roster, now)
    contact = tx.contacts.get(referral.contact_id)
    case, _alerts = open_case(helpline, tx, contact, Priority.P3, Reason.REFERRAL_STALLED, roster)
    again = referral.stalled_at is not None
    changed = tx.referrals.save(
        replace(
            referral,
            stalled_at=now,
            due_at=None if again else until,
            case_id=referral.case_id or case.id,
        )
    )
    kind = TaskKind.REFERRAL_STALLED
    add_task(helpline, tx, changed, kind, changed.organisation_id, until)
    return True


def _expire(helpline: Helpline, tx: Transaction, referral: Referral) -> bool:
    """A yes that nobody used for 90 days holds no more (F08): what was agreed ends."""
    if helpline.now() - referral.created_at < CONSENT_UNUSED:
        return False
    withdraw(helpline, tx, referral)
    return True
