"""The webhooks, from HTTP to the store: what is kept, what is refused, and never a 5xx."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from content import content
from helpline import wiring
from helpline.app import create_app
from helpline.channels.telegram import TelegramChannel
from helpline.channels.twilio import STATUS_PATH, TwilioAccount, twilio_channels
from helpline.config import Config
from helpline.core.channel import Address, Channel
from helpline.core.errors import StoreUnavailable
from helpline.core.message import Inbound, Kind, StatusUpdate
from helpline.demo.providers import Providers, fictitious
from helpline.demo.webhooks import (
    Webhook,
    signed_form,
    telegram_member,
    telegram_press,
    telegram_text,
    telegram_update,
    twilio_message,
)
from helpline.operations.helpline import Helpline
from helpline.web import hooks

PUBLIC = "https://line.example.org"
PHONE = "+85500000001"
CHAT = 700000001
SID = "SM" + "0123456789abcdef" * 2


def secret(name: str) -> str:
    return b64encode(sha256(name.encode()).digest()).decode()


def config_of(own: Providers, home: Path, **more: str) -> Config:
    settings = {
        "HELPLINE_PUBLIC_URL": own.public_url,
        "HELPLINE_HOME": str(home),
        "HELPLINE_KEYS": f"k1:{secret('keys')}",
        "HELPLINE_INDEX_KEY": secret("index"),
        "HELPLINE_AUDIT_KEY": secret("audit"),
        "HELPLINE_SESSION_KEY": secret("session"),
        "HELPLINE_OPERATOR": "operator@example.org",
        "HELPLINE_TWILIO_ACCOUNT_SID": own.account_sid,
        "HELPLINE_TWILIO_AUTH_TOKEN": own.auth_token,
        "HELPLINE_TWILIO_FROM": ",".join(own.senders),
        "HELPLINE_TELEGRAM_TOKEN": own.bot_token,
        "HELPLINE_TELEGRAM_SECRET": own.bot_secret,
    }
    return Config.from_env(settings | more)


@dataclass(repr=False)
class Door:
    """The web app before a real store, and what came through."""

    own: Providers
    helpline: Helpline
    http: FlaskClient
    received: list[Inbound | StatusUpdate]
    quarantined: list[tuple[str, str, bytes]]

    def post(self, webhook: Webhook, **headers: str) -> TestResponse:
        return self.http.post(
            webhook.path,
            data=webhook.body,
            headers={**webhook.headers, **headers},
            base_url=self.own.public_url,
        )

    @property
    def is_untouched(self) -> bool:
        return not self.received and not self.quarantined


@contextmanager
def opened(home: Path) -> Iterator[Door]:
    """The app over a real store in memory, its channels reading for fictitious accounts."""
    own = fictitious(home / "providers.sqlite", PUBLIC)
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    telegram = TelegramChannel(own.bot_token, own.bot_secret, api_base="http://127.0.0.1:1")
    helpline = wiring.rehearse(Channel.SMS, content=content()).helpline
    helpline = replace(
        helpline,
        settings=replace(helpline.settings, public_url=own.public_url),
        channels={**twilio_channels(account, own.senders), Channel.TELEGRAM: telegram},
    )
    app = create_app(config_of(own, home), helpline)
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = Door(own, helpline, app.test_client(), [], [])
        _watch(found, monkeypatch)
        yield found
    telegram.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as found:
        yield found


def _watch(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Note what comes through, and let the real operations do their work."""
    receive, quarantine = hooks.receive, hooks.quarantine

    def noting(helpline: Helpline, items: Any) -> None:
        receive(helpline, items)
        door.received.extend(items)

    def setting_aside(helpline: Helpline, channel: Channel, problem: str, body: bytes) -> None:
        quarantine(helpline, channel, problem, body)
        door.quarantined.append((channel.value, problem, body))

    monkeypatch.setattr(hooks, "receive", noting)
    monkeypatch.setattr(hooks, "quarantine", setting_aside)


# --- what is taken in -------------------------------------------------------------------------

Make = Callable[[Providers], Webhook]
TAKEN: list[tuple[str, Make, Channel, Kind]] = [
    ("an SMS", lambda o: twilio_message(o, PHONE, "ជួយខ្ញុំផង"), Channel.SMS, Kind.TEXT),
    ("WhatsApp", lambda o: twilio_message(o, f"whatsapp:{PHONE}", "hi"), Channel.WHATSAPP,
     Kind.TEXT),
    ("Telegram", lambda o: telegram_text(o, CHAT, "ជួយខ្ញុំផង"), Channel.TELEGRAM, Kind.TEXT),
    ("a press", lambda o: telegram_press(o, CHAT, "token"), Channel.TELEGRAM, Kind.BUTTON),
    ("blocked", lambda o: telegram_member(o, CHAT, "kicked"), Channel.TELEGRAM, Kind.BLOCKED),
]  # fmt: skip


