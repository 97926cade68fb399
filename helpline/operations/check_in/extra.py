"""A check-in besides those of the schedule: something is to be asked before the next one is due.

It is a line of the running plan like any other: caps, safe hours and the ladder hold for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.core.checkin import LIVE, CheckIn, Frequency, Kind, Plan, Tier
from helpline.core.contact import Contact
from helpline.core.timing import safe_moment
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

FIRST_EXTRA = 1_000_000
"""Sequence numbers of extra lines begin here, far above those that were put off by "later"."""
SOON = timedelta(days=3)
"""A check-in that is due so soon asks it too; nobody is written to twice for that."""


def see_soon(
    helpline: Helpline, tx: Transaction, contact: Contact, plan: Plan, at: datetime
) -> bool:
    """A check-in by `at` or soon after it: the planned one, or one more. True if one was added.

    None is added for somebody who wants to hear once a month or never, or who is abroad; nor
    while an opener waits for its answer, since the ladder asks again by itself.
    """
    lines = [one for one in tx.plans.of_contact(contact.id) if one.plan_id == plan.id]
    asking = (one for one in lines if one.kind is Kind.QUESTIONS and one.state in LIVE)
    now = helpline.now()
    rare = plan.frequency in (Frequency.MONTHLY, Frequency.NEVER) or plan.tier is Tier.AWAY
    asked = any(at <= max(one.due_at, now) <= at + SOON for one in asking)
    if rare or asked or tx.silences.running(contact.id) is not None:
        return False
    due = safe_moment(at, contact.safe_times, helpline.jitter())
    return tx.plans.add(
        CheckIn(
            id=helpline.new_id(),
            plan_id=plan.id,
            contact_id=contact.id,
            organisation_id=plan.organisation_id,
            seq=FIRST_EXTRA + len(lines),
            name=f"D{(at - plan.began_at).days}",
            kind=Kind.QUESTIONS,
            topics=(),
            due_at=due,
        )
    )
