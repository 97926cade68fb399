"""Referrals in the console: who sees which page, and what leaves on paper or as a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from helpline.core.caseworker import Role
from helpline.core.referral import Field, Referral
from helpline.operations import people
from web.console.stage import Browser, Stage, without_tokens

NONE = "0" * 32
RECEIVER = "Example Receiver"
KNOWN = {
    "first_name": "Dara",
    "family_name": "Sok",
    "gender": "man",
    "birth_date": "1990-01-02",
    "province": "12",
    "district": "1201",
    "risk": "medium",
    "needs": ["medical", "legal_aid"],
    "reached": "call",
    "reached_at": "evening",
    "helper": "any",
    "code_word": "mango",
    "asked_in": "en",
}


@dataclass(slots=True)
class Desk:
    """A caseworker with a case, and a partner of another organisation."""

    stage: Stage
    browser: Browser
    case_id: str
    key: str

    def refer(self, *fields: str, **more: object) -> str:
        """Refer the case; the id of the referral."""
        form = {**KNOWN, "receiver": self.key, "fields": list(fields), **more}
        page = f"/console/cases/{self.case_id}/refer"
        answer = self.browser.post(page, form, page=page)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"]).rsplit("/", 1)[-1]

    def referral(self, referral_id: str) -> Referral:
        with self.stage.helpline.store.read() as tx:
            return tx.referrals.get(referral_id)

    def act(self, referral_id: str, what: str, **form: object):
        version = str(self.referral(referral_id).version)
        page = f"/console/referrals/{referral_id}"
        return self.browser.post(f"{page}/{what}", {"version": version, **form}, page=page)


@pytest.fixture
def desk(stage: Stage) -> Desk:
    stage.person()
    talk = stage.contact()
    talk.say("I want to talk to a person")
    case = stage.case_of(talk)
    browser = stage.browser()
    browser.sign_in()
    browser.post(
        f"/console/cases/{case.id}/claim",
        {"version": str(case.version)},
        page="/console/queue",
    )
    home = people.organisation(stage.helpline, RECEIVER)
    return Desk(stage, browser, case.id, f"organisation:{home.id}")


def partner(stage: Stage, organisation: str = RECEIVER, role: Role = Role.PARTNER) -> Browser:
    name = "p" + organisation.lower().replace(" ", "")[:12] + role.value[:3]
    stage.person(name, role, organisation=organisation)
    browser = stage.browser()
    browser.sign_in(name)
    return browser


def test_the_receiver_reads_what_was_agreed_and_nothing_else(desk: Desk) -> None:
    """T28"""
    referral_id = desk.refer("first_name", "need")
    theirs = partner(desk.stage)
    listed = theirs.get("/console/referrals").text
    assert f"/console/referred/{referral_id}" in listed
    page = theirs.get(f"/console/referred/{referral_id}").text
    assert "Dara" in page
    assert "Health care" in page
    assert "mango" in page
    for hidden in ("Sok", "1990", "+855", "Kratie", "medium"):
        assert hidden not in page
    assert not re.search(r"\bK-\d", page)


def test_the_receiver_accepts_and_the_owner_sees_it(desk: Desk) -> None:
    referral_id = desk.refer("need")
    theirs = partner(desk.stage)
    page = f"/console/referred/{referral_id}"
    form = {"version": "1", "state": "accepted", "because": ""}
    assert theirs.post(f"{page}/answer", form, page=page).status_code == 303
    assert "Accepted" in desk.browser.get(f"/console/referrals/{referral_id}").text


def test_a_refusal_needs_its_reason(desk: Desk) -> None:
    referral_id = desk.refer("need")
    theirs = partner(desk.stage)
    page = f"/console/referred/{referral_id}"
    form = {"version": "1", "state": "refused", "because": ""}
    assert theirs.post(f"{page}/answer", form, page=page).status_code == 422
    assert desk.referral(referral_id).state.value == "sent"


def test_after_a_withdrawal_the_next_request_finds_nothing_and_the_owner_sees_why(
    desk: Desk,
) -> None:
    """T28"""
    referral_id = desk.refer("first_name", "need")
    theirs = partner(desk.stage)
    assert theirs.get(f"/console/referred/{referral_id}").status_code == 200
    assert desk.act(referral_id, "take-back", reason="told me on the phone").status_code == 303
    gone = theirs.get(f"/console/referred/{referral_id}")
    never = theirs.get(f"/console/referred/{NONE}")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.text.replace(referral_id, NONE) == never.text
    assert "Dara" not in theirs.get("/console/referrals").text
    mine = desk.browser.get(f"/console/referrals/{referral_id}").text
    assert "The person took their yes back" in mine
    for what in ("form",):
        assert desk.browser.get(f"/console/referrals/{referral_id}/{what}").status_code == 409


def test_foreign_referrals_are_missing_for_every_role(desk: Desk) -> None:
    """T17: the matrix of referral pages; the endpoint's rule is the first of three checks."""
    referral_id = desk.refer("need")
    desk.stage.person("dara2")
    others = {
        "another organisation's partner": partner(desk.stage, "Another"),
        "another organisation's caseworker": partner(desk.stage, "Another", Role.CASEWORKER),
        "another organisation's supervisor": partner(desk.stage, "Another", Role.SUPERVISOR),
    }
    for who, browser in others.items():
        for path in ("referrals/{}", "referrals/{}/form", "referred/{}"):
            foreign = browser.get("/console/" + path.format(referral_id))
            missing = browser.get("/console/" + path.format(NONE))
            assert foreign.status_code == missing.status_code, (who, path)
            assert foreign.status_code in (403, 404), (who, path)
            same = without_tokens(foreign).replace(referral_id, NONE) == without_tokens(missing)
            assert same, (who, path)


