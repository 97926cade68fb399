"""How urgent a case is, as a person sees it. The bot only raises; a person may also lower."""

from __future__ import annotations

from dataclasses import replace

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused, Stale
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action
from helpline.operations.cases.acting import act, note
from helpline.operations.helpline import Helpline


def set_priority(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    priority: Priority,
    reason: str,
    version: int,
) -> Case:
    """Give the case another priority, with a reason that stays in its timeline.

    Clocks that still run begin again with the new priority. Raises Refused("reason_needed" |
    "same_priority"), Stale.
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.LOWER_PRIORITY, case_id, version)
        if case.status is CaseStatus.CLOSED:
            raise Stale("the case is closed")
        if priority is case.priority:
            raise Refused("same_priority")
        words = given_reason(reason)
        lowered = case.priority.at_least(priority)
        take_by = moment.roster.deadline(moment.now, priority, acknowledge=True)
        write_by = moment.roster.deadline(moment.now, priority, acknowledge=False)
        changed = tx.cases.save(
            replace(
                case,
                priority=priority,
                acknowledge_by=take_by,
                write_by=write_by,
                watch_at=min(take_by, write_by) if case.watch_at else None,
            )
        )
        kind = "lowered" if lowered else "raised"
        note(moment, kind, actor, code=priority.value, words=words)
    return changed
