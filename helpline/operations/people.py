"""Organisations and staff as the operator sees them: people, shifts, lines, the demo's staff."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from helpline.core.caseworker import Caseworker, Organisation, Shift
from helpline.core.channel import Address
from helpline.core.errors import NotFound, Refused
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
ALWAYS = tuple((day, time(0, 0), time(0, 0)) for day in range(7))
"""Round the clock: seven shifts from midnight to midnight."""


def organisation(helpline: Helpline, name: str) -> Organisation:
    """The organisation of this name, made if there is none."""
    with helpline.store.begin() as tx:
        return _organisation(helpline, tx, name)


def add(helpline: Helpline, organisation_name: str, person: Caseworker) -> Caseworker:
    """Add a member of staff. Raises Refused("name_not_usable" | "name_taken")."""
    if not SIGN_IN_NAME.fullmatch(person.sign_in_name):
        raise Refused("name_not_usable")
    with helpline.store.begin() as tx:
        if tx.staff.by_sign_in_name(person.sign_in_name) is not None:
            raise Refused("name_taken")
        home = _organisation(helpline, tx, organisation_name)
        added = replace(person, id=helpline.new_id(), organisation_id=home.id)
        tx.staff.add(added)
    return added


def set_line(helpline: Helpline, organisation_name: str, uri: str) -> None:
    """Give an organisation a line: who writes to it is theirs, and answers leave by it.

    Raises NotFound for an organisation that does not exist, BadAddress.
    """
    line = Address.parse(uri)
    with helpline.store.begin() as tx:
        for known in tx.staff.organisations():
            if known.name == organisation_name:
                tx.duty.set_line(line.uri, known.id)
                return
    raise NotFound("no such organisation")


def lines(helpline: Helpline) -> Mapping[str, str]:
    """Every line that belongs to an organisation in particular, and the organisation's name."""
    with helpline.store.read() as tx:
        names = {home.id: home.name for home in tx.staff.organisations()}
        return {uri: names[home] for uri, home in tx.duty.lines().items()}


def everyone(helpline: Helpline) -> Sequence[Caseworker]:
    """All staff of all organisations."""
    with helpline.store.read() as tx:
        return [
            person
            for home in tx.staff.organisations()
            for person in tx.staff.of_organisation(home.id)
        ]


def shifts(helpline: Helpline) -> Sequence[Shift]:
    """All shifts of all organisations."""
    with helpline.store.read() as tx:
        return [s for home in tx.staff.organisations() for s in tx.staff.shifts(home.id)]


def set_shifts(
    helpline: Helpline, sign_in_name: str, hours: Sequence[tuple[int, time, time]]
) -> None:
    """Replace the weekly shifts of somebody: (weekday, start, end) in local time."""
    with helpline.store.begin() as tx:
        person = named(tx, sign_in_name)
        tx.staff.set_shifts(person.id, [Shift(person.id, *shift) for shift in hours])


def read_shift(text: str) -> list[tuple[int, time, time]]:
    """`mon-fri 08:00-17:00`, `sat 22:00-06:00` or `always`. Raises ValueError that says how."""
    if text.strip().lower() == "always":
        return list(ALWAYS)
    found = re.fullmatch(
        r"([a-z]{3})(?:-([a-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)", text.strip().lower()
    )
    if not found or any(day and day not in DAYS for day in found.group(1, 2)):
        raise ValueError("a shift is written like: mon-fri 08:00-17:00")
    first = DAYS.index(found.group(1))
    last = DAYS.index(found.group(2)) if found.group(2) else first
    days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    start, end = time.fromisoformat(found.group(3)), time.fromisoformat(found.group(4))
    return [(day, start, end) for day in days]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same hours on one weekday after the other: `mon-fri 08:00-12:00`."""

    first: int
    last: int
    start: time
    end: time

    @property
    def hours(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @property
    def line(self) -> str:
        """As `read_shift` reads it."""
        days = DAYS[self.first]
        return f"{days if self.first == self.last else f'{days}-{DAYS[self.last]}'} {self.hours}"


def stretches(shifts: Sequence[Shift]) -> list[Stretch]:
    """Somebody's week in few lines, by hours and then by day."""
    found: list[Stretch] = []
    for shift in sorted(shifts, key=lambda s: (s.start, s.end, s.weekday)):
        last = found[-1] if found else None
        alike = last is not None and (last.start, last.end) == (shift.start, shift.end)
        if last is not None and alike and last.last == shift.weekday - 1:
            found[-1] = replace(last, last=shift.weekday)
        else:
            found.append(Stretch(shift.weekday, shift.weekday, shift.start, shift.end))
    return found


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def set_up_demo(helpline: Helpline, staff: Sequence[Caseworker]) -> bool:
    """Give the first organisation its demo staff, on duty round the clock, if it has nobody yet.

    True if they were made now. Refused outside demo mode.
    """
    if not helpline.settings.demo:
        raise Refused("demo_only")
    with helpline.store.begin() as tx:
        home = tx.staff.organisations()[0]
        if tx.staff.of_organisation(home.id):
            return False
        for person in staff:
            added = replace(person, id=helpline.new_id(), organisation_id=home.id)
            tx.staff.add(added)
            tx.staff.set_shifts(added.id, [Shift(added.id, *shift) for shift in ALWAYS])
    return True


def _organisation(helpline: Helpline, tx: Transaction, name: str) -> Organisation:
    for known in tx.staff.organisations():
        if known.name == name:
            return known
    made = Organisation(helpline.new_id(), name)
    tx.staff.add_organisation(made)
    return made


def named(tx: Transaction, sign_in_name: str) -> Caseworker:
    """Raises NotFound."""
    person = tx.staff.by_sign_in_name(sign_in_name)
    if person is None:
        raise NotFound("nobody signs in with this name")
    return person
