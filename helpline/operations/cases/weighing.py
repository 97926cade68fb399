"""How urgent a case is, as a person sees it. The bot only raises; a person may also lower."""

from __future__ import annotations

from dataclasses import replace

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused, Stale
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action
from helpline.operations.cases.acting import act, note, ring
from helpline.operations.escalate import call
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment


def set_priority(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    priority: Priority,
    reason: str,
    version: int,
) -> Case:
    """Give the case another priority, with a reason that stays in its timeline.

    Clocks that still run begin again with the new priority. A higher one starts all of them,
    and who has the case is called unless they raised it themselves (CONVERSATIONS 6.1). Raises
    Refused("reason_needed" | "same_priority"), Stale.
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.LOWER_PRIORITY, case_id, version)
        if case.status is CaseStatus.CLOSED:
            raise Stale("the case is closed")
        if priority is case.priority:
            raise Refused("same_priority")
        words = given_reason(reason)
        lowered = case.priority.at_least(priority)
        changed = _with_clocks(moment, case, priority)
        if not lowered:
            aware = case.acknowledged_at if case.claimed_by == actor.id else None
            changed = replace(changed, first_reply_at=None, acknowledged_at=aware)
        changed = tx.cases.save(changed)
        if changed.acknowledged_at is None:
            moment.alerts += call(helpline, tx, changed, moment.roster)
        kind = "lowered" if lowered else "raised"
        note(moment, kind, actor, code=priority.value, words=words)
    ring(helpline, moment)
    return changed


def _with_clocks(moment: Moment, case: Case, priority: Priority) -> Case:
    take_by = moment.roster.deadline(moment.now, priority, acknowledge=True)
    write_by = moment.roster.deadline(moment.now, priority, acknowledge=False)
    raised = not case.priority.at_least(priority)
    return replace(
        case,
        priority=priority,
        acknowledge_by=take_by,
        write_by=write_by,
        watch_at=min(take_by, write_by) if raised or case.watch_at else None,
    )
