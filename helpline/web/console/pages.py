"""Pages that more than one place shows: the one to sign in, and the one that says what is wrong."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from helpline.web.console import here
from helpline.web.console.draft import Draft, posted


def sign_in_page(
    *,
    problem: str | None = None,
    expired: bool = False,
    name: str = "",
    status: int = 200,
) -> Response:
    """The form to sign in. What was written before the session ended goes with it."""
    where = here.next_page(request.values.get("next")) or _this_page()
    page = render_template(
        "console/sign_in.html",
        problem=problem,
        expired=expired,
        name=name,
        draft=posted(),
        next=where,
        demo=here.helpline().settings.demo,
        elsewhere_page=request.headers.get("Sec-Fetch-Site") == "cross-site",
    )
    return make_response(page, status)


def problem_page(problem: str, status: int, draft: Draft | None = None) -> Response:
    """What is wrong, in the person's language, with what they had written."""
    page = render_template(
        "console/problem.html",
        problem=problem,
        status=status,
        draft=draft or Draft(),
        back=_this_page(),
        again=request.path if request.method == "POST" else None,
    )
    return make_response(page, status)


def _this_page() -> str | None:
    """Where to go on: the page asked for; after a form, the case that it belonged to."""
    if request.endpoint in {"console.sign_in", "console.check_sign_in"}:
        return None
    case_id = (request.view_args or {}).get("case_id")
    if case_id:
        return here.next_page(f"/console/cases/{case_id}")
    return here.next_page(request.path) if request.method == "GET" else None
