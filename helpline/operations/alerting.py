"""Alerts on their way: to the duty phone, by the second medium, and back by a button.

An alert carries a priority, a wait and a pseudonym: never a word or an address of the contact.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound, QueueUnavailable, Refused, Stale
from helpline.core.message import Button, Inbound, Kind, Outbound, SendError, SendReason
from helpline.operations import audit, cases
from helpline.operations.authorize import is_open_to
from helpline.operations.helpline import Helpline
from helpline.operations.ports.alerts import Alert, AlertKind, AlertState
from helpline.operations.ports.store import Transaction

ALERT_LEASE = timedelta(seconds=20)
ALERT_RETRY = timedelta(seconds=30)
ALERT_TRIES = 5
VALID_FOR_SECONDS = 900
"""An alert that arrives a quarter of an hour late would only confuse: the ladder went on."""

LINKING = re.compile(r"/start ([A-HJ-NP-Z2-9]{8})", re.ASCII)
"""What Telegram sends when the link of a code is opened, or somebody types it."""

I_HAVE_IT = {"en": "I have it", "km": "ខ្ញុំទទួលហើយ"}  # review: needs native review


def deliver_alert(helpline: Helpline, alert_id: str) -> None:
    """Send one alert, unless it is needless by now. May run twice."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        alert = tx.alerts.claim(alert_id, now, now + ALERT_LEASE)
        if alert is None:
            return
        person = tx.staff.get(alert.caseworker_id)
        case = tx.cases.by_id(alert.case_id)
        if not _needed(tx, alert, case, person):
            tx.alerts.finish(alert.id, AlertState.OVER)
            return
        press = helpline.new_id() if alert.kind is AlertKind.CALL else None
        if press is not None:
            tx.alerts.set_press(alert.id, press)
    address = person.second_address if alert.medium else person.alert_address
    if address is None or address.channel not in helpline.channels:
        _cannot_go(helpline, alert, person)
        return
    outbound = _outbound(helpline, alert, case, person, address, press)
    try:
        helpline.channels[address.channel].send(outbound)
    except SendError as error:
        _failed(helpline, alert, person, error)
        return
    _finish(helpline, alert, AlertState.SENT)


