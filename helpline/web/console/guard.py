"""The door of the web app: every request passes here before any view sees it."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused
from helpline.operations import audit, sign_in
from helpline.web.access import Audience, admits, rule_of
from helpline.web.console import here
from helpline.web.console.pages import sign_in_page
from helpline.web.request_id import request_id

BY_ITSELF = frozenset({"console.queue_rows", "console.danger", "console.talk"})
"""What an open page asks for by itself. It keeps nobody signed in (SAFETY T20)."""


def guard() -> ResponseReturnValue | None:
    """Let the request pass, or answer it here: 404, 403, or the page to sign in."""
    if request.endpoint is None:
        return None  # Flask answers 404 or 405 by itself
    rule = rule_of(request.endpoint)
    if rule is None:
        abort(404)
    if rule in (Audience.HOOK, Audience.DEMO):
        return None
    if rule is not Audience.PUBLIC:
        person = _who()
        if person is None:
            return sign_in_page(expired=here.token() is not None, status=401)
        g.staff = person
    _protect_forms()
    if rule is not Audience.PUBLIC and not admits(rule, here.staff().role):
        audit.denied(here.helpline(), here.staff(), request.endpoint, "role")
        raise Refused("not_allowed")
    return None


def _who() -> Caseworker | None:
    token = here.token()
    if token is None:
        return None
    active = request.endpoint not in BY_ITSELF
    person = sign_in.who(here.helpline(), token, active=active)
    return replace(person, request=request_id()) if person else None


def _protect_forms() -> None:
    """A form of ours carries a token of ours, else CSRFError. `security` looked at its Origin."""
    csrf: CSRFProtect = current_app.extensions["csrf"]
    csrf.protect()
