"""What somebody writes is text on every page, and nothing else: SAFETY T22, T23, R20, R21.

The words come in as a provider brings them: signed, by SMS and by Telegram. A second contact
writes as many harmless messages; every page of the one must have the same elements and
attributes as that of the other.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpline.app import create_app
from helpline.channels.telegram import TelegramChannel
from helpline.channels.twilio import TwilioAccount, twilio_channels
from helpline.core.caseworker import Role
from helpline.core.channel import Address, Channel
from helpline.core.message import Hook
from helpline.demo.providers import Providers, fictitious
from helpline.demo.webhooks import Webhook, telegram_message, telegram_update, twilio_message
from helpline.operations.ports.channel import ChannelPort, Read
from helpline.web.console.draft import FIELDS
from web.console.stage import PASSWORD, Browser, Stage, config_for, make_stage

UNTOUCHED = [
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
    "z\u0337\u0321\u0328\u035a" * 40,
    "<template hx type=partial hx-target=body>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\uff1dSUM(1)",
]
"""Shown letter for letter as they were sent."""
CLEANED = [
    "\u202e\u2066gpj.exe\u2069 \u200f\u200e",
    "\t=1+1",
    "\r=1+1",
    "nul\x00<b>nul</b>\x07\x1b[31m",
    "\u17e3" * 300,
    "<b>" + "A" * 60_000,
]
SURROGATE = "\ud800<i>half</i>"
"""JSON carries it, a form does not."""
DANGER = "I want to kill myself tonight"
EVIL = ("alert(1)", "evil.example")
FORMULA = re.compile(r"^[=+\-@\t\r|\uff1d\uff0b\uff0d\uff20]")
RECEIVER = "A partner organisation"
AGREED = {"reached": "call", "helper": "any", "asked_in": "en", "fields": ["first_name", "rules"]}


class Skeleton(HTMLParser):
    """Elements and attribute names of a page, without any text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for name, value in attrs if name != "value"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


class Reading:
    """A real provider's way in before a terminal, which sends nothing outside."""

    def __init__(self, door: ChannelPort, terminal: ChannelPort) -> None:
        self._door, self._terminal = door, terminal

    def read(self, hook: Hook) -> Read:
        return self._door.read(hook)

    def __getattr__(self, name: str) -> object:
        return getattr(self._terminal, name)


@dataclass
class Line:
    """A helpline with its webhooks and its console."""

    stage: Stage
    own: Providers
    sophea: Browser

    def post(self, webhook: Webhook) -> None:
        answer = self.stage.app.test_client().post(
            webhook.path, data=webhook.body, headers=dict(webhook.headers)
        )
        assert answer.status_code == 200
        self.stage.deliver()
        self.stage.wait(seconds=1)

    def sms(self, number: str, words: str) -> None:
        self.post(twilio_message(self.own, number, words, ProfileName=words[:200]))

    def telegram(self, chat: int, words: str) -> None:
        message = telegram_message(self.own, chat)
        named = {"id": chat, "is_bot": False, "first_name": words[:64], "username": "x"}
        update = {"message": {**message, "from": named, "text": words[:4096]}}
        self.post(telegram_update(self.own, update))

    def taken(self, address: Address) -> str:
        """The page of the case of who writes from there, taken."""
        with self.stage.helpline.store.read() as tx:
            link = tx.contacts.by_address(address)
            case = tx.cases.open_for(link.contact_id)
        path = f"/console/cases/{case.id}"
        assert self.sophea.post(f"{path}/claim", {}).status_code == 303
        return path


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    home = tmp_path_factory.mktemp("hostile")
    stage = make_stage(home)
    own = fictitious(home / "providers.sqlite", stage.url)
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    telegram = TelegramChannel(own.bot_token, own.bot_secret, api_base="http://127.0.0.1:1")
    doors: Mapping[Channel, ChannelPort] = {
        **twilio_channels(account, own.senders),
        Channel.TELEGRAM: telegram,
    }
    channels = {
        name: Reading(door, stage.helpline.channels[name])  # type: ignore[dict-item]
        for name, door in doors.items()
    }
    stage.helpline = replace(stage.helpline, channels=channels)  # type: ignore[arg-type]
    stage.app = create_app(config_for(home, stage.url), stage.helpline)
    stage.app.testing = True
    stage.person("sophea", Role.SUPERVISOR)
    stage.person("bopha", Role.SUPERVISOR)
    stage.person("vanna", Role.PARTNER, organisation=RECEIVER)
    yield Line(stage, own, stage.signed_in())
    telegram.close()
    stage.helpline.store.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module", params=["sms", "telegram"])
def two(request: pytest.FixtureRequest, line: Line) -> tuple[str, str]:
    """Cases of one who writes hostile words and of one who writes harmless ones."""
    hostile = [*UNTOUCHED, *CLEANED]
    if request.param == "telegram":
        hostile.append(SURROGATE)
    plain = [f"plain words {number}" for number in range(len(hostile))]
    return _case(line, request.param, 1, hostile), _case(line, request.param, 2, plain)


def _case(line: Line, channel: str, number: int, said: Sequence[str]) -> str:
    phone, chat = f"+8550000010{number}", 700000100 + number
    by_sms = channel == "sms"
    address = Address(Channel.SMS, phone) if by_sms else Address(Channel.TELEGRAM, str(chat))
    for count, words in enumerate((DANGER, *said)):
        line.sms(phone, words) if by_sms else line.telegram(chat, words)
        if count == 0:
            path = line.taken(address)
    return path


