"""The fake providers over loopback, and channels that talk to them.

`server` is a `helpline.demo.server.ProviderServer`: `server.own` has the fictitious accounts,
`server.fail(provider, method, Fault(...))` scripts trouble, `server.ledger` knows what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from helpline.channels.telegram import TelegramChannel
from helpline.channels.twilio import TwilioAccount, TwilioChannel, twilio_channels
from helpline.core.channel import Channel
from helpline.core.message import Hook
from helpline.demo.providers import Providers, fictitious
from helpline.demo.server import ProviderServer
from helpline.demo.webhooks import Webhook

ToHook = Callable[[Webhook], Hook]


@pytest.fixture
def own(tmp_path: Path) -> Providers:
    """Fictitious accounts, without a server."""
    return fictitious(tmp_path / "providers.sqlite", "https://line.example.org")


@pytest.fixture
def server(own: Providers) -> Iterator[ProviderServer]:
    """Both fake APIs as a real HTTP server on loopback."""
    with ProviderServer(own) as running:
        yield running


@pytest.fixture
def to_hook(own: Providers) -> ToHook:
    """A webhook as the web server would hand it to a channel."""

    def make(webhook: Webhook) -> Hook:
        form = {}
        if webhook.headers["Content-Type"].endswith("urlencoded"):
            fields = parse_qs(webhook.body.decode(), keep_blank_values=True)
            form = {name: tuple(values) for name, values in fields.items()}
        headers = {name.lower(): value for name, value in webhook.headers.items()}
        return Hook(own.public_url + webhook.path, headers, form, webhook.body)

    return make


@pytest.fixture
def twilio(own: Providers) -> dict[Channel, TwilioChannel]:
    """SMS and WhatsApp, for reading."""
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    return twilio_channels(account, own.senders)


@pytest.fixture
def telegram(own: Providers) -> Iterator[TelegramChannel]:
    """Telegram, for reading; nobody answers at its API."""
    channel = TelegramChannel(own.bot_token, own.bot_secret, api_base="http://127.0.0.1:1")
    yield channel
    channel.close()
