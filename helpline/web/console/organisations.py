"""Organisations, for the system administrator: counts, never a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from helpline.core.case import Priority
from helpline.core.caseworker import Role
from helpline.core.errors import Refused
from helpline.operations import organisations
from helpline.operations.roster import ZONE
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.people import link_page, newcomer
from helpline.web.console.words import N_

AGREED = N_("Saved. After the last day the partners of the organisation cannot sign in.")


@blueprint.get("/organisations")
def organisations_page() -> ResponseReturnValue:
    """How many work and how many wait, in each."""
    return _page()


@blueprint.post("/organisations")
def add_organisation() -> ResponseReturnValue:
    """A new organisation: the answer shows the link of its first administrator."""
    try:
        first = replace(newcomer(), role=Role.ORGANISATION_ADMIN)
        invited = organisations.add(
            here.helpline(), here.staff(), forms.field("organisation"), first
        )
    except Refused as refused:
        return _page(refused)
    return link_page(invited)


@blueprint.post("/organisations/agreement")
def agree_until() -> ResponseReturnValue:
    """The last day of an agreement; an empty day means that it has no end."""
    written = forms.field("agreed_until")
    try:
        last_day = date.fromisoformat(written) if written else None
    except ValueError:
        return _page(Refused("day_not_readable"))
    organisations.agree_until(here.helpline(), here.staff(), forms.field("home"), last_day)
    flash(AGREED)
    return redirect(url_for("console.organisations_page"), code=303)


def _page(refused: Refused | None = None) -> Response:
    return forms.page(
        "organisations.html",
        refused,
        today=here.helpline().now().astimezone(ZONE).date(),
        found=organisations.overview(here.helpline(), here.staff()),
        priorities=tuple(Priority),
        typed=forms.typed("organisation", "name", "first_name", "language", "agreed_until"),
    )
