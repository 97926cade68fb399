"""The roster: who answers when, which days nobody does, and what may be promised now."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused
from helpline.operations import duty
from helpline.operations.people import Stretch, stretches
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import CONTACT_LANGUAGES, GENDERS, PRIORITIES, ROLES
from helpline.web.console.words import N_

SHIFTS_SAVED = N_("The shifts are saved. What people are promised follows them from now on.")
HOLIDAY_SAVED = N_("The holiday is saved: nobody is on shift that day.")
HOLIDAY_GONE = N_("It is a working day again.")
ALL_DAY = N_("all day and night")
DAY_NAMES = (
    N_("Mon"),
    N_("Tue"),
    N_("Wed"),
    N_("Thu"),
    N_("Fri"),
    N_("Sat"),
    N_("Sun"),
)


@dataclass(frozen=True, slots=True)
class Week:
    """One person's week."""

    person: Caseworker
    shifts: tuple[str, ...]
    """Ready to read: `Mon – Fri 08:00-12:00`."""
    lines: str
    """As the form takes them."""
    present: bool


@blueprint.get("/roster")
def roster_page() -> ResponseReturnValue:
    """Who answers when."""
    return _page()


@blueprint.post("/roster/<person_id>/shifts")
def set_shifts(person_id: str) -> ResponseReturnValue:
    """Replace somebody's week."""
    try:
        duty.set_shifts(here.helpline(), here.staff(), person_id, forms.field("shifts"))
    except Refused as refused:
        return _page(refused, person_id)
    return _back(SHIFTS_SAVED)


@blueprint.post("/roster/holidays")
def add_holiday() -> ResponseReturnValue:
    """A day on which nobody is on shift."""
    try:
        duty.set_holiday(here.helpline(), here.staff(), forms.field("day"), forms.field("name"))
    except Refused as refused:
        return _page(refused)
    return _back(HOLIDAY_SAVED)


@blueprint.post("/roster/holidays/remove")
def remove_holiday() -> ResponseReturnValue:
    """A working day after all."""
    try:
        duty.drop_holiday(here.helpline(), here.staff(), forms.field("day"))
    except Refused as refused:
        return _page(refused)
    return _back(HOLIDAY_GONE)


def _page(refused: Refused | None = None, of: str | None = None) -> Response:
    found, words = duty.view(here.helpline(), here.staff()), here.words()
    now = here.helpline().now()
    weeks = [_week(found, person, of) for person in found.staff]
    promises = [
        (priority.value, words.say(PRIORITIES[priority]), clock(at, now) if at else "")
        for priority, at in found.promises.items()
    ]
    return forms.page(
        "roster.html",
        refused,
        duty=found,
        weeks=weeks,
        promises=promises,
        opens=clock(found.opens_at, now) if found.opens_at else "",
        role_names=ROLES,
        genders=GENDERS,
        speakable=CONTACT_LANGUAGES,
        opened=of,
    )


def _week(found: duty.Duty, person: Caseworker, of: str | None) -> Week:
    own = [shift for shift in found.shifts if shift.caseworker_id == person.id]
    week = stretches(own)
    written = "\n".join(stretch.line for stretch in week)
    return Week(
        person=person,
        shifts=tuple(f"{_days(stretch)} {_hours(stretch)}" for stretch in week),
        lines=forms.field("shifts") if of == person.id else written,
        present=person in found.present,
    )


def _days(stretch: Stretch) -> str:
    words = here.words()
    first = words.say(DAY_NAMES[stretch.first])
    last = words.say(DAY_NAMES[stretch.last])
    return first if stretch.first == stretch.last else f"{first} – {last}"


def _hours(stretch: Stretch) -> str:
    return here.words().say(ALL_DAY) if stretch.start == stretch.end else stretch.hours


def _back(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.roster_page"), code=303)
