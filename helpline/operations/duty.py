"""Shifts and holidays as people enter them in the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from helpline.core.case import Priority
from helpline.core.caseworker import ANSWERING, Caseworker, Holiday, Shift
from helpline.core.errors import NotFound, Refused
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize, authorize_person, may
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.people import read_shift

MOST_LINES = 20
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Duty:
    """The roster as its page shows it."""

    staff: Sequence[Caseworker]
    shifts: Sequence[Shift]
    holidays: Sequence[Holiday]
    present: Sequence[Caseworker]
    ladder: Sequence[Caseworker]
    opens_at: datetime | None
    promises: dict[Priority, datetime | None]
    """What would be told to somebody who asked now."""
    may_change: bool


def view(helpline: Helpline, actor: Caseworker) -> Duty:
    """Who answers when in the actor's organisation, and what may be promised now."""
    authorize(actor, Action.SEE_ROSTER)
    now = helpline.now()
    with helpline.store.read() as tx:
        home = actor.organisation_id
        roster = roster_of(tx, home)
        staff = [p for p in tx.staff.of_organisation(home) if p.role in ANSWERING]
        return Duty(
            staff=[person for person in staff if not person.disabled],
            shifts=tx.staff.shifts(home),
            holidays=tx.duty.holidays(home),
            present=roster.on_shift(now, minor=True),
            ladder=roster.ladder(now),
            opens_at=roster.opens_at(now),
            promises={priority: roster.promise(now, priority) for priority in Priority},
            may_change=may(actor.role, Action.MANAGE_SHIFTS),
        )


def set_shifts(helpline: Helpline, actor: Caseworker, person_id: str, text: str) -> None:
    """Replace somebody's week by lines such as `mon-fri 08:00-12:00`; none: no shift.

    Raises NotFound, Refused("shift_not_readable").
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused("shift_not_readable")
    try:
        hours = [shift for line in lines for shift in read_shift(line)]
    except ValueError:
        raise Refused("shift_not_readable") from None
    with helpline.store.begin() as tx:
        person = tx.staff.get(person_id)
        authorize_person(actor, Action.MANAGE_SHIFTS, person)
        if person.role not in ANSWERING:
            raise NotFound("nobody who answers")
        tx.staff.set_shifts(person.id, [Shift(person.id, *shift) for shift in hours])
        audit.note(helpline, tx, actor, "set_shifts", ("caseworker", person.id))


def set_holiday(helpline: Helpline, actor: Caseworker, day: str, name: str) -> None:
    """A day without shifts. Raises Refused("day_not_readable")."""
    authorize(actor, Action.MANAGE_SHIFTS)
    called = " ".join(name.split())[:LONGEST_NAME]
    if called and not called.isprintable():
        raise Refused("day_not_readable")
    with helpline.store.begin() as tx:
        tx.duty.set_holiday(actor.organisation_id, Holiday(_day(day), called))
        audit.note(helpline, tx, actor, "set_holiday", ("organisation", actor.organisation_id))


def drop_holiday(helpline: Helpline, actor: Caseworker, day: str) -> None:
    """It is a working day after all. Raises Refused("day_not_readable")."""
    authorize(actor, Action.MANAGE_SHIFTS)
    with helpline.store.begin() as tx:
        tx.duty.drop_holiday(actor.organisation_id, _day(day))
        audit.note(helpline, tx, actor, "drop_holiday", ("organisation", actor.organisation_id))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("day_not_readable") from None
