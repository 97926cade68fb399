"""The demo as a running server, with a stand-in for operations that answers each message."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from content import content
from helpline import wiring
from helpline.app import create_app
from helpline.channels.telegram import TelegramChannel
from helpline.config import Config
from helpline.core.channel import Address, Channel
from helpline.core.message import Button, Inbound, Kind, Outbound, StatusUpdate
from helpline.demo.paths import TELEGRAM_API_PATH, TWILIO_API_PATH
from helpline.demo.providers import Providers
from helpline.operations.helpline import Helpline
from helpline.web import hooks

ANSWER = "សួស្តី។ តើពេលនេះសុវត្ថិភាពសម្រាប់អ្នកទេ?"
ON_DUTY = Address(Channel.TELEGRAM, "900000001")


def secret(name: str) -> str:
    return b64encode(sha256(name.encode()).digest()).decode()


def demo_config(url: str, home: Path) -> Config:
    return Config.from_env(
        {
            "HELPLINE_DEMO": "1",
            "HELPLINE_PUBLIC_URL": url,
            "HELPLINE_HOME": str(home),
            "HELPLINE_KEYS": f"k1:{secret('keys')}",
            "HELPLINE_INDEX_KEY": secret("index"),
            "HELPLINE_AUDIT_KEY": secret("audit"),
            "HELPLINE_SESSION_KEY": secret("session"),
            "HELPLINE_OPERATOR": "operator@example.org",
            "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
            "HELPLINE_TWILIO_AUTH_TOKEN": secret("twilio")[:32],
            "HELPLINE_TWILIO_FROM": "+85500000000",
            "HELPLINE_TWILIO_API_BASE": url + TWILIO_API_PATH,
            "HELPLINE_TELEGRAM_TOKEN": "700000000:" + secret("bot")[:32],
            "HELPLINE_TELEGRAM_SECRET": sha256(b"hook").hexdigest(),
            "HELPLINE_TELEGRAM_API_BASE": url + TELEGRAM_API_PATH,
        }
    )


@dataclass(repr=False)
class Demo:
    """A running demo."""

    url: str
    own: Providers
    received: list[Inbound | StatusUpdate] = field(default_factory=list)

    def get(self, path: str, **query: object) -> Any:
        return requests.get(f"{self.url}/demo/{path}", params=query, timeout=10).json()  # type: ignore[arg-type]

    def post(self, path: str, **body: object) -> requests.Response:
        return requests.post(f"{self.url}/demo/{path}", json=body, timeout=10)

    def messages(self, phone: str) -> list[dict[str, Any]]:
        """What a phone shows, oldest first."""
        shown = [m for m in self.get("state")["messages"] if m["phone"] == phone]
        return sorted(shown, key=lambda message: message["made"])


class _Silent(WSGIRequestHandler):
    def log(self, *_: object, **__: object) -> None: ...


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """The web app of the demo on a real port; phones are reported to as a provider would."""
    holder: dict[str, Any] = {}

    def through(environ: Any, start: Any) -> Any:
        return holder["app"](environ, start)

    server = make_server("127.0.0.1", 0, through, threaded=True, request_handler=_Silent)
    url = f"http://127.0.0.1:{server.server_port}"
    config = demo_config(url, tmp_path)
    helpline = _helpline(config)
    app: Flask = create_app(config, helpline)
    own: Providers = app.extensions["providers"]
    found = Demo(url, own)
    _stand_in(found, helpline, monkeypatch)
    holder["app"] = app
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    own.over.set()
    telegram = helpline.channels[Channel.TELEGRAM]
    assert isinstance(telegram, TelegramChannel)
    telegram.close()
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def _helpline(config: Config) -> Helpline:
    helpline = wiring.rehearse(Channel.SMS, content=content()).helpline
    settings = replace(helpline.settings, public_url=config.public_url)
    return replace(helpline, settings=settings, channels=wiring.channels_of(config))


def _stand_in(demo: Demo, helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of operations: answer each message at once, through the real channels."""

    def receive(_: Helpline, items: Sequence[Inbound | StatusUpdate]) -> None:
        demo.received.extend(items)
        for item in items:
            if isinstance(item, Inbound) and item.kind in {Kind.TEXT, Kind.BUTTON}:
                _answer(helpline, item)

    monkeypatch.setattr(hooks, "receive", receive)


def _answer(helpline: Helpline, inbound: Inbound) -> None:
    channel = helpline.channels[inbound.channel]
    if inbound.press_id:
        channel.answer_press(inbound.press_id)
    buttons = (Button("១ បាទ/ចាស", "token-1"), Button("២ ទេ", "token-2"))
    buttons = buttons if channel.traits.buttons else ()
    channel.send(Outbound(secrets.token_hex(16), inbound.address, ANSWER, buttons))
    if inbound.text == "9":
        alert = Outbound(secrets.token_hex(16), ON_DUTY, "P1 waits, 2 min, K-17")
        helpline.channels[Channel.TELEGRAM].send(alert)
