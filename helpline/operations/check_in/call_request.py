"""Somebody asks to be called (CONVERSATIONS F25)."""

from __future__ import annotations

from helpline.core.call import wanted_at
from helpline.core.conversation import Conversation, Fact
from helpline.core.task import Task, TaskKind
from helpline.operations.moment import Moment


def ask_for_call(moment: Moment, talk: Conversation) -> None:
    """Somebody asked to be called: a task for the time they chose (F25)."""
    due = wanted_at(talk.facts.get(Fact.CALL_TIME, ""), moment.now)
    task = Task(
        id=moment.helpline.new_id(),
        organisation_id=moment.contact.organisation_id,
        kind=TaskKind.CALL,
        due_at=due,
        created_at=moment.now,
        contact_id=moment.contact.id,
        case_id=moment.case.id if moment.case else None,
    )
    moment.tx.tasks.add(task, once=f"call|{moment.contact.id}|{due.isoformat()}")