def test_a_colleague_without_the_case_sees_nothing(desk: Desk) -> None:
    """T17, T18"""
    referral_id = desk.refer("first_name", "need")
    desk.stage.person("bopha")
    colleague = desk.stage.browser()
    colleague.sign_in("bopha")
    answer = colleague.get(f"/console/referrals/{referral_id}")
    assert answer.status_code == 403
    assert "Dara" not in answer.text
    assert "Dara" not in colleague.get("/console/referrals").text


def test_the_form_on_paper_is_minimal_and_asks_nothing_from_elsewhere(desk: Desk) -> None:
    referral_id = desk.refer("first_name", "number")
    page = desk.browser.get(f"/console/referrals/{referral_id}/form").text
    assert "Dara" in page
    assert "+855" in page
    assert "mango" in page
    assert "Sok" not in page
    assert "Health care" not in page
    assert re.findall(r'(?:src|href)="(https?:|//)', page) == []
    assert "console/form.css" in page


def oscar(desk: Desk, referral_id: str) -> dict:
    answer = desk.act(referral_id, "oscar")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.data)["organization"]


def test_the_file_for_oscar_has_its_shape(desk: Desk) -> None:
    """The client upsert of OSCaR: names, codes and values as its public API takes them."""
    client = oscar(desk, desk.refer(*(one.value for one in Field)))
    assert client["given_name"] == "Dara"
    assert client["family_name"] == "Sok"
    assert client["gender"] == "male"
    assert client["date_of_birth"] == "1990-01-02"
    assert client["current_province_code"] == "12"
    assert client["current_district_code"] == "1201"
    assert client["location_current_village_code"] == "1201"
    assert client["reason_for_referral"] == "medical, legal_aid"
    assert client["level_of_risk"] == "medium"
    assert client["referral_status"] == "Referred"
    assert client["is_referred"] is True
    assert client["organization_name"] == "An organisation"
    assert [set(one) for one in client["services"]] == [{"uuid", "name"}] * 3
    assert client["services"][2]["name"] == "Legal support"
    assert None not in client.values()


