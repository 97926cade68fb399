"""A caseworker's way through the console, in a real browser, in both languages and widths."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from helpline.core.case import CaseStatus
from helpline.core.caseworker import Role
from helpline.text import sms
from web.console.stage import PASSWORD, Stage

pytestmark = pytest.mark.e2e

SIZES = {"phone": (360, 740), "desk": (1280, 800)}
SAID = {
    "km": {
        "danger": "គេវាយខ្ញុំ ជួយខ្ញុំផង",
        "queue": "បញ្ជីរង់ចាំ",
        "take": "ទទួល",
        "send": "ផ្ញើ",
        "close": "បិទករណី",
        "closed": "ករណីត្រូវបានបិទ",
        "note": "គាត់នៅផ្ទះមីង",
        "keep_note": "រក្សាទុកកំណត់ចំណាំ",
        "safe": "ឥឡូវមានសុវត្ថិភាព",
        "answer": "សួស្តី ខ្ញុំជាមនុស្ស។ ខ្ញុំបានអានសាររបស់អ្នក។ តើឥឡូវនៅតែមានសុវត្ថិភាពទេ?",
        "recap": "អ្នកទៅផ្ទះមីង",
        "next": "ខ្ញុំសរសេរទៅថ្ងៃច័ន្ទ ម៉ោង 10",
        "sign_in": "ចូល",
    },
    "en": {
        "danger": "I want to kill myself tonight",
        "queue": "Queue",
        "take": "Take",
        "send": "Send",
        "close": "Close the case",
        "closed": "The case is closed.",
        "note": "She is at her aunt's",
        "keep_note": "Keep the note",
        "safe": "Safe now",
        "answer": "Hello, I am a person. I read your messages. Is it still safe?",
        "recap": "You go to your aunt",
        "next": "I write on Monday at 10",
        "sign_in": "Sign in",
    },
}


class Desk:
    """A page of the console that reports what a browser refuses or complains of."""

    def __init__(self, stage: Stage, page: Page, language: str) -> None:
        self.stage, self.page, self.said = stage, page, SAID[language]
        self.language = language
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        expected = "status of 401" in text or "status of 503" in text
        if kind in {"error", "warning"} and not expected:
            self.complaints.append(text)

    def sign_in(self, name: str = "sophea") -> None:
        self.page.goto(f"{self.stage.url}/console/sign-in?lang={self.language}")
        self.fill_sign_in(name)
        self.page.wait_for_url("**/queue")

    def fill_sign_in(self, name: str = "sophea") -> None:
        self.stage.wait(seconds=30)
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.page.fill("#code", self.stage.code())
        self.page.locator("main").get_by_role("button", name=self.said["sign_in"]).click()

    def shot(self, name: str) -> None:
        """Keep a picture if HELPLINE_TEST_SHOTS names a folder."""
        if folder := os.environ.get("HELPLINE_TEST_SHOTS"):
            width = (self.page.viewport_size or {"width": 0})["width"]
            self.page.screenshot(
                path=Path(folder) / f"{self.language}-{width}-{name}.png", full_page=True
            )

    def fits(self) -> None:
        """Nothing sticks out to the side, and every button is large enough for a thumb."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.evaluate("window.innerWidth"), self.page.url
        for button in self.page.locator("button:visible, .button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 32, button.inner_text()


@pytest.fixture(params=sorted(SIZES))
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, height = SIZES[request.param]
    opened = chromium.new_context(viewport={"width": width, "height": height})
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture(params=["km", "en"])
def desk(stage: Stage, context: BrowserContext, request: pytest.FixtureRequest) -> Desk:
    stage.person(language=request.param)
    return Desk(stage, context.new_page(), request.param)


@pytest.fixture
def english(stage: Stage, chromium: Browser) -> Iterator[Desk]:
    """One desk, for what does not depend on language or width."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    stage.person(language="en")
    yield Desk(stage, context.new_page(), "en")
    context.close()


def test_from_alarm_to_closing(stage: Stage, desk: Desk) -> None:
    page, said = desk.page, desk.said
    talk = stage.contact()
    talk.say(said["danger"])
    page.goto(f"{stage.url}/console/sign-in?lang={desk.language}")
    desk.fits()
    desk.shot("sign-in")
    desk.sign_in()
    expect(page).to_have_title(re.compile(rf"\(1\) {said['queue']}"))
    expect(page.locator("html")).to_have_attribute("lang", desk.language)
    desk.fits()
    desk.shot("queue")

    page.get_by_role("button", name=said["take"], exact=True).click()
    page.wait_for_selector("#text")
    stage.deliver()
    expect(page.locator(".said.contact .words").first).to_have_text(said["danger"])
    page.fill("#text", said["answer"])
    parts = sms.count(said["answer"]).parts
    expect(page.locator("#parts")).to_contain_text(re.compile(rf"\D{parts}\D"))
    desk.fits()
    desk.shot("case")
    page.get_by_role("button", name=said["send"], exact=True).click()
    expect(page.locator(".said.staff .words").last).to_have_text(said["answer"])
    stage.deliver()
    assert talk.terminal.sent[-1].text == said["answer"]

    expect(page.locator(".safety summary")).to_contain_text(said["safe"])
    expect(page.locator(".safety summary")).to_be_in_viewport()
    page.fill("#note", said["note"])
    page.get_by_role("button", name=said["keep_note"], exact=True).click()
    expect(page.locator(".timeline .note .words")).to_have_text(said["note"])

    close(desk)
    assert stage.case_of(talk).status is CaseStatus.CLAIMED, "a danger wants a second person"
    desk.shot("proposed")
    stage.person("bopha", Role.SUPERVISOR, language=desk.language)
    context = page.context.browser.new_context(viewport=page.viewport_size)  # type: ignore[union-attr]
    context.set_default_timeout(10_000)
    boss = Desk(stage, context.new_page(), desk.language)
    boss.sign_in("bopha")
    boss.page.goto(f"{stage.url}/console/cases/{stage.case_of(talk).id}")
    expect(boss.page.locator("#recap")).to_have_value(said["recap"])
    boss.shot("agreeing")
    boss.fits()
    boss.page.locator(".closing").get_by_role("button", name=said["close"]).click()
    boss.page.wait_for_url("**/queue")
    expect(boss.page.locator(".notice.good")).to_contain_text(said["closed"])
    assert stage.case_of(talk).status is CaseStatus.CLOSED
    assert desk.complaints == boss.complaints == []
    context.close()


def close(desk: Desk) -> None:
    """Fill in and send the closing form."""
    page, said = desk.page, desk.said
    page.locator(".closing summary").filter(has_text=said["close"]).click()
    page.fill("#recap", said["recap"])
    page.fill("#next_step", said["next"])
    desk.fits()
    desk.shot("closing")
    page.locator(".closing").get_by_role("button", name=said["close"]).click()
    page.wait_for_url("**/queue")


@pytest.mark.parametrize("desk", ["km"], indirect=True)
def test_khmer_is_drawn_with_its_own_font(stage: Stage, desk: Desk) -> None:
    desk.sign_in()
    loaded = """document.fonts.ready.then(fonts => Array.from(fonts)
        .filter(font => font.status === "loaded").map(font => font.weight))"""
    assert set(desk.page.evaluate(loaded)) == {"400", "700"}
    heights = desk.page.evaluate(
        """Array.from(document.querySelectorAll("main *")).filter(e => e.children.length === 0)
        .map(e => parseFloat(getComputedStyle(e).lineHeight)
            / parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(heights) >= 1.6


def test_the_first_load_is_light(stage: Stage, desk: Desk) -> None:
    for _ in range(5):
        stage.contact().say(desk.said["danger"])
    desk.sign_in()
    received: list[int] = []
    desk.page.context.clear_cookies()
    fresh = desk.page.context.browser.new_context()  # type: ignore[union-attr]
    page = fresh.new_page()
    page.on("response", lambda response: received.append(len(response.body())))
    again = Desk(stage, page, desk.language)
    again.sign_in()
    page.wait_for_load_state("networkidle")
    fresh.close()
    assert sum(received) < 150_000, "sign-in and queue together, nothing cached"


def test_an_open_queue_and_an_open_case_follow(stage: Stage, english: Desk) -> None:
    page = english.page
    english.sign_in()
    page.clock.install()
    page.reload()
    talk = stage.contact()
    talk.say(SAID["en"]["danger"])
    page.clock.run_for(1_100)
    expect(page).to_have_title("(1) Queue")
    page.get_by_role("button", name="Take").click()
    page.fill("#text", "half an answer")
    talk.say("please hurry")
    stage.contact().say(SAID["en"]["danger"])
    page.clock.run_for(2_100)
    expect(page.locator(".said.contact .words").last).to_have_text("please hurry")
    expect(page).to_have_title("(1) K-1")
    expect(page.locator("#danger")).to_have_text("P1 · 1")
    expect(page.locator("#text")).to_have_value("half an answer")
    assert english.complaints == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_keys_alone_take_a_case(stage: Stage, english: Desk) -> None:
    page = english.page
    stage.contact().say(SAID["en"]["danger"])
    english.sign_in()
    page.clock.install()
    page.keyboard.press("Tab")
    assert focused(page) == "To the content", "the first stop leads past the menu"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if focused(page) == "Take":
            break
    assert focused(page) == "Take"
    page.keyboard.press("Enter")
    page.wait_for_selector("#text")


def test_the_key_t_belongs_to_the_first_case_that_nobody_has(stage: Stage, english: Desk) -> None:
    page = english.page
    mine, free = stage.contact(), stage.contact()
    mine.say(SAID["en"]["danger"])
    english.sign_in()
    page.clock.install()
    page.get_by_role("button", name="Take").click()
    page.wait_for_selector("#text")
    free.say(SAID["en"]["danger"])
    page.goto(f"{stage.url}/console/queue")
    page.locator("[accesskey=t]").click()  # a driven browser does not pass Alt and a letter on
    page.wait_for_selector("#text")
    assert page.url.endswith(stage.case_of(free).id)


def test_an_ended_session_locks_the_page_and_keeps_both_drafts(stage: Stage, english: Desk) -> None:
    page = english.page
    talk = stage.contact()
    talk.say(SAID["en"]["danger"])
    english.sign_in()
    page.clock.install()
    page.get_by_role("button", name="Take").click()
    page.fill("#text", "half an answer")
    page.locator(".closing summary").filter(has_text="Close the case").click()
    page.fill("#recap", "half a recap")
    page.fill("#note", "half a note")
    stage.wait(minutes=16)
    page.clock.run_for(10_500)
    expect(page.locator("#locked")).to_be_visible()
    english.shot("locked")
    expect(page.locator("main")).to_be_hidden()
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".notice.warn")).to_contain_text("What you wrote is kept")
    english.fill_sign_in()
    expect(page.locator("#text")).to_have_value("half an answer")
    expect(page.locator("#recap")).to_have_value("half a recap")
    expect(page.locator("#note")).to_have_value("half a note")
    assert re.search(r"/console/cases/[0-9a-f]{32}$", page.url)
    assert not any("half" in outbound.text for outbound in talk.terminal.sent)


