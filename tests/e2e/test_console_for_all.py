"""Pages that everybody can use: nothing serious found by axe, light and dark, by keys, aloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.core.caseworker import Role
from test_casework import SAID, Desk
from web.console.stage import Stage

pytestmark = pytest.mark.e2e

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
SERIOUS = {"serious", "critical"}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


def violations(page: Page) -> list[str]:
    """What axe finds serious on the page as it is, with everything unfolded."""
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {node['target']}"
        for one in found
        for node in one["nodes"]
        if one["impact"] in SERIOUS
    ]


@pytest.fixture(params=["light", "dark"])
def desk(stage: Stage, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, color_scheme=request.param
    )
    context.set_default_timeout(10_000)
    stage.person(language="km")
    yield Desk(stage, context.new_page(), "km")
    context.close()


@pytest.fixture
def english(stage: Stage, chromium: Browser) -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    stage.person(language="en")
    yield Desk(stage, context.new_page(), "en")
    context.close()


def test_axe_finds_what_is_wrong(english: Desk) -> None:
    english.page.goto(f"{english.stage.url}/console/sign-in?lang=en")
    assert violations(english.page) == []
    english.page.evaluate("document.querySelector('label').remove()")
    assert violations(english.page), "the check can see"


def test_axe_finds_nothing_serious(stage: Stage, desk: Desk) -> None:
    talk = stage.contact()
    talk.say(SAID["km"]["danger"])
    stage.contact().say("9")
    desk.sign_in()
    found = {"queue": violations(desk.page)}
    case = stage.case_of(talk)
    desk.page.goto(f"{stage.url}/console/cases/{case.id}")
    found["locked"] = violations(desk.page)
    desk.page.get_by_role("button", name=SAID["km"]["take"], exact=True).click()
    desk.page.wait_for_selector("#text")
    talk.say("88")
    for name in (f"cases/{case.id}", "search", "keys", "queue?priority=P1"):
        desk.page.goto(f"{stage.url}/console/{name}")
        found[name] = violations(desk.page)
    assert {name: list_ for name, list_ in found.items() if list_} == {}


def test_the_letters_that_the_page_of_keys_names_are_the_browsers(
    stage: Stage, english: Desk
) -> None:
    """They are access keys, so that they work without JavaScript. A driven browser cannot press
    them; that each stands where the page of keys says is what can be seen here."""
    stage.contact().say(SAID["en"]["danger"])
    english.sign_in()
    page = english.page
    keys = "Object.fromEntries([...document.querySelectorAll('[accesskey]')]"
    keys += ".map(one => [one.accessKey, one.textContent.trim() || one.id]))"
    queue = page.evaluate(keys)
    assert queue == {"q": "Queue", "s": "Search", "k": "Keys", "t": "Take"}
    page.get_by_role("button", name="Take").click()
    page.wait_for_selector("#text")
    case = page.evaluate(keys)
    assert case == {"q": "Queue", "s": "Search", "k": "Keys", "r": "text", "n": "note"}
    page.goto(f"{stage.url}/console/keys")
    named = page.locator("kbd").all_inner_texts()
    assert {name.lower() for name in named if len(name) == 1} == set(queue) | set(case)


def test_a_danger_is_heard_after_the_sound_was_switched_on(stage: Stage, english: Desk) -> None:
    page = english.page
    english.sign_in()
    page.evaluate(
        """() => {
            window.played = 0;
            Audio.prototype.play = () => { played += 1; return Promise.resolve(); };
        }"""
    )
    stage.contact().say(SAID["en"]["danger"])
    expect(page).to_have_title("(1) Queue")
    assert page.evaluate("played") == 0, "off until somebody wants it"
    page.get_by_role("button", name="Sound on for danger").click()
    expect(page.get_by_role("button", name="Sound is on")).to_have_attribute("aria-pressed", "true")
    before = page.evaluate("played")
    assert before >= 1, "so that one hears how it sounds"
    stage.contact().say(SAID["en"]["danger"])
    expect(page).to_have_title("(2) Queue")
    page.wait_for_function("n => played > n", arg=before)
    assert english.complaints == []


def test_the_sound_itself_may_be_played(stage: Stage, english: Desk) -> None:
    """The policy of the page lets its own file through, and nothing else."""
    english.sign_in()
    loaded = english.page.evaluate(
        """address => new Promise(done => {
            const sound = new Audio(address);
            sound.addEventListener('canplaythrough', () => done(true));
            sound.addEventListener('error', () => done(false));
            sound.load();
        })""",
        f"{stage.url}/static/console/alarm.wav",
    )
    assert loaded
    assert english.complaints == []


def test_what_is_typed_is_kept_and_a_colleague_sees_it(
    stage: Stage, english: Desk, chromium: Browser
) -> None:
    page = english.page
    talk = stage.contact()
    talk.say(SAID["en"]["danger"])
    english.sign_in()
    page.get_by_role("button", name="Take").click()
    stage.person("bopha", Role.SUPERVISOR, language="en")
    context = chromium.new_context()
    boss = Desk(stage, context.new_page(), "en")
    boss.sign_in("bopha")
    boss.page.goto(f"{stage.url}/console/cases/{stage.case_of(talk).id}")
    with page.expect_response("**/draft"):
        page.locator("#text").press_sequentially("I am here with")
    expect(boss.page.locator("#talk .notice")).to_contain_text("Sophea is writing an answer, too.")
    context.close()
    page.close(run_before_unload=False)
    again = Desk(stage, english.page.context.new_page(), "en")
    again.page.goto(f"{stage.url}/console/cases/{stage.case_of(talk).id}")
    expect(again.page.locator("#text")).to_have_value("I am here with")
