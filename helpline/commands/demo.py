"""The demo's settings and people: random secrets in its home, fictitious numbers, no account."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from argon2 import PasswordHasher

from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.demo.providers import TELEGRAM_API_PATH, TWILIO_API_PATH
from helpline.operations import people
from helpline.operations.helpline import Helpline

SETTINGS_FILE = "demo.env"
SIGN_IN_FILE = "demo-sign-in.txt"
PEOPLE = (
    ("sophea", "Sophea", Role.CASEWORKER, "km", "700000901"),
    ("dara", "Dara", Role.CASEWORKER, "en", "700000902"),
    ("chanthy", "Chanthy", Role.SUPERVISOR, "en", "700000903"),
)


def settings(home: Path, port: int) -> dict[str, str]:
    """The demo's settings; its secrets are drawn at the first start and kept in its home."""
    kept = home / SETTINGS_FILE
    if not kept.exists():
        _write_privately(kept, "".join(f"{k}={v}\n" for k, v in _drawn().items()))
    drawn = dict(line.split("=", 1) for line in kept.read_text("utf-8").splitlines())
    here = f"http://127.0.0.1:{port}"
    return drawn | {
        "HELPLINE_PUBLIC_URL": here,
        "HELPLINE_TWILIO_API_BASE": here + TWILIO_API_PATH,
        "HELPLINE_TELEGRAM_API_BASE": here + TELEGRAM_API_PATH,
    }


def set_up(helpline: Helpline, home: Path) -> None:
    """Make the demo's organisation and staff at the first start, and write down their sign-in."""
    password = secrets.token_urlsafe(9)
    staff = [
        Caseworker(
            id="",
            organisation_id="",
            sign_in_name=name,
            first_name=first_name,
            role=role,
            language=language,
            password_hash=PasswordHasher().hash(password),
            totp_secret=None,
            alert_address=Address(Channel.TELEGRAM, chat),
        )
        for name, first_name, role, language, chat in PEOPLE
    ]
    if people.set_up_demo(helpline, staff):
        lines = [f"{name} ({role.value})  {password}" for name, _, role, _, _ in PEOPLE]
        _write_privately(home / SIGN_IN_FILE, "\n".join(lines) + "\n")


def sign_in(home: Path) -> str:
    """What to type to sign in, for the screen."""
    try:
        return (home / SIGN_IN_FILE).read_text("utf-8").strip()
    except OSError:
        return "(the accounts were made elsewhere)"


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


def _write_privately(path: Path, text: str) -> None:
    """Write it whole or not at all, readable by its owner only."""
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    fresh.write_text(text, "utf-8")
    fresh.rename(path)
