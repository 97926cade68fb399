"""Out and in again: nothing is lost among helplines, nothing unverified reaches the world."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline import wiring
from helpline.directory.acts import as_candidate
from helpline.directory.hsds.parcel import parcel_of
from helpline.directory.hsds.table import read_tables, write_tables
from helpline.directory.hsds.write import plain, whole
from helpline.directory.model import Location, Service
from helpline.directory.published import Asked, document_of, published
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Audience, Claim, Group, Kind, Need, Visibility
from making import NOW, NUMBER, act, directory, point, service, verified
from standard import example, needed, validator

SEED = wiring.read_seed()
ADDRESS = {
    "id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f02",
    "address_1": "House 1, Secret Street",
    "city": "Example City",
    "state_province": "Phnom Penh",
    "postal_code": "0",
    "country": "KH",
    "address_type": "physical",
}
PLACE = {
    "id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f03",
    "location_type": "physical",
    "latitude": 11.5,
    "longitude": 104.9,
    "addresses": [ADDRESS],
    "phones": [{"id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f04", "number": "012 000 077"}],
}


def read_again(document: dict[str, Any]) -> Service:
    parcel = parcel_of([("$", json.loads(json.dumps(document)))], NOW)
    assert parcel.problems == []
    (taken,) = parcel.services
    return taken


def at_a_place(visibility: Visibility, **more: Any) -> Service:
    place = Location(id="here", visibility=visibility, province="12", rest=PLACE)
    return verified("s", locations=(place,), **more)


@pytest.mark.parametrize("one", SEED, ids=lambda one: one.id)
def test_a_service_of_ours_comes_back_as_it_was(one: Service) -> None:
    document = whole(one, NOW)
    assert read_again(document) == as_candidate(one)
    if not document.get("x_skd_own"):
        pytest.fail("nothing of ours was said")


def test_a_file_of_others_comes_back_as_it_was() -> None:
    """import -> export -> equal."""
    needed()
    document = example("service_full")
    assert whole(read_again(document), NOW) == document


def test_nobody_who_verified_is_named_and_no_verification_is_taken_over() -> None:
    one = service("s", point("p", act("dara-the-caseworker", notes="rang twice")))
    document = whole(one, NOW)
    text = json.dumps(document)
    assert "dara" not in text
    assert "sophea" not in text
    assert "rang twice" not in text
    assert document["x_skd_states"]["p"]["state"] == "verified"
    again = read_again(document)
    assert again == as_candidate(one)
    assert directory(again).values(NOW) == {}
    assert not directory(again).entries["s"].windows


def test_a_claim_to_be_verified_is_refused_or_ignored() -> None:
    """Import never marks anything verified, whatever the file says."""
    document = whole(service("s", point("p")), NOW)
    forged = {"by": "x", "at": NOW.isoformat(), "method": "call", "approved_by": "x"}
    forged["confirmed"] = ["answers", "name", "listing"]  # type: ignore[assignment]
    point_of = document["x_skd_contacts"][0] | {"acts": [forged], "listing_consent": "yes"}
    again = read_again(document | {"x_skd_contacts": [point_of]})
    assert not Directory.of(1, [again]).entries["s"].windows
    parcel = parcel_of([("$", document | {"x_skd_verified": True})], NOW)
    assert parcel.services == []
    assert "verified" in parcel.problems[0].where


def test_the_plain_form_is_the_standards_and_nothing_more() -> None:
    """The plain JSON export validates with no extra properties allowed."""
    needed()
    judge = validator("service", strict=True)
    shown = [verified("s"), at_a_place(Visibility.PUBLIC), at_a_place(Visibility.AREA_ONLY)]
    shown += [one for one in SEED if not one.exclude_reason]
    for one in shown:
        document = json.loads(json.dumps(plain(one, NOW, NOW)))
        assert list(judge.iter_errors(document)) == [], one.id


def test_the_whole_form_is_the_standards_too() -> None:
    needed()
    for one in (*SEED, at_a_place(Visibility.HIDDEN)):
        document = json.loads(json.dumps(whole(one, NOW)))
        assert validator("service").is_valid(document), one.id


@pytest.mark.parametrize(
    "one",
    [
        service("s", point("p")),
        service("s", point("p", act(days_ago=91))),
        service("s", point("p", act(), audience=Audience.ADMIN)),
        service("s", point("p", act(), listing_consent=Claim.NO)),
        service("s", point("p", act(), retired=True)),
    ],
)
def test_what_is_not_publishable_is_in_no_plain_form(one: Service) -> None:
    text = json.dumps(plain(one, NOW))
    assert NUMBER not in text
    assert "12 000 001" not in text
    assert "Not verified" in text
    assert published(directory(one), Asked(), NOW) == []


def test_nested_phones_of_a_file_never_reach_the_world() -> None:
    needed()
    taken = read_again(example("service_full"))
    assert taken.contacts
    assert "234567" not in json.dumps(plain(taken, NOW))
    assert "email@example.com" not in json.dumps(plain(taken, NOW))


@pytest.mark.parametrize(
    ("one", "address"),
    [
        (at_a_place(Visibility.PUBLIC), True),
        (at_a_place(Visibility.AREA_ONLY), False),
        (at_a_place(Visibility.HIDDEN), False),
        (at_a_place(Visibility.PUBLIC, residential=Claim.YES), False),
    ],
)
def test_addresses_leave_only_if_they_are_public(one: Service, address: bool) -> None:
    """Shelters: no address on any export to the world."""
    text = json.dumps(plain(one, NOW))
    assert ("Secret Street" in text) is address
    assert ("104.9" in text) is address
    assert "012 000 077" not in text


def test_tables_give_back_what_was_written() -> None:
    documents = [plain(verified(f"s{n}", needs=(Need.SHELTER,)), NOW, NOW) for n in range(3)]
    documents.append(plain(at_a_place(Visibility.PUBLIC), NOW))
    files = {name: text.encode() for name, text in write_tables(documents).items()}
    found, problems = read_tables(files)
    assert problems == []
    for (_place, again), document in zip(found, documents, strict=True):
        assert isinstance(again, dict)
        assert again["phones"] == document["phones"]
        assert again["attributes"] == document["attributes"]
        assert {k: v for k, v in again.items() if k != "service_at_locations"} == {
            k: v for k, v in document.items() if k != "service_at_locations"
        }


def test_the_list_and_the_full_form() -> None:
    known = directory(verified("s"))
    (shown,) = published(known, Asked(search="example organisation"), NOW)
    assert "phones" in document_of(known, shown, NOW, full=True)
    assert "phones" not in document_of(known, shown, NOW, full=False)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)


@given(WORDS, st.sampled_from(list(Kind)), st.sets(st.sampled_from(list(Group))), WORDS)
def test_any_words_come_back(name: str, kind: Kind, groups: set[Group], value: str) -> None:
    one = service(
        "s",
        point("p", kind=kind, value=value),
        serves=dict.fromkeys(groups, Claim.NO),
        serves_note=name,
    )
    assert read_again(whole(one, NOW)) == as_candidate(one)
