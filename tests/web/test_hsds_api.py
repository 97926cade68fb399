"""The directory for the world: read-only, verified contacts only (DIRECTORY.md, API)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from flask.testing import FlaskClient

from helpline.core.caseworker import Role
from helpline.directory.hsds.names import uuid_of
from helpline.directory.hsds.taxonomy import NEEDS, term
from helpline.directory.model import Act, ContactPoint, Findings, Location, Provider, Service, Words
from helpline.directory.terms import Claim, Group, Item, Method, Reason, Visibility
from helpline.operations.directory import report, take_in, verify
from helpline.web.hsds import A_MINUTE
from web.console.stage import Stage, make_stage

FOUND = Findings(serves={Group.MEN: Claim.YES}, hours="always")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = make_stage(tmp_path)
    made.person("sophea", Role.SUPERVISOR)
    yield made
    made.helpline.store.close()  # type: ignore[attr-defined]


@pytest.fixture
def world(stage: Stage) -> FlaskClient:
    return stage.app.test_client()


def service(key: str, number: int = 1, **more: Any) -> Service:
    point = ContactPoint(
        id=f"{key}-1", kind="phone", value=f"012 000 {number:03}", dial_scope="international"
    )
    given: dict[str, Any] = {
        "provider": Provider(id=f"org-{key}", name=f"Organisation {key}"),
        "name": Words(en=f"Example {key}"),
        "needs": ("legal_aid",),
        "operator": "ngo",
        "contacts": (point,),
    }
    return Service.model_validate({"id": key} | {**given, **more})


def add(stage: Stage, *services: Service, verified: bool = True) -> None:
    take_in.take_in(stage.helpline, services)
    with stage.helpline.store.read() as tx:
        person = tx.staff.by_sign_in_name("sophea")
    assert person is not None
    for one in services if verified else ():
        checked = verify.Checked(stage.helpline.now(), Method.CALL, frozenset(Item), FOUND)
        verify.verify(stage.helpline, person, (one.id, one.contacts[0].id), checked)


def listed(world: FlaskClient, query: str = "") -> dict[str, Any]:
    answer = world.get(f"/hsds/services{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def names(world: FlaskClient, query: str = "") -> list[str]:
    return sorted(one["name"] for one in listed(world, query)["contents"])


def test_it_says_what_it_is(world: FlaskClient) -> None:
    about = world.get("/hsds/").json
    assert about["version"] == "3.0"
    assert set(about) == {"version", "profile", "openapi_url"}
    assert world.get(about["profile"]).status_code == 200
    described = world.get(about["openapi_url"]).json
    assert described["openapi"] == "3.1.0"
    for path in described["paths"]:
        assert world.get(f"/hsds{path.replace('{id}', 'x')}").status_code in {200, 404}


def test_only_what_is_publishable_is_in_it(stage: Stage, world: FlaskClient) -> None:
    add(stage, service("shown"))
    add(stage, service("candidate", 2), verified=False)
    assert names(world) == ["Example shown"]
    everything = world.get("/hsds/services?all=true&full=true&format=ndjson").text
    assert "+855 12 000 001" in everything
    assert "000 002" not in everything
    assert world.get(f"/hsds/services/{uuid_of('candidate')}").status_code == 404
    stage.wait(days=91)
    assert names(world) == []


def test_a_suspension_is_gone_with_the_next_request(stage: Stage, world: FlaskClient) -> None:
    add(stage, service("s"))
    stage.wait(minutes=1)
    before = world.get("/hsds/services?full=true")
    with stage.helpline.store.read() as tx:
        person = tx.staff.by_sign_in_name("sophea")
    assert person is not None
    report.report(stage.helpline, person, "s", "s-1", Reason.WRONG_NUMBER)
    again = world.get("/hsds/services?full=true", headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    assert again.json["contents"] == []


def test_no_address_of_a_shelter_and_no_name_of_who_verified(
    stage: Stage, world: FlaskClient
) -> None:
    rest = {"id": uuid_of("x"), "location_type": "physical", "name": "Secret Street"}
    hidden = Location(id="x", visibility=Visibility.HIDDEN, rest=rest)
    add(stage, service("s", locations=(hidden,)))
    text = world.get(f"/hsds/services/{uuid_of('s')}").text
    assert "Secret Street" not in text
    assert "sophea" not in text.casefold()
    with stage.helpline.store.read() as tx:
        person = tx.staff.by_sign_in_name("sophea")
    assert person is not None
    assert person.id not in text


def test_pages(stage: Stage, world: FlaskClient) -> None:
    add(stage, *(service(f"s{number}", number) for number in range(5)))
    page = listed(world, "?page=2&per_page=2")
    contents = page.pop("contents")
    assert len(contents) == 2
    assert page == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 2,
        "size": 2,
        "first_page": False,
        "last_page": False,
        "empty": False,
    }
    last = listed(world, "?page=3&per_page=2")
    assert (last["size"], last["last_page"]) == (1, True)
    assert listed(world, "?page=9")["empty"] is True
    assert listed(world, "?all=true&per_page=1")["size"] == 5
    seen = [
        one["id"] for n in (1, 2, 3) for one in listed(world, f"?page={n}&per_page=2")["contents"]
    ]
    assert len(set(seen)) == 5


def test_filters_are_combined_with_and(stage: Stage, world: FlaskClient) -> None:
    add(stage, service("law"), service("health", 2, needs=("medical",)))
    law = term(NEEDS, "legal_aid")["id"]
    org = listed(world, "?search=law")["contents"][0]["organization"]["id"]
    assert names(world, "?search=EXAMPLE") == ["Example health", "Example law"]
    assert names(world, f"?taxonomy_term_id={law}") == ["Example law"]
    assert names(world, f"?organization_id={org}") == ["Example law"]
    assert names(world, f"?organization_id={org}&search=health") == []
    assert names(world, f"?taxonomy_term_id={law}&search=law") == ["Example law"]
    now = stage.helpline.now()
    assert names(world, f"?modified_after={(now + timedelta(1)).date()}") == []
    assert len(names(world, f"?modified_after={(now - timedelta(1)).date()}")) == 2


def test_full_minimal_and_lines(stage: Stage, world: FlaskClient) -> None:
    add(stage, service("s"), service("t", 2))
    assert "phones" not in listed(world)["contents"][0]
    assert "phones" in listed(world, "?full=true")["contents"][0]
    assert set(listed(world, "?minimal=true")["contents"][0]) <= {
        "id", "name", "status", "last_modified",
    }  # fmt: skip
    lines = world.get("/hsds/services", headers={"Accept": "application/x-ndjson"})
    assert lines.mimetype == "application/x-ndjson"
    assert len([json.loads(line) for line in lines.text.splitlines()]) == 2


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=x", "?per_page=-1", "?page=1e9", "?modified_after=yesterday", "?page=១"],
)
def test_what_cannot_be_read_is_refused(world: FlaskClient, query: str) -> None:
    assert world.get(f"/hsds/services{query}").status_code == 400


def test_answers_may_be_kept_and_are_asked_about(stage: Stage, world: FlaskClient) -> None:
    add(stage, service("s"))
    first = world.get("/hsds/services")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["Last-Modified"]
    again = world.get("/hsds/services", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.text == ""
    assert "Set-Cookie" not in first.headers


def test_nothing_can_be_written(world: FlaskClient) -> None:
    for method in (world.post, world.put, world.delete, world.patch):
        assert method("/hsds/services").status_code in {400, 405}
        assert method(f"/hsds/services/{uuid_of('s')}").status_code in {400, 405}


def test_who_asks_too_often_waits(stage: Stage, world: FlaskClient) -> None:
    answers = [world.get("/hsds/").status_code for _ in range(A_MINUTE + 1)]
    assert answers == [200] * A_MINUTE + [429]
    refused = world.get("/hsds/services")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert world.get("/hsds/", environ_base={"REMOTE_ADDR": "127.0.0.2"}).status_code == 200
    stage.wait(seconds=61)
    assert world.get("/hsds/").status_code == 200


def test_a_page_of_five_thousand_comes_in_time(stage: Stage, world: FlaskClient) -> None:
    """Issue 5, Speed: under 50 ms of this process; the best of five, as the machine is shared."""
    act = Act(
        by="a",
        at=stage.helpline.now(),
        method=Method.CALL,
        confirmed=tuple(Item),
        approved_by="b",
    )
    many = []
    for number in range(5000):
        one = service(f"s{number}", number % 1000)
        point = one.contacts[0].model_copy(update={"acts": (act,), "listing_consent": Claim.YES})
        many.append(one.with_contact(point))
    with stage.helpline.store.begin() as tx:
        tx.services.save(many, stage.helpline.now())
    assert listed(world)["total_items"] == 5000
    for query in ("", "?full=true", "?search=example+s7"):
        times = []
        for _ in range(5):
            begin = process_time()
            listed(world, query)
            times.append(process_time() - begin)
        assert min(times) < 0.05, (query, times)
