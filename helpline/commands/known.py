"""`helpline chat --state`: what is known of a contact before the talk begins, read from JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from helpline.core.conversation import Fact
from helpline.rehearsal import LONGEST
from helpline.text.provinces import province, province_in

LANGUAGES: Final = ("km", "en")
TIERS: Final = ("high", "standard", "light", "away")
LOWEST_SCORE: Final = 1
HIGHEST_SCORE: Final = 5


class BadState(ValueError):
    """A file for --state that is not what its documentation says."""


@dataclass(frozen=True, slots=True)
class Known:
    """What --state tells; whatever it leaves out is unknown."""

    facts: dict[Fact, str] = field(default_factory=dict)
    silent_for: timedelta = timedelta(0)
    pending: tuple[str, str] | None = None
    """Flow and node of the question that waits."""


def read_known(path: Path) -> Known:
    """Read the file. Raises BadState, which names the key that is wrong."""
    try:
        given = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadState(f"it is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise BadState("it must hold one JSON object")
    unknown = sorted(given.keys() - _FACTS.keys() - {"consent", "pending", "days_since_inbound"})
    if unknown:
        raise BadState(f"{unknown[0]!r} is no key of --state")
    return Known(
        facts=_facts(given),
        silent_for=_silence(given.get("days_since_inbound")),
        pending=_pending(given.get("pending")),
    )


def _facts(given: Mapping[str, Any]) -> dict[Fact, str]:
    """A key that is null or missing tells nothing."""
    found = _consent(given.get("consent"))
    for key, (fact, read) in _FACTS.items():
        if given.get(key) is not None:
            found[fact] = read(key, given[key])
    return {fact: value for fact, value in found.items() if value}


def _consent(value: object) -> dict[Fact, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or value.keys() - _CONSENTS.keys():
        raise BadState('"consent" must be an object with "keep" and "write"')
    given = {key: answer for key, answer in value.items() if answer is not None}
    return {_CONSENTS[key]: _yes_no(f"consent.{key}", answer) for key, answer in given.items()}


def _silence(value: object) -> timedelta:
    if value is None:
        return timedelta(0)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= LONGEST.days:  # type: ignore[operator]
        raise BadState(f'"days_since_inbound" must be a number from 0 to {LONGEST.days}')
    return timedelta(days=value)  # type: ignore[arg-type]


def _pending(value: object) -> tuple[str, str] | None:
    if value is None:
        return None
    wanted = {"flow", "node"}
    if not isinstance(value, dict) or value.keys() != wanted:
        raise BadState('"pending" must be an object with "flow" and "node"')
    flow, node = value["flow"], value["node"]
    if not isinstance(flow, str) or not isinstance(node, str):
        raise BadState('"pending" names "flow" and "node" as texts')
    return flow, node


def _yes_no(key: str, value: object) -> str:
    if not isinstance(value, bool):
        raise BadState(f'"{key}" must be true or false')
    return "yes" if value else "no"


def _one_of(choices: tuple[str, ...]) -> Callable[[str, object], str]:
    def read(key: str, value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise BadState(f'"{key}" must be one of {", ".join(choices)}')
        return value

    return read


def _scores(key: str, value: object) -> str:
    if not isinstance(value, list) or not all(map(_is_score, value)):
        raise BadState(f'"{key}" must be a list of whole numbers from 1 to 5')
    return " ".join(str(score) for score in value)


def _is_score(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and LOWEST_SCORE <= value <= HIGHEST_SCORE  # type: ignore[operator]


def _code_word(key: str, value: object) -> str:
    """That there is one: the word itself never becomes a fact."""
    if isinstance(value, bool):
        return "set" if value else ""
    if not isinstance(value, str):
        raise BadState(f'"{key}" must be a text')
    return "set" if value else ""


def _province(key: str, value: object) -> str:
    """Its two-digit code, or its name in any script."""
    code = value if isinstance(value, str) and province(value) else None
    code = code or (province_in(value) if isinstance(value, str) else None)
    if code is None:
        raise BadState(f'"{key}" must be a province of Cambodia: its name or two-digit code')
    return code


def _screening(key: str, value: object) -> str:
    return "positive" if _yes_no(key, value) == "yes" else "negative"


_CONSENTS: Final = {"keep": Fact.CONSENT_KEEP, "write": Fact.CONSENT_WRITE}
_FACTS: Final[dict[str, tuple[Fact, Callable[[str, object], str]]]] = {
    "language": (Fact.LANGUAGE, _one_of(LANGUAGES)),
    "tier": (Fact.TIER, _one_of(TIERS)),
    "wellbeing": (Fact.WELLBEING, _scores),
    "shared_phone": (Fact.SHARED_PHONE, _yes_no),
    "code_word": (Fact.CODE_WORD, _code_word),
    "province": (Fact.PROVINCE, _province),
    "screen_positive": (Fact.SCREENING, _screening),
}