def pages(line: Line, path: str, words: str) -> list[str]:
    """Every page that shows a contact's or a caseworker's words."""
    browser = line.sophea
    form = dict.fromkeys(FIELDS, words) | {"version": "0"}
    kept = {"note": words, "restricted_note": words, "todo": words[:250], "due_day": "2026-03-09"}
    for act in ("note", "restricted-note", "task", "draft"):
        browser.post(f"{path}/{act}", kept | {"text": words})
    made = [
        browser.get(path),
        browser.get(f"{path}/talk"),
        browser.post(f"{path}/close", form),
        browser.post(f"{path}/preview", form),
        browser.post(f"{path}/keep", form),
        browser.post(f"{path}/hand-over", form | {"person": words[:80]}),
        browser.post(f"{path}/reveal", {"reveal_reason": f"call {words}"[:300]}),
        browser.post(f"{path}/merge", form | {"verified": "call"}),
        browser.post("/console/search", {"words": words[:80]}, page="/console/search"),
        browser.post("/console/nothing", form, page=path),
        browser.client.post(f"{path}/reply", data=form),
        line.stage.browser().post(f"{path}/reply", form, page="/console/sign-in?lang=en"),
        line.stage.browser().sign_in(words[:80], words),
        browser.get(f"{path}/seen"),
        *referred(line, path, words[:100]),
    ]
    assert not [answer.status for answer in made if answer.status_code >= 500]
    return [answer.text for answer in made]


def referred(line: Line, path: str, words: str) -> list[object]:
    """A referral with these words in it: our page, the form on paper, the receiver's page."""
    with line.stage.helpline.store.read() as tx:
        homes = {home.name: home.id for home in tx.staff.organisations()}
    page = f"{path}/refer"
    known = {
        **AGREED,
        "receiver": f"organisation:{homes[RECEIVER]}",
        "first_name": words,
        "family_name": words,
        "code_word": words,
    }
    sent = line.sophea.post(page, known, page=page)  # type: ignore[arg-type]
    assert sent.status_code == 303, sent.text
    ours = str(sent.headers["Location"])
    theirs = line.stage.signed_in("vanna").get(ours.replace("/referrals/", "/referred/"))
    assert theirs.status_code == 200
    return [line.sophea.get(ours), line.sophea.get(f"{ours}/form"), theirs]


def test_hostile_words_make_no_element_and_no_attribute(line: Line, two: tuple[str, str]) -> None:
    words = " ".join(UNTOUCHED)[:900]
    evil = pages(line, two[0], words)
    plain = pages(line, two[1], ("plain words " * 90)[: len(words)])
    for number, (hostile, ordinary) in enumerate(zip(evil, plain, strict=True)):
        assert Skeleton(hostile).tags == Skeleton(ordinary).tags, number
        assert not any(word in value for value in Skeleton(hostile).values for word in EVIL), number
    shown = "".join(Skeleton(evil[0]).texts)
    assert [words for words in UNTOUCHED if words not in shown] == []
    assert "\x00" not in evil[0]
    assert "\ud800" not in evil[0]


@pytest.mark.parametrize(
    "path", ["queue", "tasks", "calls", "check-ins", "notices", "audit", "no-plan", "referrals"]
)
def test_lists_have_no_words_at_all(line: Line, two: tuple[str, str], path: str) -> None:
    answer = line.sophea.get(f"/console/{path}")
    assert answer.status_code == 200
    assert not any(word in answer.text for word in EVIL)
    assert "cmd|" not in answer.text
    assert two


def test_exports_hold_text_and_no_formula(line: Line, two: tuple[str, str]) -> None:
    """SAFETY T23: what names people, as CSV and as XLSX, with hostile recaps in it."""
    stage, page = line.stage, "/console/exports"
    hostile = two[0]
    ending = {"recap": "=HYPERLINK(1)", "next_step": "+1+cmd|' /C calc'!A0"}
    assert line.sophea.post(f"{hostile}/close", ending).status_code == 303
    content: list[bytes] = []
    for wanted in ("csv", "xlsx"):
        stage.wait(seconds=30)
        day = stage.clock.at.date().isoformat()
        asked = {"kind": "identifiable", "first_day": day, "last_day": day, "reason": "audit year"}
        proof = {"password": PASSWORD, "code": stage.code()}
        assert line.sophea.post(page, asked | proof, page=page).status_code == 303
        second = stage.signed_in("bopha")
        (decide,) = re.findall(rf"({page}/[0-9a-f]+)/decide", second.get(page).text)
        stage.wait(seconds=30)
        yes = {"decision": "yes", "password": PASSWORD, "code": stage.code()}
        assert second.post(f"{decide}/decide", yes, page=page).status_code == 303
        fetched = line.sophea.post(f"{decide}/file", {"format": wanted}, page=page)
        assert fetched.status_code == 200
        content.append(fetched.data)
    rows = list(csv.reader(io.StringIO(content[0].decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK(1)" in cell for cell in cells)
    assert [cell for cell in cells if FORMULA.match(cell)] == []
    with zipfile.ZipFile(io.BytesIO(content[1])) as book:
        sheets = [book.read(name) for name in book.namelist() if "/sheet" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_words_are_isolated_whatever_their_direction(line: Line, two: tuple[str, str]) -> None:
    page = line.sophea.get(two[0]).text
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
