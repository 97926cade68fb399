"""The calendar, a plan and the call list in a real browser: both languages, both widths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.core.channel import Channel
from helpline.core.checkin import State
from helpline.core.message import Kind
from helpline.operations.people import organisation
from helpline.rehearsal import Rehearsal
from staying import DAY, agreed, openers
from test_casework import SIZES, Desk
from test_console_for_all import violations
from web.console.stage import Stage

pytestmark = pytest.mark.e2e

KHMER_OPENER = "Romduol។ ឥឡូវ"
BY_PERSON = {"km": "បុគ្គលិកខល", "en": "A person calls"}


def contact(stage: Stage) -> Rehearsal:
    """Somebody of the organisation whose staff looks at the pages."""
    talk = stage.contact()
    talk.home = organisation(stage.helpline, stage.organisation)
    return talk


def seed(stage: Stage) -> dict[str, Rehearsal]:
    """Somebody of each tier; one of them silent for nine days, one of them rings."""
    people = {"standard": contact(stage)}
    agreed(people["standard"], "standard", language="en")
    people["standard"].link(Channel.TELEGRAM)
    people["standard"].advance(12 * DAY)
    for tier, language in (("high", "km"), ("light", "km"), ("away", "en")):
        people[tier] = contact(stage)
        agreed(people[tier], tier, language=language)
    people["away"].say("", Kind.MISSED_CALL)
    return people


@pytest.fixture(params=[("phone", "km"), ("desk", "en")], ids=str)
def desk(stage: Stage, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    width, language = request.param
    context = chromium.new_context(viewport={"width": SIZES[width][0], "height": SIZES[width][1]})
    context.set_default_timeout(10_000)
    stage.person(language=language)
    yield Desk(stage, context.new_page(), language)
    context.close()


def plan_url(stage: Stage, talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    return f"{stage.url}/console/contacts/{contact.id}/check-ins"


def test_who_is_written_to_when_and_why(stage: Stage, desk: Desk) -> None:
    people, page = seed(stage), desk.page
    desk.sign_in()
    page.goto(f"{stage.url}/console/check-ins?from=2026-03-02&days=31")
    expect(page.locator("html")).to_have_attribute("lang", desk.language)
    assert page.locator("main .rows li").count() >= 12
    look(desk, "check-ins")
    page.goto(plan_url(stage, people["high"]))
    w1 = page.locator("main .rows > li").filter(has_text=" W1 ").first
    w1.locator("summary").click()
    expect(w1.locator(".words")).to_contain_text(KHMER_OPENER)
    d1 = page.locator("main .rows > li").filter(has_text=BY_PERSON[desk.language]).first
    assert d1.locator(".words").count() == 0, "a person calls: no text is shown"
    look(desk, "plan")
    page.goto(plan_url(stage, people["standard"]))
    assert page.locator(".timeline li").count() >= 3
    look(desk, "silent")
    page.goto(f"{stage.url}/console/calls")
    assert page.locator("main form").count() >= 2
    look(desk, "calls")
    assert desk.complaints == []


def look(desk: Desk, name: str) -> None:
    """Everything fits, nothing serious for axe, and no word tells what it is about."""
    desk.shot(name)
    assert violations(desk.page) == []
    desk.shot(name + "-open")
    desk.fits()


@pytest.fixture
def english(stage: Stage, chromium: Browser) -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    stage.person(language="en")
    yield Desk(stage, context.new_page(), "en")
    context.close()


def test_hold_skip_and_move_with_a_reason(stage: Stage, english: Desk) -> None:
    """What was held or left out is not sent, what was moved is sent at the new time."""
    talk = contact(stage)
    agreed(talk)
    english.sign_in()
    page = english.page
    page.goto(plan_url(stage, talk))
    change(page, "D3", "Hold back")
    change(page, "W1", "Leave out")
    to = (stage.clock.at + 9 * DAY + timedelta(hours=7)).strftime("%Y-%m-%dT11:00")
    change(page, "W2", "Move", to)
    assert stated(talk, "D3") == (State.HELD, "other_time")
    assert stated(talk, "W1") == (State.SKIPPED, "other_time")
    talk.advance(8 * DAY)
    assert openers(talk.terminal.sent) == []
    talk.advance(2 * DAY)
    assert len(openers(talk.terminal.sent)) == 1
    assert english.complaints == []


def change(page: Page, name: str, button: str, to: str = "") -> None:
    line = page.locator("main .rows > li").filter(has_text=f"Check-in {name}").first
    line.locator("summary").click()
    line.get_by_label("Why").select_option("other_time")
    if to:
        line.get_by_label("To", exact=True).fill(to)
    line.get_by_role("button", name=button).click()
    expect(page.locator(".notice.good")).to_be_visible()


def stated(talk: Rehearsal, name: str) -> tuple[State, str]:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        found = next(one for one in tx.plans.of_contact(contact.id) if one.name == name)
    return found.state, found.why
