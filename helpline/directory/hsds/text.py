"""JSON files: one object, a list, a page or package of them, or one per line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from helpline.directory.hsds.check import Problem, problems_of
from helpline.directory.hsds.shape import shapes

LISTS = ("contents", "services", "organizations")
"""Members in which a page or a package carries its services, or who runs them."""
CARRIES = frozenset({"id", "status"})
"""A page has neither of these; an object that has is what it is."""
Documents = list[tuple[str, object]]
Read = tuple[Documents, list[Problem], list[Problem]]


def read_text(data: bytes) -> Read:
    """(path, object) of every service, why the file is refused, and what is odd about it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Problem(f"byte {error.start}", "this is not UTF-8 text")], []
    try:
        return _found(_parse(text))
    except json.JSONDecodeError as error:
        lines = _lines(text)
        if lines is not None:
            return lines
        where = f"line {error.lineno}, column {error.colno}"
        return [], [Problem(where, f"this is not JSON: {error.msg}")], []
    except (ValueError, RecursionError) as error:
        return [], [Problem("$", f"this is not JSON: {error}")], []


def kind_of(value: object) -> str:
    """Which object of the standard this is meant to be: the one whose names fit best."""
    if not isinstance(value, dict) or "status" in value:
        return "service"  # no other object has a status
    if "services" in value:
        return "organization"
    fits = {
        name: len(value.keys() & {*(one.name for one in shape.fields), *shape.members})
        for name, shape in shapes().items()
    }
    best = max(fits.values())
    return "service" if fits["service"] == best else max(fits, key=lambda name: fits[name])


def _found(value: object) -> Read:
    if isinstance(value, list):
        return _together(_listed("$", value))
    page = _page(value)
    return page if page is not None else _one("$", value)


def _one(path: str, value: object) -> Read:
    """A service, or what carries services: an organisation its own, a place the one it is of."""
    kind = kind_of(value)
    if not isinstance(value, dict) or kind == "service":
        return [(path, value)], [], []
    wrong = list(problems_of(kind, value, path))
    if wrong:
        return [], wrong, []
    inside = _inside(kind, value, path)
    odd = [] if inside else [Problem(path, f"a valid {kind}, but no service is in it")]
    return inside, [], odd


def _page(value: object) -> Read | None:
    """What a page or package lists; None for anything else."""
    found = value if isinstance(value, dict) and not CARRIES & value.keys() else {}
    for name in LISTS:
        if name in found:
            if not isinstance(found[name], list):
                return [], [Problem(f"$.{name}", "must be a list of services")], []
            return _together(_listed(f"$.{name}", found[name]))
    return None


def _together(listed: Iterable[tuple[str, object]]) -> Read:
    documents: Documents = []
    problems: list[Problem] = []
    odd: list[Problem] = []
    for path, value in listed:
        inside, wrong, strange = _one(path, value)
        documents += inside
        problems += wrong
        odd += strange
    return documents, problems, odd


def _inside(kind: str, value: dict[str, Any], path: str) -> Documents:
    """The services of another object, each with what that object says of it."""
    if kind == "service_at_location" and isinstance(value.get("service"), dict):
        place = {name: one for name, one in value.items() if name != "service"}
        service = {"service_at_locations": [place]} | value["service"]
        return [(f"{path}.service", service)]
    listed = value.get("services") if kind == "organization" else None
    if not isinstance(listed, list):
        return []
    own = {name: one for name, one in value.items() if name not in ("services", "locations")}
    return [
        (where, {"organization": own} | one if isinstance(one, dict) else one)
        for where, one in _listed(f"{path}.services", listed)
    ]


def _listed(path: str, value: list[object]) -> Documents:
    return [(f"{path}[{place}]", one) for place, one in enumerate(value)]


def _lines(text: str) -> Read | None:
    """One object per line; None if it is not that."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        found = [(f"line {number}: $", _parse(line)) for number, line in lines]
    except (ValueError, RecursionError):
        return None
    return _together(found) if found else None


def _parse(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
