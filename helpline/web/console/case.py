"""The page of a case: read, take, answer, close."""

from __future__ import annotations

from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import NotFound, Refused
from helpline.operations import cases
from helpline.web.console import here
from helpline.web.console.cards import Card, card_of
from helpline.web.console.casefile import CaseFile, case_file
from helpline.web.console.door import blueprint
from helpline.web.console.draft import Draft, posted
from helpline.web.console.polling import unless_known
from helpline.web.console.pulse import glance
from helpline.web.console.queue import free_p1
from helpline.web.console.words import N_

TAKEN = N_("You have the case. The person is told that somebody is here, if that is safe.")
SENT = N_("Your answer is on its way.")
CLOSED = N_("The case is closed. The person is told what you agreed, when it is safe to.")
NO_VERSION = -1


@blueprint.get("/cases/<case_id>")
def case_page(case_id: str) -> ResponseReturnValue:
    """The whole case with the newest lines of its talk; older ones by `?before=`."""
    return show_case(case_id, before=_before())


@blueprint.get("/cases/<case_id>/talk")
def talk(case_id: str) -> ResponseReturnValue:
    """The talk alone, for an open page; 304 while nothing has happened."""
    shown = request.args.get("version", NO_VERSION, type=int)
    state = glance(here.helpline(), here.staff(), case_id, here.words())
    return unless_known(
        state.etag,
        lambda: render_template(
            "console/_talk.html", file=_file(case_id), live=True, shown_version=shown
        ),
    )


@blueprint.post("/cases/<case_id>/claim")
def claim(case_id: str) -> ResponseReturnValue:
    """Take the case."""
    cases.claim(here.helpline(), here.staff(), case_id, _version())
    flash(TAKEN)
    return redirect(url_for("console.case_page", case_id=case_id), code=303)


@blueprint.post("/cases/<case_id>/reply")
def reply(case_id: str) -> ResponseReturnValue:
    """Answer the contact."""
    helpline, person, draft = here.helpline(), here.staff(), posted()
    outbound_id = draft.outbound_id or helpline.new_id()
    cases.reply(helpline, person, case_id, draft.text, outbound_id)
    flash(SENT)
    return redirect(url_for("console.case_page", case_id=case_id, _anchor="answer"), code=303)


@blueprint.post("/cases/<case_id>/close")
def close(case_id: str) -> ResponseReturnValue:
    """Close the case with a recap and a next step."""
    draft = posted()
    cases.close(here.helpline(), here.staff(), case_id, draft.recap, draft.next_step, _version())
    flash(CLOSED)
    return redirect(url_for("console.queue_page"), code=303)


@blueprint.post("/cases/<case_id>/keep")
def keep(case_id: str) -> ResponseReturnValue:
    """What was written on a page that locked itself, back in its place; nothing is sent."""
    return show_case(case_id, draft=posted())


def show_case(
    case_id: str,
    *,
    draft: Draft | None = None,
    problem: str | None = None,
    before: datetime | None = None,
) -> Response:
    """The page of a case, or the page that offers to take it. Raises NotFound."""
    written = draft or Draft()
    try:
        file = _file(case_id, before)
    except Refused as refused:
        if refused.code != "claim_first":
            raise
        card = _card(case_id)
        page = render_template("console/locked.html", card=card, draft=written, problem=problem)
        return make_response(page)
    page = render_template(
        "console/case.html",
        file=file,
        live=before is None,
        shown_version=file.version,
        free_p1=free_p1(),
        draft=written,
        outbound_id=written.outbound_id or here.helpline().new_id(),
        problem=problem,
    )
    return make_response(page)


def _file(case_id: str, before: datetime | None = None) -> CaseFile:
    helpline, person = here.helpline(), here.staff()
    return case_file(helpline, person, cases.view(helpline, person, case_id, before), here.words())


def _card(case_id: str) -> Card:
    """What the queue shows of the case; a closed case of somebody else's is not there."""
    helpline, person = here.helpline(), here.staff()
    for row in cases.queue(helpline, person):
        if row.case.id == case_id:
            return card_of(helpline, row, person, here.words(), helpline.now())
    raise NotFound("no such case")


def _version() -> int:
    """The version of the case that the page was made from."""
    return request.form.get("version", NO_VERSION, type=int)


def _before() -> datetime | None:
    """Where older lines begin. A date nobody made is a page that does not exist."""
    wanted = request.args.get("before")
    if wanted is None:
        return None
    try:
        at = datetime.fromisoformat(wanted)
    except ValueError:
        raise NotFound("no such page") from None
    if at.tzinfo is None:
        raise NotFound("no such page")
    return at
