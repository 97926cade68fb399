"""What the forms of the staff pages share: plain fields, and a refusal shown where it arose."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from helpline.core.errors import Refused
from helpline.web.console import here, problems

LONGEST = 2000
NO_VERSION = -1


def field(name: str) -> str:
    """A field as it was sent, without the blanks around it."""
    return request.form.get(name, "")[:LONGEST].strip()


def secret(name: str) -> str:
    """A password as it was typed: blanks belong to it."""
    return request.form.get(name, "")[:LONGEST]


def typed(*names: str) -> dict[str, str]:
    """What was written, for a page that shows it again. Never a password or a code."""
    return {name: field(name) for name in names}


def seen_version() -> int:
    """The version of what the page was made from; what else there was since is stale."""
    return request.form.get("version", NO_VERSION, type=int)


def page(template: str, refused: Refused | None = None, **values: object) -> Response:
    """A page of the console; with a refusal it says so on top and answers with its status."""
    found = problems.of_code(refused.code) if refused else None
    text = render_template(f"console/{template}", problem=found.text if found else None, **values)
    return make_response(text, found.status if found else 200)


def no_code_needed() -> bool:
    """True for the people of the demo, who have no authenticator."""
    person = here.staff_or_none()
    demo = here.helpline().settings.demo
    return demo and person is not None and person.totp_secret is None