@pytest.mark.parametrize("case", [row[1:] for row in TAKEN], ids=[row[0] for row in TAKEN])
def test_what_is_signed_is_stored_once(door: Door, case: tuple[Make, Channel, Kind]) -> None:
    make, channel, kind = case
    webhook = make(door.own)
    for _ in range(2):
        assert door.post(webhook).status_code == 200
    first, again = door.received
    assert isinstance(first, Inbound)
    assert (first.channel, first.kind) == (channel, kind)
    assert again == first
    with door.helpline.store.read() as tx:
        assert tx.contacts.by_address(first.address) is not None
        assert tx.contacts.by_address(Address(channel, "+85500000999")) is None


def test_twilio_gets_empty_twiml_and_telegram_an_empty_object(door: Door) -> None:
    answer = door.post(twilio_message(door.own, PHONE, "hi"))
    assert (answer.mimetype, answer.text) == ("text/xml", hooks.EMPTY_TWIML)
    answer = door.post(telegram_text(door.own, CHAT, "hi"))
    assert (answer.mimetype, answer.text) == ("application/json", "{}")
    assert "Set-Cookie" not in answer.headers


def test_a_status_comes_with_the_id_in_its_url(door: Door) -> None:
    form = {"MessageSid": SID, "MessageStatus": "delivered", "AccountSid": door.own.account_sid,
            "To": PHONE, "From": door.own.senders[0]}  # fmt: skip
    assert door.post(signed_form(door.own, f"{STATUS_PATH}?m={'a' * 32}", form)).status_code == 200
    (update,) = door.received
    assert isinstance(update, StatusUpdate)
    assert update.outbound_id == "a" * 32
    door.received.clear()
    webhook = signed_form(door.own, f"{STATUS_PATH}?m={'a' * 32}", form)
    moved = replace(webhook, path=f"{STATUS_PATH}?m={'b' * 32}")
    assert door.post(moved).status_code == 403
    assert door.is_untouched


# --- what is refused --------------------------------------------------------------------------

REFUSED: list[tuple[str, int, Callable[[Door], TestResponse]]] = [
    ("T31: no signature", 403, lambda d: d.http.post("/hooks/twilio/messages", base_url=PUBLIC)),
    ("T31: forged", 403, lambda d: d.post(twilio_message(d.own, PHONE, "hi"),
                                          **{"X-Twilio-Signature": "AAAA"})),
    ("T31: no ASCII", 403, lambda d: d.post(twilio_message(d.own, PHONE, "hi"),
                                            **{"X-Twilio-Signature": "ÿþ"})),
    ("another account", 403, lambda d: d.post(
        twilio_message(d.own, PHONE, "hi", AccountSid="AC1"))),
    ("another number", 403, lambda d: d.post(twilio_message(d.own, PHONE, "hi", To="+85512"))),
    ("a missing field", 400, lambda d: d.post(signed_form(
        d.own, "/hooks/twilio/messages", {"AccountSid": d.own.account_sid}))),
    ("a Sid that is none", 400, lambda d: d.post(twilio_message(d.own, PHONE, "hi", sid="SM1"))),
    ("R22: no UTF-8", 403, lambda d: d.http.post(
        "/hooks/twilio/messages", data=b"Body=\xff", base_url=PUBLIC,
        content_type="application/x-www-form-urlencoded")),
    ("JSON for Twilio", 403, lambda d: d.http.post(
        "/hooks/twilio/messages", json={"Body": "hi"}, base_url=PUBLIC)),
    ("files for Twilio", 403, lambda d: d.http.post(
        "/hooks/twilio/messages", data={"Body": "hi"}, content_type="multipart/form-data",
        base_url=PUBLIC)),
    ("R20: 65 KiB", 413, lambda d: d.post(twilio_message(d.own, PHONE, "x" * 66_000))),
    ("R20: 499 kB", 413, lambda d: d.post(twilio_message(d.own, PHONE, "x" * 499_000))),
    ("R20: 65 KiB for Telegram", 413, lambda d: d.post(telegram_text(d.own, CHAT, "x" * 66_000))),
    ("T34: no secret", 403, lambda d: d.http.post("/hooks/telegram", json={}, base_url=PUBLIC)),
    ("T34: another secret", 403, lambda d: d.post(
        telegram_text(d.own, CHAT, "hi"), **{"X-Telegram-Bot-Api-Secret-Token": "x" * 256})),
    ("a GET", 405, lambda d: d.http.get("/hooks/twilio/messages", base_url=PUBLIC)),
    ("an extra slash", 404, lambda d: d.http.post("/hooks/twilio//messages", base_url=PUBLIC)),
    ("another host", 400, lambda d: d.http.post("/hooks/telegram", base_url="https://evil.test")),
]  # fmt: skip


