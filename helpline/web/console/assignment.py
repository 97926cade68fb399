"""Who has a case: take it, hand it over, give it back, take it from somebody."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.operations import cases
from helpline.web.console import forms, here
from helpline.web.console.case import back_to
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.forms import seen_version
from helpline.web.console.words import N_

TAKEN = N_("You have the case. The person is told that somebody is here, if that is safe.")
HANDED_OVER = N_("The case is handed over. Your colleague is told.")
UNCLAIMED = N_("The case waits in the queue again.")
TAKEN_OVER = N_("You have the case now.")


@blueprint.post("/cases/<case_id>/claim")
def claim(case_id: str) -> ResponseReturnValue:
    """Take the case."""
    cases.claim(here.helpline(), here.staff(), case_id, seen_version())
    return back_to(case_id, TAKEN)


@blueprint.post("/cases/<case_id>/hand-over")
def hand_over(case_id: str) -> ResponseReturnValue:
    """Give the case to a colleague with a note."""
    words = posted()["hand_over_words"]
    person = forms.field("person")
    cases.hand_over(here.helpline(), here.staff(), case_id, person, words, seen_version())
    flash(HANDED_OVER)
    return redirect(url_for("console.queue_page"), code=303)


@blueprint.post("/cases/<case_id>/unclaim")
def unclaim(case_id: str) -> ResponseReturnValue:
    """Give the case back to the queue."""
    words = posted()["unclaim_words"]
    cases.unclaim(here.helpline(), here.staff(), case_id, words, seen_version())
    flash(UNCLAIMED)
    return redirect(url_for("console.queue_page"), code=303)


@blueprint.post("/cases/<case_id>/take-over")
def take_over(case_id: str) -> ResponseReturnValue:
    """Take the case from whoever has it."""
    cases.take_over(here.helpline(), here.staff(), case_id, seen_version())
    return back_to(case_id, TAKEN_OVER)
