"""A service and its contact points as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpline.directory.hours import ZONE
from helpline.directory.model import ContactPoint, Service
from helpline.directory.terms import State
from helpline.directory.verify import (
    duty_of,
    people_needed,
    publishable,
    state_of,
    verification,
)
from helpline.web.console import directory_labels as labels
from helpline.web.console.words import Words

SHOWN = frozenset({State.VERIFIED, State.DUE})
RANK = (State.VERIFIED, State.DUE, State.SUSPENDED, State.EXPIRED, State.CANDIDATE, State.RETIRED)


@dataclass(frozen=True, slots=True)
class PointCard:
    """One contact point, ready to read."""

    point: ContactPoint
    state: str
    label: str
    duty: str
    people: int
    until: str
    by: str
    shown: bool
    """True if contacts and the world may see it now."""
    waiting: tuple[str, ...]
    """First names of those whose acts wait for a supervisor."""


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One line of the list."""

    service: Service
    name: str
    state: str
    label: str
    needs: str


def point_card(
    service: Service,
    point: ContactPoint,
    now: datetime,
    words: Words,
    names: Mapping[str, str],
) -> PointCard:
    """The contact point with its state and who verified it."""
    state, holds = state_of(service, point, now), verification(service, point, now)
    return PointCard(
        point=point,
        state=state.value,
        label=words.say(labels.STATES[state.value]),
        duty=words.say(labels.DUTIES[duty_of(service, point)]),
        people=people_needed(service, point),
        until=day(holds.expires) if holds else "",
        by=", ".join(names.get(one, "?") for one in holds.by) if holds else "",
        shown=publishable(service, point, now),
        waiting=tuple(names.get(act.by, "?") for act in point.acts if not act.approved_by),
    )


def entry_card(service: Service, now: datetime, words: Words) -> EntryCard:
    """The service with the best state that any of its contact points has."""
    states = {state_of(service, point, now) for point in service.contacts}
    best = next((one for one in RANK if one in states), None)
    state = State.RETIRED.value if service.retired else best.value if best else "none"
    return EntryCard(
        service=service,
        name=service.name.in_(words.language),
        state=state,
        label=words.say(labels.STATES[state]),
        needs=", ".join(words.say(labels.NEEDS[need]) for need in service.needs),
    )


def day(at: datetime) -> str:
    """A day in local time: 2026-11-21."""
    return at.astimezone(ZONE).date().isoformat()
