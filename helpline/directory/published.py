"""What the world may see of the directory: services with a contact that is publishable now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from helpline.directory.entry import Entry
from helpline.directory.hsds.names import provider_uuid, uuid_of
from helpline.directory.hsds.taxonomy import AUDIENCES, NEEDS, term
from helpline.directory.hsds.write import plain
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Group, Need

Document = dict[str, Any]
NESTED = ("phones", "service_areas", "service_at_locations", "attributes")
"""Members that a list leaves out unless it is asked for full services."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of a list; all that are given must fit."""

    search: str = ""
    taxonomy_term_id: str = ""
    organization_id: str = ""
    modified_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One service that was verified at some time, ready to be looked through."""

    uuid: str
    entry: Entry
    words: str
    marks: frozenset[str]
    """Ids of its terms and of its organisation."""


def published(directory: Directory, asked: Asked, now: datetime) -> list[Shown]:
    """The services that fit, in the order of their ids."""
    words = asked.search.casefold().split()
    marks = {one for one in (asked.taxonomy_term_id, asked.organization_id) if one}
    since, now = asked.modified_after, now.astimezone(UTC)
    return [
        one
        for one in _index(directory)
        if one.entry.is_shown(now)
        and marks <= one.marks
        and all(word in one.words for word in words)
        and (since is None or directory.changed.get(one.entry.id, now) > since)
    ]


def find(directory: Directory, uuid: str, now: datetime) -> Shown | None:
    """The service with this HSDS id, if the world may see it now."""
    found = (one for one in _index(directory) if one.uuid == uuid.casefold())
    return next((one for one in found if one.entry.is_shown(now)), None)


def document_of(directory: Directory, shown: Shown, now: datetime, *, full: bool) -> Document:
    """The service as HSDS; without `full` only its one-to-one fields."""
    service = shown.entry.service
    document = plain(service, now, directory.changed.get(service.id))
    return document if full else {k: v for k, v in document.items() if k not in NESTED}


@lru_cache(maxsize=2)
def _index(directory: Directory) -> tuple[Shown, ...]:
    """Made once for each version of the directory."""
    return tuple(sorted(_shown(directory), key=lambda one: one.uuid))


def _shown(directory: Directory) -> Iterator[Shown]:
    ids = {need: term(NEEDS, need.value)["id"] for need in Need}
    groups = {group: term(AUDIENCES, group.value)["id"] for group in Group}
    for entry in directory.entries.values():
        if not entry.windows or not entry.active or entry.excluded:
            continue
        service = entry.service
        texts = (service.name.en, service.name.km, service.description.en, service.description.km)
        known = {ids[need] for need in entry.needs} | {groups[one] for one in entry.takes}
        yield Shown(
            uuid=uuid_of(service.id).casefold(),
            entry=entry,
            words=" ".join((*texts, service.provider.name)).casefold(),
            marks=frozenset({*known, provider_uuid(service.provider.id)}),
        )
