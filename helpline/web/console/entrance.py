"""Coming and going: sign in, sign out, choose a language."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.operations import sign_in as operation
from helpline.operations.sign_in import Attempt
from helpline.web.console import here, problems
from helpline.web.console.case import show_case
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.menu import first_page
from helpline.web.console.pages import problem_page, sign_in_page
from helpline.web.request_id import request_id


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The page to sign in."""
    return sign_in_page()


@blueprint.post("/sign-in")
def check_sign_in() -> ResponseReturnValue:
    """Sign in; go on where the session had ended, with what was written there."""
    form = request.form
    attempt = Attempt(
        name=form.get("name", ""),
        password=form.get("password", ""),
        code=form.get("code", ""),
        address=request.remote_addr or "",
        request=request_id(),
    )
    try:
        signed_in = operation.sign_in(here.helpline(), attempt)
    except Refused as refused:
        found = problems.of_code(refused.code)
        return sign_in_page(problem=found.text, name=attempt.name, status=found.status)
    g.staff = signed_in.caseworker
    session.clear()
    session[here.LANGUAGE] = signed_in.caseworker.language
    g.pop("csrf_token", None)
    response = _go_on()
    here.hand_over_token(response, signed_in.token)
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session on the server and forget it in the browser."""
    operation.sign_out(here.helpline(), here.token() or "", request_id())
    session.clear()
    response = make_response(
        redirect(url_for("console.sign_in", lang=here.staff().language), code=303)
    )
    here.take_back_token(response)
    return response


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Show the console in the other language from now on."""
    wanted = request.form.get("language", "")
    session[here.LANGUAGE] = operation.choose_language(
        here.helpline(), here.staff(), wanted
    ).language
    return redirect(here.next_page(request.form.get("next")) or url_for("console.start"), code=303)


@blueprint.get("/here")
def still_here() -> ResponseReturnValue:
    """The person is typing or reading: the session goes on."""
    return "", 204


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """The first page of each role."""
    first = first_page(here.staff())
    if first is not None:
        return redirect(url_for(first), code=303)
    return problem_page(problems.of_code("no_casework").text, 200)


def _go_on() -> Response:
    """To the page asked for. A draft cannot travel by redirect, so its case is shown at once."""
    where = here.next_page(request.form.get("next"))
    draft = posted()
    if draft and where and where.startswith("/console/cases/"):
        return show_case(where.rsplit("/", 1)[-1], draft=draft, problem=problems.KEPT)
    return make_response(redirect(where or url_for("console.start"), code=303))
