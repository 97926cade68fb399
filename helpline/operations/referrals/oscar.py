"""A referral as a client of OSCaR, the Cambodian case-management system.

The shape is what OSCaR's public API takes to insert or update a client: one object
`organization`. Only consented fields are in it; a field without a value is left out. The file is
made here and sent nowhere: a person takes it to the receiver (docs/referrals.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from helpline.core.referral import Field, State
from helpline.operations.referrals.receiving import Handed

GENDERS = {"man": "male", "woman": "female", "male": "male", "female": "female"}
RISKS = frozenset({"high", "medium", "low", "no action"})
STATUSES = {
    State.SENT: "Referred",
    State.WAITING: "Referred",
    State.LOST: "Referred",
    State.ACCEPTED: "Accepted",
    State.MET: "Accepted",
    State.ACTIVE: "Accepted",
    State.CLOSED: "Exited",
    State.REFUSED: "Exited",
}
"""OSCaR knows three."""

SERVICES = {
    "case_management": "Generalist social work / case work",
    "shelter": "Residential care",
    "legal_aid": "Legal support",
    "medical": "Medical support",
    "mental_health": "Mental health support",
    "substance_use": "Drug/alcohol",
    "vocational": "Training and education",
    "education": "Training and education",
    "job_placement": "Training and education",
    "livelihood": "Family support",
    "cash_support": "Family support",
    "child_protection": "Anti-trafficking",
}
"""Names as OSCaR groups services; any other need keeps its own code."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who refers: an organisation and, by first name only, its caseworker."""

    organisation_id: str
    organisation_name: str
    caseworker_id: str
    caseworker_name: str


def client_of(handed: Handed, pseudonym: str, district: str, sender: Sender) -> dict[str, Any]:
    """The client as OSCaR takes it."""
    values = handed.values
    found: dict[str, Any] = {
        "external_id": handed.id,
        "external_id_display": pseudonym,
        "given_name": values.get(Field.FIRST_NAME),
        "family_name": values.get(Field.FAMILY_NAME),
        "gender": GENDERS.get(str(values.get(Field.GENDER, "")), values.get(Field.GENDER)),
        "date_of_birth": values.get(Field.BIRTH_DATE),
        **_places(values, district),
        "reason_for_referral": _reason(handed),
        "level_of_risk": _risk(values),
        "services": _services(handed),
        "is_referred": True,
        "referral_status": STATUSES[handed.state],
        "organization_id": sender.organisation_id,
        "organization_name": sender.organisation_name,
        "external_case_worker_id": sender.caseworker_id,
        "external_case_worker_name": sender.caseworker_name,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def file_of(client: Mapping[str, Any]) -> bytes:
    """The file: UTF-8 JSON, readable by people too."""
    text = json.dumps({"organization": client}, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"


def _places(values: Mapping[Field, Any], district: str) -> dict[str, str]:
    """OSCaR takes the most exact official code that is known in one field for all levels."""
    province = str(values.get(Field.PROVINCE, ""))
    inside = district if province and district.startswith(province) else ""
    return {
        "current_province_code": province,
        "current_district_code": inside,
        "location_current_village_code": inside or province,
    }


def _reason(handed: Handed) -> str:
    needs = handed.values.get(Field.NEED, ())
    return ", ".join(needs) if needs else handed.kind


def _risk(values: Mapping[Field, Any]) -> str | None:
    risk = str(values.get(Field.RISK, ""))
    return risk if risk in RISKS else None


def _services(handed: Handed) -> list[dict[str, str]]:
    """The kind of help and the needs, each with an id that is the same in every file."""
    needs = handed.values.get(Field.NEED, ())
    codes = dict.fromkeys([handed.kind, *needs])
    return [
        {"uuid": str(uuid5(NAMESPACE_URL, f"helpline/need/{code}")), "name": _name(code)}
        for code in codes
    ]


def _name(code: str) -> str:
    return SERVICES.get(code, code.replace("_", " ").capitalize())
