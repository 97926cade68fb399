"""What an act changes in a service: pure, so that the same record gives the same state."""

from __future__ import annotations

from datetime import datetime

from helpline.directory.model import Act, Capacity, ContactPoint, Service, Suspension
from helpline.directory.terms import Claim, Intake, Item

KEPT_ACTS = 12
"""Acts kept with a contact point; all of them stand in the history."""


def with_act(service: Service, point: ContactPoint, act: Act) -> Service:
    """The service with one more verifying act; what it found counts once it is approved."""
    acts = sorted((*point.acts, act), key=lambda one: one.at)[-KEPT_ACTS:]
    changed = service.with_contact(point.model_copy(update={"acts": tuple(acts)}))
    return _apply(changed, point.id, act) if act.approved_by else changed


def with_approval(service: Service, point: ContactPoint, by: str) -> Service:
    """The service with the waiting acts of other people approved, and what they found applied."""
    waiting = [act for act in point.acts if not act.approved_by and act.by != by]
    approved = {id(act): act.model_copy(update={"approved_by": by}) for act in waiting}
    acts = tuple(approved.get(id(act), act) for act in point.acts)
    changed = service.with_contact(point.model_copy(update={"acts": acts}))
    for act in approved.values():
        changed = _apply(changed, point.id, act)
    return changed


def with_suspended_point(service: Service, point: ContactPoint, stop: Suspension) -> Service:
    """The service with this contact point suspended."""
    stops = (*point.suspensions, stop)
    return service.with_contact(point.model_copy(update={"suspensions": stops}))


def with_suspension(service: Service, stop: Suspension) -> Service:
    """The whole service suspended."""
    return service.model_copy(update={"suspensions": (*service.suspensions, stop)})


def edited(old: Service, new: Service) -> Service:
    """`new` with everything of `old` that only a recorded act may change.

    A contact point whose value changed is another one: it starts as a candidate.
    """
    kept = {
        name: getattr(old, name)
        for name in ("serves", "intake", "informs_police", "suspensions", "retired", "evidence")
    }
    points = tuple(_edited_point(old.contact(point.id), point) for point in new.contacts)
    return new.model_copy(update=kept | {"id": old.id, "contacts": points})


def as_candidate(service: Service) -> Service:
    """The service as it comes from outside: whatever it claims, nobody here has verified it."""
    points = tuple(_unverified(point) for point in service.contacts)
    heard = Capacity(status=service.intake.status)
    return service.model_copy(update={"contacts": points, "suspensions": (), "intake": heard})


def _edited_point(old: ContactPoint | None, new: ContactPoint) -> ContactPoint:
    if old is None or (old.kind, old.value) != (new.kind, new.value):
        return _unverified(new)
    names = ("acts", "suspensions", "retired", "listing_consent", "hours", "evidence")
    return new.model_copy(update={name: getattr(old, name) for name in names})


def _unverified(point: ContactPoint) -> ContactPoint:
    fresh = {"acts": (), "suspensions": (), "listing_consent": Claim.UNKNOWN}
    return point.model_copy(update=fresh)


def _apply(service: Service, point_id: str, act: Act) -> Service:
    """The facts that were confirmed on the call."""
    found = act.found
    changes: dict[str, object] = {}
    if Item.SERVES in act.confirmed and found.serves:
        changes["serves"] = {**service.serves, **found.serves}
    if Item.INTAKE in act.confirmed and found.intake not in {None, Intake.UNKNOWN}:
        changes["intake"] = Capacity(status=found.intake, checked_at=_newer(service, act.at))
    if Item.POLICE in act.confirmed and found.informs_police is not None:
        changes["informs_police"] = found.informs_police
    if Item.COST in act.confirmed and found.cost is not None:
        changes["cost"] = found.cost
    return _confirm_point(service.model_copy(update=changes), point_id, act)


def _newer(service: Service, at: datetime) -> datetime:
    known = service.intake.checked_at
    return at if known is None or at > known else known


def _confirm_point(service: Service, point_id: str, act: Act) -> Service:
    point = service.contact(point_id)
    if point is None:
        return service
    changes: dict[str, object] = {"listing_consent": Claim.YES}
    if Item.HOURS in act.confirmed and act.found.hours is not None:
        changes["hours"] = act.found.hours
    return service.with_contact(point.model_copy(update=changes))
