"""What must be called again, and why: the work of a day (DIRECTORY.md, Verification 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from helpline.directory.model import ContactPoint, Service
from helpline.directory.terms import Intake, State
from helpline.directory.verify import CAPACITY, last_suspension, state_of, verification

INTAKE_DUE = "intake"


@dataclass(frozen=True, slots=True)
class DueCall:
    """One call to make. `since` is when it became due, or was suspended, or will run out."""

    service: Service
    point: ContactPoint | None
    why: str
    """suspended, expired, due, pending (an act waits for a second person) or intake."""
    reason: str
    since: datetime


def due_calls(services: Iterable[Service], now: datetime) -> list[DueCall]:
    """All calls of today: suspended first, then what ran out, then what will."""
    found = [call for service in services if not service.retired for call in _of(service, now)]
    rank = {"suspended": 0, "expired": 1, "pending": 2, "due": 3, "intake": 4}
    return sorted(found, key=lambda call: (rank[call.why], call.since, call.service.id))


def _of(service: Service, now: datetime) -> Iterable[DueCall]:
    live = False
    for point in service.contacts:
        state = state_of(service, point, now)
        live = live or state in {State.VERIFIED, State.DUE}
        call = _point_call(service, point, state, now)
        if call is not None:
            yield call
    asked = service.intake.checked_at
    if live and service.intake.status is not Intake.UNKNOWN and asked and now >= asked + CAPACITY:
        yield DueCall(service, None, INTAKE_DUE, service.intake.status.value, asked + CAPACITY)


def _point_call(
    service: Service, point: ContactPoint, state: State, now: datetime
) -> DueCall | None:
    holds = verification(service, point, now)
    if state is State.SUSPENDED:
        stopped = last_suspension(service, point)
        if stopped is not None:
            return DueCall(service, point, state.value, stopped.reason.value, stopped.at)
    if holds is not None and state in {State.EXPIRED, State.DUE}:
        return DueCall(service, point, state.value, "", holds.expires)
    if state is State.CANDIDATE and point.acts:
        return DueCall(service, point, "pending", "", max(act.at for act in point.acts))
    return None
