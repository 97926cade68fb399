"""The standard's own schemas and examples, outside the repository, as judges of ours."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "hsds-3.0"
NOT_HERE = f"{FOLDER} is not here: nothing is compared with the standard's own schemas"


def needed() -> None:
    """Skip, saying why, where the standard's files are not there."""
    if not FOLDER.exists():
        pytest.skip(NOT_HERE)


@cache
def validator(kind: str, *, strict: bool = False) -> Draft202012Validator:
    """The judge of one kind of object; a strict one allows no member that it does not know."""
    schemas = {
        path.name: _read(path, strict)
        for path in (FOLDER / "schema").glob("*.json")
        if path.name != "openapi.json"
    }
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT202012))
        for name, schema in schemas.items()
    )
    checker = FormatChecker()
    assert {"uuid", "email", "uri", "date-time"} <= set(checker.checkers)
    return Draft202012Validator(schemas[f"{kind}.json"], registry=registry, format_checker=checker)


@cache
def example(name: str) -> Any:
    """An official example. Do not change it."""
    return json.loads((FOLDER / "examples" / f"{name}.json").read_text("utf-8"))


def _read(path: Path, strict: bool) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema | {"additionalProperties": False} if strict else schema
