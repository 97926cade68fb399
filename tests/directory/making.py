"""Services for tests. Every number in them is visibly fictitious: nobody is ever called there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.directory.model import Act, Area, Capacity, ContactPoint, Provider, Service, Words
from helpline.directory.snapshot import Directory
from helpline.directory.terms import (
    Claim,
    Cost,
    Duty,
    Group,
    Intake,
    Item,
    Kind,
    Method,
    Need,
    Operator,
    Term,
)

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # a Saturday, 10:00 in Phnom Penh
EVERYTHING = tuple(Item)
NUMBER = "012 000 001"


def act(by: str = "dara", *, days_ago: float = 1, approved: bool = True, **more: Any) -> Act:
    """A complete verifying call."""
    given: dict[str, Any] = {"method": Method.CALL, "confirmed": EVERYTHING} | more
    at = NOW - timedelta(days=days_ago)
    return Act(by=by, at=at, approved_by="sophea" if approved else "", **given)


def point(key: str = "p1", *acts: Act, **more: Any) -> ContactPoint:
    """An office's phone."""
    given: dict[str, Any] = {
        "kind": Kind.PHONE,
        "value": NUMBER,
        "duty": Duty.OFFICE,
        "listing_consent": Claim.YES,
        "dial_scope": "international",
    }
    return ContactPoint(id=key, acts=acts, **(given | more))


def service(key: str = "s1", *points: ContactPoint, **more: Any) -> Service:
    """An organisation that helps men and women with the law, everywhere, and takes people."""
    given: dict[str, Any] = {
        "provider": Provider(id=f"org-{key}", name="Example Organisation"),
        "name": Words(en=f"Example {key}", km="សេវាគំរូ"),
        "needs": (Need.LEGAL_AID,),
        "serves": {Group.MEN: Claim.YES, Group.WOMEN: Claim.YES},
        "operator": Operator.NGO,
        "area": Area(national=True),
        "term": Term.MEDIUM,
        "cost": Cost.FREE,
        "intake": Capacity(status=Intake.OPEN, checked_at=NOW - timedelta(days=1)),
    }
    return Service(id=key, contacts=points, **(given | more))


def verified(key: str = "s1", **more: Any) -> Service:
    """A service with one contact that may be shown."""
    return service(key, point(f"{key}-1", act()), **more)


def directory(*services: Service) -> Directory:
    return Directory.of(7, services)
