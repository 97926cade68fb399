"""Settings, read once from a mapping. All problems are reported at once, without values."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "HELPLINE_"
# Words that no random value holds: a real token must never be refused by chance.
WEAK = re.compile(r"change.?me|secret|password|example|your.?token|xxxx|(.)\1{7}", re.IGNORECASE)


class ConfigError(Exception):
    """One or more settings are missing or weak. Names settings, never their values."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Key:
    """A 256-bit master key and its id, as in `HELPLINE_KEYS=kid:base64,kid:base64`."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. Field names are the settings' names without the prefix, in lower case."""

    public_url: str
    home: Path
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    keys: tuple[Key, ...] = field(repr=False)
    index_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    session_key: bytes = field(repr=False)
    name: str
    operator: str
    twilio_account_sid: str | None = field(repr=False)
    twilio_auth_token: tuple[str, ...] = field(repr=False)
    twilio_from: tuple[str, ...] = field(repr=False)
    twilio_api_base: str | None
    whatsapp_templates: tuple[tuple[str, str], ...]
    """(`F27.0/km`, ContentSid): texts that WhatsApp approved for after its 24 hours."""
    telegram_token: str | None = field(repr=False)
    telegram_secret: str | None = field(repr=False)
    telegram_api_base: str | None
    telegram_name: str | None
    """The bot's username: links to it are offered as a second channel. None: none are."""
    demo: bool

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Config:
        """Read every setting. Raises ConfigError with all problems at once."""
        return _Reader(env).read()


class _Reader:
    """Reads one mapping and collects what is wrong with it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._problems: list[str] = []
        self._demo = env.get(PREFIX + "DEMO", "") == "1"

    def read(self) -> Config:
        home = Path(self._get("HOME", "var")).absolute()
        config = Config(
            public_url=self._url("PUBLIC_URL", required=True) or "",
            home=home,
            database_url=self._get("DATABASE_URL", f"sqlite:///{home / 'helpline.sqlite'}"),
            redis_url=self._get("REDIS_URL", f"unix://{home / 'redis.sock'}"),
            keys=self._keys(),
            index_key=self._secret_bytes("INDEX_KEY"),
            audit_key=self._secret_bytes("AUDIT_KEY"),
            session_key=self._secret_bytes("SESSION_KEY"),
            name=self._get("NAME", "Romduol"),
            operator=self._required("OPERATOR"),
            twilio_account_sid=self._together("TWILIO_ACCOUNT_SID", self.TWILIO),
            twilio_auth_token=self._list("TWILIO_AUTH_TOKEN"),
            twilio_from=self._list("TWILIO_FROM"),
            twilio_api_base=self._url("TWILIO_API_BASE"),
            whatsapp_templates=self._templates(),
            telegram_token=self._together("TELEGRAM_TOKEN", self.TELEGRAM),
            telegram_secret=self._strong("TELEGRAM_SECRET"),
            telegram_api_base=self._url("TELEGRAM_API_BASE"),
            telegram_name=self._bot_name(),
            demo=self._demo,
        )
        if self._problems:
            raise ConfigError(self._problems)
        return config

    TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
    TELEGRAM = ("TELEGRAM_TOKEN", "TELEGRAM_SECRET")

    def _get(self, name: str, default: str = "") -> str:
        return self._env.get(PREFIX + name, "").strip() or default

    def _complain(self, name: str, what: str) -> None:
        self._problems.append(f"{PREFIX}{name} {what}")

    def _required(self, name: str) -> str:
        value = self._get(name)
        if not value:
            self._complain(name, "is missing; .env.example shows what it is for")
        return value

    def _url(self, name: str, *, required: bool = False) -> str | None:
        value = self._required(name) if required else self._get(name)
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            self._complain(name, "must be a URL such as https://line.example.org")
        elif parts.scheme == "http" and not _is_loopback(parts.hostname):
            self._complain(name, "must begin with https:// (http is for this machine only)")
        return value.rstrip("/")

    def _list(self, name: str) -> tuple[str, ...]:
        items = tuple(part.strip() for part in self._get(name).split(",") if part.strip())
        if name == "TWILIO_AUTH_TOKEN":
            for item in items:
                self._check_strength(name, item, least=16)
            if len(items) > 2:
                self._complain(name, "takes one token, or two during a rotation")
        return items

    def _together(self, name: str, names: tuple[str, ...]) -> str | None:
        """A setting that is given with its fellows or not at all."""
        if any(self._get(other) for other in names):
            for other in names:
                if not self._get(other):
                    self._complain(other, f"is missing; it goes with {PREFIX}{name}")
        return self._get(name) or None

    def _strong(self, name: str) -> str | None:
        value = self._get(name)
        if value:
            self._check_strength(name, value, least=16)
        return value or None

    def _templates(self) -> tuple[tuple[str, str], ...]:
        """`F27.0/km=HX…` by commas: what WhatsApp approved, each text in its language."""
        found: dict[str, str] = {}
        for item in self._list("WHATSAPP_TEMPLATES"):
            text, _, sid = item.partition("=")
            whole = re.fullmatch(r"F\d\d\.\w+/(?:km|en)", text, re.ASCII)
            if not whole or not re.fullmatch(r"HX[0-9a-f]{32}", sid, re.ASCII):
                self._complain("WHATSAPP_TEMPLATES", "is a list like F27.0/km=HX… (32 hex digits)")
            elif text in found:
                self._complain("WHATSAPP_TEMPLATES", f"has {text} twice")
            found[text] = sid
        senders = self._list("TWILIO_FROM")
        if found and not any(sender.startswith("whatsapp:") for sender in senders):
            self._complain("WHATSAPP_TEMPLATES", "needs a whatsapp: sender in HELPLINE_TWILIO_FROM")
        return tuple(found.items())

    def _bot_name(self) -> str | None:
        """Telegram's rule for usernames; an @ in front is a slip and no part of it."""
        name = self._get("TELEGRAM_NAME").removeprefix("@")
        if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{4,31}", name):
            self._complain("TELEGRAM_NAME", "is the bot's username, like romduol_bot")
        return name or None

    def _check_strength(self, name: str, value: str, least: int) -> None:
        if len(value) < least:
            self._complain(name, f"is too short: at least {least} characters")
        elif WEAK.search(value) and not self._demo:
            self._complain(name, "looks like an example; make one with `helpline keys new`")

    def _secret_bytes(self, name: str) -> bytes:
        value = self._required(name)
        return self._decode(name, value) if value else b""

    def _decode(self, name: str, value: str) -> bytes:
        try:
            secret = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            self._complain(name, "is not base64; make one with `helpline keys new`")
            return b""
        if len(secret) != 32:
            self._complain(name, "must be 32 bytes in base64; make one with `helpline keys new`")
        elif len(set(secret)) < 8:
            self._complain(name, "is not random; make one with `helpline keys new`")
        return secret

    def _keys(self) -> tuple[Key, ...]:
        keys = []
        for part in self._required("KEYS").split(","):
            kid, colon, value = part.strip().partition(":")
            if not part.strip():
                continue
            if not colon or not re.fullmatch(r"[a-z0-9]{1,16}", kid):
                self._complain("KEYS", "is a list of kid:base64, the first one active")
                continue
            keys.append(Key(kid, self._decode("KEYS", value)))
        if len({key.id for key in keys}) != len(keys):
            self._complain("KEYS", "has the same key id twice")
        return tuple(keys)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")
