"""How referrals to each service went: it orders what is offered next (DIRECTORY.md, Matching)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from helpline.core.referral import State
from helpline.directory.rank import Outcome
from helpline.directory.snapshot import Directory
from helpline.operations.ports.store import Transaction

COUNTED_FOR = timedelta(days=180)
ACCEPTED = frozenset({State.ACCEPTED, State.MET, State.ACTIVE, State.CLOSED})
"""They took the person, whatever came later."""
ANSWERED = ACCEPTED | {State.REFUSED}
"""Who took their yes back, or could not be found again, says nothing about the service."""


def outcomes_of(tx: Transaction, directory: Directory, now: datetime) -> dict[str, Outcome]:
    """Service id -> outcomes of the last 180 days; services without any are left out."""
    counted = tx.referrals.outcomes(directory.services, now - COUNTED_FOR)
    return {service_id: _outcome(states) for service_id, states in counted.items()}


def _outcome(states: Mapping[State, int]) -> Outcome:
    return Outcome(
        accepted=sum(states.get(state, 0) for state in ACCEPTED),
        answered=sum(states.get(state, 0) for state in ANSWERED),
    )
