"""Calls that people have to make: those that were asked for, and those that silence asks for.

A call is a task; its second try is another task about the same thing. Whoever calls sees when,
who may answer and what is said then; nobody leaves a message (CONVERSATIONS F25).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpline.core.call import CallOutcome, second_try
from helpline.core.caseworker import Caseworker
from helpline.core.checkin import Tier
from helpline.core.consent import SaidBy, Stop
from helpline.core.contact import Contact, SafeTimes
from helpline.core.conversation import Conversation, Fact
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.silence import STOPS, Outcome, StepTaken
from helpline.core.task import Task, TaskKind
from helpline.operations import audit, tasks
from helpline.operations.authorize import Action, authorize
from helpline.operations.check_in import enrol, silenced
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

CALLS = frozenset(
    {
        TaskKind.CALL,
        TaskKind.MISSED_CALL,
        TaskKind.CALL_RELATIVE,
        TaskKind.NEXT_DAY,
        TaskKind.SILENCE_CALL,
        TaskKind.LATE_CHECK_IN,
        TaskKind.ASK_TRUSTED,
    }
)

MISSED = frozenset({CallOutcome.NO_ANSWER, CallOutcome.ANSWERED_BY_OTHER})
"""The person was not reached: "if we miss you we try once more" (CONVERSATIONS F25.4)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the call list: no word and no number of the contact."""

    task: Task
    name: str
    """The pseudonym of the case, or empty."""
    case_id: str | None
    language: str | None
    wanted: str
    """`now`, `morning`, `midday`, `evening`, `HH:MM`, or empty."""
    cover: str
    """`hang_up`, `wrong_number`, `shop`, `ask`, or empty: then nothing is said to others."""
    safe_times: SafeTimes
    second: bool
    overdue: bool
    shared_phone: bool
    opted_out: bool


def calls(helpline: Helpline, actor: Caseworker) -> Sequence[Call]:
    """What the actor may see of the calls to make, the first due first."""
    authorize(actor, Action.TASK)
    due = [todo for todo in tasks.waiting(helpline, actor) if todo.task.kind in CALLS]
    with helpline.store.read() as tx:
        found = [_call(helpline, tx, todo.task) for todo in due]
    return [call for call in found if call is not None]


def _call(helpline: Helpline, tx: Transaction, task: Task) -> Call | None:
    if task.contact_id is None:
        return None
    try:
        contact = tx.contacts.get(task.contact_id)
        talk = tx.conversations.load(task.contact_id) or Conversation(task.contact_id)
    except NotFound:
        return None  # forgotten meanwhile
    case = tx.cases.open_for(contact.id)
    return Call(
        task=task,
        name=case.pseudonym if case else "",
        case_id=case.id if case else None,
        language=contact.language,
        wanted=_wanted(task, talk),
        cover=talk.facts.get(Fact.CALL_COVER, ""),
        safe_times=contact.safe_times,
        second=_is_second(tx, task),
        overdue=helpline.now() > task.due_at,
        shared_phone=talk.facts.get(Fact.SHARED_PHONE) == "yes",
        opted_out=contact.opted_out,
    )


def _wanted(task: Task, talk: Conversation) -> str:
    """Who has just rung holds the phone now, whatever was agreed before."""
    return "now" if task.kind is TaskKind.MISSED_CALL else talk.facts.get(Fact.CALL_TIME, "")


def note_call(helpline: Helpline, actor: Caseworker, task_id: str, outcome: CallOutcome) -> None:
    """What came of a call, and what follows from it. Raises NotFound, Stale, Refused."""
    with helpline.store.begin() as tx:
        task = tasks.seen(tx, actor, task_id)
        if task.kind not in CALLS or task.contact_id is None:
            raise Refused("no_call")
        tx.contacts.lock(task.contact_id)
        if not tx.tasks.finish(task.id, helpline.now(), actor.id, outcome.value):
            raise Stale("somebody did it already")
        contact = tx.contacts.get(task.contact_id)
        _log(helpline, tx, contact, outcome)
        _follow(helpline, tx, contact, task, outcome)
        audit.note(
            helpline,
            tx,
            actor,
            "note_call",
            ("task", task.id),
            reason=outcome.value,
            organisation_id=task.organisation_id,
        )


def _log(helpline: Helpline, tx: Transaction, contact: Contact, outcome: CallOutcome) -> None:
    """Every step of a ladder is kept with its outcome."""
    silence = tx.silences.running(contact.id)
    if silence is not None:
        taken = StepTaken(silence.step, "call", outcome.value, helpline.now())
        tx.silences.log(silence.id, taken)


def _follow(
    helpline: Helpline, tx: Transaction, contact: Contact, task: Task, outcome: CallOutcome
) -> None:
    if outcome in MISSED:
        _try_again(helpline, tx, contact, task)
    elif outcome is CallOutcome.REACHED:
        silenced.end(helpline, tx, contact.id, Outcome.REACHED)
    elif outcome is CallOutcome.MOVED_ABROAD:
        silenced.end(helpline, tx, contact.id, Outcome.MOVED_ABROAD)
        enrol.raise_to(helpline, tx, contact, Tier.AWAY)
    elif outcome in {CallOutcome.WRONG_NUMBER, CallOutcome.UNKNOWN_NUMBER}:
        _stop_number(helpline, tx, contact, outcome)
    elif Outcome(outcome.value) in STOPS:
        _stop(helpline, tx, contact, outcome)


def _try_again(helpline: Helpline, tx: Transaction, contact: Contact, task: Task) -> None:
    """Once more, at another time of day; after that the ladder goes on by itself."""
    if _is_second(tx, task):
        return
    due = second_try(helpline.now(), contact.safe_times, helpline.jitter())
    again = replace(
        task, id=helpline.new_id(), due_at=due, created_at=helpline.now(), about_id=task.id
    )
    tx.tasks.add(again, once=f"second|{task.id}")


def _is_second(tx: Transaction, task: Task) -> bool:
    """A second try is about the task of the first one; there is no third."""
    return any(one.id == task.about_id for one in tx.tasks.of_contact(task.contact_id or ""))


def _stop_number(
    helpline: Helpline, tx: Transaction, contact: Contact, outcome: CallOutcome
) -> None:
    """The number that is called is the newest one of a telephone; nothing goes there any more."""
    links = tx.contacts.addresses(contact.id)
    called = next((link for link in links if link.active), None)
    if called is not None:
        tx.contacts.stop_address(called.id, outcome.value)
        tx.outbox.withhold_queued(called.id, outcome.value)
    if not any(link.active for link in tx.contacts.addresses(contact.id)):
        silenced.end(helpline, tx, contact.id, Outcome(outcome.value))


def _stop(helpline: Helpline, tx: Transaction, contact: Contact, outcome: CallOutcome) -> None:
    """Refused, died, or the trusted contact said no: nothing more by itself."""
    silenced.end(helpline, tx, contact.id, Outcome(outcome.value))
    if outcome is CallOutcome.TRUSTED_REFUSED:
        return
    tx.outbox.withhold_scheduled(contact.id, outcome.value)
    enrol.end(helpline, tx, contact.id, outcome.value)
    if outcome is CallOutcome.REFUSED:
        tx.contacts.save(replace(contact, opted_out=True))
        stop = Stop(True, SaidBy.CASEWORKER, "", helpline.now())
        for link in tx.contacts.addresses(contact.id):
            tx.consents.record_opt_out(link.address, stop)
