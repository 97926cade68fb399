"""What supervisors have to know: late cases, reads outside assignment, broken glass."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.caseworker import Role
from helpline.core.errors import Refused
from helpline.core.oversight import GLASS_LASTS
from helpline.operations import access, noticing
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import NOTICES


@dataclass(frozen=True, slots=True)
class Line:
    """One notice, ready to read."""

    id: str
    time: str
    what: str
    who: str
    case_id: str
    name: str
    done: bool


@blueprint.get("/notices")
def notices_page() -> ResponseReturnValue:
    """What nobody has dealt with yet, then the rest."""
    return _page()


@blueprint.post("/notices/<notice_id>/done")
def notice_done(notice_id: str) -> ResponseReturnValue:
    """Somebody has dealt with it."""
    noticing.done(here.helpline(), here.staff(), notice_id)
    return redirect(url_for("console.notices_page"), code=303)


@blueprint.post("/break-glass")
def break_glass() -> ResponseReturnValue:
    """Open one case outside one's reach for an hour."""
    case_id = forms.field("case").rstrip("/").rsplit("/", 1)[-1]
    try:
        access.break_glass(here.helpline(), here.staff(), case_id, forms.field("reason"))
    except Refused as refused:
        return _page(refused)
    return redirect(url_for("console.case_page", case_id=case_id), code=303)


@blueprint.get("/cases/<case_id>/seen")
def who_saw(case_id: str) -> ResponseReturnValue:
    """Who opened the case, and who is kept away from it."""
    return _seen(case_id)


@blueprint.post("/cases/<case_id>/seen")
def exclude(case_id: str) -> ResponseReturnValue:
    """Keep somebody with a conflict of interest away, or let them in again."""
    away = forms.field("access") != "allowed"
    try:
        access.exclude(here.helpline(), here.staff(), case_id, forms.field("person"), excluded=away)
    except Refused as refused:
        return _seen(case_id, refused)
    return redirect(url_for("console.who_saw", case_id=case_id), code=303)


def _page(refused: Refused | None = None) -> Response:
    person, now, words = here.staff(), here.helpline().now(), here.words()
    lines = [
        Line(
            id=seen.notice.id,
            time=clock(seen.notice.at, now),
            what=words.say(NOTICES[seen.notice.kind]),
            who=seen.actor.first_name if seen.actor else "",
            case_id=seen.case.id if seen.case else "",
            name=seen.case.pseudonym if seen.case else "",
            done=seen.notice.seen_at is not None,
        )
        for seen in noticing.notices(here.helpline(), person)
    ]
    return forms.page(
        "notices.html",
        refused,
        lines=lines,
        may_close=person.role is not Role.AUDITOR,
        may_break=person.role is not Role.AUDITOR,
        minutes=int(GLASS_LASTS.total_seconds() // 60),
        typed=forms.typed("case", "reason"),
    )


def _seen(case_id: str, refused: Refused | None = None) -> Response:
    found = access.who_saw(here.helpline(), here.staff(), case_id)
    now = here.helpline().now()
    sights = [(sight, clock(sight.last.entry.at, now)) for sight in found.seen]
    return forms.page("seen.html", refused, found=found, sights=sights)
