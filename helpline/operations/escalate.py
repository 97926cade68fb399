"""Bring a person: open a case or raise it, and call those on duty.

All of it happens in the transaction of the turn (or of the webhook), so that a case exists
as soon as the words that asked for it do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core.case import ALERT_LADDER, Case, CaseStatus, Priority, Reason
from helpline.core.contact import Contact
from helpline.core.errors import NotFound
from helpline.core.message import Outbound, SendError, SendReason
from helpline.operations.helpline import Helpline
from helpline.operations.ports import Alert, AlertState, CaseClocks, CaseNote, Transaction
from helpline.operations.roster import Roster, read_roster

ALERT_LEASE = timedelta(seconds=20)
ALERT_RETRY = timedelta(seconds=30)
ALERT_TRIES = 5
P2_REMINDER = timedelta(hours=1)
"""An unacknowledged P2 goes to the next person after its clock (CONVERSATIONS 6.1)."""


def roster_of(tx: Transaction, organisation_id: str) -> Roster:
    """The roster of an organisation."""
    return read_roster(tx.staff.of_organisation(organisation_id), tx.staff.shifts(organisation_id))


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
    changed = replace(case, reasons=_with(case.reasons, reason))
    if raised:
        changed = _raise(changed, priority, now, roster)
        tx.cases.note(CaseNote(case.id, now, "raised", None, priority.value))
    changed = tx.cases.save(changed)
    return changed, _call(helpline, tx, changed, roster) if raised else ()


def deliver_alert(helpline: Helpline, alert_id: str) -> None:
    """Send one alert, unless somebody acknowledged meanwhile. May run twice."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        alert = tx.alerts.claim(alert_id, now, now + ALERT_LEASE)
        if alert is None:
            return
        person = tx.staff.get(alert.caseworker_id)
        try:
            case = tx.cases.get(alert.case_id, person.organisation_id)
        except NotFound:
            tx.alerts.finish(alert.id, AlertState.OVER)
            return
        if case.acknowledged_at is not None or case.status is CaseStatus.CLOSED:
            tx.alerts.finish(alert.id, AlertState.OVER)
            return
    address = person.alert_address
    if address is None or address.channel not in helpline.channels:
        _finish(helpline, alert, AlertState.FAILED)
        return
    text = alert_text(case, now, helpline.settings.public_url)
    try:
        helpline.channels[address.channel].send(
            Outbound(id=alert.id, address=address, text=text, valid_for_seconds=900)
        )
    except SendError as error:
        _alert_failed(helpline, alert, error)
        return
    _finish(helpline, alert, AlertState.SENT)


def alert_text(case: Case, now: datetime, public_url: str) -> str:
    """Priority, wait and pseudonym; no word and no address of the contact (DESIGN section 5)."""
    minutes = max(0, int((now - case.opened_at).total_seconds() // 60))
    return (
        f"{case.priority.value} waits, {minutes} min, {case.pseudonym}\n"
        f"{public_url}/console/cases/{case.id}"
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
        lexicon=f"{helpline.lexicon.count}:{helpline.lexicon.hash}",
    )
    case = tx.cases.add(helpline.new_id(), contact, priority, reason, clocks)
    tx.cases.note(CaseNote(case.id, now, "opened", None, f"{priority.value} {reason.value}"))
    return case, _call(helpline, tx, case, roster)


def _raise(case: Case, priority: Priority, now: datetime, roster: Roster) -> Case:
    """A higher priority starts its own, shorter clocks and must be acknowledged again."""
    return replace(
        case,
        priority=priority,
        acknowledged_at=None,
        acknowledge_by=roster.deadline(now, priority, acknowledge=True),
        write_by=roster.deadline(now, priority, acknowledge=False),
    )


def _call(helpline: Helpline, tx: Transaction, case: Case, roster: Roster) -> tuple[str, ...]:
    """Plan the ladder of alerts; the ids of those that are due now."""
    now = helpline.now()
    people = roster.ladder(now)
    claimed = [person for person in people if person.id == case.claimed_by]
    order = tuple(claimed) + tuple(person for person in people if person not in claimed)
    due: list[str] = []
    tx.alerts.end_for_case(case.id)
    for step, delay in enumerate(_delays(case.priority)):
        if not order:
            helpline.trouble("nobody_to_alert", [case.id])
            break
        person = order[min(step, len(order) - 1)]
        alert = Alert(helpline.new_id(), case.id, person.id, step, now + delay)
        tx.alerts.add(alert)
        if delay == timedelta(0):
            due.append(alert.id)
    return tuple(due)


def _delays(priority: Priority) -> tuple[timedelta, ...]:
    if priority is Priority.P1:
        return ALERT_LADDER
    if priority is Priority.P2:
        return (timedelta(0), P2_REMINDER)
    return ()


def _with(reasons: tuple[Reason, ...], reason: Reason) -> tuple[Reason, ...]:
    return reasons if reason in reasons else (*reasons, reason)


def _finish(helpline: Helpline, alert: Alert, state: AlertState) -> None:
    if state is AlertState.FAILED:
        helpline.trouble("alert_failed", [alert.id])
    with helpline.store.begin() as tx:
        tx.alerts.finish(alert.id, state)


def _alert_failed(helpline: Helpline, alert: Alert, error: SendError) -> None:
    """Try again, also after an unknown outcome: a doubled alert harms no one."""
    lasting = not error.retryable and error.reason is not SendReason.UNKNOWN_OUTCOME
    if lasting or alert.attempts >= ALERT_TRIES:
        _finish(helpline, alert, AlertState.FAILED)
        return
    with helpline.store.begin() as tx:
        tx.alerts.retry(alert.id, helpline.now() + ALERT_RETRY)
