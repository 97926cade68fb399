"""The web console of caseworkers: server-rendered pages that work without JavaScript.

Views translate between HTTP and operations and decide nothing: who may pass is in
`web/access.py`, what is allowed is in `operations/`, what errors say is in `problems.py`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFProtect

from helpline.operations.sign_in import LANGUAGES
from helpline.web.console import (  # noqa: F401 - importing the views gives the blueprint its pages
    account,
    answering,
    assignment,
    audit,
    calls,
    case,
    casenotes,
    check_ins,
    directory,
    directory_acts,
    directory_edit,
    ending,
    entrance,
    errors,
    exports,
    guard,
    here,
    invitation,
    joining,
    no_plan,
    notices,
    numbers,
    organisations,
    people,
    queue,
    referrals,
    referred,
    referring,
    replies,
    roster,
    tasks,
)
from helpline.web.console.door import blueprint
from helpline.web.console.menu import menu
from helpline.web.console.words import load
from helpline.web.public import ELSEWHERE

__all__ = ["blueprint", "register"]


def register(app: Flask) -> None:
    """Put the guard of all endpoints, the forms' protection and the words into the app.

    Registering the blueprint does this too; doing it twice changes nothing. Cookies and the
    secret key are the app's.
    """
    if here.WORDS in app.extensions:
        return
    app.extensions[here.WORDS] = load()
    app.extensions[here.CANNED] = replies.load()
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks, so that hooks are not asked
        WTF_CSRF_TIME_LIMIT=None,  # a form is good as long as the session it was made in
        WTF_CSRF_SSL_STRICT=False,  # browsers send us no Referer; `security` checks Origin
    )
    CSRFProtect(app)
    app.before_request(guard.guard)


def _on_registration(state: BlueprintSetupState) -> None:
    register(cast(Flask, state.app))


blueprint.record_once(_on_registration)


@blueprint.context_processor
def _on_every_page() -> dict[str, Any]:
    words = here.words()
    return {
        "_": words.say,
        "language": words.language,
        "languages": LANGUAGES,
        "staff": here.staff_or_none(),
        "asset": asset,
        "elsewhere": ELSEWHERE,
        "menu": menu(here.staff_or_none(), words),
    }


def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it."""
    return url_for("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    path = Path(__file__).resolve().parents[1] / "static" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
