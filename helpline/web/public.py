"""The neutral page at `/`: it tells nobody what this is, keeps nothing, and is left in one touch.

SAFETY section 5, Web: a link that works without JavaScript, a keyboard shortcut with it, an
honest line that the browser's history stays, a neutral title and icon, no cookies.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

blueprint = Blueprint("public", __name__)

ELSEWHERE = "https://www.wikipedia.org/"
"""Where the quick exit leads: a page that anybody may have open."""


@blueprint.get("/")
def front() -> str:
    """The same bytes for everybody."""
    return render_template(
        "public/front.html", name=current_app.config["SENDER_NAME"], elsewhere=ELSEWHERE
    )
