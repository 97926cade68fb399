"""Who may use which endpoint: one table, deny by default.

An endpoint that is not named here answers like one that does not exist, and a test fails until
somebody has decided who may use it (SAFETY T17). The rule is only the first of three checks:
operations ask `authorize` for the act and the store looks for the object within the actor's
organisation.
"""

from __future__ import annotations

from enum import StrEnum

from helpline.core.caseworker import ANSWERING, Role


class Audience(StrEnum):
    """Endpoints that are not for a role of staff."""

    PUBLIC = "public"
    """Anybody. What changes something still needs the page's own token (CSRF)."""
    HOOK = "hook"
    """Providers and machines, known by a signature or a token that the endpoint itself checks."""
    DEMO = "demo"
    """The phone simulator; its endpoints exist only where the demo is switched on."""
    SIGNED_IN = "signed_in"
    """Every member of staff, whatever the role."""


Rule = Audience | frozenset[Role]

RULES: dict[str, Rule] = {
    # static files hold no data
    "static": Audience.PUBLIC,
    "public.front": Audience.PUBLIC,
    # machines
    "hooks.twilio_messages": Audience.HOOK,
    "hooks.twilio_status": Audience.HOOK,
    "hooks.telegram": Audience.HOOK,
    "health.live": Audience.HOOK,
    "health.ready": Audience.HOOK,
    "health.metrics": Audience.HOOK,
    # the console
    "console.sign_in": Audience.PUBLIC,
    "console.check_sign_in": Audience.PUBLIC,
    "console.sign_out": Audience.SIGNED_IN,
    "console.choose_language": Audience.SIGNED_IN,
    "console.still_here": Audience.SIGNED_IN,
    "console.nowhere": Audience.SIGNED_IN,
    "console.start": Audience.SIGNED_IN,
    "console.queue_page": ANSWERING,
    "console.queue_rows": ANSWERING,
    "console.danger": ANSWERING,
    "console.case_page": ANSWERING,
    "console.talk": ANSWERING,
    "console.claim": ANSWERING,
    "console.reply": ANSWERING,
    "console.close": ANSWERING,
    "console.keep": ANSWERING,
}


def rule_of(endpoint: str) -> Rule | None:
    """The rule of an endpoint; None means that nobody may use it."""
    return RULES.get(endpoint)


def admits(rule: Rule, role: Role) -> bool:
    """True if a member of staff with this role may pass."""
    return role in rule if isinstance(rule, frozenset) else True
