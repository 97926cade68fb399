"""What is counted: journeys of survivors, and who has no plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from helpline.core.caseworker import Caseworker
from helpline.core.referral import Because, Feedback, Move, Referral, State, Told
from helpline.core.survivor import Survivor
from helpline.operations.authorize import Action, Scope, authorize
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.sending import due
from helpline.operations.roster import Roster
from helpline.reports.indicators import Journey
from helpline.reports.no_plan import Unplanned, unplanned

MONTH = timedelta(days=30)
LOOKED_AT = (6, 12)
"""Months after meeting at which it is asked whether somebody is still there."""

MET = frozenset({Told.HELPED, Told.NOT_HELPFUL})
GENDER = frozenset({Because.NOT_FOR_MEN, Because.NOT_FOR_WOMEN})


def without_plan(helpline: Helpline, actor: Caseworker) -> Sequence[Unplanned]:
    """Survivors of the actor's organisation who have no plan; a caseworker sees the own cases
    and those that nobody has taken."""
    scope = authorize(actor, Action.SEE_QUEUE)
    with helpline.store.read() as tx:
        minors = scope is Scope.MINORS
        found = tx.survivors.standings(None if minors else actor.organisation_id)
        listed = unplanned(found, helpline.now())
        if not minors:
            return listed
        return [one for one in listed if _is_minor(tx, one)]


def without_plan_anywhere(helpline: Helpline) -> Sequence[Unplanned]:
    """The same for the operator's command: pseudonyms of every organisation."""
    with helpline.store.read() as tx:
        return unplanned(tx.survivors.standings(None), helpline.now())


def journeys(helpline: Helpline, since: datetime, until: datetime) -> Sequence[Journey]:
    """One journey per survivor who became known in [since, until)."""
    now = helpline.now()
    with helpline.store.read() as tx:
        known = [
            one.survivor
            for one in tx.survivors.standings(None)
            if since <= one.survivor.since < until
        ]
        rosters = {one.organisation_id: roster_of(tx, one.organisation_id) for one in known}
        made = _by_contact(tx.referrals.made(since, now))
        return [_journey(tx, one, made, rosters[one.organisation_id], now) for one in known]


def _by_contact(referrals: Sequence[Referral]) -> dict[str, list[Referral]]:
    found: dict[str, list[Referral]] = defaultdict(list)
    for referral in referrals:
        if referral.long_term:
            found[referral.contact_id].append(referral)
    return found


def _journey(
    tx: Transaction,
    survivor: Survivor,
    made: dict[str, list[Referral]],
    roster: Roster,
    now: datetime,
) -> Journey:
    referrals = made.get(survivor.contact_id, [])
    ids = [referral.id for referral in referrals]
    moves, told = tx.referrals.moves(ids), tx.referrals.told(ids)
    accepted = _first(moves, State.ACCEPTED)
    met = _first(moves, State.MET, by_staff=True)
    return Journey(
        offered=survivor.offered_at is not None,
        declined=survivor.refused_at is not None,
        sent=bool(referrals),
        accepted=accepted is not None,
        accepted_in_time=accepted is not None
        and accepted <= due(roster, due(roster, referrals[0].created_at)),
        met_by_contact=any(one.told in MET for one in told),
        met_by_receiver=met is not None,
        told=bool(told),
        refused_on_gender=_on_gender(told),
        active_after=_active(moves, met, now) if met else frozenset(),
        met_months_ago=(now - met) // MONTH if met else 0,
    )


def _first(moves: Sequence[Move], state: State, *, by_staff: bool = False) -> datetime | None:
    times = [move.at for move in moves if move.state is state and (move.actor_id or not by_staff)]
    return min(times, default=None)


def _on_gender(told: Sequence[Feedback]) -> bool:
    return any(one.because in GENDER for one in told)


def _active(moves: Sequence[Move], met: datetime, now: datetime) -> frozenset[int]:
    """Months after which the receiver was with them: met or active, and nothing had ended it."""
    ended = [
        move.at for move in moves if move.at > met and move.state not in (State.MET, State.ACTIVE)
    ]
    until = min(ended, default=now)
    return frozenset(months for months in LOOKED_AT if met + months * MONTH <= until)


def _is_minor(tx: Transaction, one: Unplanned) -> bool:
    case = tx.cases.last_for(one.standing.survivor.contact_id)
    return case is not None and case.minor
