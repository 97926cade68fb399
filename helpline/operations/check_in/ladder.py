"""The silence ladder at work: the rules are in `core/silence`, the outcomes are logged here."""

from __future__ import annotations

from datetime import datetime

from helpline.core.case import Priority, Reason
from helpline.core.checkin import CheckIn, Kind, Plan, Tier
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Secret
from helpline.core.events import CaseOpened, Turn
from helpline.core.silence import (
    Act,
    Outcome,
    Silence,
    Step,
    StepTaken,
    climbs_high,
    ladder,
    step_of,
)
from helpline.core.task import Task, TaskKind
from helpline.core.timing import (
    ZONE,
    Do,
    Verdict,
    decide_step,
    evening_of,
    may_not_write,
    planned_moment,
)
from helpline.operations.check_in import enrol, opener, silenced
from helpline.operations.check_in.around import around, choose
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.store import Transaction
from helpline.operations.record import record

TEXTS = frozenset({Act.SAME_OPENER, Act.OTHER_CHANNEL, Act.DOOR_OPEN})
TASKS = {
    Act.CALL: TaskKind.SILENCE_CALL,
    Act.MONTHLY_CALL: TaskKind.SILENCE_CALL,
    Act.TRUSTED: TaskKind.ASK_TRUSTED,
    Act.MEETING: TaskKind.SILENCE_MEETING,
}


def begin(helpline: Helpline, tx: Transaction, check_in: CheckIn) -> None:
    """A question was sent: from now on silence is counted, by the plan's present tier."""
    plan = tx.plans.running(check_in.contact_id)
    high = climbs_high(plan.tier if plan else Tier.STANDARD)
    now = helpline.now()
    contact = tx.contacts.get(check_in.contact_id)
    silence = Silence(
        id=helpline.new_id(),
        contact_id=check_in.contact_id,
        organisation_id=check_in.organisation_id,
        check_in_id=check_in.id,
        high=high,
        began_at=now,
        step=0,
        due_at=_moment_of(helpline, contact, now, ladder(high=high)[0]),
    )
    tx.silences.begin(silence)


def climb(helpline: Helpline, tx: Transaction, contact: Contact) -> list[str]:
    """Take the step that is due; ids of alerts that it rings."""
    silence = tx.silences.running(contact.id)
    now = helpline.now()
    if silence is None or silence.due_at is None or silence.due_at > now:
        return []
    step = step_of(silence)
    plan = tx.plans.running(contact.id)
    if step is None:
        return []
    if plan is None:
        silenced.end(helpline, tx, contact.id, Outcome.PLAN_ENDED)
        return []
    if step.act in TEXTS:
        _text(helpline, tx, contact, plan, silence)
        return []
    if step.act is Act.DORMANT:
        _fall_dormant(helpline, tx, silence)
        return []
    return _task(helpline, tx, contact, silence, step)


# --- texts --------------------------------------------------------------------------------------


def _text(
    helpline: Helpline, tx: Transaction, contact: Contact, plan: Plan, silence: Silence
) -> None:
    step = step_of(silence)
    if step is None or silence.due_at is None:
        return
    link = _link(helpline, tx, contact, silence, step)
    facts = around(helpline, tx, contact, plan, link)
    capped = not (silence.high and step.act is Act.OTHER_CHANNEL)
    now, chance = helpline.now(), helpline.jitter()
    verdict = decide_step(silence.due_at, now, facts, chance, capped=capped)
    refused = may_not_write(facts)
    if refused:
        silenced.end(helpline, tx, contact.id, STOPPED_BY.get(refused, Outcome.PLAN_ENDED))
    elif verdict.do is Do.WAIT and verdict.until is not None:
        tx.silences.defer(silence, verdict.until)
    else:
        outcome = _say(helpline, tx, silence, step, link, verdict)
        _advance(helpline, tx, contact, silence, outcome)


STOPPED_BY = {"opted_out": Outcome.OPTED_OUT, "no_consent": Outcome.OPTED_OUT}


def _say(
    helpline: Helpline,
    tx: Transaction,
    silence: Silence,
    step: Step,
    link: ContactAddress | None,
    verdict: Verdict,
) -> str:
    """Send it, or why it was not sent."""
    if verdict.do is not Do.SEND or link is None:
        return Outcome.NO_CHANNEL.value if verdict.why == "no_address" else verdict.why
    if step.act is Act.DOOR_OPEN:
        opener.greet(helpline, tx, link, opener.DOOR_OPEN)
    elif step.act is Act.OTHER_CHANNEL:
        opener.ask(helpline, tx, link, opener.OTHER_OPENER)
    else:
        opener.ask(helpline, tx, link, _same_opener(helpline, tx, silence, link))
    return Outcome.SENT.value


