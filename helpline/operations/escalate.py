"""Bring a person: open a case or raise it, and call those on duty.

All of it happens in the transaction of the turn (or of the webhook), so that a case exists
as soon as the words that asked for it do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core.case import ALERT_LADDER, OF_MINORS, Case, CaseStatus, Priority, Reason
from helpline.core.caseworker import Caseworker, Role
from helpline.core.contact import Contact
from helpline.core.oversight import Notice, NoticeKind
from helpline.core.task import Task, TaskKind
from helpline.operations.access import tell
from helpline.operations.authorize import is_open_to
from helpline.operations.helpline import Helpline
from helpline.operations.ports.alerts import Alert, AlertKind
from helpline.operations.ports.cases import CaseClocks, CaseNote
from helpline.operations.ports.store import Transaction
from helpline.operations.roster import Roster, read_roster

BOTH_MEDIA = (0, 1)


def roster_of(tx: Transaction, organisation_id: str) -> Roster:
    """The roster of an organisation, with the safeguarding leads of the whole installation."""
    staff = tx.staff.of_organisation(organisation_id)
    leads = [p for p in tx.staff.with_role(Role.SAFEGUARDING_LEAD) if p not in staff]
    return read_roster(
        (*staff, *leads), tx.staff.shifts(organisation_id), tx.duty.holidays(organisation_id)
    )


def open_case(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    priority: Priority,
    reason: Reason,
    roster: Roster,
) -> tuple[Case, tuple[str, ...]]:
    """Open the contact's case, or add to the open one: highest priority, all reasons.

    Returns the case and the ids of alerts that are due now. Saying the same again changes
    nothing, so it may run twice.
    """
    now = helpline.now()
    case = tx.cases.open_for(contact.id)
    if case is None:
        return _open(helpline, tx, contact, priority, reason, roster)
    raised = priority.value < case.priority.value
    if not raised and reason in case.reasons:
        return case, ()
    if reason not in case.reasons:
        tx.cases.note(CaseNote(case.id, now, "reason_added", None, reason.value))
    of_minor = case.minor or reason in OF_MINORS
    became_minor = of_minor and not case.minor
    changed = replace(case, reasons=_with(case.reasons, reason), minor=of_minor)
    if raised:
        changed = _raise(changed, priority, now, roster)
        tx.cases.note(CaseNote(case.id, now, "raised", None, priority.value))
    changed = tx.cases.save(changed)
    _plan_next_day(helpline, tx, changed, reason)
    due = call(helpline, tx, changed, roster) if raised or became_minor else ()
    return _keep_complaint(helpline, tx, changed, reason, roster), due


def call(helpline: Helpline, tx: Transaction, case: Case, roster: Roster) -> tuple[str, ...]:
    """Plan the ladder of alerts; the ids of those that are due now (SAFETY R25).

    Each step goes to the next person, and to the second medium of the one before; the last one
    to all supervisors by both. Nobody with a conflict of interest is called.
    """
    tx.alerts.end_for_case(case.id)
    excluded = frozenset(tx.oversight.excluded(case.id))
    language = tx.contacts.get(case.contact_id).language
    people = roster.ladder(helpline.now(), minor=case.minor, language=language)
    first = [person for person in people if person.id == case.claimed_by]
    order = tuple(dict.fromkeys((*first, *people)))
    order = tuple(p for p in order if p.id not in excluded and is_open_to(case, p))
    if not order and case.overseen_only:
        order = tuple(p for p in roster.supervisors() if p.id not in excluded)
    if not order and case.priority in {Priority.P1, Priority.P2}:
        _nobody(helpline, tx, case)
        return ()
    if case.priority is Priority.P1:
        last = tuple(p for p in roster.supervisors() if p.id not in excluded)
        return _ladder(helpline, tx, case, order, last)
    if case.priority is Priority.P2:
        return alert_people(helpline, tx, case, order[:1])
    leads = tuple(p for p in order if case.minor and p.role is Role.SAFEGUARDING_LEAD)
    return alert_people(helpline, tx, case, leads)


def release(helpline: Helpline, tx: Transaction, case: Case, roster: Roster) -> Case:
    """Nobody has the case any more: it waits again, with clocks of its own from now on."""
    now = helpline.now()
    by = roster.deadline(now, case.priority, acknowledge=True)
    waiting = replace(
        case,
        status=CaseStatus.OPEN,
        claimed_by=None,
        acknowledged_at=None,
        acknowledge_by=by,
        watch_at=min(by, case.watch_at) if case.watch_at else by,
    )
    tx.cases.note(CaseNote(case.id, now, "released", None))
    waiting = tx.cases.save(waiting)
    call(helpline, tx, waiting, roster)
    return waiting


def alert_people(  # noqa: PLR0913, PLR0917 - one call, with what sets it apart
    helpline: Helpline,
    tx: Transaction,
    case: Case,
    people: tuple[Caseworker, ...],
    media: tuple[int, ...] = (0,),
    step: int = 0,
    delay: timedelta = timedelta(0),
    kind: AlertKind = AlertKind.CALL,
) -> tuple[str, ...]:
    """Plan one alert per person and medium; the ids of those that are due now."""
    due: list[str] = []
    for person in people:
        for medium in media:
            if medium == 1 and person.second_address is None:
                continue
            alert = Alert(
                id=helpline.new_id(),
                case_id=case.id,
                caseworker_id=person.id,
                step=step,
                due_at=helpline.now() + delay,
                kind=kind,
                medium=medium,
            )
            tx.alerts.add(alert)
            due.append(alert.id)
    return tuple(due) if delay == timedelta(0) else ()


def _ladder(
    helpline: Helpline,
    tx: Transaction,
    case: Case,
    order: tuple[Caseworker, ...],
    last: tuple[Caseworker, ...],
) -> tuple[str, ...]:
    due: tuple[str, ...] = ()
    for step, delay in enumerate(ALERT_LADDER):
        at = {"step": step, "delay": delay}
        if delay == ALERT_LADDER[-1] and last:
            alert_people(helpline, tx, case, last, BOTH_MEDIA, **at)  # type: ignore[arg-type]
            continue
        now_called = order[min(step, len(order) - 1)]
        due += alert_people(helpline, tx, case, (now_called,), **at)  # type: ignore[arg-type]
        if step > 0:
            before = order[min(step - 1, len(order) - 1)]
            alert_people(helpline, tx, case, (before,), (1,), **at)  # type: ignore[arg-type]
    return due


def _nobody(helpline: Helpline, tx: Transaction, case: Case) -> None:
    """Nobody can be called: the operator is told, and supervisors find it on their list."""
    helpline.trouble("nobody_to_alert", [case.id])
    tx.oversight.add_notice(
        Notice(
            id=helpline.new_id(),
            organisation_id=case.organisation_id,
            at=helpline.now(),
            kind=NoticeKind.NOBODY_ON_CALL,
            case_id=case.id,
        )
    )


def _open(
    helpline: Helpline,
    tx: Transaction,
    contact: Contact,
    priority: Priority,
    reason: Reason,
    roster: Roster,
) -> tuple[Case, tuple[str, ...]]:
    now = helpline.now()
    clocks = CaseClocks(
        opened_at=now,
        acknowledge_by=roster.deadline(now, priority, acknowledge=True),
        write_by=roster.deadline(now, priority, acknowledge=False),
        lexicon=helpline.understander.mark,
    )
    case = tx.cases.add(helpline.new_id(), contact, priority, reason, clocks)
    _plan_next_day(helpline, tx, case, reason)
    tx.cases.note(CaseNote(case.id, now, "opened", None, f"{priority.value} {reason.value}"))
    _tell_that_it_was_hidden(tx, case)
    case = _keep_complaint(helpline, tx, case, reason, roster)
    return case, call(helpline, tx, case, roster)


def _keep_complaint(
    helpline: Helpline, tx: Transaction, case: Case, reason: Reason, roster: Roster
) -> Case:
    """A complaint about staff is for those who oversee, and not for who has the case (F09).

    Whoever has it is kept away from it until a supervisor lets them in again. Where nobody else
    oversees, the case stays where somebody reads it, and the operator is told.
    """
    if reason is not Reason.STAFF_COMPLAINT or case.complaint:
        return case
    holder = case.claimed_by
    if not any(person.id != holder for person in roster.supervisors()):
        helpline.trouble("complaint_without_supervisor", [case.id])
        return case
    case = tx.cases.save(replace(case, complaint=True))
    tell(helpline, tx, case, NoticeKind.COMPLAINT)
    if holder is None:
        return case
    tx.oversight.exclude(case.id, holder, "", helpline.now())
    tx.drafts.drop(case.id, holder)
    return release(helpline, tx, case, roster)


def _tell_that_it_was_hidden(tx: Transaction, case: Case) -> None:
    """Whoever opens this case must know that the contact had to hide before (SAFETY T3)."""
    for task in tx.tasks.of_contact(case.contact_id):
        if task.kind is TaskKind.HIDDEN and task.done_at is None:
            tx.cases.note(CaseNote(case.id, task.created_at, "hidden", None))


def _plan_next_day(helpline: Helpline, tx: Transaction, case: Case, reason: Reason) -> None:
    """After a danger of suicide a person writes or calls the next day, whatever came of it.

    The same task is also set by the flow; whoever comes first, there is one of them.
    """
    if reason is not Reason.SELF_HARM_NOW:
        return
    now = helpline.now()
    due_at = now + timedelta(days=1)
    task = Task(
        id=helpline.new_id(),
        organisation_id=case.organisation_id,
        kind=TaskKind.NEXT_DAY,
        due_at=due_at,
        created_at=now,
        contact_id=case.contact_id,
        case_id=case.id,
        assigned_to=case.claimed_by,
    )
    tx.tasks.add(task, once=f"{task.kind}|{case.contact_id}|{due_at.date()}")


def _raise(case: Case, priority: Priority, now: datetime, roster: Roster) -> Case:
    """A higher priority starts its own, shorter clocks: it must be acknowledged again, and
    somebody must write again, whatever was written before (CONVERSATIONS 6.1).

    What was promised for the lower one does not count any more.
    """
    acknowledge_by = roster.deadline(now, priority, acknowledge=True)
    return replace(
        case,
        priority=priority,
        acknowledged_at=None,
        first_reply_at=None,
        acknowledge_by=acknowledge_by,
        write_by=roster.deadline(now, priority, acknowledge=False),
        promised_at=None,
        watch_at=acknowledge_by,
    )


def _with(reasons: tuple[Reason, ...], reason: Reason) -> tuple[Reason, ...]:
    return reasons if reason in reasons else (*reasons, reason)
