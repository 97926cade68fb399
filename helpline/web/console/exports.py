"""Exports: ask, let a second person decide, fetch once."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.errors import Refused
from helpline.core.oversight import ExportKind, ExportState
from helpline.operations import exports
from helpline.operations.roster import ZONE
from helpline.web.console import forms, here
from helpline.web.console.clockface import clock
from helpline.web.console.door import blueprint
from helpline.web.console.labels import EXPORT_KINDS, EXPORT_STATES
from helpline.web.console.words import N_

ASKED = N_("Asked for. Another supervisor has to agree before it can be fetched.")
READY = N_("Ready. It can be fetched once, within 24 hours.")
DECIDED = N_("Your decision is recorded.")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/octet-stream"}


@blueprint.get("/exports")
def exports_page() -> ResponseReturnValue:
    """What was asked for, and the form to ask."""
    return _page()


@blueprint.post("/exports")
def ask_export() -> ResponseReturnValue:
    """Ask for an export."""
    try:
        request = exports.Request(
            kind=_kind(),
            first_day=_day("first_day"),
            last_day=_day("last_day"),
            reason=forms.field("reason"),
            password=forms.secret("password"),
            code=forms.field("code"),
        )
        export = exports.ask(here.helpline(), here.staff(), request)
    except Refused as refused:
        return _page(refused)
    flash(ASKED if export.state is ExportState.ASKED else READY)
    return redirect(url_for("console.exports_page"), code=303)


@blueprint.post("/exports/<export_id>/decide")
def decide_export(export_id: str) -> ResponseReturnValue:
    """The second person says yes or no."""
    try:
        exports.decide(
            here.helpline(),
            here.staff(),
            export_id,
            approved=forms.field("decision") == "yes",
            password=forms.secret("password"),
            code=forms.field("code"),
        )
    except Refused as refused:
        return _page(refused)
    flash(DECIDED)
    return redirect(url_for("console.exports_page"), code=303)


@blueprint.post("/exports/<export_id>/file")
def fetch_export(export_id: str) -> ResponseReturnValue:
    """The file, once."""
    wanted = forms.field("format")
    file = exports.fetch(here.helpline(), here.staff(), export_id, wanted)
    response = Response(file.content, mimetype=TYPES[wanted])
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _page(refused: Refused | None = None) -> Response:
    person, now, words = here.staff(), here.helpline().now(), here.words()
    rows = [
        {
            "export": export,
            "kind": words.say(EXPORT_KINDS[export.kind]),
            "state": words.say(EXPORT_STATES[export.state]),
            "who": who.first_name,
            "when": clock(export.asked_at, now),
            "mine": who.id == person.id,
            "to_decide": export.state is ExportState.ASKED and who.id != person.id,
            "to_fetch": export.state is ExportState.APPROVED and who.id == person.id,
        }
        for export, who in exports.recent(here.helpline(), person)
    ]
    today = now.astimezone(ZONE).date()
    return forms.page(
        "exports.html",
        refused,
        rows=rows,
        kinds=EXPORT_KINDS,
        first_day=forms.field("first_day") or (today - timedelta(days=30)).isoformat(),
        last_day=forms.field("last_day") or today.isoformat(),
        typed=forms.typed("kind", "reason"),
        no_code=forms.no_code_needed(),
    )


def _kind() -> ExportKind:
    try:
        return ExportKind(forms.field("kind"))
    except ValueError:
        raise Refused("days_not_usable") from None


def _day(name: str) -> date:
    try:
        return date.fromisoformat(forms.field(name))
    except ValueError:
        raise Refused("days_not_usable") from None