def _same_opener(
    helpline: Helpline, tx: Transaction, silence: Silence, link: ContactAddress
) -> str:
    asked = tx.plans.get(silence.check_in_id, silence.organisation_id)
    if asked.kind is Kind.SIGN_OF_LIFE:
        return opener.SIGN_OF_LIFE
    return opener.opener_for(helpline, tx, link)


def _link(
    helpline: Helpline, tx: Transaction, contact: Contact, silence: Silence, step: Step
) -> ContactAddress | None:
    """The address of the opener, or for the second channel any other."""
    if step.act is not Act.OTHER_CHANNEL:
        return choose(helpline, tx, contact)
    asked = tx.plans.get(silence.check_in_id, silence.organisation_id)
    if asked.outbound_id is None:
        return None
    first = tx.outbox.get(asked.outbound_id).address_id
    known = [link for link in tx.contacts.addresses(contact.id) if link.id == first]
    return choose(helpline, tx, contact, but_not=[link.address.channel for link in known])


# --- people -------------------------------------------------------------------------------------


def _task(
    helpline: Helpline, tx: Transaction, contact: Contact, silence: Silence, step: Step
) -> list[str]:
    """Give it to a person; the call opens a case too, so that a clock runs."""
    if step.act is Act.TRUSTED and not _may_ask_trusted(helpline, tx, contact):
        _advance(helpline, tx, contact, silence, Outcome.NO_CONSENT.value)
        return []
    alerts: tuple[str, ...] = ()
    if step.act is Act.CALL:
        alerts = _open_case(helpline, tx, contact, silence)
    now = helpline.now()
    case = tx.cases.open_for(contact.id)
    task = Task(
        id=helpline.new_id(),
        organisation_id=contact.organisation_id,
        kind=TASKS[step.act],
        due_at=now,
        created_at=now,
        contact_id=contact.id,
        case_id=case.id if case else None,
        about_id=silence.id,
    )
    tx.tasks.add(task, once=f"silence|{silence.id}|{silence.step}")
    _advance(helpline, tx, contact, silence, Outcome.TASK.value)
    return list(alerts)


def _may_ask_trusted(helpline: Helpline, tx: Transaction, contact: Contact) -> bool:
    """They named somebody, and that agreement is not too old (CONVERSATIONS F28.4)."""
    if not tx.secrets.has(contact.id, Secret.TRUSTED_CONTACT):
        return False
    trusted = tx.secrets.trusted(contact.id)
    return trusted is not None and trusted.holds(helpline.now())


def _open_case(
    helpline: Helpline, tx: Transaction, contact: Contact, silence: Silence
) -> tuple[str, ...]:
    """A case with its clocks, recorded like one that a talk opened."""
    priority, reason = (
        (Priority.P2, Reason.SILENCE_HIGH) if silence.high else (Priority.P3, Reason.SILENCE)
    )
    link = next(iter(tx.contacts.addresses(contact.id)), None)
    if link is None:
        roster = roster_of(tx, contact.organisation_id)
        return open_case(helpline, tx, contact, priority, reason, roster)[1]
    moment = Moment.of(helpline, tx, link)
    talk = tx.conversations.load(contact.id) or Conversation(contact.id)
    opened = CaseOpened(priority, reason, opener.CHECK_IN, opener.OPENER)
    record(moment, Turn(talk, (opened,)))
    return tuple(moment.alerts)


# --- on -----------------------------------------------------------------------------------------


def _advance(
    helpline: Helpline, tx: Transaction, contact: Contact, silence: Silence, outcome: str
) -> None:
    """Log what the step came to and set the time of the next one."""
    step = step_of(silence)
    steps = ladder(high=silence.high)
    following = steps[silence.step + 1] if silence.step + 1 < len(steps) else None
    due = _moment_of(helpline, contact, silence.began_at, following) if following else None
    if step is not None and tx.silences.step(silence, due):
        taken = StepTaken(silence.step, step.act.value, outcome, helpline.now())
        tx.silences.log(silence.id, taken)


def _moment_of(helpline: Helpline, contact: Contact, began_at: datetime, step: Step) -> datetime:
    """When a step is due: its day, at a safe hour, in the evening where it says so."""
    chance = helpline.jitter()
    if step.evening:
        day = (began_at + step.after).astimezone(ZONE).date()
        return evening_of(day, contact.safe_times, chance)
    return planned_moment(began_at, step.after, contact.safe_times, chance)


def _fall_dormant(helpline: Helpline, tx: Transaction, silence: Silence) -> None:
    """A year of silence: nothing more is sent. Open cases stay open; nothing is lowered."""
    now = helpline.now()
    taken = StepTaken(silence.step, Act.DORMANT.value, Outcome.DORMANT.value, now)
    tx.silences.log(silence.id, taken)
    tx.silences.end(silence.id, now, Outcome.DORMANT)
    enrol.end(helpline, tx, silence.contact_id, "dormant")