def alert_text(case: Case, now: datetime, public_url: str, kind: AlertKind = AlertKind.CALL) -> str:
    """Priority, wait and pseudonym; no word and no address of the contact (DESIGN section 5)."""
    minutes = max(0, int((now - case.opened_at).total_seconds() // 60))
    said = {
        AlertKind.CALL: f"{case.priority.value} waits, {minutes} min, {case.pseudonym}",
        AlertKind.LATE: f"{case.priority.value} promised time passed, {case.pseudonym}",
        AlertKind.YOURS: f"{case.pseudonym} is yours",
        AlertKind.TAKEN: f"{case.pseudonym} is taken",
    }
    return f"{said[kind]}\n{public_url}/console/cases/{case.id}"


def attend(helpline: Helpline, inbound: Inbound) -> bool:
    """True if this is a member of staff at their duty phone, and not a contact.

    That is only so for a valid code that links a phone and for the button of an alert. A wrong
    code is a message like every other, so nobody learns that there are codes.
    """
    if inbound.channel is not Channel.TELEGRAM:
        return False
    if inbound.kind is Kind.BUTTON and inbound.button is not None:
        return _pressed(helpline, inbound)
    found = LINKING.fullmatch(inbound.text) if inbound.kind is Kind.TEXT else None
    return found is not None and _linked(helpline, found.group(1), inbound.address)


def _linked(helpline: Helpline, code: str, address: Address) -> bool:
    with helpline.store.begin() as tx:
        person_id = tx.admissions.use_link_code(code, helpline.now())
        if person_id is None:
            return False
        person = replace(tx.staff.get(person_id), alert_address=address)
        tx.staff.save(person)
        audit.note(helpline, tx, person, "link_alerts", ("caseworker", person.id))
    return True


def _pressed(helpline: Helpline, inbound: Inbound) -> bool:
    """Somebody pressed "I have it": the case is theirs, if nobody was faster."""
    with helpline.store.read() as tx:
        alert = tx.alerts.pressed(inbound.button or "")
        person = tx.staff.get(alert.caseworker_id) if alert else None
    if alert is None or person is None:
        return False
    if inbound.address in {person.alert_address, person.second_address}:
        _answer(helpline, alert, person, _take(helpline, alert, person))
    if inbound.press_id is not None:
        helpline.channels[inbound.channel].answer_press(inbound.press_id)
    return True


def _take(helpline: Helpline, alert: Alert, person: Caseworker) -> AlertKind:
    """Claim the case for somebody who is on the way to a screen."""
    try:
        cases.claim(helpline, person, alert.case_id, None, here=False)
    except Stale:
        with helpline.store.read() as tx:
            mine = tx.cases.by_id(alert.case_id).claimed_by == person.id
        return AlertKind.YOURS if mine else AlertKind.TAKEN
    except (NotFound, Refused):
        return AlertKind.TAKEN
    return AlertKind.YOURS


def _answer(helpline: Helpline, alert: Alert, person: Caseworker, kind: AlertKind) -> None:
    told = Alert(helpline.new_id(), alert.case_id, person.id, 0, helpline.now(), kind=kind)
    with helpline.store.begin() as tx:
        tx.alerts.add(told)
    with suppress(QueueUnavailable):
        helpline.queue.ring_alert(told.id)


def _needed(tx: Transaction, alert: Alert, case: Case, person: Caseworker) -> bool:
    """Still a call for this person: not over, and the case is within their reach."""
    if alert.kind in {AlertKind.YOURS, AlertKind.TAKEN}:
        return not person.disabled
    if case.status is CaseStatus.CLOSED or person.id in tx.oversight.excluded(case.id):
        return False
    if alert.kind is AlertKind.CALL and case.acknowledged_at is not None:
        return False
    if alert.kind is AlertKind.LATE and case.first_reply_at is not None:
        return False
    return is_open_to(case, person)


def _outbound(
    helpline: Helpline,
    alert: Alert,
    case: Case,
    person: Caseworker,
    address: Address,
    press: str | None,
) -> Outbound:
    buttons: tuple[Button, ...] = ()
    if press is not None and address.channel is Channel.TELEGRAM:
        buttons = (Button(I_HAVE_IT.get(person.language, I_HAVE_IT["en"]), press),)
    text = alert_text(case, helpline.now(), helpline.settings.public_url, alert.kind)
    return Outbound(
        id=alert.id,
        address=address,
        text=text,
        buttons=buttons,
        valid_for_seconds=VALID_FOR_SECONDS,
    )


def _finish(helpline: Helpline, alert: Alert, state: AlertState) -> None:
    with helpline.store.begin() as tx:
        tx.alerts.finish(alert.id, state)


def _cannot_go(helpline: Helpline, alert: Alert, person: Caseworker) -> None:
    """It will never arrive this way: the second medium is tried at once."""
    helpline.trouble("alert_failed", [alert.id])
    other = None
    if alert.medium == 0 and person.second_address is not None:
        other = replace(
            alert,
            id=helpline.new_id(),
            due_at=helpline.now(),
            state=AlertState.DUE,
            attempts=0,
            medium=1,
        )
    with helpline.store.begin() as tx:
        tx.alerts.finish(alert.id, AlertState.FAILED)
        if other is not None:
            tx.alerts.add(other)
    if other is not None:
        with suppress(QueueUnavailable):
            helpline.queue.ring_alert(other.id)


def _failed(helpline: Helpline, alert: Alert, person: Caseworker, error: SendError) -> None:
    """Try again, also after an unknown outcome: a doubled alert harms no one."""
    lasting = not error.retryable and error.reason is not SendReason.UNKNOWN_OUTCOME
    if lasting or alert.attempts >= ALERT_TRIES:
        _cannot_go(helpline, alert, person)
        return
    with helpline.store.begin() as tx:
        tx.alerts.retry(alert.id, helpline.now() + ALERT_RETRY)
