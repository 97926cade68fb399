"""The parts of a service that the world may see: verified contacts and public addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from helpline.directory.hsds.names import uuid_of
from helpline.directory.hsds.shape import shapes
from helpline.directory.model import Location, Service
from helpline.directory.render import checked, dialled
from helpline.directory.terms import NUMBERS, Claim, Kind, Visibility
from helpline.directory.verify import publishable
from helpline.text.provinces import province

TYPES = {Kind.PHONE: "voice", Kind.SHORT_CODE: "voice", Kind.SMS: "sms", Kind.WHATSAPP: "whatsapp"}


def public_phones(service: Service, now: datetime) -> list[dict[str, Any]]:
    """Numbers that are publishable now, each with the day on which it was checked."""
    return [
        {
            "id": uuid_of(point.id),
            "service_id": uuid_of(service.id),
            "number": dialled(point, local=point.kind is Kind.SHORT_CODE),
            "type": TYPES[point.kind],
            "description": checked(service, point, now, "en"),
        }
        for point in service.contacts
        if point.kind in NUMBERS and publishable(service, point, now)
    ]


def public_locations(service: Service) -> list[dict[str, Any]]:
    """Places, with the address where that is public; of a residence nothing at all."""
    if service.residential is Claim.YES:
        return []
    return [
        {
            "id": uuid_of(service.id, "at", place.id),
            "service_id": uuid_of(service.id),
            "location_id": uuid_of(place.id),
            "location": _location(place),
        }
        for place in service.locations
        if place.visibility is not Visibility.HIDDEN
    ]


def _location(place: Location) -> dict[str, Any]:
    if place.visibility is Visibility.PUBLIC:
        return {"location_type": "physical"} | _plain(place.rest) | {"id": uuid_of(place.id)}
    area = province(place.province) if place.province else None
    found = {"id": uuid_of(place.id), "location_type": "virtual"}
    return found | ({"name": area.latin} if area else {})


def _plain(location: dict[str, Any]) -> dict[str, Any]:
    """The standard's own plain fields of a place and its addresses; no contact of it."""
    found = _fields("location", location)
    addresses = [_fields("address", one) for one in location.get("addresses", [])]
    return found | ({"addresses": addresses} if addresses else {})


def _fields(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in shapes()[kind].fields}
    return {name: one for name, one in value.items() if name in names and not name.endswith("_id")}
