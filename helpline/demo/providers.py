"""The fake providers: what they are called, what they know, and an app of their own.

Real client libraries talk to them over loopback. They run inside the demo's web server, or by
themselves (`server.ProviderServer`) for tests and measurements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from flask import Flask, current_app

from helpline.config import Config
from helpline.demo.ledger import Ledger
from helpline.demo.paths import TELEGRAM_API_PATH, TWILIO_API_PATH

LEDGER_FILE = "demo-providers.sqlite"


@dataclass(frozen=True, slots=True)
class Providers:
    """Both providers: accounts as the helpline is told of them, and the shared ledger."""

    ledger: Ledger
    public_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    senders: tuple[str, ...]
    bot_token: str = field(repr=False)
    bot_secret: str = field(repr=False)
    reports_delivery: bool = False
    """True where each SMS is reported as sent and delivered soon after, as a phone would."""
    over: Event = field(default_factory=Event)
    """Set when the server ends, so that no hanging answer holds it up."""

    @classmethod
    def of(cls, config: Config, *, reports_delivery: bool) -> Providers:
        """The providers that a demo's settings speak of."""
        config.home.mkdir(parents=True, exist_ok=True)
        return cls(
            ledger=Ledger(config.home / LEDGER_FILE),
            public_url=config.public_url,
            account_sid=config.twilio_account_sid or "",
            auth_token=config.twilio_auth_token[0] if config.twilio_auth_token else "",
            senders=config.twilio_from,
            bot_token=config.telegram_token or "",
            bot_secret=config.telegram_secret or "",
            reports_delivery=reports_delivery,
        )


def providers() -> Providers:
    """Those of the app that answers."""
    found: Providers = current_app.extensions["providers"]
    return found


def add_providers(app: Flask, own: Providers) -> None:
    """Give an app both fake APIs."""
    from helpline.demo import telegram_api, twilio_api  # noqa: PLC0415  they know this module

    app.extensions["providers"] = own
    app.register_blueprint(twilio_api.blueprint, url_prefix=TWILIO_API_PATH)
    app.register_blueprint(telegram_api.blueprint, url_prefix=TELEGRAM_API_PATH)


def fictitious(path: Path, public_url: str = "http://127.0.0.1:1") -> Providers:
    """Accounts for tests: nothing of them exists anywhere."""
    return Providers(
        ledger=Ledger(path),
        public_url=public_url,
        account_sid="AC" + "0123456789abcdef" * 2,
        auth_token="fictitious-auth-0123456789",  # noqa: S106
        senders=("+85500000000", "whatsapp:+85500000000"),
        bot_token="700000000:fictitious-bot-0123456789",  # noqa: S106
        bot_secret="fictitious-hook-0123456789",  # noqa: S106
    )
