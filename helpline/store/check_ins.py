"""Plans and what they will do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select, union, update

from helpline.core.checkin import (
    CheckIn,
    Frequency,
    Kind,
    Plan,
    Response,
    State,
    Tier,
    Topic,
)
from helpline.core.errors import NotFound
from helpline.core.message import Status
from helpline.store.once import insert_once
from helpline.store.tables import RUNNING, STILL, TO_COME, check_ins, outbounds, plans, silences
from helpline.store.work import Work

PLAN_COLUMNS = (
    "id", "contact_id", "organisation_id", "tier", "frequency", "began_at", "ended_at", "ended_why",
)  # fmt: skip
COLUMNS = (
    "id", "contact_id", "organisation_id", "plan_id", "seq", "name", "kind", "topics", "due_at",
    "state", "why", "sent_at", "answered_at", "outbound_id",
)  # fmt: skip
CHANGED = ("topics", "due_at", "why", "sent_at", "answered_at", "outbound_id")
LOST = (Status.FAILED.value, Status.UNDELIVERED.value)
ARRIVED = (Status.DELIVERED.value, Status.READ.value)

OF_CONTACT = check_ins.c.contact_id == bindparam("wanted")
PLAN_OF = plans.c.contact_id == bindparam("wanted")

ADD_PLAN = insert_once(plans, PLAN_COLUMNS, unless=["id"])
ADD = insert_once(check_ins, COLUMNS, unless=["contact_id", "plan_id", "seq"])
RUNNING_PLAN = select(plans).where(PLAN_OF, RUNNING)
LAST_PLAN = select(plans).where(PLAN_OF).order_by(plans.c.sequence.desc()).limit(1)
END_PLAN = (
    update(plans)
    .where(plans.c.id == bindparam("wanted"), RUNNING)
    .values(ended_at=bindparam("at"), ended_why=bindparam("reason"))
)
CANCEL = (
    update(check_ins)
    .where(
        check_ins.c.plan_id == bindparam("wanted"),
        check_ins.c.state.in_([State.PLANNED.value, State.HELD.value]),
    )
    .values(state=State.CANCELLED.value, why=bindparam("reason"))
)
GET = select(check_ins).where(
    check_ins.c.id == bindparam("wanted"),
    check_ins.c.organisation_id == bindparam("organisation"),
)
ALL = select(check_ins).where(OF_CONTACT).order_by(check_ins.c.due_at, check_ins.c.seq)
CHANGE = (
    update(check_ins)
    .where(check_ins.c.id == bindparam("wanted"), check_ins.c.state == bindparam("was"))
    .values({name: bindparam(f"new_{name}") for name in CHANGED} | {"state": bindparam("to")})
)
STEP_DUE = (STILL, silences.c.due_at.is_not(None))
DUE = (
    union(
        select(check_ins.c.contact_id).where(TO_COME, check_ins.c.due_at <= bindparam("now")),
        select(silences.c.contact_id).where(*STEP_DUE, silences.c.due_at <= bindparam("now")),
    )
    .order_by("contact_id")
    .limit(bindparam("at_most"))
)
NEXT_DUE = select(func.min(check_ins.c.due_at)).where(OF_CONTACT, TO_COME)
NEXT_STEP = select(silences.c.due_at).where(silences.c.contact_id == bindparam("wanted"), *STEP_DUE)
BETWEEN = (
    select(check_ins)
    .where(
        check_ins.c.organisation_id == bindparam("organisation"),
        check_ins.c.due_at >= bindparam("first"),
        check_ins.c.due_at < bindparam("last"),
    )
    .order_by(check_ins.c.due_at, check_ins.c.sequence)
    .limit(bindparam("at_most"))
)
LAST_THREE = (
    select(outbounds.c.status)
    .join_from(check_ins, outbounds, outbounds.c.id == check_ins.c.outbound_id)
    .where(OF_CONTACT)
    .order_by(check_ins.c.sent_at.desc())
    .limit(3)
)
RESPONSES = (
    select(
        check_ins.c.name,
        func.count().label("sent"),
        func.sum(case((outbounds.c.status.in_(ARRIVED), 1), else_=0)).label("delivered"),
        func.sum(case((check_ins.c.answered_at.is_not(None), 1), else_=0)).label("answered"),
    )
    .join_from(check_ins, outbounds, outbounds.c.id == check_ins.c.outbound_id, isouter=True)
    .where(
        check_ins.c.organisation_id == bindparam("organisation"),
        check_ins.c.kind.in_([Kind.QUESTIONS.value, Kind.SIGN_OF_LIFE.value]),
        check_ins.c.sent_at >= bindparam("since"),
    )
    .group_by(check_ins.c.name)
)


class SqlPlans:
    """Implements check_in.ports.Plans."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def begin(self, plan: Plan, check_ins: Sequence[CheckIn]) -> bool:
        """Keep a plan with all that it will do; False if the contact has a running one.

        Call it under the contact's lock: the unique index refuses what slips through.
        """
        if self.running(plan.contact_id) is not None:
            return False
        values = {name: getattr(plan, name) for name in PLAN_COLUMNS}
        values |= {"tier": plan.tier.value, "frequency": plan.frequency.value}
        self._work.run(ADD_PLAN[self._work.dialect], **values)
        for check_in in check_ins:
            self.add(check_in)
        return True

    def running(self, contact_id: str) -> Plan | None:
        """The plan that has not ended."""
        row = self._work.first(RUNNING_PLAN, wanted=contact_id)
        return None if row is None else _plan(row)

    def last(self, contact_id: str) -> Plan | None:
        """The newest plan, running or ended."""
        row = self._work.first(LAST_PLAN, wanted=contact_id)
        return None if row is None else _plan(row)

    def end(self, plan_id: str, at: datetime, why: str) -> None:
        """End it; whatever it had not done yet is cancelled."""
        self._work.run(END_PLAN, wanted=plan_id, at=at, reason=why)
        self._work.run(CANCEL, wanted=plan_id, reason=why)

    def add(self, check_in: CheckIn) -> bool:
        """One more; False if this (contact, plan, seq) is there already."""
        return self._work.run(ADD[self._work.dialect], **_values(check_in)) == 1

    def get(self, check_in_id: str, organisation_id: str) -> CheckIn:
        """Raises NotFound, also for another organisation's."""
        row = self._work.first(GET, wanted=check_in_id, organisation=organisation_id)
        if row is None:
            raise NotFound("no such check-in")
        return _check_in(row)

    def of_contact(self, contact_id: str) -> Sequence[CheckIn]:
        """Of all its plans, by due time."""
        return [_check_in(row) for row in self._work.all(ALL, wanted=contact_id)]

    def change(self, check_in: CheckIn, was: State) -> bool:
        """Write it if it is still in that state; False if somebody was faster."""
        values = _values(check_in)
        new = {f"new_{name}": values[name] for name in CHANGED}
        state = check_in.state.value
        return self._work.run(CHANGE, wanted=check_in.id, was=was.value, to=state, **new) == 1

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts for whom something planned, or a step of a silence, is due."""
        return [row.contact_id for row in self._work.all(DUE, now=now, at_most=limit)]

    def next_due(self, contact_id: str) -> datetime | None:
        """When the next of these is due."""
        found = (
            self._work.scalar(NEXT_DUE, wanted=contact_id),
            self._work.scalar(NEXT_STEP, wanted=contact_id),
        )
        return min((at for at in found if at is not None), default=None)

    def between(
        self, organisation_id: str, first: datetime, last: datetime, limit: int
    ) -> Sequence[CheckIn]:
        """The calendar: what is or was due in that time, by due time."""
        rows = self._work.all(
            BETWEEN, organisation=organisation_id, first=first, last=last, at_most=limit
        )
        return [_check_in(row) for row in rows]

    def failed_in_a_row(self, contact_id: str) -> int:
        """How many of the last three texts sent unasked did not arrive, since one did."""
        rows = self._work.all(LAST_THREE, wanted=contact_id)
        return len(list(takewhile(lambda row: row.status in LOST, rows)))

    def responses(self, organisation_id: str, since: datetime) -> Sequence[Response]:
        """Sent, delivered and answered by wave, of what was sent since then."""
        rows = self._work.all(RESPONSES, organisation=organisation_id, since=since)
        return [Response(r.name, r.sent, int(r.delivered), int(r.answered)) for r in rows]


def _values(check_in: CheckIn) -> dict[str, Any]:
    values = {name: getattr(check_in, name) for name in COLUMNS}
    return values | {
        "kind": check_in.kind.value,
        "topics": " ".join(topic.value for topic in check_in.topics),
        "state": check_in.state.value,
    }


def _plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        contact_id=row.contact_id,
        organisation_id=row.organisation_id,
        tier=Tier(row.tier),
        began_at=row.began_at,
        frequency=Frequency(row.frequency),
        ended_at=row.ended_at,
        ended_why=row.ended_why,
    )


def _check_in(row: Row[Any]) -> CheckIn:
    return CheckIn(
        id=row.id,
        plan_id=row.plan_id,
        contact_id=row.contact_id,
        organisation_id=row.organisation_id,
        seq=row.seq,
        name=row.name,
        kind=Kind(row.kind),
        topics=tuple(Topic(code) for code in row.topics.split()),
        due_at=row.due_at,
        state=State(row.state),
        why=row.why,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        outbound_id=row.outbound_id,
    )
