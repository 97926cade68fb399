"""What the receiving organisation sees and does: consented fields, and nothing of the case.

Each look asks again whether the yes still holds. What does not is missing, as if it had never
been (SAFETY T17, T28): the answer does not say why; the organisation that referred sees why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.referral import MOVES, OVER, Because, Field, Referral, State
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.sending import move
from helpline.operations.referrals.sharing import holds
from helpline.operations.referrals.told import report_harm

LATEST = 200
THEIRS = frozenset(
    {State.ACCEPTED, State.WAITING, State.REFUSED, State.MET, State.ACTIVE, State.CLOSED}
    | {State.LOST}
)
"""States that a receiver may report."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a receiver sees of one referral: this, and nothing else."""

    id: str
    version: int
    state: State
    sent_at: datetime
    due_at: datetime | None
    kind: str
    values: Mapping[Field, str | tuple[str, ...]] = field(repr=False)
    """Consented fields that have a value."""
    rules: Mapping[str, str] = field(repr=False)
    """How to reach the person safely, if that was consented to (it is with every sharing)."""
    next_states: tuple[State, ...] = ()


def incoming(helpline: Helpline, actor: Caseworker) -> Sequence[Handed]:
    """What was referred to the actor's organisation and may be seen now."""
    authorize(actor, Action.ANSWER_REFERRAL)
    now = helpline.now()
    with helpline.store.begin() as tx:
        found = [
            handed(tx, one)
            for one in tx.referrals.incoming(actor.organisation_id, LATEST)
            if one.fields and holds(tx, one, now)
        ]
        for one in found:
            _note(helpline, tx, actor, "see_referral", one.id)
        return found


def look(helpline: Helpline, actor: Caseworker, referral_id: str) -> Handed:
    """One referral. Raises NotFound for what is not theirs, or not theirs any more."""
    with helpline.store.begin() as tx:
        referral = _theirs(helpline, tx, actor, referral_id)
        _note(helpline, tx, actor, "see_referral", referral.id)
        return handed(tx, referral)


def answer(
    helpline: Helpline,
    actor: Caseworker,
    referral_id: str,
    state: State,
    because: Because | None,
    version: int,
) -> None:
    """Accept, put on the list, refuse with a reason, or say how far it has come."""
    with helpline.store.begin() as tx:
        referral = _theirs(helpline, tx, actor, referral_id)
        tx.contacts.lock(referral.contact_id)
        referral = _theirs(helpline, tx, actor, referral_id)
        if state not in THEIRS:
            raise Refused("no_such_move")
        if state is State.REFUSED and because is None:
            raise Refused("reason_needed")
        if version != referral.version:
            raise Stale("the referral has changed since this page was made")
        _note(helpline, tx, actor, f"referral_{state.value}", referral.id)
        changed = move(tx, referral, state, helpline.now(), actor.id, because)
        report_harm(helpline, tx, changed, because)


def handed(tx: Transaction, referral: Referral) -> Handed:
    """Copy the consented fields, and only those."""
    known, shown = referral.handover, referral.shown
    everything: dict[Field, str | tuple[str, ...]] = {
        Field.FIRST_NAME: known.first_name,
        Field.FAMILY_NAME: known.family_name,
        Field.NUMBER: _number(tx, referral) if Field.NUMBER in shown else "",
        Field.NEED: known.needs,
        Field.PROVINCE: known.province,
        Field.GENDER: known.gender,
        Field.BIRTH_DATE: known.birth_date,
        Field.RISK: known.risk,
    }
    rules = {
        "language": known.language,
        "reached": known.reached.value,
        "reached_at": known.reached_at,
        "helper": known.helper,
        "code_word": known.code_word,
        "cover": known.cover,
    }
    return Handed(
        id=referral.id,
        version=referral.version,
        state=referral.state,
        sent_at=referral.created_at,
        due_at=referral.due_at,
        kind=referral.kind,
        values={key: one for key, one in everything.items() if one and key in shown},
        rules={key: one for key, one in rules.items() if one} if Field.RULES in shown else {},
        next_states=tuple(
            state for state in State if state in MOVES[referral.state] and state in THEIRS
        ),
    )


def _number(tx: Transaction, referral: Referral) -> str:
    """The newest address that still works; a Telegram id is no number that can be called."""
    links = tx.contacts.addresses(referral.contact_id)
    working = [link.address for link in links if link.active] or [one.address for one in links]
    calls = [one.value for one in working if one.value.startswith("+")]
    return next(iter(calls or [one.uri for one in working]), "")


def _theirs(helpline: Helpline, tx: Transaction, actor: Caseworker, referral_id: str) -> Referral:
    authorize(actor, Action.ANSWER_REFERRAL)
    referral = tx.referrals.get(referral_id)
    ours = referral.receiver_organisation_id == actor.organisation_id and bool(referral.fields)
    open_to_them = ours and referral.state not in OVER
    if not open_to_them or not holds(tx, referral, helpline.now()):
        raise NotFound("no such referral")
    return referral


def _note(
    helpline: Helpline, tx: Transaction, actor: Caseworker, action: str, referral_id: str
) -> None:
    audit.note(
        helpline,
        tx,
        actor,
        action,
        ("referral", referral_id),
        organisation_id=actor.organisation_id,
    )
