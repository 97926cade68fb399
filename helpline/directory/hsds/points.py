"""Contact points and places of an HSDS service, wherever in the object they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpline.directory.model import ContactPoint, Location
from helpline.directory.terms import DialScope, Kind, Visibility
from helpline.text.phone import PhoneNumber, ShortCode, parse

TYPES = {"sms": Kind.SMS, "text": Kind.SMS, "whatsapp": Kind.WHATSAPP}
INSIDE = ("organization", "contacts", "service_at_locations", "location", "locations")


def contact_points(document: dict[str, Any]) -> tuple[ContactPoint, ...]:
    """Every phone in the object, each once; all of them candidates."""
    found: dict[str, ContactPoint] = {}
    for place, phone in _phones(document, ""):
        if phone["id"] not in found:
            found[phone["id"]] = _point(phone, place)
    return tuple(found.values())


def _phones(document: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for phone in document.get("phones", []):
        yield place, phone
    for name in INSIDE:
        inner = document.get(name, [])
        for number, one in enumerate(inner if isinstance(inner, list) else [inner]):
            here = f"{place}.{name}[{number}]" if isinstance(inner, list) else f"{place}.{name}"
            yield from _phones(one, here.lstrip("."))


def _point(phone: dict[str, Any], place: str) -> ContactPoint:
    number = parse(phone["number"])
    kind = TYPES.get(str(phone.get("type", "")).casefold(), Kind.PHONE)
    if isinstance(number, ShortCode) and kind is Kind.PHONE:
        kind = Kind.SHORT_CODE
    abroad = isinstance(number, PhoneNumber)
    return ContactPoint(
        id=phone["id"],
        kind=kind,
        value=phone["number"][:200],
        dial_scope=DialScope.INTERNATIONAL if abroad else DialScope.NATIONAL,
        languages=tuple(one["code"][:200] for one in phone.get("languages", []) if "code" in one),
        note=phone.get("description", "")[:8000],
        place=place[:200],
    )


def locations(document: dict[str, Any]) -> tuple[Location, ...]:
    """The places; nobody has said yet that an address may be known."""
    inner = [one.get("location") for one in document.get("service_at_locations", [])]
    found = {one["id"]: one for one in inner if one}
    return tuple(
        Location(
            id=key,
            visibility=Visibility.AREA_ONLY,
            name=one.get("name", "")[:200],
            rest=one,
        )
        for key, one in found.items()
    )
