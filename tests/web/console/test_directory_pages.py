"""The directory in the console: find, verify, report, propose; by role, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from helpline import wiring
from helpline.core.caseworker import Role
from helpline.directory.hours import ZONE
from helpline.directory.hsds.check import problems_of
from helpline.directory.hsds.write import plain
from helpline.directory.terms import Item, Visibility
from helpline.directory.verify import state_of
from helpline.operations.directory import look, take_in
from web.console.stage import Browser, Stage

ENTRY = "/console/directory/entry/lscw"
VERIFY = f"{ENTRY}/verify/lscw-1"
PAGES = (
    "",
    "?search=lscw",
    "/calls",
    "/entry/lscw",
    "/entry/lscw/verify/lscw-1",
    "/entry/lscw/edit",
    "/new",
)


@pytest.fixture
def desk(stage: Stage) -> Stage:
    take_in.take_in(stage.helpline, wiring.read_seed())
    stage.person("sophea", Role.SUPERVISOR)
    stage.person("dara")
    return stage


def state(stage: Stage, key: str = "lscw") -> str:
    service = look.snapshot(stage.helpline).services[key]
    return state_of(service, service.contacts[0], stage.helpline.now()).value


def call(stage: Stage, **more: Any) -> dict[str, Any]:
    """The form of a complete call."""
    at = stage.helpline.now().astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    given = {"method": "call", "at": at, "confirmed": [item.value for item in Item]}
    return given | {"serves_men": "yes", "hours": "always", "intake": "open"} | more


def post(browser: Browser, path: str, form: Mapping[str, Any], page: str = ENTRY) -> Any:
    return browser.post(path, form, page=page)


@pytest.mark.parametrize("language", ["km", "en"])
def test_every_page_is_there_in_both_languages(stage: Stage, language: str) -> None:
    take_in.take_in(stage.helpline, wiring.read_seed())
    stage.person("sophea", Role.SUPERVISOR, language=language)
    browser = stage.signed_in("sophea")
    for page in PAGES:
        answer = browser.get(f"/console/directory{page}")
        assert answer.status_code == 200, page
        assert f'<html lang="{language}">' in answer.text
    assert ("UNVERIFIED" in browser.get("/console/directory").text) is (language == "en")


@pytest.mark.parametrize(
    "role", [Role.ORGANISATION_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.PARTNER]
)
def test_only_who_answers_contacts_sees_candidates(desk: Stage, role: Role) -> None:
    """SAFETY 5: candidates are for caseworkers only, each marked (DIRECTORY.md rule 5)."""
    desk.person("other", role)
    browser = desk.signed_in("other")
    for page in PAGES:
        assert browser.get(f"/console/directory{page}").status_code == 403


def test_a_search_finds_names_needs_and_numbers(desk: Stage) -> None:
    browser = desk.signed_in("dara")
    for words in ("legal support", "LSCW", "077 455"):
        text = browser.get(f"/console/directory?search={words}").text
        assert "entry/lscw" in text
        assert "entry/iom" not in text
    assert "entry/lscw" not in browser.get("/console/directory?state=verified").text


def test_a_call_is_recorded_and_a_supervisor_approves_it(desk: Stage) -> None:
    browser = desk.signed_in("dara")
    assert post(browser, VERIFY, call(desk), page=VERIFY).status_code == 303
    assert state(desk) == "candidate"
    assert "Waits for a supervisor: Dara" in browser.get(ENTRY).text
    assert post(browser, f"{ENTRY}/approve/lscw-1", {}).status_code == 403
    boss = desk.signed_in("sophea")
    assert post(boss, f"{ENTRY}/approve/lscw-1", {}).status_code == 303
    assert state(desk) == "verified"
    assert "Checked by Dara" in boss.get(ENTRY).text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"confirmed": ["answers", "name"]}, "agree to be listed"),
        ({"at": "2099-01-01T10:00"}, "lies in the future"),
        ({"at": "yesterday"}, "cannot be read"),
        ({"hours": "mostly"}, "Write the hours like this"),
        ({"method": "dream"}, "cannot be read"),
    ],
)
def test_a_form_that_verifies_nothing_comes_back_with_what_was_ticked(desk, change, told) -> None:
    browser = desk.signed_in("sophea")
    answer = post(browser, VERIFY, call(desk, notes="rang twice") | change, page=VERIFY)
    assert answer.status_code == 422
    assert told in answer.text
    assert "rang twice" in answer.text
    assert answer.text.count("checked>") >= 2 or "checked" in answer.text
    assert state(desk) == "candidate"


def test_a_wrong_number_suspends_and_is_on_the_list_of_calls(desk: Stage) -> None:
    boss = desk.signed_in("sophea")
    post(boss, VERIFY, call(desk), page=VERIFY)
    assert state(desk) == "verified"
    desk.wait(minutes=2)
    browser = desk.signed_in("dara")
    form = {"point": "lscw-1", "reason": "wrong_number"}
    assert post(browser, f"{ENTRY}/report", form).status_code == 303
    assert state(desk) == "suspended"
    calls = browser.get("/console/directory/calls").text
    assert "077 455 516" in calls
    assert "Wrong number" in calls


def test_only_a_supervisor_takes_out_for_good(desk: Stage) -> None:
    browser = desk.signed_in("dara")
    assert post(browser, f"{ENTRY}/retire", {"point": "lscw-1"}).status_code == 403
    assert "Take this contact out" not in browser.get(ENTRY).text
    boss = desk.signed_in("sophea")
    assert post(boss, f"{ENTRY}/retire", {"point": "lscw-1"}).status_code == 303
    assert state(desk) == "retired"


def test_a_change_is_proposed_and_published(desk: Stage) -> None:
    browser = desk.signed_in("dara")
    form = {"name_en": "Another name", "operator": "ngo", "term": "long", "status": "active"}
    edit = f"{ENTRY}/edit"
    seen = look.snapshot(desk.helpline).version
    form["seen"] = str(seen)
    assert post(browser, edit, form, page=edit).status_code == 303
    assert look.snapshot(desk.helpline).services["lscw"].name.en != "Another name"
    boss = desk.signed_in("sophea")
    assert "Dara proposes" in boss.get(ENTRY).text
    with desk.helpline.store.read() as tx:
        (proposal,) = tx.services.proposals()
    decide = f"/console/directory/proposals/{proposal.id}"
    form = {"service": "lscw", "decision": "publish"}
    assert post(browser, decide, form).status_code == 403
    assert post(boss, decide, form).status_code == 303
    after = look.snapshot(desk.helpline).services["lscw"]
    assert after.name.en == "Another name"
    assert after.contacts[0].value == "077 455 516"
    assert after.evidence


def test_a_new_service_with_a_contact(desk: Stage) -> None:
    boss = desk.signed_in("sophea")
    form = {
        "name_en": "A new service",
        "operator": "ngo",
        "point_new_value": "012 000 001",
        "point_new_kind": "phone",
        "point_new_duty": "office",
        "provinces": ["12"],
        "needs": ["medical"],
    }
    new = "/console/directory/new"
    assert post(boss, new, form, page=new).status_code == 303
    known = look.snapshot(desk.helpline).services.values()
    (made,) = [one for one in known if one.name.en == "A new service"]
    assert made.area.provinces == ("12",)
    assert state(desk, made.id) == "candidate"
    bad = form | {"provinces": ["99"]}
    assert post(boss, new, bad, page=new).status_code == 422


def test_markup_in_a_directory_file_stays_text(desk: Stage) -> None:
    """SAFETY T22: what others write into the directory is shown, never run."""
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    known = look.snapshot(desk.helpline).services["iom"]
    words = known.name.model_copy(update={"en": hostile, "km": hostile})
    changed = known.model_copy(update={"id": "evil", "name": words, "serves_note": hostile})
    take_in.take_in(desk.helpline, [changed])
    browser = desk.signed_in("dara")
    for page in ("", "/entry/evil", "/entry/evil/edit"):
        text = browser.get(f"/console/directory{page}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text


def test_what_is_not_there_is_not_there(desk: Stage) -> None:
    browser = desk.signed_in("dara")
    assert browser.get("/console/directory/entry/nothing").status_code == 404
    assert browser.get("/console/directory/proposals/nothing").status_code == 404


PLACE = {
    "place_new_address": "House 1, Example Street",
    "place_new_province": "17",
    "place_new_name": "Example Office",
}


def edited(stage: Stage, **more: str) -> Any:
    """The place of the service after a supervisor sent the form with this in it."""
    browser = stage.signed_in("sophea")
    with stage.helpline.store.read() as tx:
        service, seen = tx.services.get("lscw")
    form = {"seen": str(seen), "name_en": "LSCW", "provider": "LSCW", "operator": "ngo"}
    form |= {"residential": "no"} | more
    for number, place in enumerate(service.locations):
        form.setdefault(f"place_{number}_visibility", place.visibility.value)
    answer = post(browser, f"{ENTRY}/edit", form, page=f"{ENTRY}/edit")
    return answer, look.snapshot(stage.helpline).services["lscw"].locations


def told(stage: Stage) -> str:
    """What the world is told of the service."""
    known = look.snapshot(stage.helpline)
    return json.dumps(plain(known.services["lscw"], stage.helpline.now()))


def test_a_new_place_is_told_to_nobody_until_somebody_says_so(desk: Stage) -> None:
    """DIRECTORY.md, Format: location, hidden by default."""
    answer, (place,) = edited(desk, **PLACE)
    assert answer.status_code == 303
    assert (place.visibility, place.province) == (Visibility.HIDDEN, "17")
    assert "Example Street" not in told(desk)
    assert "Siem Reap" not in told(desk)
    page = desk.signed_in("sophea").get(ENTRY).text
    assert "House 1, Example Street" in page


@pytest.mark.parametrize(
    ("visibility", "street", "area"),
    [("hidden", False, False), ("area_only", False, True), ("public", True, True)],
)
def test_the_world_is_told_what_was_chosen(
    desk: Stage, visibility: str, street: bool, area: bool
) -> None:
    edited(desk, **PLACE)
    edited(desk, place_0_visibility=visibility, place_0_province="17")
    assert ("Example Street" in told(desk), "Siem Reap" in told(desk)) == (street, area)
    assert list(problems_of("service", json.loads(told(desk)))) == []


def test_where_people_live_no_address_is_told_at_all(desk: Stage) -> None:
    edited(desk, **PLACE, place_new_visibility="public", residential="yes")
    assert "Example" not in told(desk)


def test_a_place_is_taken_out(desk: Stage) -> None:
    edited(desk, **PLACE)
    assert edited(desk, place_0_remove="on")[1] == ()


def test_a_place_without_a_province_or_with_a_made_up_choice_is_refused(desk: Stage) -> None:
    for wrong in ({"place_new_province": ""}, {"place_new_visibility": "everybody"}):
        answer, places = edited(desk, **PLACE | wrong)
        assert answer.status_code in {400, 422}
        assert places == ()
