"""Somebody rang and nobody took it: a person calls back (CONVERSATIONS F25, SAFETY T9).

Who has no credit left can still ring. It says nothing, so it answers no question, opens no
address that was stopped and ends no silence: whoever holds the phone may have pressed a number.
Only the person who calls back finds out. Nothing is sent.
"""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.checkin import Tier
from helpline.core.conversation import Conversation
from helpline.core.events import CaseOpened, Turn
from helpline.core.task import Task, TaskKind
from helpline.flow import places
from helpline.operations.escalate import open_case
from helpline.operations.moment import Moment

CALL_BACK = "F25.callback"


def note_missed_call(moment: Moment) -> None:
    """A case with its clock, and a call to make now; ringing again adds no second call."""
    tx, contact = moment.tx, moment.contact
    plan = tx.plans.running(contact.id)
    high = plan is not None and plan.tier is Tier.HIGH
    priority = Priority.P2 if high else Priority.P3
    moment.case, alerts = open_case(
        moment.helpline, tx, contact, priority, Reason.CALLBACK, moment.roster
    )
    moment.alerts.extend(alerts)
    talk = tx.conversations.load(contact.id) or Conversation(contact.id)
    opened = CaseOpened(priority, Reason.CALLBACK, places.PERSON, CALL_BACK)
    moment.helpline.on_turn(Turn(talk, (opened,)))
    if any(_waits(task) for task in tx.tasks.of_contact(contact.id)):
        return
    task = Task(
        id=moment.helpline.new_id(),
        organisation_id=contact.organisation_id,
        kind=TaskKind.MISSED_CALL,
        due_at=moment.now,
        created_at=moment.now,
        contact_id=contact.id,
        case_id=moment.case.id,
    )
    tx.tasks.add(task)


def _waits(task: Task) -> bool:
    return task.kind is TaskKind.MISSED_CALL and task.done_at is None
