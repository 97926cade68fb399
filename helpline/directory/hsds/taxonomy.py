"""Our terms for needs and audiences, as HSDS taxonomies."""

from __future__ import annotations

from typing import Any

from helpline.directory.hsds.names import uuid_of
from helpline.directory.terms import PARENTS, Group, Need

NEEDS = "skd-needs"
AUDIENCES = "skd-audiences"
TAXONOMIES: dict[str, str] = {
    NEEDS: "What a service helps with",
    AUDIENCES: "Whom a service takes, as confirmed by itself",
}


def taxonomies() -> list[dict[str, Any]]:
    """The taxonomies as HSDS objects."""
    return [_taxonomy(name) for name in TAXONOMIES]


def _taxonomy(name: str) -> dict[str, Any]:
    return {"id": uuid_of(name), "name": name, "description": TAXONOMIES[name], "version": "1"}


def term(taxonomy: str, code: str) -> dict[str, Any]:
    """One term as an HSDS object."""
    words = code.replace("_", " ").capitalize()
    found: dict[str, Any] = {
        "id": uuid_of(taxonomy, code),
        "code": f"{taxonomy}:{code}",
        "name": words,
        "description": f"{TAXONOMIES[taxonomy]}: {words.lower()}",
        "taxonomy": taxonomy,
        "taxonomy_id": uuid_of(taxonomy),
        "taxonomy_detail": _taxonomy(taxonomy),
    }
    parent = PARENTS.get(Need(code)) if taxonomy == NEEDS else None
    if parent is not None:
        found["parent_id"] = uuid_of(taxonomy, parent.value)
    return found


def terms() -> list[dict[str, Any]]:
    """Every term of both."""
    codes = [(NEEDS, need.value) for need in Need] + [(AUDIENCES, one.value) for one in Group]
    return [term(taxonomy, code) for taxonomy, code in codes]


def coded(attributes: object, taxonomy: str) -> list[str]:
    """The codes of our terms among an object's attributes, in their order."""
    found = []
    for one in attributes if isinstance(attributes, list) else []:
        code = one.get("taxonomy_term", {}).get("code", "")
        if code.startswith(f"{taxonomy}:"):
            found.append(code.removeprefix(f"{taxonomy}:"))
    return found
