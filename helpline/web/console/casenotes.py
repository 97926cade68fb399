"""Notes, things to do, and how urgent a case is."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import request
from flask.typing import ResponseReturnValue

from helpline.core.case import Priority
from helpline.core.errors import Refused
from helpline.operations import cases
from helpline.operations.roster import ZONE
from helpline.web.console import forms, here
from helpline.web.console.case import back_to
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.forms import seen_version
from helpline.web.console.words import N_

NOTED = N_("The note is kept.")
SET = N_("The task is set.")
CHANGED = N_("The priority is changed.")
NEEDS_SET = N_("The needs are changed.")
MORNING = time(9, 0)


@blueprint.post("/cases/<case_id>/note")
def add_note(case_id: str) -> ResponseReturnValue:
    """Write a note for colleagues."""
    cases.add_note(here.helpline(), here.staff(), case_id, posted()["note"], restricted=False)
    return back_to(case_id, NOTED)


@blueprint.post("/cases/<case_id>/restricted-note")
def add_restricted_note(case_id: str) -> ResponseReturnValue:
    """Write a note that only its author and supervisors read."""
    words = posted()["restricted_note"]
    cases.add_note(here.helpline(), here.staff(), case_id, words, restricted=True)
    return back_to(case_id, NOTED)


@blueprint.post("/cases/<case_id>/task")
def set_task(case_id: str) -> ResponseReturnValue:
    """Set something to do by a time."""
    cases.set_task(here.helpline(), here.staff(), case_id, posted()["todo"], _due())
    return back_to(case_id, SET)


@blueprint.post("/cases/<case_id>/priority")
def set_priority(case_id: str) -> ResponseReturnValue:
    """Give the case another priority, with a reason."""
    wanted = forms.field("priority")
    if wanted not in tuple(Priority):
        raise Refused("same_priority")
    cases.set_priority(
        here.helpline(),
        here.staff(),
        case_id,
        Priority(wanted),
        posted()["priority_reason"],
        seen_version(),
    )
    return back_to(case_id, CHANGED)


@blueprint.post("/cases/<case_id>/needs")
def set_needs(case_id: str) -> ResponseReturnValue:
    """What this person needs, from the closed list."""
    needs = request.form.getlist("need")
    cases.set_needs(here.helpline(), here.staff(), case_id, needs, seen_version())
    return back_to(case_id, NEEDS_SET)


def _due() -> datetime | None:
    """The local day and time of the form; nine in the morning where no time is given."""
    try:
        day = date.fromisoformat(forms.field("due_day"))
        clock = time.fromisoformat(forms.field("due_time")) if forms.field("due_time") else MORNING
    except ValueError:
        return None
    return datetime.combine(day, clock.replace(tzinfo=None), ZONE)
