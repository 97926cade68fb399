"""The demo's settings: random secrets in its home, fictitious numbers, no account anywhere."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from helpline.demo.paths import TELEGRAM_API_PATH, TWILIO_API_PATH

SETTINGS_FILE = "demo.env"
SIGN_IN_FILE = "demo-sign-in.txt"


def read(home: Path, port: int) -> dict[str, str]:
    """The demo's settings; its secrets are drawn at the first start and kept in its home."""
    kept = home / SETTINGS_FILE
    if not kept.exists():
        write_privately(kept, "".join(f"{k}={v}\n" for k, v in _drawn().items()))
    drawn = dict(line.split("=", 1) for line in kept.read_text("utf-8").splitlines())
    here = f"http://127.0.0.1:{port}"
    return drawn | {
        "HELPLINE_PUBLIC_URL": here,
        "HELPLINE_TWILIO_API_BASE": here + TWILIO_API_PATH,
        "HELPLINE_TELEGRAM_API_BASE": here + TELEGRAM_API_PATH,
    }


def sign_in(home: Path) -> str:
    """What to type to sign in, for the screen."""
    try:
        return (home / SIGN_IN_FILE).read_text("utf-8").strip()
    except OSError:
        return "(the accounts were made elsewhere)"


def write_privately(path: Path, text: str) -> None:
    """Write it whole or not at all, readable by its owner only."""
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    fresh.write_text(text, "utf-8")
    fresh.rename(path)


def _drawn() -> dict[str, str]:
    return {
        "HELPLINE_KEYS": f"demo:{_random()}",
        "HELPLINE_INDEX_KEY": _random(),
        "HELPLINE_AUDIT_KEY": _random(),
        "HELPLINE_SESSION_KEY": _random(),
        "HELPLINE_NAME": "Romduol",
        "HELPLINE_OPERATOR": "Demo organisation",
        "HELPLINE_TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "HELPLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "HELPLINE_TWILIO_FROM": "+85500000100,whatsapp:+85500000100",
        "HELPLINE_TELEGRAM_TOKEN": f"700000000:{secrets.token_hex(18)}",
        "HELPLINE_TELEGRAM_SECRET": secrets.token_hex(24),
    }


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
