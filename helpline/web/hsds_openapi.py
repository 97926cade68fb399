"""What the directory's interface says about itself."""

from __future__ import annotations

from typing import Any

PROFILE: dict[str, Any] = {
    "name": "Helpline service directory",
    "standard": "Open Referral HSDS 3.0",
    "adds": "nothing to the standard's members; terms of two taxonomies say needs and audiences",
    "promise": (
        "Only contacts that a person has verified and that have not run out are in here. "
        "Addresses of shelters never are."
    ),
}
_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 1}
FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "search": (_TEXT, "words that name, description or organisation hold, all of them"),
    "page": (_COUNT, "which page"),
    "per_page": (_COUNT, "services on a page, at most 200"),
    "taxonomy_term_id": (_TEXT, "id of a term from /taxonomy_terms"),
    "organization_id": (_TEXT, "id of an organisation"),
    "modified_after": (_TEXT, "ISO 8601 date or time"),
    "minimal": (_FLAG, "id, name, status and date only"),
    "full": (_FLAG, "with phones, areas and places"),
    "all": (_FLAG, "everything on one page"),
    "format": ({"type": "string", "enum": ["json", "ndjson"]}, "one service per line as ndjson"),
}


def document(root: str) -> dict[str, Any]:
    """The OpenAPI document of the directory served under `root`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": PROFILE["name"], "version": "1"},
        "servers": [{"url": f"{root}/hsds"}],
        "paths": {
            "/": _get("About this interface"),
            "/services": _get("A page of services", _filters()),
            "/services/{id}": _get("One service", [_parameter("id", "path", _TEXT, "its id")]),
            "/taxonomies": _get("The taxonomies"),
            "/taxonomy_terms": _get("Their terms"),
        },
    }


def _get(summary: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    answers = {"200": {"description": summary}, "304": {"description": "Nothing has changed"}}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": answers}}


def _filters() -> list[dict[str, Any]]:
    return [_parameter(name, "query", kind, says) for name, (kind, says) in FILTERS.items()]


def _parameter(name: str, where: str, kind: dict[str, Any], says: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": says,
        "schema": kind,
    }
