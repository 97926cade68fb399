"""The shapes in which others hand over HSDS: taken, or refused with path and reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpline.directory.hsds.parcel import Parcel, parcel_of
from helpline.directory.hsds.text import read_text
from making import NOW


def uuid(number: int) -> str:
    return f"b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f{number:02}"


def service(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": uuid(number), "name": f"Example {number}", "status": "active"} | more


ORGANISATION = {"id": uuid(90), "name": "Example Organisation", "description": "helps"}
PLACE = {"id": uuid(80), "location_type": "physical"}
AT_PLACE = {"id": uuid(70), "service": service(), "location": PLACE}
PAGE = {"total_items": 1, "total_pages": 1, "page_number": 1, "size": 1}


def read(text: str) -> Parcel:
    documents, problems, warnings = read_text(text.encode())
    parcel = parcel_of(documents, NOW, problems=problems)
    parcel.warnings[:0] = warnings
    return parcel


@pytest.mark.parametrize(
    "shape",
    [
        PAGE | {"contents": [service()]},
        PAGE | {"contents": [AT_PLACE]},
        [ORGANISATION | {"services": [service()]}],
        {"organizations": [ORGANISATION | {"services": [service()]}]},
        ORGANISATION | {"services": [service()]},
        [AT_PLACE],
        AT_PLACE,
        service(unknown={"x": [1]}, organization=ORGANISATION, capacities=[], units=[]),
        service(schedules=[{"id": uuid(5), "byday": "MO", "opens_at": "09:00"}]),
    ],
    ids=[
        "page", "page of places", "list of organisations", "package of organisations",
        "organisation", "list of places", "place", "extra members of 3.1", "schedules",
    ],
)  # fmt: skip
def test_a_service_is_found_wherever_it_stands(shape: Any) -> None:
    parcel = read(json.dumps(shape))
    assert parcel.problems == []
    assert [one.id for one in parcel.services] == [uuid(1)]


def test_who_carries_a_service_runs_it() -> None:
    lines = "\n".join(json.dumps(ORGANISATION | {"services": [service(n)]}) for n in (1, 2))
    found = read(lines).services
    assert {(one.provider.id, one.provider.name) for one in found} == {
        (uuid(90), "Example Organisation")
    }
    assert len(found) == 2


def test_where_a_service_is_comes_with_it() -> None:
    (found,) = read(json.dumps([AT_PLACE])).services
    assert [place.id for place in found.locations] == [uuid(80)]


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ([{"name": "no id", "services": [service()]}], '$[0]: "id" is missing'),
        ([ORGANISATION | {"services": [service(email=None)]}], "$[0].services[0].email: must be"),
        (PAGE | {"contents": {}}, "$.contents: must be a list"),
        (PAGE | {"contents": [3]}, "$.contents[0]: must be an object (service), not 3"),
        (service() | {"id": "12"}, '$.id: "12" is not a UUID'),
        (AT_PLACE | {"service": service(status="open")}, '$.service.status: "open" is none of'),
        (service(phones={}), "$.phones: must be a list"),
        (PAGE | {"content": [service()]}, '$: "id" is missing'),
    ],
)
def test_what_is_wrong_is_told_with_its_path(shape: Any, why: str) -> None:
    parcel = read(json.dumps(shape))
    assert parcel.services == []
    assert str(parcel.problems[0]).startswith(why)


def test_who_carries_nothing_is_pointed_out() -> None:
    parcel = read(json.dumps([ORGANISATION | {"services": []}]))
    assert [str(one) for one in parcel.warnings] == [
        "$[0]: a valid organization, but no service is in it"
    ]
