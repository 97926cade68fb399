"""The end of a case, and its beginning again."""

from __future__ import annotations

from dataclasses import replace

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.conversation import Fact
from helpline.core.errors import HelplineError, Refused, Stale
from helpline.core.oversight import NoticeKind
from helpline.flow import arbiter
from helpline.operations.access import given_reason, tell
from helpline.operations.authorize import Action, authorize, needs_approval
from helpline.operations.cases.acting import (
    act,
    conversation_of,
    note,
    ring,
    silence_bot,
    tell_contact,
)
from helpline.operations.escalate import alert_people, call
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.alerts import AlertKind
from helpline.operations.record import record


def close(
    helpline: Helpline, actor: Caseworker, case_id: str, recap: str, next_step: str, version: int
) -> Case:
    """Close with a recap and a next step, both told to the contact (flow F26); back to the bot.

    Where a second person has to agree the case stays open with what was written, and its
    supervisors are asked (docs/adr/0023-closing.md).
    """
    recap, next_step = recap.strip(), next_step.strip()
    if not recap or not next_step:
        raise Refused("recap_needed")
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.CLOSE, case_id, version)
        if case.status is CaseStatus.CLOSED:
            raise Stale("the case is closed already")
        if needs_approval(actor, case):
            return _propose(moment, actor, replace(case, recap=recap, next_step=next_step))
        closed = tx.cases.save(
            replace(
                case,
                status=CaseStatus.CLOSED,
                closed_at=moment.now,
                recap=recap,
                next_step=next_step,
            )
        )
        tx.alerts.end_for_case(case.id)
        tx.drafts.drop(case.id)
        note(moment, "closed", actor)
        _step_out(moment, actor, closed)
    ring(helpline, moment)
    return closed


def reopen(helpline: Helpline, actor: Caseworker, case_id: str, reason: str, version: int) -> Case:
    """Open a closed case again. It goes to who had it, if they may still have it; else it waits.

    Raises Refused("reason_needed" | "has_open_case"), Stale if it is open.
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.REOPEN, case_id, version)
        if case.status is not CaseStatus.CLOSED:
            raise Stale("the case is open")
        if tx.cases.open_for(case.contact_id) is not None:
            raise Refused("has_open_case")
        words = given_reason(reason)
        holder = _holder_before(moment, case)
        by = moment.roster.deadline(moment.now, case.priority, acknowledge=True)
        opened = tx.cases.save(
            replace(
                case,
                status=CaseStatus.CLAIMED if holder else CaseStatus.OPEN,
                claimed_by=holder.id if holder else None,
                closed_at=None,
                acknowledged_at=moment.now if holder else None,
                acknowledge_by=by,
                write_by=moment.roster.deadline(moment.now, case.priority, acknowledge=False),
                watch_at=None if holder else by,
            )
        )
        moment.case = opened
        note(moment, "reopened", actor, words=words)
        if holder:
            silence_bot(moment)
            moment.alerts += alert_people(helpline, tx, opened, (holder,), kind=AlertKind.YOURS)
        else:
            moment.alerts += call(helpline, tx, opened, moment.roster)
    ring(helpline, moment)
    return opened


def _propose(moment: Moment, actor: Caseworker, case: Case) -> Case:
    proposed = moment.tx.cases.save(case)
    note(moment, "close_proposed", actor)
    tell(moment.helpline, moment.tx, case, NoticeKind.CLOSE_PROPOSED, actor)
    return proposed


def _step_out(moment: Moment, actor: Caseworker, case: Case) -> None:
    """Tell what was agreed, if this is still a good time; then the bot answers again.

    Who had the talk is who leaves it, also where a supervisor agreed to the closing.
    """
    person = moment.tx.staff.get(case.claimed_by) if case.claimed_by else actor
    agreed = {"first": person.first_name, "recap": case.recap, "when": case.next_step}
    safe = conversation_of(moment).facts.get(Fact.SAFE) == "yes"
    tell_contact(moment, "F26.2" if safe else "F26.3", agreed)
    conversation = conversation_of(moment)
    world = moment.world(conversation)
    record(moment, arbiter.give_back(moment.helpline.flows, conversation, world))


def _holder_before(moment: Moment, case: Case) -> Caseworker | None:
    if case.claimed_by is None:
        return None
    try:
        person = moment.tx.staff.get(case.claimed_by)
        authorize(person, Action.CLAIM, replace(case, status=CaseStatus.OPEN))
    except HelplineError:
        return None
    return None if person.id in moment.tx.oversight.excluded(case.id) else person
