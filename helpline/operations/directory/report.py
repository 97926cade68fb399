"""What people report about a service, and what follows at once (DIRECTORY.md, Verification 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound
from helpline.core.oversight import Notice, NoticeKind
from helpline.core.task import Task, TaskKind
from helpline.directory.acts import with_suspended_point, with_suspension
from helpline.directory.model import ContactPoint, Service, Suspension
from helpline.directory.terms import Reason
from helpline.directory.verify import last_suspension
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import Complaint, HistoryNote
from helpline.operations.ports.store import Transaction

NO_ANSWERS = 2
"""Independent reports of "no answer" that suspend a contact point."""
OF_THE_SERVICE = frozenset({Reason.ASKED_FOR_MONEY, Reason.UNSAFE})
"""What suspends the whole service and tells a supervisor."""
COUNTED = frozenset({Reason.NO_ANSWER})
LONG_AGO = datetime.min.replace(tzinfo=UTC)
WEIGHTLESS = frozenset({Reason.OTHER})
"""Noted, and called about; suspends nothing by itself."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says. `reporter` is a contact's or caseworker's id: kept as a blind index."""

    service_id: str
    reason: Reason
    reporter: str
    organisation_id: str
    """Whose caseworkers call, and whose supervisors are told."""
    point_id: str = ""
    by_staff: str | None = None
    """The caseworker who reports in their own name; None for a contact."""


def report(
    helpline: Helpline, actor: Caseworker, service_id: str, point_id: str, reason: Reason
) -> bool:
    """A caseworker reports something. True if it was suspended by that."""
    authorize(actor, Action.PROPOSE_CONTENT)
    told = Report(service_id, reason, actor.id, actor.organisation_id, point_id, actor.id)
    with helpline.store.begin() as tx:
        return take_report(helpline, tx, told)


def take_report(helpline: Helpline, tx: Transaction, told: Report) -> bool:
    """Keep a report inside the caller's transaction and do what it asks for; opens a task.

    True if something was suspended. Raises NotFound.
    """
    now = helpline.now()
    service, _seen = tx.services.get(told.service_id)
    if told.point_id and service.contact(told.point_id) is None:
        raise NotFound("no such contact point")
    tx.services.complain(Complaint(service.id, told.point_id, now, told.reason, told.reporter))
    stop = Suspension(at=now, reason=told.reason, by=told.by_staff or "")
    changed = _suspended(tx, service, told, stop)
    _open_task(helpline, tx, service, told)
    act = "suspended" if changed is not None else "reported"
    tx.services.note(
        [HistoryNote(service.id, now, act, told.by_staff, told.point_id, {"reason": told.reason})]
    )
    if changed is None:
        return False
    tx.services.save([changed], now)
    helpline.trouble("service_suspended", [service.id])
    if told.reason in OF_THE_SERVICE:
        _tell_supervisors(helpline, tx, told)
    return True


def _suspended(tx: Transaction, service: Service, told: Report, stop: Suspension) -> Service | None:
    """The service as the report leaves it; None if it suspends nothing."""
    if told.reason in OF_THE_SERVICE:
        return with_suspension(service, stop)
    point = service.contact(told.point_id)
    if told.reason in WEIGHTLESS or point is None:
        return None
    if told.reason in COUNTED and not _enough(tx, service, point, told):
        return None
    return with_suspended_point(service, point, stop)


def _enough(tx: Transaction, service: Service, point: ContactPoint, told: Report) -> bool:
    """Two different people since somebody last got through."""
    since = _last_reached(service, point)
    return tx.services.complainants(service.id, point.id, told.reason, since) >= NO_ANSWERS


def _last_reached(service: Service, point: ContactPoint | None) -> datetime:
    """When somebody last got through, or it was last stopped; reports before that are over."""
    stopped = last_suspension(service, point) if point else None
    times = [act.at for act in point.acts] if point else []
    return max(times + ([stopped.at] if stopped else []), default=LONG_AGO)


def _open_task(helpline: Helpline, tx: Transaction, service: Service, told: Report) -> None:
    """One call for all reports since somebody last got through."""
    now = helpline.now()
    since = _last_reached(service, service.contact(told.point_id))
    task = Task(
        id=helpline.new_id(),
        organisation_id=told.organisation_id,
        kind=TaskKind.VERIFY_SERVICE,
        due_at=now,
        created_at=now,
        about_id=told.service_id,
    )
    once = f"reported:{service.id}:{told.point_id}:{since.isoformat()}"
    tx.tasks.add(task, once)


def _tell_supervisors(helpline: Helpline, tx: Transaction, told: Report) -> None:
    tx.oversight.add_notice(
        Notice(
            id=helpline.new_id(),
            organisation_id=told.organisation_id,
            at=helpline.now(),
            kind=NoticeKind.SERVICE_STOPPED,
            actor_id=told.by_staff,
        )
    )
