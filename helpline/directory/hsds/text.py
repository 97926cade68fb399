"""JSON files: one object, a list, a page or package of them, or one per line."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from helpline.directory.hsds.check import Problem, problems_of
from helpline.directory.hsds.shape import shapes

LISTS = ("contents", "services")
"""Members in which a page or a package carries its services."""
Documents = list[tuple[str, object]]


def read_text(data: bytes) -> tuple[Documents, list[Problem], list[Problem]]:
    """(path, object) of every service, why the file is refused, and what is odd about it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Problem(f"byte {error.start}", "this is not UTF-8 text")], []
    try:
        return _found(_parse(text))
    except json.JSONDecodeError as error:
        lines = _lines(text)
        if lines:
            return lines, [], []
        where = f"line {error.lineno}, column {error.colno}"
        return [], [Problem(where, f"this is not JSON: {error.msg}")], []
    except (ValueError, RecursionError) as error:
        return [], [Problem("$", f"this is not JSON: {error}")], []


def kind_of(value: object) -> str:
    """Which object of the standard this is meant to be: the one whose names fit best."""
    if not isinstance(value, dict):
        return "service"
    fits = {
        name: len(value.keys() & {*(one.name for one in shape.fields), *shape.members})
        for name, shape in shapes().items()
    }
    best = max(fits.values())
    return "service" if fits["service"] == best else max(fits, key=lambda name: fits[name])


def _found(value: object) -> tuple[Documents, list[Problem], list[Problem]]:
    if isinstance(value, list):
        return [(f"$[{place}]", one) for place, one in enumerate(value)], [], []
    kind = kind_of(value)
    if not isinstance(value, dict) or kind == "service":
        page = _page(value)
        return page if page is not None else ([("$", value)], [], [])
    wrong = list(problems_of(kind, value))
    if wrong:
        return [], wrong, []
    inside = _inside(kind, value)
    odd = [] if inside else [Problem("$", f"a valid {kind}, but no service is in it")]
    return inside, [], odd


def _page(value: object) -> tuple[Documents, list[Problem], list[Problem]] | None:
    """The services of a page or package; None for anything else."""
    found = value if isinstance(value, dict) and "status" not in value else {}
    for name in LISTS:
        if name in found:
            if not isinstance(found[name], list):
                return [], [Problem(f"$.{name}", "must be a list of services")], []
            return _listed(name, found[name]), [], []
    return None


def _inside(kind: str, value: dict[str, Any]) -> Documents:
    """Services that another object carries: an organisation its own, a place the one it is of."""
    if kind == "service_at_location" and "service" in value:
        return [("$.service", value["service"])]
    listed = value.get("services") if kind == "organization" else None
    return _listed("services", listed) if isinstance(listed, list) else []


def _listed(name: str, value: list[object]) -> Documents:
    return [(f"$.{name}[{place}]", one) for place, one in enumerate(value)]


def _lines(text: str) -> Documents | None:
    """One object per line; None if it is not that."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        return [(f"line {number}: $", _parse(line)) for number, line in lines]
    except (ValueError, RecursionError):
        return None


def _parse(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