def test_a_lost_line_is_said_and_found_again(stage: Stage, english: Desk) -> None:
    page = english.page
    english.sign_in()
    page.clock.install()
    page.reload()
    page.route("**/queue/rows", lambda route: route.abort())
    page.clock.run_for(10_500)
    expect(page.locator("#line-lost")).to_be_visible()
    page.unroute("**/queue/rows")
    page.clock.run_for(10_500)
    expect(page.locator("#line-lost")).to_be_hidden()


def test_leaving_at_once_ends_the_session(stage: Stage, english: Desk) -> None:
    page = english.page
    english.sign_in()
    page.context.route("https://**", lambda route: route.fulfill(body="elsewhere"))
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://**")
    page.goto(f"{stage.url}/console/queue")
    expect(page.locator("input[name=password]")).to_be_visible()


def test_works_without_javascript(stage: Stage, chromium: Browser) -> None:
    stage.person(language="en")
    talk = stage.contact()
    talk.say(SAID["en"]["danger"])
    context = chromium.new_context(java_script_enabled=False)
    desk = Desk(stage, context.new_page(), "en")
    page = desk.page
    desk.sign_in()
    page.get_by_role("button", name="Take").click()
    page.fill("#text", SAID["en"]["answer"])
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".answer .notice")).to_contain_text("SMS parts: 1. Nothing was sent.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".said.staff .words")).to_have_text(SAID["en"]["answer"])
    page.locator(".canned summary").click()
    page.get_by_role("button", name="Take your time").click()
    expect(page.locator("#text")).to_have_value(re.compile("^Take your time."))
    page.get_by_role("button", name="Keep for later").click()
    page.goto(f"{stage.url}/console/queue")
    page.get_by_role("link", name="Open").click()
    expect(page.locator("#text")).to_have_value(re.compile("^Take your time."))
    page.fill("#note", "She is at her aunt's")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".timeline .note .words")).to_have_text("She is at her aunt's")
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
