"""The places in the form of a service, and how much of each address may be known."""

from __future__ import annotations

import re

from flask import request

from helpline.directory.hsds.names import uuid_of
from helpline.directory.model import Location, Service
from helpline.directory.terms import Visibility
from helpline.text.provinces import province
from helpline.web.console import here

LONGEST = 200
BLANK = Location(id="", visibility=Visibility.HIDDEN)
"""A new place is told to nobody until somebody says otherwise."""


def read_places(old: Service) -> tuple[Location, ...]:
    """Known places as they were filled in, without removed ones, and a new one that has an address.

    Raises ValidationError, ValueError.
    """
    known = [
        _known(place, f"place_{number}_")
        for number, place in enumerate(old.locations)
        if f"place_{number}_remove" not in request.form
    ]
    return (*known, *_new("place_new_"))


def _known(old: Location, prefix: str) -> Location:
    """Only who may know it and the province change: another address is another place."""
    changes = {
        "visibility": Visibility(request.form.get(f"{prefix}visibility", old.visibility.value)),
        "province": request.form.get(f"{prefix}province", old.province or "") or None,
    }
    return Location.model_validate(old.model_copy(update=changes).model_dump())


def _new(prefix: str) -> list[Location]:
    address = _line(f"{prefix}address")
    if not address:
        return []
    code = request.form.get(f"{prefix}province", "")
    area = province(code)
    if area is None:
        raise ValueError("a place is in a province")
    key = uuid_of(here.helpline().new_id())
    written = {
        "id": uuid_of(key, "address"),
        "address_1": address,
        "city": area.latin,
        "state_province": area.latin,
        "postal_code": "",
        "country": "KH",
        "address_type": "physical",
    }
    return [
        Location(
            id=key,
            visibility=Visibility(request.form.get(f"{prefix}visibility", Visibility.HIDDEN)),
            province=code,
            name=_line(f"{prefix}name"),
            rest={"id": key, "location_type": "physical", "addresses": [written]},
        )
    ]


def _line(name: str) -> str:
    return re.sub(r"\s+", " ", request.form.get(name, "")).strip()[:LONGEST]
