"""What is due for a contact: a check-in of the plan, or a step of the silence ladder.

Everything is read again in the transaction that puts the text into the outbox, under the
contact's lock: consent, the ledger of stops, who owns the talk, safe hours, caps, the address.
Any number of schedulers may come by; the state of the row lets one of them act (SAFETY R27).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from helpline.core.call import CallOutcome
from helpline.core.checkin import ASKING, LIVE, CheckIn, Kind, Plan, State, Topic, topics_now
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Fact
from helpline.core.errors import NotFound, QueueUnavailable
from helpline.core.holidays import MOVABLE
from helpline.core.silence import Outcome
from helpline.core.task import Task, TaskKind
from helpline.core.timing import ZONE, Do, Verdict, decide
from helpline.operations.check_in import enrol, ladder, opener
from helpline.operations.check_in.around import around, choose
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

TASKS = {"late": TaskKind.LATE_CHECK_IN, "by_person": TaskKind.CALL}
"""What a person is given instead of a text; everything else is a call about a silence."""


def look_after(helpline: Helpline, contact_id: str) -> None:
    """Do what is due for this contact now. May run twice, and at several places at once."""
    alerts: list[str] = []
    try:
        with helpline.store.begin() as tx:
            tx.contacts.lock(contact_id)
            if tx.inbox.next_waiting(contact_id, helpline.now()) is not None:
                return  # they have just written: that is read first
            contact = tx.contacts.get(contact_id)
            _plan(helpline, tx, contact)
            alerts = ladder.climb(helpline, tx, contact)
    except NotFound:
        _forgotten(helpline, contact_id)
        return
    with suppress(QueueUnavailable):
        for alert_id in alerts:
            helpline.queue.ring_alert(alert_id)
        helpline.queue.ring_deliver(contact_id, urgent=False)


def _forgotten(helpline: Helpline, contact_id: str) -> None:
    """The contact was forgotten while a plan or a ladder ran: both end, nothing is sent."""
    with helpline.store.begin() as tx:
        enrol.end(helpline, tx, contact_id, "forgotten")
        silence = tx.silences.running(contact_id)
        if silence is not None:
            tx.silences.end(silence.id, helpline.now(), Outcome.FORGOTTEN)


def _plan(helpline: Helpline, tx: Transaction, contact: Contact) -> None:
    """The first due line; a second one finds the caps and waits."""
    plan = tx.plans.running(contact.id)
    if plan is None:
        return
    now = helpline.now()
    for check_in in tx.plans.of_contact(contact.id):
        if check_in.state is State.PLANNED and check_in.due_at <= now:
            _attend(helpline, tx, contact, plan, check_in)


def _attend(
    helpline: Helpline, tx: Transaction, contact: Contact, plan: Plan, check_in: CheckIn
) -> None:
    needless = _needless(tx, check_in)
    if needless:
        change(tx, check_in, state=State.SKIPPED, why=needless)
        return
    link = choose(helpline, tx, contact)
    facts = around(helpline, tx, contact, plan, link)
    now = helpline.now()
    verdict = decide(check_in.kind, check_in.due_at, now, facts, helpline.jitter())
    if verdict.do is Do.SEND and link is not None:
        send(helpline, tx, check_in, link)
    elif verdict.do is Do.WAIT:
        _wait(tx, check_in, verdict)
    elif verdict.do is Do.PERSON:
        to_person(helpline, tx, check_in, verdict.why)
    else:
        change(tx, check_in, state=State.SKIPPED, why=verdict.why)


def _needless(tx: Transaction, check_in: CheckIn) -> str:
    """Why a greeting is left out whatever the hour; empty if it is not."""
    if _is_unconfirmed(tx, check_in):
        return "not_confirmed"
    called = check_in.kind is Kind.CARING and any(
        one.kind is Kind.BY_PERSON
        and (one.plan_id, one.name) == (check_in.plan_id, check_in.name)
        and _was_reached(tx, one)
        for one in tx.plans.of_contact(check_in.contact_id)
    )
    return "in_contact" if called else ""


def _was_reached(tx: Transaction, by_person: CheckIn) -> bool:
    """The call of that day was made: the greeting is for who got none (7.1, "D1 if no call")."""
    return any(
        task.about_id == by_person.id and task.outcome == CallOutcome.REACHED.value
        for task in tx.tasks.of_contact(by_person.contact_id)
    )


def _is_unconfirmed(tx: Transaction, check_in: CheckIn) -> bool:
    """A feast of the moon whose day the organisation has not entered itself."""
    if check_in.kind is not Kind.HOLIDAY or check_in.name not in MOVABLE:
        return False
    days = {holiday.day for holiday in tx.duty.holidays(check_in.organisation_id)}
    return check_in.due_at.astimezone(ZONE).date() not in days


def _wait(tx: Transaction, check_in: CheckIn, verdict: Verdict) -> None:
    """Later; one that a pause moves beyond the next of its kind is left out for that one."""
    until = verdict.until or check_in.due_at
    later = (
        one
        for one in tx.plans.of_contact(check_in.contact_id)
        if one.state in LIVE and one.id != check_in.id and one.kind is check_in.kind
    )
    if any(check_in.due_at < one.due_at <= until for one in later):
        change(tx, check_in, state=State.SKIPPED, why=verdict.why)
    else:
        change(tx, check_in, state=State.PLANNED, due_at=until, why=verdict.why)


def send(helpline: Helpline, tx: Transaction, check_in: CheckIn, link: ContactAddress) -> None:
    """Put it into the outbox and mark it, together: whoever comes second changes no row."""
    sent = replace(check_in, state=State.SENT, sent_at=helpline.now(), topics=_topics(tx, check_in))
    if not tx.plans.change(sent, check_in.state):
        return
    node = opener.node_for(helpline, tx, check_in, link)
    if check_in.kind in ASKING:
        outbound_id = opener.ask(helpline, tx, link, node, sent.topics)
        ladder.begin(helpline, tx, sent)
    else:
        outbound_id = opener.greet(helpline, tx, link, node)
    tx.plans.change(replace(sent, outbound_id=outbound_id), State.SENT)


def _topics(tx: Transaction, check_in: CheckIn) -> tuple[Topic, ...]:
    talk = tx.conversations.load(check_in.contact_id)
    needs = talk.facts.get(Fact.NEEDS, "") if talk else ""
    asked = frozenset(
        topic
        for one in tx.plans.of_contact(check_in.contact_id)
        if one.sent_at is not None
        for topic in one.topics
    )
    return topics_now(check_in.topics, asked, needs)


def to_person(helpline: Helpline, tx: Transaction, check_in: CheckIn, why: str) -> None:
    """A caseworker has it now: a check-in that cannot be sent is never just dropped."""
    if not change(tx, check_in, state=State.TO_PERSON, why=why):
        return
    now = helpline.now()
    case = tx.cases.open_for(check_in.contact_id)
    task = Task(
        id=helpline.new_id(),
        organisation_id=check_in.organisation_id,
        kind=TASKS.get(why, TaskKind.SILENCE_CALL),
        due_at=now,
        created_at=now,
        contact_id=check_in.contact_id,
        case_id=case.id if case else None,
        about_id=check_in.id,
    )
    tx.tasks.add(task, once=f"check_in|{check_in.id}")


def change(tx: Transaction, check_in: CheckIn, **fields: object) -> bool:
    """Write a change if the row is still as it was read."""
    return tx.plans.change(replace(check_in, **fields), check_in.state)  # type: ignore[arg-type]
