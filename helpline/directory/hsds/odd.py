"""Values that the standard allows and that are hardly meant: warned about, taken as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from helpline.directory.hsds.check import Problem
from helpline.directory.model import Service
from helpline.directory.terms import NUMBERS
from helpline.text.phone import parse

DATES = frozenset({"assured_date", "last_modified", "last_action_date"})
"""Dates of something that has happened."""
RANGES = {"latitude": 90, "longitude": 180}


def odd_values(
    document: dict[str, Any], service: Service, now: datetime, path: str
) -> Iterator[Problem]:
    """Everything odd about an object that is taken."""
    yield from _walk(document, path, now)
    for point in service.contacts:
        if point.kind in NUMBERS and parse(point.value) is None:
            yield Problem(path, f"the number {point.value!r} cannot be dialled; somebody must look")
    if service.area.provinces or service.area.national:
        return
    for place, name in _unknown_places(document, path):
        yield Problem(place, f"{name!r} is no province of Cambodia: matched by no province")


def _walk(value: object, path: str, now: datetime) -> Iterator[Problem]:
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}"
            yield from _one(name, inner, here, now)
            yield from _walk(inner, here, now)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{place}]", now)


def _one(name: str, value: object, path: str, now: datetime) -> Iterator[Problem]:
    limit = RANGES.get(name)
    if limit is not None and isinstance(value, int | float) and not -limit <= value <= limit:
        yield Problem(path, f"{value} is beyond {limit} degrees")
    if name in DATES and isinstance(value, str) and value[:10] > now.date().isoformat():
        yield Problem(path, f"{value} lies in the future")


def _unknown_places(document: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for number, area in enumerate(document.get("service_areas", [])):
        if area.get("name"):
            yield f"{path}.service_areas[{number}].name", area["name"]
    for number, place in enumerate(document.get("service_at_locations", [])):
        for inner, address in enumerate(place.get("location", {}).get("addresses", [])):
            here = f"{path}.service_at_locations[{number}].location.addresses[{inner}]"
            yield f"{here}.state_province", address["state_province"]
