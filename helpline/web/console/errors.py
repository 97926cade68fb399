"""From errors to pages, in one place.

A page that was sent with something written in it comes back with it, whatever happened: on the
case's own page if that can be shown, else on a page that offers to send it again.
"""

from __future__ import annotations

from contextlib import suppress

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from helpline.core.errors import HelplineError, StoreUnavailable
from helpline.web.console import here, problems
from helpline.web.console.case import show_case
from helpline.web.console.door import blueprint
from helpline.web.console.draft import posted
from helpline.web.console.guard import BY_ITSELF
from helpline.web.console.pages import problem_page
from helpline.web.console.problems import Problem


@blueprint.errorhandler(HelplineError)
def on_helpline_error(error: HelplineError) -> ResponseReturnValue:
    """Refused, NotFound, Stale, StoreUnavailable: say so and keep what was written."""
    found = problems.of(error)
    if found is problems.BROKEN or request.endpoint in BY_ITSELF:
        here.helpline().trouble("console_error", [type(error).__name__])
    return _explain(found, case_page=not isinstance(error, StoreUnavailable))


@blueprint.errorhandler(CSRFError)
def on_old_form(_error: CSRFError) -> ResponseReturnValue:
    """The form's token does not fit: the session it belonged to is over."""
    return _explain(problems.OLD_FORM, case_page=True)


@blueprint.errorhandler(HTTPException)
def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """404, 405, 413 and the like."""
    known = {403: problems.FOREIGN_PAGE, 404: problems.NOT_THERE}
    status = error.code or 500
    found = known.get(status, problems.BROKEN if status >= 500 else problems.OTHER)
    return _explain(Problem(found.text, status), case_page=False)


@blueprint.errorhandler(Exception)
def on_defect(_error: Exception) -> ResponseReturnValue:
    """A defect of ours: no detail on the page, its kind and place to the operator."""
    here.helpline().trouble("console_defect", [type(_error).__name__, str(request.endpoint)])
    return _explain(problems.BROKEN, case_page=False)


@blueprint.route("/<path:_anything>", methods=["GET", "POST"])
def nowhere(_anything: str) -> ResponseReturnValue:
    """Every page that does not exist looks like every case that does not (SAFETY T17)."""
    return _explain(problems.NOT_THERE, case_page=False)


def _explain(found: Problem, *, case_page: bool) -> Response:
    case_id = (request.view_args or {}).get("case_id")
    if case_page and case_id and request.method == "POST" and here.staff_or_none():
        with suppress(HelplineError):
            page = show_case(case_id, draft=posted(), problem=found.text)
            return make_response(page, found.status)
    return problem_page(found.text, found.status, posted())
