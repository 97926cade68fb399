"""What is wrong with an HSDS object, each thing with its JSON path.

An object is refused exactly when a JSON Schema validator refuses it by the standard's schemas,
formats asserted. Members that the standard does not know are allowed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from helpline.directory.hsds import formats
from helpline.directory.hsds.shape import ENUMS, ONE, Field, shapes

FORMATS: dict[str, tuple[Callable[[str], bool], str]] = {
    "uuid": (formats.is_uuid, "a UUID"),
    "email": (formats.is_email, "an e-mail address"),
    "uri": (formats.is_uri, "a web address (URI)"),
    "datetime": (formats.is_moment, "a date with time and zone (RFC 3339)"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or odd. `where` is a JSON path, or a file and row."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def problems_of(kind: str, value: object, path: str = "$") -> Iterator[Problem]:
    """Everything that makes `value` no object of this kind."""
    shape = shapes()[kind]
    if not isinstance(value, dict):
        yield Problem(path, f"must be an object ({kind}), not {_shown(value)}")
        return
    for name in shape.required:
        if name not in value:
            yield Problem(path, f'"{name}" is missing')
    for field in shape.fields:
        if field.name in value:
            yield from _value(field, value[field.name], f"{path}.{field.name}")
    for name, inner in shape.members.items():
        if name in value:
            yield from _member(name, inner, value[name], f"{path}.{name}")


def _member(name: str, kind: str, value: object, path: str) -> Iterator[Problem]:
    if name in ONE:
        yield from problems_of(kind, value, path)
    elif not isinstance(value, list):
        yield Problem(path, f"must be a list, not {_shown(value)}")
    else:
        for place, one in enumerate(value):
            yield from problems_of(kind, one, f"{path}[{place}]")


def _value(field: Field, value: object, path: str) -> Iterator[Problem]:
    if field.type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Problem(path, f"must be a number, not {_shown(value)}")
        return
    if not isinstance(value, str):
        yield Problem(path, f"must be a text, not {_shown(value)}")
        return
    if field.type in ENUMS and value not in ENUMS[field.type]:
        allowed = ", ".join(f'"{one}"' for one in ENUMS[field.type])
        yield Problem(path, f"{_shown(value)} is none of {allowed}")
    if field.type in FORMATS:
        fits, name = FORMATS[field.type]
        if not fits(value):
            yield Problem(path, f"{_shown(value)} is not {name}")


def _shown(value: Any) -> str:
    """The value as it is told in a message, short."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
