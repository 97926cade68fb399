"""Questions to the directory as JSON objects, and its answers."""

from __future__ import annotations

from typing import Any

from helpline.directory.hsds.read import province_code
from helpline.directory.match import Match, Matches
from helpline.directory.query import ANY_GENDER, Query
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Claim, Need, Operator

FIELDS = frozenset(
    "needs gender age_band province district for urgency avoid named_police"
    " formal_identification country channel case".split()
)
GENDERS = {"man": "man", "male": "man", "woman": "woman", "female": "woman", ANY_GENDER: ANY_GENDER}
AGE_BANDS = {"under_18": "under_18", "adult": "adult"}


def query_of(given: dict[str, Any]) -> Query:
    """A question; everything in it is optional. Raises ValueError that says what is wrong."""
    unknown = sorted(set(given) - FIELDS)
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(FIELDS))}")
    return Query(
        needs=frozenset(Need(one) for one in given.get("needs", [])),
        gender=_one_of("gender", given.get("gender"), GENDERS),
        age_band=_one_of("age_band", given.get("age_band"), AGE_BANDS),
        province=_province(given.get("province")),
        district=given.get("district"),
        for_family=_one_of("for", given.get("for", "self"), {"self": "", "family": "yes"}) == "yes",
        urgency=_one_of("urgency", given.get("urgency"), {"now": "now", "none": ""}) or None,
        avoid=frozenset(Operator(one) for one in given.get("avoid", [])),
        named_police=bool(given.get("named_police", False)),
        identified=Claim.YES if given.get("formal_identification") is True else Claim.UNKNOWN,
        local=given.get("country", "KH") == "KH",
        channel=given.get("channel", "sms"),
        case=str(given.get("case", "")),
    )


def answer_of(matches: Matches, directory: Directory) -> dict[str, Any]:
    """Everything about a match: who, why, and why not the others."""
    return {
        "version": matches.version,
        "human_at_once": matches.in_danger,
        "danger": [_told(one, directory) for one in matches.danger],
        "first": _told(matches.first, directory) if matches.first else None,
        "matches": [_told(one, directory) for one in matches.others],
        "excluded": [
            {"id": one.service_id, "excluded_because": list(one.excluded_because)}
            for one in matches.excluded
        ],
    }


def _told(found: Match, directory: Directory) -> dict[str, Any]:
    name = directory.services[found.service_id].name.in_("en")
    return {"id": found.service_id, "name": name, "why": list(found.why)}


def _one_of(name: str, value: object, known: dict[str, str]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in known:
        raise ValueError(f'"{name}" is one of {", ".join(known)}')
    return known[value]


def _province(value: object) -> str | None:
    if value is None:
        return None
    code = province_code(str(value))
    if code is None:
        raise ValueError(f'"province" names none: {value}')
    return code
