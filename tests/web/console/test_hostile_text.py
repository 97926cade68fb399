"""What somebody writes is text on every page, and nothing else: SAFETY T22."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpline.core.case import Case
from helpline.core.channel import Channel
from helpline.web.console.draft import FIELDS
from web.console.stage import Browser, Stage

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "{name} {0} {0.__class__}",
    "javascript:alert(1)//",
    "<!--<script>--><script>alert(1)//",
    "<a href=javascript:alert(1)>x</a>",
    "&lt;b&gt; &#60;b&#62; &amp;lt;",
    "<div hx-get=/console/sign-out hx-trigger=load>",
    "\u202e\u2066gpj.exe\u2069 \u200f\u200e",
    "z̷̡̨͚̈́͋" * 40,
    "<template hx type=partial hx-target=body>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "៣" * 300,
]
DANGER = "I want to kill myself tonight "
EVIL = ("alert(1)", "evil.example")


class Skeleton(HTMLParser):
    """Elements and attribute names of a page, without any text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for name, value in attrs if name != "value"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def skeleton(page: str) -> Skeleton:
    parsed = Skeleton()
    parsed.feed(page)
    parsed.close()
    return parsed


def taken(stage: Stage, words: str) -> tuple[Browser, Case]:
    talk = stage.contact(Channel.TELEGRAM)
    talk.say(DANGER + words)
    case = stage.case_of(talk)
    browser = stage.signed_in()
    assert browser.post(f"/console/cases/{case.id}/claim", {}).status_code == 303
    return browser, case


def pages(browser: Browser, case: Case, words: str) -> list[str]:
    """Every page that shows a contact's or a caseworker's words."""
    path = f"/console/cases/{case.id}"
    form = dict.fromkeys(FIELDS, words) | {"version": "0"}
    kept = {"note": words, "restricted_note": words, "todo": words[:250], "due_day": "2026-03-09"}
    for act in ("note", "restricted-note", "task", "draft"):
        browser.post(f"{path}/{act}", kept | {"text": words})
    return [
        browser.get("/console/queue").text,
        browser.get(path).text,
        browser.get(f"{path}/talk").text,
        browser.post(f"{path}/close", form).text,
        browser.post(f"{path}/preview", form).text,
        browser.post(f"{path}/keep", form).text,
        browser.post(f"{path}/hand-over", form | {"person": words[:80]}).text,
        browser.post(f"{path}/reveal", {"reveal_reason": f"call {words}"[:300]}).text,
        browser.post(f"{path}/merge", form | {"verified": "call"}).text,
        browser.post("/console/search", {"words": words[:80]}, page="/console/search").text,
        browser.post("/console/nothing", form, page=path).text,
        browser.client.post(f"{path}/reply", data=form).text,
        browser.stage.browser().post(f"{path}/reply", form, page="/console/sign-in?lang=en").text,
        browser.get(f"/console/queue?next={words[:100]}").text,
        browser.stage.browser().sign_in(words[:80], words).text,
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_make_no_element_and_no_attribute(stage: Stage, payload: str) -> None:
    stage.person()
    evil = taken(stage, payload)
    plain = taken(stage, "plain words")
    hostile_pages = pages(*evil, payload)
    plain_pages = pages(*plain, "plain words")
    for number, (hostile, ordinary) in enumerate(zip(hostile_pages, plain_pages, strict=True)):
        if number == 0:
            continue  # the queue has more rows by then; it is looked at below
        assert skeleton(hostile).tags == skeleton(ordinary).tags, number
    for page in hostile_pages:
        assert not any(word in value for value in skeleton(page).values for word in EVIL)
    assert payload.strip() in "".join(skeleton(hostile_pages[1]).texts)


def test_the_queue_has_no_words_at_all(stage: Stage) -> None:
    stage.person()
    for payload in PAYLOADS:
        stage.contact().say(DANGER + payload)
    page = stage.signed_in().get("/console/queue").text
    assert page.count('class="case-card') >= len(PAYLOADS)
    assert not any(word in page for word in EVIL)


def test_words_are_isolated_whatever_their_direction(stage: Stage) -> None:
    stage.person()
    browser, case = taken(stage, "\u202eevil")
    page = browser.get(f"/console/cases/{case.id}").text
    assert '<div class="words" dir="auto">' in page
    styles = Path("helpline/web/static/console/console.css").read_text("utf-8")
    assert "unicode-bidi: isolate" in styles


def test_no_template_switches_escaping_off() -> None:
    for path in Path("helpline/web/templates/console").glob("*.html"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path
        assert "style=" not in text, path
        assert " onclick" not in text, path
        assert "<script>" not in text, path
    for path in Path("helpline/web/console").glob("*.py"):
        assert "Markup" not in path.read_text("utf-8"), path
