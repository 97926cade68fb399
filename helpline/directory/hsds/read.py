"""A service from an HSDS object that `check` found nothing wrong with.

What the standard says and we do not keep stays in `rest`, so that export gives it back. What we
say beyond the standard comes in `x_skd_` members. Nothing that is read here is verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from helpline.directory.acts import as_candidate
from helpline.directory.hsds.check import Problem
from helpline.directory.hsds.odd import odd_values
from helpline.directory.hsds.points import contact_points, locations
from helpline.directory.hsds.taxonomy import AUDIENCES, NEEDS, coded
from helpline.directory.model import Area, Provider, Service, Words
from helpline.directory.terms import Claim, Group, Need, Operator, Status
from helpline.text.provinces import PROVINCES, province_in

PREFIX = "x_skd_"
STATES = f"{PREFIX}states"
"""Told for a reader only: where each contact point stands where the file comes from."""
LONGEST = 8000
NATIONWIDE = frozenset({"cambodia", "kingdom of cambodia", "nationwide", "national", "កម្ពុជា"})
CODES = {one.code for one in PROVINCES}
ISO = {one.iso: one.code for one in PROVINCES}


def read_service(
    document: dict[str, Any], now: datetime, path: str = "$"
) -> tuple[Service | None, list[Problem], list[Problem]]:
    """The service, why it is refused (then there is none), and what is odd about it."""
    standard = {key: one for key, one in document.items() if not key.startswith(PREFIX)}
    ours = {
        key.removeprefix(PREFIX): one
        for key, one in document.items()
        if key.startswith(PREFIX) and key != STATES
    }
    try:
        service = from_standard(standard)
        if ours:
            kept = service.model_dump(mode="json", exclude_defaults=True)
            rest = {} if ours.get("own") else {"rest": standard}
            ours.pop("own", None)
            service = Service.model_validate(kept | {"rest": {}} | rest | ours)
    except ValidationError as error:
        return None, [_problem(path, one) for one in error.errors()], []
    return as_candidate(service), [], list(odd_values(standard, service, now, path))


def from_standard(document: dict[str, Any]) -> Service:
    """What the standard's own fields say. Raises ValidationError for what is too long."""
    attributes = document.get("attributes")
    needs = [one for one in coded(attributes, NEEDS) if one in set(Need)]
    serves = [one for one in coded(attributes, AUDIENCES) if one in set(Group)]
    return Service(
        id=document["id"],
        provider=_provider(document),
        name=_words(_short(document["name"]), _short(document.get("alternate_name", ""))),
        description=_words(_short(document.get("description", "")), ""),
        needs=tuple(Need(one) for one in needs),
        serves={Group(one): Claim.YES for one in serves},
        serves_note=_short(document.get("eligibility_description", "")),
        minimum_age=document.get("minimum_age"),
        maximum_age=document.get("maximum_age"),
        operator=Operator.UNKNOWN,
        area=_area(document),
        status=Status(document["status"]),
        url=document.get("url", "")[:200],
        contacts=contact_points(document),
        locations=locations(document),
        rest=document,
    )


def _provider(document: dict[str, Any]) -> Provider:
    given = document.get("organization") or {}
    known = given.get("id") or document.get("organization_id") or document["id"]
    return Provider(
        id=known,
        name=given.get("name", document["name"])[:200],
        description=_short(given.get("description", "")),
        url=given.get("website", "")[:200],
    )


def _words(text: str, other: str) -> Words:
    """English and Khmer by their letters; other names in the same letters are left in `rest`."""
    if _is_khmer(text):
        return Words(km=text, en="" if _is_khmer(other) else other)
    return Words(en=text, km=other if _is_khmer(other) else "")


def _short(text: str) -> str:
    """The standard knows no limit, pages and messages do; the whole text stays in `rest`."""
    return text[:LONGEST]


def _is_khmer(text: str) -> bool:
    return any("\u1780" <= char <= "\u17ff" for char in text)


def _area(document: dict[str, Any]) -> Area:
    named = list(_area_names(document))
    codes = {code for name in named if (code := province_code(name))}
    national = any(name.strip().casefold() in NATIONWIDE for name in named)
    return Area(national=national, provinces=tuple(sorted(codes)))


def _area_names(document: dict[str, Any]) -> Iterator[str]:
    for area in document.get("service_areas", []):
        yield from (area[key] for key in ("extent", "name") if area.get(key))
    for place in document.get("service_at_locations", []):
        for address in place.get("location", {}).get("addresses", []):
            yield address["state_province"]


@lru_cache(maxsize=4096)
def province_code(name: str) -> str | None:
    """The province that is named: in words, by its ISO code or its two digits."""
    bare = name.strip()
    if bare in CODES:
        return bare
    return ISO.get(bare.upper()) or province_in(bare)


def _problem(path: str, error: Any) -> Problem:
    place = ".".join(str(part) for part in error["loc"])
    return Problem(f"{path}.{PREFIX}{place}" if place else path, error["msg"])
