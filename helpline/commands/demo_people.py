"""The demo's organisation and staff."""

from __future__ import annotations

import secrets
from pathlib import Path

from helpline.commands.demo_settings import SIGN_IN_FILE, write_privately
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.operations import people
from helpline.operations.helpline import Helpline
from helpline.operations.sign_in import hash_password

PEOPLE = (
    ("sophea", "Sophea", Role.CASEWORKER, "km", "700000901"),
    ("dara", "Dara", Role.CASEWORKER, "en", "700000902"),
    ("chanthy", "Chanthy", Role.SUPERVISOR, "en", "700000903"),
    ("maly", "Maly", Role.SAFEGUARDING_LEAD, "km", "700000904"),
    ("vuthy", "Vuthy", Role.ORGANISATION_ADMIN, "en", "700000905"),
    ("nary", "Nary", Role.AUDITOR, "en", "700000906"),
)


def set_up(helpline: Helpline, home: Path) -> None:
    """Make the demo's staff at the first start, and write down their sign-in."""
    password = secrets.token_urlsafe(9)
    staff = [
        Caseworker(
            id="",
            organisation_id="",
            sign_in_name=name,
            first_name=first_name,
            role=role,
            language=language,
            password_hash=hash_password(password),
            totp_secret=None,
            alert_address=Address(Channel.TELEGRAM, chat),
        )
        for name, first_name, role, language, chat in PEOPLE
    ]
    if people.set_up_demo(helpline, staff):
        lines = [f"{name} ({role.value})  {password}" for name, _, role, _, _ in PEOPLE]
        write_privately(home / SIGN_IN_FILE, "\n".join(lines) + "\n")
