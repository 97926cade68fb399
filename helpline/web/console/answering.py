"""Answer the contact, let the bot ask something, and keep what is being written."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from helpline.operations import cases
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.words import N_

SENT = N_("Your answer is on its way.")
KEPT = N_("What you wrote is kept. Nothing was sent.")
ASKED = N_("The bot asks now. What is written after that comes to you.")
BOT = N_("The bot answers now. The case stays with you.")
PERSON = N_("You answer now.")


@blueprint.post("/cases/<case_id>/reply")
def reply(case_id: str) -> ResponseReturnValue:
    """Answer the contact."""
    helpline, person, draft = here.helpline(), here.staff(), posted()
    outbound_id = draft.outbound_id or helpline.new_id()
    cases.reply(helpline, person, case_id, draft["text"], outbound_id, draft["hour_reason"])
    flash(SENT)
    return _back(case_id)


@blueprint.post("/cases/<case_id>/draft")
def keep_draft(case_id: str) -> ResponseReturnValue:
    """Keep the answer that is being written; an open page does so by itself."""
    cases.keep_draft(here.helpline(), here.staff(), case_id, posted()["text"])
    if request.headers.get("HX-Request"):
        return Response(status=204)
    flash(KEPT)
    return _back(case_id)


@blueprint.post("/cases/<case_id>/flow")
def send_flow(case_id: str) -> ResponseReturnValue:
    """Let the bot ask a flow."""
    reason = posted()["hour_reason"]
    cases.send_flow(here.helpline(), here.staff(), case_id, forms.field("flow"), reason)
    flash(ASKED)
    return _back(case_id)


@blueprint.post("/cases/<case_id>/bot")
def bot_answers(case_id: str) -> ResponseReturnValue:
    """The bot answers what comes next."""
    cases.give_back(here.helpline(), here.staff(), case_id)
    flash(BOT)
    return _back(case_id)


@blueprint.post("/cases/<case_id>/person")
def person_answers(case_id: str) -> ResponseReturnValue:
    """The caseworker answers again."""
    cases.step_in(here.helpline(), here.staff(), case_id)
    flash(PERSON)
    return _back(case_id)


def _back(case_id: str) -> ResponseReturnValue:
    return redirect(url_for("console.case_page", case_id=case_id, _anchor="answer"), code=303)
