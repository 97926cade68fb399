"""When a person did not come in time: who is told, and what the contact is told, once.

CONVERSATIONS 6.1, column "missed clock": a P1 pages everyone, a P2 goes to the supervisor, a P3
is reminded of and then goes to the supervisor, a P4 stands on a weekly list. A promised time
that passes is an event, and is apologised for once with a new time (F25.6). A case never leaves
the queue by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.consent import Purpose
from helpline.core.conversation import Conversation
from helpline.core.errors import QueueUnavailable
from helpline.core.message import Urgency
from helpline.core.oversight import NoticeKind
from helpline.operations.access import tell
from helpline.operations.authorize import is_open_to
from helpline.operations.escalate import BOTH_MEDIA, alert_people
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, last_link, spoken
from helpline.operations.ports.alerts import AlertKind
from helpline.operations.ports.cases import CaseNote
from helpline.operations.record import say
from helpline.operations.roster import ZONE
from helpline.operations.safe_times import safe_now

PAGE_AFTER = timedelta(minutes=15)
"""After a missed P1 acknowledgement: by then the ladder has come to its end in vain."""
PAGE_EVERY = timedelta(minutes=30)
SUPERVISOR_AFTER = timedelta(hours=2)
"""Working time between the reminder of a P3 and its supervisor."""
WEEK = timedelta(days=7)
WEEKLY_AT = time(8, 0)
WAITING_FOR = timedelta(hours=2)
"""Who wrote this recently is waiting with the phone in hand, whatever the hour."""

Act = Callable[["Late"], tuple[str, ...]]


@dataclass(slots=True)
class Late:
    """One case whose clock has to be looked at, inside one transaction."""

    moment: Moment
    case: Case

    @property
    def helpline(self) -> Helpline:
        return self.moment.helpline


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a time if nobody came before it."""

    at: datetime
    act: Act


def watch(helpline: Helpline, case_id: str) -> None:
    """Do what is due because nobody kept the time; set when to look next. May run twice."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        case = tx.cases.by_id(case_id)
        tx.contacts.lock(case.contact_id)
        case = tx.cases.by_id(case_id)
        if case.watch_at is None or case.watch_at > now:
            return
        moment = Moment.of(helpline, tx, last_link(helpline, tx, case.contact_id))
        late = Late(moment, case)
        due: list[str] = []
        if case.status is not CaseStatus.CLOSED:
            for step in _steps(late):
                if case.watch_at <= step.at <= now:
                    due += step.act(late)
        changed = tx.cases.by_id(case_id)
        tx.cases.save(replace(changed, watch_at=_next(late, changed, now)))
    with suppress(QueueUnavailable):
        for alert_id in due:
            helpline.queue.ring_alert(alert_id)
        helpline.queue.ring_deliver(case.contact_id, urgent=True)


def _next(late: Late, case: Case, now: datetime) -> datetime | None:
    if case.status is CaseStatus.CLOSED:
        return None
    ahead = [step.at for step in _steps(Late(late.moment, case)) if step.at > now]
    return min(ahead, default=None)


def _steps(late: Late) -> Iterator[Step]:
    """All that happens to this case as long as nobody comes."""
    case = late.case
    if case.acknowledged_at is None:
        yield from TAKING[case.priority](late)
    if case.first_reply_at is None and case.promised_at is not None:
        yield Step(case.promised_at, _promise_broken)
    if case.first_reply_at is None and case.priority is not Priority.P4:
        yield Step(case.write_by, _not_written)


def _take_p1(late: Late) -> Iterator[Step]:
    """Everyone is paged, again and again: somebody's life may hang on it."""
    first = late.case.acknowledge_by + PAGE_AFTER
    yield from _repeated(first, PAGE_EVERY, late.moment.now, _page_everyone)


def _take_p2(late: Late) -> Iterator[Step]:
    yield Step(late.case.acknowledge_by, _tell_supervisors)


def _take_p3(late: Late) -> Iterator[Step]:
    by = late.case.acknowledge_by
    yield Step(by, _remind)
    yield Step(late.moment.roster.after_working_time(by, SUPERVISOR_AFTER), _tell_supervisors)


def _take_p4(late: Late) -> Iterator[Step]:
    first = _monday_after(late.case.acknowledge_by)
    yield from _repeated(first, WEEK, late.moment.now, _list_weekly)


