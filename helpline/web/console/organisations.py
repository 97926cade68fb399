"""Organisations, for the system administrator: counts, never a case."""

from __future__ import annotations

from dataclasses import replace

from flask import Response
from flask.typing import ResponseReturnValue

from helpline.core.case import Priority
from helpline.core.caseworker import Role
from helpline.core.errors import Refused
from helpline.operations import organisations
from helpline.web.console import forms, here
from helpline.web.console.door import blueprint
from helpline.web.console.people import link_page, newcomer


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


def _page(refused: Refused | None = None) -> Response:
    return forms.page(
        "organisations.html",
        refused,
        found=organisations.overview(here.helpline(), here.staff()),
        priorities=tuple(Priority),
        typed=forms.typed("organisation", "name", "first_name", "language"),
    )
