"""What matching asks of a service, in a form that is read once and compared fast."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime

from helpline.directory.model import ContactPoint, Service
from helpline.directory.terms import Claim, Cost, Group, Intake, Item, Need, Operator, Status, Term
from helpline.directory.verify import (
    CAPACITY,
    dialable,
    publishable_until,
    verification,
)

TERM_RANK = {Term.LONG: 0, Term.MEDIUM: 1, Term.SHORT: 2, Term.UNKNOWN: 3}
LAST_DAY = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a contact point may be shown, by all that is recorded; in UTC, so
    that comparing costs little."""

    point: ContactPoint
    begins: datetime
    ends: datetime
    verified_at: datetime
    confirmed: frozenset[Item]
    from_abroad: bool
    """True if it can be dialled from another country."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as matching sees it. Whatever depends on the time is asked with it."""

    id: str
    service: Service
    windows: tuple[Window, ...]
    active: bool
    excluded: bool
    needs: frozenset[Need]
    takes: frozenset[Group]
    """Groups that it explicitly serves; whether that was confirmed is in the windows."""
    provinces: frozenset[str]
    districts: frozenset[str]
    anywhere: bool
    operator: Operator
    needs_paper: bool
    free: bool
    long_term: bool
    """Case management that stays."""
    grade: int
    """What the order asks of it that never changes: free, how long it stays, whom it is for."""
    newest: float
    """When it was last verified, in seconds."""
    hours: frozenset[str]
    """When any of its contact points is answered."""
    told_intake: Intake
    """What was last said about intake, and in `told` from when until when it holds."""
    told: tuple[datetime, datetime]
    likeness: Hashable
    """Services with the same one pass the same filters, but for place, need and time."""
    mark: int
    """A number of its own that never changes, to spread the load."""

    def open_windows(self, now: datetime) -> tuple[Window, ...]:
        """The contact points that may be shown now."""
        return tuple(one for one in self.windows if one.begins <= now < one.ends)

    def is_shown(self, now: datetime) -> bool:
        """True if any of its contact points may be shown now."""
        return any(one.begins <= now < one.ends for one in self.windows)

    def intake(self, now: datetime) -> Intake:
        """Whether it takes people, as far as anybody knows now (`verify.intake_of`)."""
        begins, ends = self.told
        holds = self.told_intake is Intake.CLOSED or begins <= now < ends
        return self.told_intake if holds else Intake.UNKNOWN


def entry_of(service: Service) -> Entry:
    """Read a service once."""
    area = service.area
    windows = tuple(one for point in service.contacts if (one := _window(service, point)))
    takes = frozenset(group for group, claim in service.serves.items() if claim is Claim.YES)
    long_term = Need.CASE_MANAGEMENT in service.needs and service.term is Term.LONG
    needs_paper = service.requires_formal_identification is Claim.YES
    return Entry(
        id=service.id,
        service=service,
        windows=windows,
        active=service.status is Status.ACTIVE and not service.retired,
        excluded=bool(service.exclude_reason),
        needs=frozenset(service.needs),
        takes=takes,
        provinces=frozenset(area.provinces) | {code[:2] for code in area.districts},
        districts=frozenset(area.districts),
        anywhere=area.national or area.remote,
        operator=service.operator,
        needs_paper=needs_paper,
        free=service.cost is Cost.FREE,
        long_term=long_term,
        grade=_grade(service, len(takes)),
        newest=max((one.verified_at.timestamp() for one in windows), default=0.0),
        hours=frozenset(one.point.hours for one in windows),
        told_intake=service.intake.status,
        told=_told(service),
        likeness=(
            *(takes, needs_paper, long_term, service.operator, service.informs_police),
            service.intake.status is Intake.CLOSED,
            *(service.only_on_request, service.minimum_age, service.maximum_age),
        ),
        mark=mark_of(service.id),
    )


def _told(service: Service) -> tuple[datetime, datetime]:
    asked = service.intake.checked_at
    if asked is None:
        return LAST_DAY, LAST_DAY
    return asked.astimezone(UTC), (asked + CAPACITY).astimezone(UTC)


def _grade(service: Service, groups: int) -> int:
    """Free before paid, long before short, for few groups before for all: smaller is better."""
    paid = service.cost is not Cost.FREE
    specific = groups or len(Group) + 1
    return (paid * len(TERM_RANK) + TERM_RANK[service.term]) * (len(Group) + 2) + specific


def mark_of(text: str) -> int:
    """64 bits that are the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _window(service: Service, point: ContactPoint) -> Window | None:
    """The time in which the point passes the gate, once all that is recorded has happened.

    Acts are in order and none lies in the future, so this is what the gate says at any time
    from the newest act on.
    """
    if not point.acts:
        return None
    holds = verification(service, point, LAST_DAY)
    if holds is None:
        return None
    begins = max(act.at for act in point.acts)
    if publishable_until(service, point, begins) is None:
        return None
    abroad = dialable(point, local=False)
    begins, ends = begins.astimezone(UTC), holds.expires.astimezone(UTC)
    return Window(point, begins, ends, holds.at, holds.confirmed, abroad)