def _repeated(first: datetime, every: timedelta, now: datetime, act: Act) -> Iterator[Step]:
    """The newest time that may be due, and the one to look forward to."""
    passed = max(0, (now - first) // every)
    yield Step(first + passed * every, act)
    yield Step(first + (passed + 1) * every, act)


TAKING: dict[Priority, Callable[[Late], Iterator[Step]]] = {
    Priority.P1: _take_p1,
    Priority.P2: _take_p2,
    Priority.P3: _take_p3,
    Priority.P4: _take_p4,
}


def _page_everyone(late: Late) -> tuple[str, ...]:
    moment, case = late.moment, late.case
    tell(late.helpline, moment.tx, case, NoticeKind.NOT_TAKEN, once=f"not-taken:{_period(case)}")
    everyone = moment.roster.ladder(moment.now, minor=case.minor)
    return alert_people(late.helpline, moment.tx, case, everyone, BOTH_MEDIA)


def _tell_supervisors(late: Late) -> tuple[str, ...]:
    moment, case = late.moment, late.case
    tell(late.helpline, moment.tx, case, NoticeKind.NOT_TAKEN, once=f"not-taken:{_period(case)}")
    return alert_people(late.helpline, moment.tx, case, moment.roster.supervisors())


def _remind(late: Late) -> tuple[str, ...]:
    """Whoever is on shift first; where nobody is, the supervisor comes next anyway."""
    moment = late.moment
    present = moment.roster.on_shift(moment.now, minor=late.case.minor)
    able = tuple(person for person in present if is_open_to(late.case, person))
    return alert_people(late.helpline, moment.tx, late.case, able[:1])


def _list_weekly(late: Late) -> tuple[str, ...]:
    """One line a week and case, without an alert."""
    week = late.moment.now.astimezone(ZONE).strftime("%G-%V")
    once = f"weekly:{late.case.id}:{week}"
    tell(late.helpline, late.moment.tx, late.case, NoticeKind.WEEKLY, once=once)
    return ()


def _not_written(late: Late) -> tuple[str, ...]:
    """The writing clock has run out; said once, also where the contact was told no time."""
    moment, case = late.moment, late.case
    once = f"late:{_period(case)}"
    if not tell(late.helpline, moment.tx, case, NoticeKind.PROMISE_BROKEN, once=once):
        return ()
    if case.late_since is None:
        moment.tx.cases.note(CaseNote(case.id, moment.now, "late", None))
        late.case = moment.tx.cases.save(replace(case, late_since=moment.now))
    if case.acknowledged_at is None:
        return ()  # they are being called already, because nobody took it
    supervisors = moment.roster.supervisors()
    return alert_people(
        late.helpline, moment.tx, late.case, supervisors, BOTH_MEDIA, kind=AlertKind.LATE
    )


def _promise_broken(late: Late) -> tuple[str, ...]:
    """The contact was told a time and waits: an event, an alert, and once an apology."""
    due = _not_written(late)
    moment, case = late.moment, late.case
    if case.apologised_at is not None or not _may_apologise(moment):
        return due
    case = moment.tx.cases.save(replace(case, apologised_at=moment.now, promised_at=None))
    moment.case = late.case = case
    conversation = moment.tx.conversations.load(moment.contact.id)
    conversation = conversation or Conversation(moment.contact.id)
    say(moment, spoken(late.helpline, "F25", "F25.6", conversation), conversation)
    moment.tx.cases.note(CaseNote(case.id, moment.now, "apologised", None))
    late.case = moment.tx.cases.by_id(case.id)
    return due


def _may_apologise(moment: Moment) -> bool:
    """Writing must be safe and wanted, and there must be a new time that can be kept.

    Who wrote in the last two hours is answered at any hour; else consent and safe times count.
    """
    contact, now = moment.contact, moment.now
    paused = contact.quiet_until is not None and contact.quiet_until > now
    if contact.silent or contact.opted_out or paused or not moment.link.active:
        return False
    if moment.roster.promise(now, moment.case.priority if moment.case else Priority.P3) is None:
        return False
    last = contact.last_inbound_at
    if last is not None and now - last <= WAITING_FOR:
        moment.urgency = Urgency.REPLY
        return True
    moment.urgency = Urgency.ROUTINE
    return safe_now(contact, now) and moment.tx.consents.holds(contact.id, Purpose.WRITE)


def _period(case: Case) -> str:
    """A case that is raised has new clocks, and is late anew."""
    return f"{case.id}:{case.priority.value}:{case.acknowledge_by:%Y%m%d%H%M}"


def _monday_after(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    monday = local.date() + timedelta(days=(7 - local.weekday()) % 7)
    begin = datetime.combine(monday, WEEKLY_AT, ZONE)
    return begin if begin > local else begin + timedelta(days=7)
