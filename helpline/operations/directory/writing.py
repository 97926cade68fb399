"""One way to change an entry: checked, written as a new version, noted and audited together."""

from __future__ import annotations

from collections.abc import Mapping

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused, Stale
from helpline.directory.model import ContactPoint, Service
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import HistoryNote
from helpline.operations.ports.store import Transaction

NEVER_READ = -1


def open_entry(
    tx: Transaction, actor: Caseworker, action: Action, service_id: str, seen: int | None = None
) -> Service:
    """The service, for somebody who may do this to it.

    Raises Refused, NotFound, and Stale if it changed since the version that the actor saw.
    """
    authorize(actor, action)
    service, changed_in = tx.services.get(service_id)
    if seen is not None and seen != changed_in:
        raise Stale("somebody else changed this service first")
    return service


def point_of(service: Service, point_id: str) -> ContactPoint:
    """Raises NotFound, and Refused for what nobody may bring back by an act."""
    point = service.contact(point_id)
    if point is None:
        raise NotFound("no such contact point")
    if point.retired or service.retired:
        raise Refused("retired")
    return point


def write_entry(
    helpline: Helpline, tx: Transaction, actor: Caseworker, service: Service, note: HistoryNote
) -> Service:
    """Keep the changed service. An act that cannot be audited does not happen."""
    tx.services.save([service], helpline.now())
    tx.services.note([note])
    audit.note(helpline, tx, actor, f"directory_{note.act}", ("service", service.id))
    return service


def note_of(
    helpline: Helpline,
    actor: Caseworker,
    service: Service,
    act: str,
    *,
    point_id: str = "",
    detail: Mapping[str, object] | None = None,
) -> HistoryNote:
    """A line of the entry's history."""
    return HistoryNote(service.id, helpline.now(), act, actor.id, point_id, detail or {})
