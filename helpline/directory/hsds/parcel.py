"""What a file holds: services to take, what is refused of it with place and reason, warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helpline.directory.hsds.check import Problem, problems_of
from helpline.directory.hsds.read import read_service
from helpline.directory.model import Service

Document = dict[str, Any]
Watch = Callable[[], None]


@dataclass(slots=True)
class Parcel:
    """The reading of one file. An object with any problem is not among the services."""

    services: list[Service] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def parcel_of(
    documents: Iterable[tuple[str, object]],
    now: datetime,
    watch: Watch = lambda: None,
    problems: Iterable[Problem] = (),
) -> Parcel:
    """Judge and read each object (path, value); `watch` is called after each.

    `problems` are what reading the file has found already.
    """
    parcel = Parcel(problems=list(problems))
    seen: dict[str, str] = {}
    for path, document in documents:
        _take(parcel, path, document, now, seen)
        watch()
    return parcel


def _take(parcel: Parcel, path: str, document: object, now: datetime, seen: dict[str, str]) -> None:
    wrong = list(problems_of("service", document, path))
    if wrong or not isinstance(document, dict):
        parcel.problems += wrong
        return
    key = document["id"].casefold()
    if key in seen:
        parcel.problems.append(Problem(f"{path}.id", f"stands already at {seen[key]}"))
        return
    seen[key] = path
    service, refused, odd = read_service(document, now, path)
    parcel.problems += refused
    if service is not None:
        parcel.services.append(service)
        parcel.warnings += odd
