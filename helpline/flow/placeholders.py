"""The closed list of placeholders that a text may use.

`GATED` are contacts and texts about rights: their values come from verified entries of the
directory only (DIRECTORY.md), so any of them may be missing, and a text that uses one needs an
alternative without it. All other values always exist: duty roster, configuration, quoted texts,
the answer itself.
"""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
ANY_BRACE = re.compile(r"\{([^{}]*)\}|[{}]")

GATED = frozenset(
    {
        "police",
        "ambulance",
        "line",
        "child_line",
        "phone",
        "office_phone",
        "number",
        "embassy",
        "helper_phone",
        "right_id_poor",
    }
)

QUOTED = frozenset({"question", "topic", "recap"})
"""Filled with other catalogue texts by the engine (`Said.quotes`)."""

ALWAYS = QUOTED | frozenset(
    {
        "name",
        "operator",
        "wait",
        "wait2",
        "open",
        "hours",
        "first",
        "n",
        "time",
        "time2",
        "when",
        "service",
        "service2",
        "office",
        "org",
        "nick",
        "code",
        "hello",
        "return_code",
        "telegram_link",
        "helper",
        "helper_org",
    }
)

KNOWN = GATED | ALWAYS


def names_in(text: str) -> frozenset[str]:
    """The placeholders of a text."""
    return frozenset(PLACEHOLDER.findall(text))


def stray_braces(text: str) -> tuple[str, ...]:
    """Braces that are no placeholder, such as `{wait` or `{Wait}`: they would be shown as typed."""
    return tuple(
        found.group(0)
        for found in ANY_BRACE.finditer(text)
        if not PLACEHOLDER.fullmatch(found.group(0))
    )
