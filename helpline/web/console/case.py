"""The page of a case: the talk, what is safe, what was agreed, and every form that acts on it."""

from __future__ import annotations

from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import NotFound, Refused
from helpline.operations import cases
from helpline.text import sms
from helpline.web.console import here
from helpline.web.console.cards import Card, card_of
from helpline.web.console.casefile import CaseFile, case_file
from helpline.web.console.door import blueprint
from helpline.web.console.draft import Draft, posted
from helpline.web.console.forms import NO_VERSION
from helpline.web.console.polling import unless_known
from helpline.web.console.pulse import glance
from helpline.web.console.queue import free_p1
from helpline.web.console.replies import filled


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


@blueprint.post("/cases/<case_id>/keep")
def keep(case_id: str) -> ResponseReturnValue:
    """What was written, back in its place, with a canned reply if one was chosen; nothing is sent.

    A page that locked itself comes here too.
    """
    draft = posted()
    language, _, key = request.form.get("canned", "").partition(":")
    canned = here.canned().get(language, {}).get(key)
    if canned is not None:
        known = {"first": here.staff().first_name, "name": here.helpline().settings.name}
        lines = (draft["text"].rstrip(), filled(canned.text, known))
        draft = draft.with_text("\n".join(line for line in lines if line))
    return show_case(case_id, draft=draft)


@blueprint.post("/cases/<case_id>/preview")
def preview(case_id: str) -> ResponseReturnValue:
    """How many parts the answer has, and how it will be read; nothing is sent."""
    draft = posted()
    return show_case(case_id, draft=draft, parts=sms.count(draft["text"].strip()).parts)


def show_case(
    case_id: str,
    *,
    draft: Draft | None = None,
    problem: str | None = None,
    before: datetime | None = None,
    parts: int | None = None,
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
    if file.kept_draft and not written["text"]:
        written = written.with_text(file.kept_draft)
    page = render_template(
        "console/case.html",
        file=file,
        live=before is None,
        shown_version=file.version,
        free_p1=free_p1(),
        draft=written,
        parts=parts,
        outbound_id=written.outbound_id or here.helpline().new_id(),
        problem=problem,
    )
    return make_response(page)


def back_to(case_id: str, said: str) -> ResponseReturnValue:
    """To the page of the case, which says what was done."""
    flash(said)
    return redirect(url_for("console.case_page", case_id=case_id), code=303)


def _file(case_id: str, before: datetime | None = None) -> CaseFile:
    helpline, person = here.helpline(), here.staff()
    view = cases.view(helpline, person, case_id, before)
    return case_file(helpline, person, view, here.words(), here.canned())


def _card(case_id: str) -> Card:
    """What the queue shows of the case; a closed case of somebody else's is not there."""
    helpline, person = here.helpline(), here.staff()
    row = cases.find_row(helpline, person, case_id)
    return card_of(helpline, row, person, here.words(), helpline.now())


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
