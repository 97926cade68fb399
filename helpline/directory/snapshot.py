"""The directory as it stands in one version: what texts may be filled with, and who is in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from helpline.directory.entry import Entry, Window, entry_of
from helpline.directory.model import ContactPoint, Entitlement, Service
from helpline.directory.places import NEIGHBOURS
from helpline.directory.render import spoken
from helpline.directory.terms import NUMBERS, PARENTS, Need
from helpline.directory.verify import entitlement_holds, verification
from helpline.text.phone import PhoneNumber, ShortCode, parse

ANYWHERE = "*"
"""Services that help nationwide or from afar."""
EVERYWHERE = ""
"""All services of a need, whatever their province."""


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Services that are alike: looked at together, or not at all."""

    grade: int
    hours: frozenset[str]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class Directory:
    """All services of one version. Build it with `of`; nothing in it ever changes."""

    version: int = 0
    services: Mapping[str, Service] = field(default_factory=dict, repr=False)
    entitlements: Mapping[str, Entitlement] = field(default_factory=dict, repr=False)
    entries: Mapping[str, Entry] = field(default_factory=dict, repr=False)
    """What matching asks of each service, read from it once."""
    by_need: Mapping[Need, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Ids of the services that offer a need or a narrower one."""
    by_place: Mapping[tuple[Need, str], tuple[Shelf, ...]] = field(default_factory=dict, repr=False)
    """The same by province (or ANYWHERE), of services that somebody has verified and that may be
    offered at some time to somebody."""
    changed: Mapping[str, datetime] = field(default_factory=dict, repr=False)
    """When each service last changed."""
    filling: tuple[str, ...] = ()
    """Ids of the services with a contact point that fills a placeholder."""

    @classmethod
    def of(
        cls,
        version: int,
        services: Iterable[Service],
        entitlements: Iterable[Entitlement] = (),
        changed: Mapping[str, datetime] | None = None,
        known: Mapping[str, Entry] | None = None,
    ) -> Directory:
        """A directory of these. `known` are entries of an older version, used where unchanged."""
        kept = {service.id: service for service in services}
        old = known or {}
        entries = {key: _entry(service, old.get(key)) for key, service in kept.items()}
        return cls(
            version=version,
            services=kept,
            entitlements={text.id: text for text in entitlements},
            entries=entries,
            by_need=_by_need(kept.values()),
            by_place=_by_place(entries.values()),
            changed=changed or {},
            filling=tuple(
                service.id
                for service in kept.values()
                if any(point.fills for point in service.contacts)
            ),
        )

    def near(self, needs: Iterable[Need], province: str | None) -> list[Shelf]:
        """Verified services for any of these needs, in or beside a province or from anywhere.

        A service may stand on several shelves.
        """
        places = (EVERYWHERE,)
        if province is not None:
            places = (ANYWHERE, province, *NEIGHBOURS.get(province, ()))
        lists = (self.by_place.get((need, place), ()) for need in needs for place in places)
        return [shelf for shelves in lists for shelf in shelves]

    def values(self, now: datetime, *, local: bool = True, language: str = "en") -> dict[str, str]:
        """Placeholder -> contact or rights text, for who writes from a +855 number or not.

        Publishable ones only, the newest verification first: the one way into a text.
        """
        found: dict[str, tuple[datetime, str]] = {}
        for text in self.rights(now).values():
            read_at = text.reviewed_on or now
            if text.fills not in found or found[text.fills][0] < read_at:
                found[text.fills] = read_at, text.words.in_(language)
        for service_id in self.filling:
            service = self.services[service_id]
            for point in service.contacts:
                _offer(found, service, point, now, (local, language))
        return {name: words for name, (_at, words) in found.items()}

    def may_say(self, number: PhoneNumber | ShortCode, now: datetime) -> bool:
        """True if a verified contact point with this number is publishable now."""
        windows = self._windows.get(number, ())
        return any(one.begins <= now < one.ends for one in windows)

    @cached_property
    def short_codes(self) -> frozenset[ShortCode]:
        """Every short number that stands in the directory, verified or not."""
        return frozenset(
            number
            for service in self.services.values()
            for point in service.contacts
            if point.kind in NUMBERS and isinstance(number := _number(point.value), ShortCode)
        )

    @cached_property
    def _windows(self) -> dict[PhoneNumber | ShortCode, list[Window]]:
        """Every number that somebody verified, with the times in which it may be said."""
        found: dict[PhoneNumber | ShortCode, list[Window]] = {}
        for entry in self.entries.values():
            for one in entry.windows:
                number = _number(one.point.value) if one.point.kind in NUMBERS else None
                if number is not None:
                    found.setdefault(number, []).append(one)
        return found

    def rights(self, now: datetime) -> dict[str, Entitlement]:
        """Rights texts that a named person reviewed within 180 days."""
        return {
            key: text for key, text in self.entitlements.items() if entitlement_holds(text, now)
        }


def _entry(service: Service, known: Entry | None) -> Entry:
    return known if known is not None and known.service is service else entry_of(service)


def _by_need(services: Iterable[Service]) -> dict[Need, tuple[str, ...]]:
    found: dict[Need, list[str]] = {need: [] for need in Need}
    for service in services:
        wider = {PARENTS[need] for need in service.needs if need in PARENTS}
        for need in {*service.needs, *wider}:
            found[need].append(service.id)
    return {need: tuple(ids) for need, ids in found.items()}


def _by_place(entries: Iterable[Entry]) -> dict[tuple[Need, str], tuple[Shelf, ...]]:
    found: dict[tuple[Need, str], dict[Hashable, list[Entry]]] = {}
    for entry in entries:
        if not entry.windows or not entry.active or entry.excluded:
            continue
        places = {EVERYWHERE, *entry.provinces} | ({ANYWHERE} if entry.anywhere else set())
        wider = {PARENTS[need] for need in entry.needs if need in PARENTS}
        for need in entry.needs | wider:
            for place in places:
                shelves = found.setdefault((need, place), {})
                alike = (entry.grade, entry.hours, entry.likeness)
                shelves.setdefault(alike, []).append(entry)
    return {
        key: tuple(Shelf(kept[0].grade, kept[0].hours, tuple(kept)) for kept in shelves.values())
        for key, shelves in found.items()
    }


def _offer(
    found: dict[str, tuple[datetime, str]],
    service: Service,
    point: ContactPoint,
    now: datetime,
    reader: tuple[bool, str],
) -> None:
    local, language = reader
    words = spoken(service, point, now, local=local, language=language) if point.fills else None
    holds = verification(service, point, now) if words else None
    if words and holds and (point.fills not in found or found[point.fills][0] < holds.at):
        found[point.fills] = holds.at, words


@lru_cache(maxsize=32768)
def _number(value: str) -> PhoneNumber | ShortCode | None:
    return parse(value)