@pytest.mark.parametrize("case", [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused_leaves_no_row(
    door: Door, case: tuple[int, Callable[[Door], TestResponse]]
) -> None:
    status, knock = case
    answer = knock(door)
    assert (answer.status_code, answer.data) == (status, b"")
    assert door.is_untouched
    assert "Set-Cookie" not in answer.headers


def test_the_host_header_is_nothing_that_a_signature_is_checked_against(door: Door) -> None:
    webhook = twilio_message(door.own, PHONE, "hi")
    answer = door.http.post(
        webhook.path, data=webhook.body, headers=dict(webhook.headers), base_url="http://localhost"
    )
    assert answer.status_code == 200


# --- what cannot be understood ----------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 60_000, b"[]", b'{"update_id": "abc"}', b'{"update_id": 1, "message": 1}']
)
def test_malformed_json_is_kept_in_quarantine_and_not_repeated(door: Door, body: bytes) -> None:
    webhook = replace(telegram_text(door.own, CHAT, ""), body=body)
    assert door.post(webhook).status_code == 200
    assert not door.received
    ((channel, problem, kept),) = door.quarantined
    assert (channel, kept) == ("telegram", body)
    assert problem


def test_t35_a_group_leaves_no_row(door: Door) -> None:
    group = {"message_id": 1, "chat": {"id": -5, "type": "group"}, "date": 1, "text": "hi"}
    assert door.post(telegram_update(door.own, {"message": group})).status_code == 200
    assert door.is_untouched


# --- when something is wrong with us ----------------------------------------------------------


def test_r4_without_a_store_the_provider_is_told_to_try_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("the database at /secret/place is locked")

    monkeypatch.setattr(hooks, "receive", away)
    monkeypatch.setattr(hooks, "quarantine", away)
    broken = replace(telegram_text(door.own, CHAT, "hi"), body=b"{")
    for webhook in (
        twilio_message(door.own, PHONE, "hi"), telegram_text(door.own, CHAT, "hi"), broken
    ):  # fmt: skip
        answer = door.post(webhook)
        assert (answer.status_code, answer.data) == (503, b"")
        assert answer.headers["Retry-After"]


def test_a_mistake_of_ours_is_no_poison_loop(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "a canary")

    monkeypatch.setattr(hooks, "receive", wrong)
    assert door.post(telegram_text(door.own, CHAT, "hi")).status_code == 200
    ((_, problem, _),) = door.quarantined
    assert problem == "not received: UnicodeEncodeError"


def test_a_channel_that_raises_is_no_poison_loop(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise KeyError("canary")

    monkeypatch.setattr(TelegramChannel, "read", wrong)
    assert door.post(telegram_text(door.own, CHAT, "hi")).status_code == 200
    assert door.quarantined[0][1] == "not read: KeyError"


def test_a_channel_that_is_not_configured_answers_as_to_a_stranger(door: Door) -> None:
    door.http.application.extensions["helpline"] = replace(door.helpline, channels={})
    assert door.post(telegram_text(door.own, CHAT, "hi")).status_code == 403


# --- any text at all --------------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["\x00", "\ud800", "\u202e" * 9, "ក" + "\u17d2" * 10_000, "9" * 5_000, "១" * 4_000, "'; --"]
)


@pytest.fixture(scope="module")
def open_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One door for many examples."""
    with opened(tmp_path_factory.mktemp("door")) as found:
        yield found


@settings(max_examples=60)
@given(text=ANY)
def test_r21_any_text_by_telegram_is_a_row_and_no_5xx(open_door: Door, text: str) -> None:
    open_door.received.clear()
    assert open_door.post(telegram_text(open_door.own, CHAT, text)).status_code == 200
    assert len(open_door.received) == 1


@settings(max_examples=60)
@given(text=ANY)
def test_r21_any_text_by_sms_is_a_row_and_no_5xx(open_door: Door, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()[:5_000]  # a letter is nine bytes in a form
    open_door.received.clear()
    assert open_door.post(twilio_message(open_door.own, PHONE, text)).status_code == 200
    assert len(open_door.received) == 1


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/plain", "a/b; x=\x00"]))
def test_no_body_makes_a_5xx(open_door: Door, body: bytes, kind: str) -> None:
    for path in ("/hooks/twilio/messages", "/hooks/twilio/status", "/hooks/telegram"):
        secret = {"X-Telegram-Bot-Api-Secret-Token": open_door.own.bot_secret}
        answer = open_door.http.post(
            path, data=body, base_url=PUBLIC, headers={"Content-Type": kind.strip("\x00"), **secret}
        )
        assert answer.status_code in {200, 400, 403}


def test_the_body_of_telegram_is_read_as_json_whatever_it_is_called(door: Door) -> None:
    webhook = telegram_text(door.own, CHAT, "hi")
    form = {**webhook.headers, "Content-Type": "application/x-www-form-urlencoded"}
    assert door.post(replace(webhook, headers=form)).status_code == 200
    assert json.loads(webhook.body)["message"]["text"] == "hi"
    assert len(door.received) == 1
