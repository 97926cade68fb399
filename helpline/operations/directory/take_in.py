"""Take services from a file into the directory: always as candidates, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpline.directory.acts import as_candidate
from helpline.directory.model import Service
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import HistoryNote


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    kept: tuple[str, ...]
    """Ids of services that somebody here has verified or stopped: a file never overwrites those."""


def take_in(helpline: Helpline, services: Sequence[Service], *, only_new: bool = False) -> Taken:
    """Add or update services in one transaction. `only_new` leaves known ones alone."""
    with helpline.store.begin() as tx:
        known = tx.services.changes(0, whole=True)
        there = {one.id: one for one in known.services}
        fresh = {one.id: as_candidate(one) for one in services}
        old = {key: there[key] for key in fresh if key in there}
        same = [key for key, one in old.items() if fresh[key] == one]
        touched = (key for key, one in old.items() if only_new or _worked_on(one))
        kept = tuple(sorted(key for key in touched if key not in same))
        writing = [one for key, one in fresh.items() if key not in {*kept, *same}]
        if writing:
            tx.services.save(writing, helpline.now())
            now = helpline.now()
            tx.services.note([HistoryNote(one.id, now, "imported") for one in writing])
    added = sum(one.id not in old for one in writing)
    return Taken(added, len(writing) - added, len(same), kept)


def _worked_on(service: Service) -> bool:
    acts = any(point.acts or point.suspensions or point.retired for point in service.contacts)
    return acts or bool(service.suspensions) or service.retired
