"""Settings: all problems at once, never a value (SAFETY T39)."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from helpline.config import Config, ConfigError

SECRET = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(100, 132))).decode()
GOOD = {
    "HELPLINE_PUBLIC_URL": "https://line.example.org/",
    "HELPLINE_OPERATOR": "An organisation",
    "HELPLINE_KEYS": f"k2:{SECRET},k1:{OTHER}",
    "HELPLINE_INDEX_KEY": SECRET,
    "HELPLINE_AUDIT_KEY": SECRET,
    "HELPLINE_SESSION_KEY": SECRET,
}
TWILIO = {
    "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "HELPLINE_TWILIO_AUTH_TOKEN": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "HELPLINE_TWILIO_FROM": "+85500000100, whatsapp:+85500000100",
}


def problems(**changed: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        Config.from_env(GOOD | {f"HELPLINE_{name}": value for name, value in changed.items()})
    return refused.value.problems


def test_what_is_right_is_read() -> None:
    config = Config.from_env(GOOD | TWILIO)
    assert config.public_url == "https://line.example.org"
    assert [key.id for key in config.keys] == ["k2", "k1"]
    assert config.index_key == bytes(range(32))
    assert config.twilio_from == ("+85500000100", "whatsapp:+85500000100")
    assert config.home == Path("var").absolute()
    assert not config.demo


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        Config.from_env({})
    told = "\n".join(refused.value.problems)
    for name in GOOD:
        assert name in told


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PUBLIC_URL", "http://line.example.org", "https"),
        ("PUBLIC_URL", "helpline.example.net", "URL"),
        ("PUBLIC_URL", "https://line.example.org/?a=b", "URL"),
        ("INDEX_KEY", "not base64!", "base64"),
        ("INDEX_KEY", base64.b64encode(b"short").decode(), "32 bytes"),
        ("INDEX_KEY", base64.b64encode(b"a" * 32).decode(), "not random"),
        ("KEYS", SECRET, "kid:base64"),
        ("KEYS", f"k1:{SECRET},k1:{OTHER}", "twice"),
        ("TELEGRAM_NAME", "my bot", "username"),
        ("WHATSAPP_TEMPLATES", "F27.0=HX" + "0" * 32, "F27.0/km=HX"),
        ("WHATSAPP_TEMPLATES", "F27.0/km=HX123", "32 hex digits"),
        ("WHATSAPP_TEMPLATES", ",".join(["F27.0/km=HX" + "0" * 32] * 2), "twice"),
        ("WHATSAPP_TEMPLATES", "F27.0/km=HX" + "0" * 32, "whatsapp: sender"),
        ("TELEGRAM_SECRET", "tiny5", "too short"),
        ("TELEGRAM_SECRET", "changeme-changeme-changeme", "example"),
        ("TWILIO_AUTH_TOKEN", "one,two,three", "rotation"),
    ],
)
def test_what_is_wrong_is_named_but_not_shown(name: str, value: str, said: str) -> None:
    told = problems(**{name: value})
    assert any(name in line and said in line for line in told), told
    assert not any(value in line for line in told)


@pytest.mark.parametrize("missing", list(TWILIO))
def test_the_settings_of_a_channel_go_together(missing: str) -> None:
    given = {name: value for name, value in (GOOD | TWILIO).items() if name != missing}
    with pytest.raises(ConfigError) as refused:
        Config.from_env(given)
    assert any(missing in line for line in refused.value.problems)


def test_no_secret_stands_in_what_is_printed() -> None:
    config = Config.from_env(GOOD | TWILIO | {"HELPLINE_DATABASE_URL": "postgresql://u:pw@h/d"})
    printed = repr(config)
    for secret in (SECRET, OTHER, "pw@h", *TWILIO.values(), repr(bytes(range(32)))):
        assert secret not in printed


def test_a_demo_may_use_plain_http_on_this_machine_only() -> None:
    demo = GOOD | {"HELPLINE_DEMO": "1", "HELPLINE_PUBLIC_URL": "http://127.0.0.1:8000"}
    assert Config.from_env(demo).demo
    with pytest.raises(ConfigError):
        Config.from_env(demo | {"HELPLINE_PUBLIC_URL": "http://192.0.2.1:8000"})
