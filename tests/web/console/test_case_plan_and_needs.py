"""What a person changes of what is known: needs from a closed list; and what the plan does next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.caseworker import Role
from helpline.core.checkin import Frequency, Tier
from helpline.core.consent import Consent, Purpose
from helpline.core.conversation import Fact
from helpline.operations.check_in import calendar, enrol
from web.console.stage import Browser, Stage

CHECKED = re.compile(r'name="need"\s+value="(\w+)"\s+checked')
AHEAD = re.compile(r'<ul class="ahead">(.*?)</ul>', re.S)


@pytest.fixture
def mine(stage: Stage) -> tuple[Browser, str]:
    """A case that Sophea has, of somebody who named two needs to the bot."""
    stage.person()
    talk = stage.contact()
    talk.say("9")
    contact_id = stage.case_of(talk).contact_id
    with stage.helpline.store.begin() as tx:
        said = tx.conversations.load(contact_id)
        facts = dict(said.facts) | {Fact.NEEDS: "legal_aid medical"}
        tx.conversations.save(replace(said, facts=facts))
    path = f"/console/cases/{stage.case_of(talk).id}"
    browser = stage.signed_in()
    assert browser.post(f"{path}/claim", {}).status_code == 303
    return browser, path


def send(browser: Browser, path: str, *needs: str, version: str = ""):
    page = browser.get(path).text
    seen = version or re.search(r'name="version" value="(\d+)"', page)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "version": seen, "need": list(needs)}
    return browser.client.post(f"{path}/needs", data=form, headers=browser.headers)


def known(stage: Stage, path: str) -> str:
    with stage.helpline.store.read() as tx:
        case = tx.cases.by_id(path.rsplit("/", 1)[-1])
        return tx.conversations.load(case.contact_id).facts.get(Fact.NEEDS, "")


def test_needs_are_changed_from_the_closed_list(stage: Stage, mine: tuple[Browser, str]) -> None:
    """What was known keeps its place; the change stands in the timeline and in the audit."""
    browser, path = mine
    assert set(CHECKED.findall(browser.get(path).text)) == {"legal_aid", "medical"}
    assert send(browser, path, "shelter", "medical").status_code == 303
    assert known(stage, path) == "medical shelter"
    page = browser.get(path).text
    assert set(CHECKED.findall(page)) == {"shelter", "medical"}
    assert "set the needs" in page
    assert "health, a safe place, food" in page
    with stage.helpline.store.read() as tx:
        lines = tx.audit.lines(object_id=path.rsplit("/", 1)[-1])
    assert "set_needs" in [line.entry.action for line in lines]


def test_no_need_is_known_any_more(stage: Stage, mine: tuple[Browser, str]) -> None:
    browser, path = mine
    assert send(browser, path).status_code == 303
    assert known(stage, path) == ""
    assert CHECKED.findall(browser.get(path).text) == []


@pytest.mark.parametrize(
    ("needs", "status"), [(("gold",), 400), (("medical", "legal_aid"), 409)], ids=["gold", "same"]
)
def test_other_words_and_no_change_are_refused(
    stage: Stage, mine: tuple[Browser, str], needs: tuple[str, ...], status: int
) -> None:
    browser, path = mine
    assert send(browser, path, *needs).status_code == status
    assert known(stage, path) == "legal_aid medical"


def test_a_stale_page_changes_nothing(stage: Stage, mine: tuple[Browser, str]) -> None:
    browser, path = mine
    old = re.search(r'name="version" value="(\d+)"', browser.get(path).text)[1]
    assert send(browser, path, "shelter").status_code == 303
    assert send(browser, path, "medical", version=old).status_code == 409
    assert known(stage, path) == "shelter"


def test_only_who_has_the_case_or_oversees_it(stage: Stage, mine: tuple[Browser, str]) -> None:
    _, path = mine
    stage.person("dara")
    stage.person("bopha", Role.SUPERVISOR)
    own = mine[0].get(path).text
    token = re.search(r'name="version" value="(\d+)"', own)[1]
    assert send(stage.signed_in("dara"), path, "shelter", version=token).status_code == 403
    assert known(stage, path) == "legal_aid medical"
    assert send(stage.signed_in("bopha"), path, "shelter").status_code == 303


def test_the_plan_shows_what_comes_next_and_what_is_held(
    stage: Stage, mine: tuple[Browser, str]
) -> None:
    browser, path = mine
    with stage.helpline.store.begin() as tx:
        contact_id = tx.cases.by_id(path.rsplit("/", 1)[-1]).contact_id
        contact = tx.contacts.get(contact_id)
        agreed = Consent(
            contact_id, Purpose.WRITE, True, None, (), "1", "en", "sms", stage.clock.at
        )
        tx.consents.add(stage.helpline.new_id(), agreed)
        actor = tx.staff.by_sign_in_name("sophea")
        assert enrol.enrol(stage.helpline, tx, contact, Tier.HIGH)
        first, second, third, *rest = tx.plans.of_contact(contact_id)
    calendar.hold(stage.helpline, actor, second.id, "danger")
    page = browser.get(path).text
    shown = AHEAD.search(page)[1]
    assert shown.count("<li>") == 3
    local = first.due_at + timedelta(hours=7)
    assert local.strftime("%H:%M") in shown
    assert f"{third.name} · did help arrive" in shown
    assert "held back, danger" in shown
    assert rest
    assert rest[0].name not in re.findall(r"[DWM]\d+", shown)
    assert f"/console/contacts/{contact_id}/check-ins" in page
    calendar.set_plan(stage.helpline, actor, contact_id, Tier.HIGH, Frequency.MONTHLY)
    assert "high: followed closely · once a month" in browser.get(path).text


def test_a_yes_names_its_receiver_and_not_a_key(stage: Stage, mine: tuple[Browser, str]) -> None:
    """Also for a receiver that is not there any more: no key is shown in its place."""
    browser, path = mine
    with stage.helpline.store.begin() as tx:
        contact_id = tx.cases.by_id(path.rsplit("/", 1)[-1]).contact_id
        home = tx.staff.organisations()[0]
        for receiver in (f"organisation:{home.id}", f"organisation:{'0' * 32}"):
            yes = Consent(
                contact_id, Purpose.SHARE, True, receiver, (), "1", "en", "sms", stage.clock.at
            )
            tx.consents.add(stage.helpline.new_id(), yes)
    page = browser.get(path).text
    assert f"Share with {home.name}" in page
    assert "organisation:" not in page