def test_the_file_for_oscar_holds_only_what_was_agreed(desk: Desk) -> None:
    """T23, T28"""
    client = oscar(desk, desk.refer("first_name"))
    assert client["given_name"] == "Dara"
    for hidden in ("family_name", "gender", "date_of_birth", "level_of_risk"):
        assert hidden not in client
    assert not any("province" in name or "village" in name for name in client)
    assert client["reason_for_referral"] == "case_management"
    assert "mango" not in json.dumps(client)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"receiver": ""}, 422),
        ({"receiver": "", "receiver_name": "x"}, 422),
        ({"fields": []}, 422),
        ({"birth_date": "2999-01-01"}, 422),
        ({"birth_date": "yesterday"}, 422),
        ({"receiver": "organisation:" + NONE}, 404),
        ({"receiver": "no-such-service"}, 404),
    ],
)
def test_bad_input_is_told_and_nothing_is_half_done(
    desk: Desk, form: dict[str, object], status: int
) -> None:
    page = f"/console/cases/{desk.case_id}/refer"
    sent = {**KNOWN, "receiver": desk.key, "fields": ["need"], **form}
    assert desk.browser.post(page, sent, page=page).status_code == status
    with desk.stage.helpline.store.read() as tx:
        case = tx.cases.by_id(desk.case_id)
        assert tx.referrals.of_contact(case.contact_id) == []


def test_a_receiver_by_name_gets_paper_only(desk: Desk) -> None:
    referral_id = desk.refer("need", receiver="", receiver_name="Somebody in a village")
    assert "Somebody in a village" in desk.browser.get(f"/console/referrals/{referral_id}").text
    assert desk.referral(referral_id).receiver_organisation_id is None


def test_two_supervisors_share_without_a_yes(desk: Desk) -> None:
    """T28"""
    stage = desk.stage
    page = f"/console/cases/{desk.case_id}/refer"
    form = {"receiver": desk.key, "fields": ["need"], "reason": "badly hurt, cannot be asked"}
    assert (
        desk.browser.post(f"/console/cases/{desk.case_id}/override", form, page=page).status_code
        == 403
    )
    stage.person("first", Role.SUPERVISOR)
    stage.person("second", Role.SUPERVISOR)
    first, second = stage.browser(), stage.browser()
    first.sign_in("first")
    asked = first.post(f"/console/cases/{desk.case_id}/override", form, page=page)
    assert asked.status_code == 303
    with stage.helpline.store.read() as tx:
        (waiting,) = tx.overrides.waiting(tx.cases.by_id(desk.case_id).organisation_id)
    confirm = f"/console/overrides/{waiting.id}/confirm"
    assert first.post(confirm, {}, page="/console/account").status_code == 403
    second.sign_in("second")
    assert "badly hurt, cannot be asked" in second.get("/console/referrals").text
    assert second.post(confirm, {}, page="/console/referrals").status_code == 303


def test_nobody_without_a_plan_lists_and_empties(desk: Desk) -> None:
    from helpline.core.survivor import KnownBy, Survivor

    store = desk.stage.helpline.store
    with store.begin() as tx:
        case = tx.cases.by_id(desk.case_id)
        tx.survivors.add(
            Survivor(case.contact_id, case.organisation_id, desk.stage.clock.at, KnownBy.SCREENING)
        )
    page = desk.browser.get("/console/no-plan").text
    assert case.pseudonym in page
    assert "Nobody has offered a helper yet" in page
    desk.refer("need")
    page = desk.browser.get("/console/no-plan").text
    assert case.pseudonym not in page
    assert "Everybody has a plan." in page


def test_words_of_a_contact_never_become_a_tag(desk: Desk) -> None:
    """T22"""
    bad = "<script>alert(1)</script>"
    referral_id = desk.refer("first_name", first_name=bad, code_word="<b>x</b>")
    theirs = partner(desk.stage)
    for page in (
        desk.browser.get(f"/console/referrals/{referral_id}").text,
        desk.browser.get(f"/console/referrals/{referral_id}/form").text,
        theirs.get(f"/console/referred/{referral_id}").text,
    ):
        assert "<script>alert" not in page
        assert "<b>x" not in page
