"""What a console page stands on: the helpline, the person signed in, their language.

Everything is kept on the request; nothing is remembered between two of them.
"""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, g, request, session

from helpline.core.caseworker import Caseworker
from helpline.operations.helpline import Helpline
from helpline.operations.sign_in import LANGUAGES
from helpline.web.console.replies import Canned
from helpline.web.console.words import Words

WORDS = "helpline.console.words"
CANNED = "helpline.console.canned"
DEFAULT_LANGUAGE = "km"
LANGUAGE = "language"
"""Where the form cookie remembers it, for the page that says that the session has ended."""


def helpline() -> Helpline:
    """The helpline that this app serves."""
    return cast(Helpline, current_app.extensions["helpline"])


def staff() -> Caseworker:
    """The person signed in. The guard has let nobody else this far."""
    return cast(Caseworker, g.staff)


def staff_or_none() -> Caseworker | None:
    """The person signed in, if anybody is."""
    return cast("Caseworker | None", g.get("staff"))


def words() -> Words:
    """The words of the page: in the person's language, else as asked or as before, else Khmer."""
    person = staff_or_none()
    language = person.language if person else _asked_language()
    catalogues = cast(dict[str, Words], current_app.extensions[WORDS])
    return catalogues.get(language, catalogues[DEFAULT_LANGUAGE])


def canned() -> dict[str, dict[str, Canned]]:
    """The canned replies: language, key, reply."""
    return cast(dict[str, dict[str, Canned]], current_app.extensions[CANNED])


def _asked_language() -> str:
    asked = request.args.get("lang") or request.form.get("lang") or session.get(LANGUAGE)
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def is_secure() -> bool:
    """True where people come by https; plain http is for this machine only."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def cookie_name() -> str:
    """`__Host-` ties the cookie to this very host; browsers take it only with https."""
    return "__Host-staff" if is_secure() else "staff"


def token() -> str | None:
    """The session's token as the browser sent it."""
    return request.cookies.get(cookie_name()) or None


def hand_over_token(response: Response, value: str) -> None:
    """Give the browser its session; it ends with the browser, or earlier."""
    response.set_cookie(
        cookie_name(),
        value,
        path="/",
        secure=is_secure(),
        httponly=True,
        samesite="Strict",
    )


def take_back_token(response: Response) -> None:
    """Tell the browser to forget the session, its cookies and all it kept of the console."""
    response.delete_cookie(
        cookie_name(),
        path="/",
        secure=is_secure(),
        httponly=True,
        samesite="Strict",
    )
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def next_page(wanted: str | None) -> str | None:
    """A page of this console to go to, or None: never another site (`//evil`, `/\\evil`)."""
    if not wanted or not wanted.startswith("/console/") or not wanted.isprintable():
        return None
    return None if "\\" in wanted or "//" in wanted else wanted
