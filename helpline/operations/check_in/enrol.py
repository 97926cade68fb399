"""Make a plan, change it, end it (CONVERSATIONS 7.1).

A plan is made only with consent, and never by itself for somebody under 18: the child focal
point sets that one. A rule raises a tier and begins the plan anew; only a person lowers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from helpline.core.checkin import (
    CheckIn,
    Frequency,
    Kind,
    Plan,
    Planned,
    Tier,
    days_of,
    schedule,
)
from helpline.core.consent import Purpose
from helpline.core.contact import Contact, SafeTimes
from helpline.core.conversation import Fact
from helpline.core.holidays import holidays
from helpline.core.timing import NEVER, ZONE, evening_of, planned_moment
from helpline.flow.gates import MINOR
from helpline.operations.check_in.around import frequency_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

FIRST_HOLIDAY = 1000
"""Sequence numbers of holiday greetings begin here, so that they never meet a schedule's."""


def enrol(helpline: Helpline, tx: Transaction, contact: Contact, tier: Tier) -> Plan | None:
    """Begin a plan, or raise the one that runs; None where there may be none."""
    running = tx.plans.running(contact.id)
    if running is not None:
        return raise_to(helpline, tx, contact, tier)
    talk = tx.conversations.load(contact.id)
    if not tx.consents.holds(contact.id, Purpose.WRITE):
        return None
    if talk is not None and talk.facts.get(Fact.AGE) in MINOR:
        return None
    return begin(helpline, tx, contact, tier, frequency=frequency_of(talk))


def raise_to(helpline: Helpline, tx: Transaction, contact: Contact, tier: Tier) -> Plan | None:
    """A closer tier begins anew today. A lower one changes nothing: a person does that."""
    plan = tx.plans.running(contact.id)
    if plan is None:
        return None
    wanted = tier if tier is Tier.AWAY else plan.tier.raised_to(tier)
    if wanted is plan.tier:
        return plan
    return replace_plan(helpline, tx, contact, wanted, plan.frequency, helpline.now())


def replace_plan(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    tier: Tier,
    frequency: Frequency,
    began_at: datetime,
) -> Plan:
    """Another plan in the place of the running one; what was not done yet is cancelled."""
    old = tx.plans.running(contact.id)
    if old is not None:
        tx.plans.end(old.id, helpline.now(), "replaced")
    return begin(helpline, tx, contact, tier, frequency=frequency, began_at=began_at)


def begin(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    tier: Tier,
    *,
    frequency: Frequency = Frequency.AS_PLANNED,
    began_at: datetime | None = None,
) -> Plan:
    """A plan with all its check-ins; lines whose day has passed are left out."""
    now = helpline.now()
    plan = Plan(
        id=helpline.new_id(),
        contact_id=contact.id,
        organisation_id=contact.organisation_id,
        tier=tier,
        began_at=began_at or now,
        frequency=frequency,
    )
    lines = [one for one in check_ins_of(helpline, contact, plan) if one.due_at > now]
    tx.plans.begin(plan, lines)
    _note_tier(tx, contact.id, tier)
    return plan


def _note_tier(tx: Transaction, contact_id: str, tier: Tier) -> None:
    """The talk knows the tier too: a stop in the high one brings a person (F30)."""
    talk = tx.conversations.load(contact_id)
    if talk is not None:
        facts = {**talk.facts, Fact.TIER: tier.value}
        tx.conversations.save(replace(talk, facts=facts))


def end(helpline: Helpline, tx: Transaction, contact_id: str, why: str) -> None:
    """End the plan that runs, if one does."""
    plan = tx.plans.running(contact_id)
    if plan is not None:
        tx.plans.end(plan.id, helpline.now(), why)


def check_ins_of(helpline: Helpline, contact: Contact, plan: Plan) -> Iterator[CheckIn]:
    """Every line of the schedule at its moment, and the holidays of the standard tier."""
    lines = schedule(plan.tier, plan.frequency)
    called = {line.name for line in lines if line.kind is Kind.BY_PERSON}
    for seq, line in enumerate(lines):
        due = planned_moment(plan.began_at, line.after, contact.safe_times, helpline.jitter())
        if line.kind is Kind.CARING and line.name in called:  # "D1 if no call": after the call
            times = SafeTimes() if contact.safe_times == NEVER else contact.safe_times
            due = evening_of(due.astimezone(ZONE).date(), times, helpline.jitter())
        yield _one(helpline, plan, seq, line, due)
    if plan.tier is Tier.STANDARD and plan.frequency is not Frequency.NEVER and lines:
        yield from _holidays(helpline, contact, plan, days_of(lines[-1].name))


def _holidays(helpline: Helpline, contact: Contact, plan: Plan, days: float) -> Iterator[CheckIn]:
    first = plan.began_at.astimezone(ZONE).date()
    last = first.fromordinal(first.toordinal() + int(days))
    for number, (name, day) in enumerate(holidays(first, last)):
        after = day - first
        due = planned_moment(plan.began_at, after, contact.safe_times, helpline.jitter())
        line = Planned(name, Kind.HOLIDAY)
        yield _one(helpline, plan, FIRST_HOLIDAY + number, line, due)


def _one(helpline: Helpline, plan: Plan, seq: int, line: Planned, due: datetime) -> CheckIn:
    return CheckIn(
        id=helpline.new_id(),
        plan_id=plan.id,
        contact_id=plan.contact_id,
        organisation_id=plan.organisation_id,
        seq=seq,
        name=line.name,
        kind=line.kind,
        topics=line.topics,
        due_at=due,
    )
