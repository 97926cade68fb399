"""Nobody without a plan: who has neither a long-term case, nor an open referral, nor said no.

This list names people to act on, so it is for caseworkers and never suppressed (CONVERSATIONS 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpline.core.survivor import Standing


class Why(StrEnum):
    """Why a survivor stands on the list."""

    NEVER_OFFERED = "never_offered"
    NO_ANSWER = "no_answer"
    """A helper was offered and they have neither said yes nor no."""
    NOT_TAKEN = "not_taken"
    """There is a referral, but its due date has passed, or is gone."""
    ENDED = "ended"
    """They had a referral; it was refused, closed, lost or taken back."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """One survivor without a plan."""

    standing: Standing
    why: Why
    since: datetime
    """When they became known as a survivor."""


def has_plan(standing: Standing, now: datetime) -> bool:
    """One of the three: held for the long term, on the way with a date, or an informed no."""
    if standing.held or standing.survivor.refused_at is not None:
        return True
    return standing.open_until is not None and standing.open_until >= now


def unplanned(standings: Iterable[Standing], now: datetime) -> tuple[Unplanned, ...]:
    """Those without a plan, the longest known first."""
    found = (
        Unplanned(one, _why(one), one.survivor.since) for one in standings if not has_plan(one, now)
    )
    return tuple(sorted(found, key=lambda one: (one.since, one.standing.survivor.contact_id)))


def _why(standing: Standing) -> Why:
    if standing.open_until is not None or standing.on_the_way:
        return Why.NOT_TAKEN
    if standing.ever_referred:
        return Why.ENDED
    return Why.NO_ANSWER if standing.survivor.offered_at else Why.NEVER_OFFERED
