"""The form of a service: a caseworker proposes, a supervisor publishes."""

from __future__ import annotations

import re

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from helpline.core.errors import Refused
from helpline.directory.model import Area, ContactPoint, Provider, Service, Words
from helpline.directory.terms import (
    Audience,
    Claim,
    DialScope,
    Duty,
    Kind,
    Need,
    Operator,
    Status,
    Term,
)
from helpline.operations.directory import edit, look
from helpline.text.provinces import PROVINCES
from helpline.web.console import directory_labels as labels
from helpline.web.console import here, problems
from helpline.web.console.directory_places import BLANK, read_places
from helpline.web.console.door import blueprint
from helpline.web.console.problems import Problem
from helpline.web.console.words import N_

SAVED = N_("Published. A contact with a new value must be verified before anybody is told of it.")
PROPOSED = N_("Proposed. A supervisor decides.")
NEW_POINTS = 1
EMPTY = Service(
    id="new", provider=Provider(id="new", name=""), name=Words(), operator=Operator.UNKNOWN
)


@blueprint.get("/directory/new")
def directory_new() -> ResponseReturnValue:
    """An empty form."""
    return _form(EMPTY, 0)


@blueprint.get("/directory/entry/<service_id>/edit")
def directory_edit(service_id: str) -> ResponseReturnValue:
    """The form of a service as it stands."""
    view = look.entry(here.helpline(), here.staff(), service_id)
    return _form(view.service, view.seen)


@blueprint.post("/directory/new")
def directory_add() -> ResponseReturnValue:
    """Add a service, or propose it."""
    try:
        wanted = _read(EMPTY.model_copy(update={"id": here.helpline().new_id()}))
        published = edit.add(here.helpline(), here.staff(), wanted)
    except (ValidationError, ValueError) as error:
        return _form(EMPTY, 0, _not_valid(error))
    flash(SAVED if published else PROPOSED)
    return redirect(url_for("console.directory_page"), code=303)


@blueprint.post("/directory/entry/<service_id>/edit")
def directory_change(service_id: str) -> ResponseReturnValue:
    """Change a service, or propose the change."""
    view = look.entry(here.helpline(), here.staff(), service_id)
    seen = request.form.get("seen", -1, type=int)
    try:
        published = edit.change(here.helpline(), here.staff(), _read(view.service), seen)
    except Refused as refused:
        return _form(view.service, view.seen, problems.of_code(refused.code))
    except (ValidationError, ValueError) as error:
        return _form(view.service, view.seen, _not_valid(error))
    flash(SAVED if published else PROPOSED)
    return redirect(url_for("console.directory_entry", service_id=service_id), code=303)


def _form(service: Service, seen: int, problem: Problem | None = None) -> Response:
    page = render_template(
        "console/directory_edit.html",
        service=service,
        seen=seen,
        labels=labels,
        provinces=PROVINCES,
        is_new=service is EMPTY,
        blank=ContactPoint(id="", kind=Kind.PHONE, value=""),
        blank_place=BLANK,
        problem=problem.text if problem else None,
    )
    return make_response(page, problem.status if problem else 200)


def _not_valid(_error: Exception) -> Problem:
    return problems.of_code("not_understood_form")


def _read(old: Service) -> Service:
    """The service as the form has it. Raises ValidationError, ValueError."""
    form = request.form
    name = Words(en=_text("name_en", 200), km=_text("name_km", 200))
    if not (name.en or name.km):
        raise ValueError("a service has a name")
    changes = {
        "name": name,
        "description": Words(en=_text("description_en"), km=_text("description_km")),
        "provider": old.provider.model_copy(
            update={"name": _text("provider", 200) or name.en or name.km, **_provider_id(old)}
        ),
        "needs": tuple(Need(one) for one in form.getlist("needs")),
        "area": Area(
            national="national" in form,
            remote="remote" in form,
            abroad=old.area.abroad,
            provinces=tuple(form.getlist("provinces")),
            districts=old.area.districts,
            note=old.area.note,
        ),
        "term": Term(form.get("term", "unknown")),
        "operator": Operator(form.get("operator", "unknown")),
        "residential": Claim(form.get("residential", "unknown")),
        "requires_formal_identification": Claim(form.get("formal_identification", "unknown")),
        "status": Status(form.get("status", "active")),
        "exclude_reason": _text("exclude_reason"),
        "contacts": _points(old),
        "locations": read_places(old),
    }
    changed = old.model_copy(update=changes)
    return Service.model_validate(changed.model_dump())


def _provider_id(old: Service) -> dict[str, str]:
    return {"id": old.id} if old.provider.id == EMPTY.provider.id else {}


def _points(old: Service) -> tuple[ContactPoint, ...]:
    """Known contact points as they were filled in, and new ones that have a value."""
    known = [_point(point, f"point_{number}_") for number, point in enumerate(old.contacts)]
    fresh = ContactPoint(id=here.helpline().new_id(), kind=Kind.PHONE, value="-")
    new = _point(fresh, "point_new_")
    return (*known, *([new] if new.value != "-" else []))


def _point(old: ContactPoint, prefix: str) -> ContactPoint:
    form = request.form
    kind = Kind(form.get(f"{prefix}kind", old.kind.value))
    value = re.sub(r"\s+", " ", form.get(f"{prefix}value", "")).strip()[:200] or old.value
    national = kind is Kind.SHORT_CODE
    changes = {
        "kind": kind,
        "value": value,
        "duty": Duty(form.get(f"{prefix}duty", old.duty.value)),
        "audience": Audience(form.get(f"{prefix}audience", old.audience.value)),
        "fills": form.get(f"{prefix}fills", old.fills),
        "dial_scope": DialScope.NATIONAL if national else DialScope.INTERNATIONAL,
    }
    return ContactPoint.model_validate(old.model_copy(update=changes).model_dump())


def _text(name: str, most: int = 4000) -> str:
    return request.form.get(name, "").strip()[:most]
