"""The life of a contact point: a pure function of what was recorded, and the time.

Only a recorded act verifies (DIRECTORY.md, Verification 1), each lifetime ends by itself (2),
and anything that is not plainly verified is not shown (3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpline.directory.model import Act, ContactPoint, Entitlement, Service, Suspension
from helpline.directory.terms import Audience, Claim, Duty, Intake, Item, Kind, State, Status

LIFETIMES: dict[Duty, timedelta] = {
    Duty.EMERGENCY: timedelta(days=30),
    Duty.HOTLINE: timedelta(days=30),
    Duty.INTAKE: timedelta(days=60),
    Duty.SHELTER: timedelta(days=60),
    Duty.OFFICE: timedelta(days=90),
}
CAPACITY = timedelta(days=14)
RIGHTS = timedelta(days=180)
DUE_BEFORE = timedelta(days=7)

IN_DANGER = frozenset({"police", "ambulance", "line", "child_line"})
"""Placeholders of crisis texts: whatever fills them is an emergency line."""

MUST_CONFIRM = frozenset({Item.ANSWERS, Item.NAME, Item.LISTING})
"""Without these an act verifies nothing: somebody answered, it was them, and they agree."""

TWO_PEOPLE = frozenset({Duty.EMERGENCY, Duty.SHELTER})


@dataclass(frozen=True, slots=True)
class Verification:
    """What holds until `expires`: who verified, when, and what was confirmed."""

    by: tuple[str, ...]
    at: datetime
    """The oldest of the acts that it needs: the rest was newer."""
    expires: datetime
    confirmed: frozenset[Item]


def duty_of(service: Service, point: ContactPoint) -> Duty:
    """What a point counts as: the strictest of what it is called and what it is used for."""
    if point.fills in IN_DANGER:
        return Duty.EMERGENCY
    if service.residential is Claim.YES and point.duty not in {Duty.EMERGENCY, Duty.HOTLINE}:
        return Duty.SHELTER
    return point.duty


def people_needed(service: Service, point: ContactPoint) -> int:
    """Two different people for emergency lines and shelters, else one."""
    shelter = service.residential is Claim.YES
    return 2 if shelter or duty_of(service, point) in TWO_PEOPLE else 1


def verification(service: Service, point: ContactPoint, now: datetime) -> Verification | None:
    """What the acts since the last suspension add up to, whether or not it has run out.

    An approved act, with the newest acts of as many other people as the point needs.
    """
    counting = _counting(service, point, now)
    others = people_needed(service, point) - 1
    best: tuple[Act, ...] = ()
    for act in counting:
        used = (act, *_newest_of_others(counting, act.by)[:others])
        if act.approved_by and len(used) > others and (not best or _oldest(used) > _oldest(best)):
            best = used
    if not best:
        return None
    at = _oldest(best)
    confirmed = frozenset.intersection(*(frozenset(act.confirmed) for act in best))
    expires = at + LIFETIMES[duty_of(service, point)]
    return Verification(tuple(act.by for act in best), at, expires, confirmed)


def _counting(service: Service, point: ContactPoint, now: datetime) -> list[Act]:
    """The acts that count: complete, after the last suspension, and not in the future."""
    since = last_suspension(service, point)
    return [
        act
        for act in point.acts
        if act.at <= now
        and MUST_CONFIRM.issubset(act.confirmed)
        and (since is None or act.at > since.at)
    ]


def _newest_of_others(acts: list[Act], person: str) -> list[Act]:
    """Each other person's newest act, newest first."""
    newest: dict[str, Act] = {}
    for act in sorted(acts, key=lambda act: act.at):
        if act.by != person:
            newest[act.by] = act
    return sorted(newest.values(), key=lambda act: act.at, reverse=True)


def _oldest(acts: tuple[Act, ...]) -> datetime:
    return min(act.at for act in acts)


def last_suspension(service: Service, point: ContactPoint) -> Suspension | None:
    """The newest suspension of the point or of its service."""
    found = (*point.suspensions, *service.suspensions)
    return max(found, key=lambda one: one.at, default=None)


def state_of(service: Service, point: ContactPoint, now: datetime) -> State:
    """Where a contact point stands now."""
    if point.retired or service.retired:
        return State.RETIRED
    holds = verification(service, point, now)
    if holds is None:
        return State.SUSPENDED if last_suspension(service, point) else State.CANDIDATE
    if now >= holds.expires:
        return State.EXPIRED
    return State.DUE if now >= holds.expires - DUE_BEFORE else State.VERIFIED


def publishable_until(service: Service, point: ContactPoint, now: datetime) -> datetime | None:
    """Until when a point may be shown to contacts and the world; None: not at all."""
    if point.audience is not Audience.SURVIVOR or service.exclude_reason:
        return None
    if point.listing_consent is not Claim.YES or service.status is not Status.ACTIVE:
        return None
    if state_of(service, point, now) not in {State.VERIFIED, State.DUE}:
        return None
    holds = verification(service, point, now)
    return holds.expires if holds else None


def publishable(service: Service, point: ContactPoint, now: datetime) -> bool:
    """True if a contact point may be shown, said and served now. Anything else: fail closed."""
    until = publishable_until(service, point, now)
    return until is not None and now < until


def confirmed_items(service: Service, now: datetime) -> frozenset[Item]:
    """What was confirmed on any contact point that is publishable now."""
    found: set[Item] = set()
    for point in service.contacts:
        if publishable(service, point, now):
            holds = verification(service, point, now)
            found |= holds.confirmed if holds else frozenset()
    return frozenset(found)


def intake_of(service: Service, now: datetime) -> Intake:
    """Intake, if somebody asked within the last 14 days. Closed stays closed until then."""
    status, asked = service.intake.status, service.intake.checked_at
    if status is Intake.CLOSED:
        return status
    fresh = asked is not None and asked <= now < asked + CAPACITY
    return status if fresh else Intake.UNKNOWN


def entitlement_holds(text: Entitlement, now: datetime) -> bool:
    """True if a rights text was reviewed within 180 days, by somebody with a name."""
    reviewed = text.reviewed_on
    if text.retired or not text.reviewed_by or reviewed is None:
        return False
    return reviewed <= now < reviewed + RIGHTS


def entitlement_state(text: Entitlement, now: datetime) -> State:
    """Where a rights text stands in its life."""
    if text.retired:
        return State.RETIRED
    if not text.reviewed_by or text.reviewed_on is None:
        return State.CANDIDATE
    if not entitlement_holds(text, now):
        return State.EXPIRED
    return State.DUE if now >= text.reviewed_on + RIGHTS - DUE_BEFORE else State.VERIFIED


def dialable(point: ContactPoint, *, local: bool) -> bool:
    """True if the person can reach it: short codes and national numbers only with a +855 sender."""
    if local or point.kind in {Kind.TELEGRAM, Kind.WHATSAPP, Kind.FACEBOOK, Kind.WEB}:
        return True
    return point.kind is not Kind.SHORT_CODE and point.dial_scope.value == "international"
