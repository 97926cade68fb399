"""Record that somebody called, went there or has it in writing (DIRECTORY.md, Verification)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpline.core.caseworker import Caseworker
from helpline.core.errors import Refused
from helpline.core.task import TaskKind
from helpline.directory.acts import with_act, with_approval
from helpline.directory.hours import read_hours
from helpline.directory.model import Act, ContactPoint, Findings, Service
from helpline.directory.terms import Item, Method
from helpline.directory.verify import MUST_CONFIRM, last_suspension, state_of
from helpline.operations.authorize import Action, may
from helpline.operations.directory.writing import note_of, open_entry, point_of, write_entry
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction

ALL_TASKS = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody did to verify, and what they learnt."""

    at: datetime
    method: Method
    confirmed: frozenset[Item]
    found: Findings
    notes: str = ""


def verify(
    helpline: Helpline,
    actor: Caseworker,
    place: tuple[str, str],
    checked: Checked,
    seen: int | None = None,
) -> Service:
    """Record one person's verifying act on a contact point; `place` is (service, point) id.

    A supervisor's act takes effect at once, a caseworker's when a supervisor approves it; an
    emergency line or shelter needs two different people in any case. Raises
    Refused("future_date" | "call_not_confirmed" | "before_suspension" | "bad_hours" | "retired").
    """
    with helpline.store.begin() as tx:
        service = open_entry(tx, actor, Action.PROPOSE_CONTENT, place[0], seen)
        point = point_of(service, place[1])
        _refuse_doubtful(service, point, checked, helpline.now())
        changed = with_act(service, point, _act(actor, checked))
        detail = {"method": checked.method.value, "at": checked.at.isoformat()}
        detail["confirmed"] = " ".join(sorted(checked.confirmed))
        note = note_of(helpline, actor, service, "verified", point_id=point.id, detail=detail)
        _finish_tasks(helpline, tx, actor, changed, point.id)
        return write_entry(helpline, tx, actor, changed, note)


def approve(helpline: Helpline, actor: Caseworker, service_id: str, point_id: str) -> Service:
    """Let other people's waiting acts take effect. Raises Refused("nothing_to_approve")."""
    with helpline.store.begin() as tx:
        service = open_entry(tx, actor, Action.APPROVE_CONTENT, service_id)
        point = point_of(service, point_id)
        changed = with_approval(service, point, actor.id)
        if changed == service:
            raise Refused("nothing_to_approve")
        note = note_of(helpline, actor, service, "approved", point_id=point_id)
        _finish_tasks(helpline, tx, actor, changed, point_id)
        return write_entry(helpline, tx, actor, changed, note)


def retire(helpline: Helpline, actor: Caseworker, service_id: str, point_id: str = "") -> Service:
    """Take a contact point, or the whole service, out for good; the entry stays on record."""
    with helpline.store.begin() as tx:
        service = open_entry(tx, actor, Action.APPROVE_CONTENT, service_id)
        if point_id:
            point = point_of(service, point_id).model_copy(update={"retired": True})
            changed = service.with_contact(point)
        else:
            changed = service.model_copy(update={"retired": True})
        note = note_of(helpline, actor, service, "retired", point_id=point_id)
        return write_entry(helpline, tx, actor, changed, note)


def _act(actor: Caseworker, checked: Checked) -> Act:
    approves = actor.id if may(actor.role, Action.APPROVE_CONTENT) else ""
    return Act(
        by=actor.id,
        at=checked.at,
        method=checked.method,
        confirmed=tuple(sorted(checked.confirmed)),
        found=checked.found,
        notes=checked.notes.strip()[:500],
        approved_by=approves,
    )


def _refuse_doubtful(
    service: Service, point: ContactPoint, checked: Checked, now: datetime
) -> None:
    if checked.at > now:
        raise Refused("future_date")
    if not checked.confirmed >= MUST_CONFIRM:
        raise Refused("call_not_confirmed")
    stopped = last_suspension(service, point)
    if stopped is not None and checked.at <= stopped.at:
        raise Refused("before_suspension")
    try:
        read_hours(checked.found.hours or "")
    except ValueError:
        raise Refused("bad_hours") from None


def _finish_tasks(
    helpline: Helpline, tx: Transaction, actor: Caseworker, service: Service, point_id: str
) -> None:
    """The calls that were asked for are made once the point stands again."""
    point = service.contact(point_id)
    if point is None or state_of(service, point, helpline.now()).value != "verified":
        return
    for task in tx.tasks.waiting(actor.organisation_id, ALL_TASKS):
        if task.kind is TaskKind.VERIFY_SERVICE and task.about_id == service.id:
            tx.tasks.finish(task.id, helpline.now(), actor.id, "verified")
