"""Services as HSDS objects: whole for exchange among helplines, plain for the world.

The whole form gives back what was read, and says in `x_skd_` members what the standard cannot.
The plain form is made of the model alone and holds no contact that is not publishable now and
no address that is not public; it needs no member that the standard does not know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from helpline.directory.hsds.names import provider_uuid, uuid_of
from helpline.directory.hsds.read import PREFIX, STATES, from_standard
from helpline.directory.hsds.taxonomy import AUDIENCES, NEEDS, term
from helpline.directory.hsds.world import public_locations, public_phones
from helpline.directory.model import ContactPoint, Service
from helpline.directory.terms import Claim
from helpline.directory.verify import publishable, state_of, verification

UNVERIFIED = "Not verified: nobody has confirmed this entry, so its contacts are left out."
OURS_ALONE = frozenset({"rest"})
PRIVATE = {"acts": True, "suspensions": True}
"""Who verified or stopped something stays in the store."""


def whole(service: Service, now: datetime) -> dict[str, Any]:
    """Everything but who verified it. Reading it gives an equal candidate."""
    document = dict(service.rest) or _standard(service)
    said = _own(from_standard(document))
    added = {key: one for key, one in _own(service).items() if said.get(key) != one}
    dropped = {key: None for key in said if key not in _own(service)}
    states = _states(service, now)
    if added or dropped or states:
        added |= {} if service.rest else {"own": True}
        defaults = Service.model_validate(_own(service)).model_dump(mode="json")
        added |= {key: defaults[key] for key in dropped}
    members = {f"{PREFIX}{key}": one for key, one in added.items()}
    return document | members | ({STATES: states} if states else {})


def plain(service: Service, now: datetime, changed_at: datetime | None = None) -> dict[str, Any]:
    """What the world may know, in the standard's words."""
    document = _standard(service)
    if changed_at is not None:
        document["last_modified"] = changed_at.isoformat(timespec="seconds")
    phones = public_phones(service, now)
    places = public_locations(service)
    if phones:
        document["phones"] = phones
        document["assured_date"] = assured_date(service, now)
    else:
        document["alert"] = UNVERIFIED
    if places:
        document["service_at_locations"] = places
    return document


def assured_date(service: Service, now: datetime) -> str:
    """The oldest day on which a contact that may be shown was checked."""
    found = [
        holds.at
        for point in service.contacts
        if publishable(service, point, now) and (holds := verification(service, point, now))
    ]
    return min(found).date().isoformat()


def _standard(service: Service) -> dict[str, Any]:
    """The service in the standard's fields, without contacts and places."""
    key = uuid_of(service.id)
    name, other = service.name.en or service.name.km, service.name.km
    document: dict[str, Any] = {
        "id": key,
        "name": name,
        "alternate_name": other if other != name else "",
        "description": service.description.en or service.description.km,
        "url": service.url,
        "status": "inactive" if service.retired else service.status.value,
        "eligibility_description": service.serves_note,
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "service_areas": _areas(service),
        "organization_id": provider_uuid(service.provider.id),
        "organization": _organization(service),
        "attributes": _attributes(service, key),
    }
    return {name: value for name, value in document.items() if value not in ("", None, [])}


def _organization(service: Service) -> dict[str, Any]:
    provider = service.provider
    found = {
        "id": provider_uuid(service.provider.id),
        "name": provider.name,
        "description": provider.description or provider.name,
        "website": provider.url,
    }
    return {name: value for name, value in found.items() if value}


def _areas(service: Service) -> list[dict[str, Any]]:
    names = ["Cambodia"] if service.area.national else []
    return [
        {"id": uuid_of(service.id, "area", one), "service_id": uuid_of(service.id), "name": one}
        for one in [*names, *(f"KH-{int(code)}" for code in service.area.provinces)]
    ]


def _attributes(service: Service, key: str) -> list[dict[str, Any]]:
    yes = [group.value for group, claim in service.serves.items() if claim is Claim.YES]
    codes = [(NEEDS, need.value) for need in service.needs] + [(AUDIENCES, one) for one in yes]
    return [
        {
            "id": uuid_of(service.id, taxonomy, code),
            "link_id": key,
            "taxonomy_term_id": term(taxonomy, code)["id"],
            "link_entity": "service",
            "taxonomy_term": term(taxonomy, code),
        }
        for taxonomy, code in codes
    ]


def _own(service: Service) -> dict[str, Any]:
    """The model as JSON, without what must not leave the store."""
    found = service.model_dump(mode="json", exclude_defaults=True, exclude=set(OURS_ALONE))
    for part in (found, *found.get("contacts", [])):
        for name in PRIVATE:
            part.pop(name, None)
    return found


def _states(service: Service, now: datetime) -> dict[str, Any]:
    """Where each contact point stands, for a reader; an import takes none of it."""
    return {
        point.id: _state(service, point, now)
        for point in service.contacts
        if point.acts or point.suspensions or service.suspensions
    }


def _state(service: Service, point: ContactPoint, now: datetime) -> dict[str, Any]:
    holds = verification(service, point, now)
    found: dict[str, Any] = {"state": state_of(service, point, now).value}
    if holds is not None:
        found["at"] = holds.at.isoformat()
        found["expires"] = holds.expires.isoformat()
        found["confirmed"] = sorted(holds.confirmed)
    return found
