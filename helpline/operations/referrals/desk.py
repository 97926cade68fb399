"""What our caseworkers do with referrals: make, choose a receiver, move, take back, look.

Each act is authorised for the case of the referral, audited, and in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused
from helpline.core.referral import (
    CASE_MANAGEMENT,
    MOVES,
    Because,
    Feedback,
    Field,
    Handover,
    Move,
    Referral,
    State,
)
from helpline.core.survivor import KnownBy, Survivor
from helpline.operations.access import admit, given_reason
from helpline.operations.authorize import Action, Scope, authorize
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.receivers import Receiver, receiver_of
from helpline.operations.referrals.sending import (
    Draft,
    ask_receiver,
    consent_to,
    due,
    move,
    note,
    send,
    withdraw,
)
from helpline.operations.referrals.sharing import basis_of, holds
from helpline.operations.referrals.told import report_harm

SAID_BY = "caseworker"
"""Channel of a consent that a caseworker heard and wrote down."""

QUESTION = "F08/F08.1"
"""The words that are read out; the record keeps their hash (SAFETY T28)."""

LATEST = 200


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the person agreed to, as the caseworker heard it."""

    fields: tuple[Field, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One referral as our own page shows it."""

    referral: Referral
    case: Case
    moves: Sequence[Move]
    told: Sequence[Feedback]
    shared: bool
    """The receiver may see it now."""
    names: Mapping[str, str]
    next_states: tuple[State, ...]


def of_case(helpline: Helpline, actor: Caseworker, case_id: str) -> Sequence[Referral]:
    """The referrals of the case's contact, the newest first."""
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.REFER, case_id)
        return tx.referrals.of_contact(case.contact_id)


def dossier(helpline: Helpline, actor: Caseworker, referral_id: str) -> Dossier:
    """All of one referral, for those who have its case. Raises NotFound, Refused."""
    with helpline.store.begin() as tx:
        referral, case = _ours(helpline, tx, actor, referral_id)
        staff = tx.staff.of_organisation(case.organisation_id)
        if referral.receiver_organisation_id:
            staff = [*staff, *tx.staff.of_organisation(referral.receiver_organisation_id)]
        return Dossier(
            referral=referral,
            case=case,
            moves=tx.referrals.moves([referral.id]),
            told=tx.referrals.told([referral.id]),
            shared=holds(tx, referral, helpline.now()),
            names={person.id: person.first_name for person in staff},
            next_states=tuple(
                state for state in State if state in MOVES[referral.state] - {State.WITHDRAWN}
            ),
        )


def refer(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    receiver_key: str,
    agreed: Agreed,
    handover: Handover,
) -> Referral:
    """Refer the contact of a case, with the yes that the caseworker heard from them."""
    with helpline.store.begin() as tx:
        case = _locked(helpline, tx, actor, case_id)
        receiver = receiver_of(helpline, tx, receiver_key)
        draft = _draft(actor, case, receiver, handover)
        _heard(helpline, tx, draft, agreed)
        basis = basis_of(tx, case.contact_id, receiver.key, helpline.now())
        _known_survivor(helpline, tx, case)
        roster = roster_of(tx, case.organisation_id)
        return send(helpline, tx, draft, basis, roster)


def choose(
    helpline: Helpline,
    actor: Caseworker,
    referral_id: str,
    receiver_key: str,
    agreed: Agreed,
    version: int,
) -> Referral:
    """Give a referral the receiver that the person agreed to; it is theirs from now on.

    A yes to "a helper" is no yes to this one (SAFETY T15): the caseworker asked again.
    """
    with helpline.store.begin() as tx:
        referral, case = _ours(helpline, tx, actor, referral_id, lock=True)
        if referral.state not in (State.SENT, State.WAITING) or referral.chosen:
            raise Refused("receiver_is_chosen")
        receiver = receiver_of(helpline, tx, receiver_key)
        _heard(helpline, tx, _draft(actor, case, receiver, referral.handover), agreed)
        now = helpline.now()
        basis = basis_of(tx, case.contact_id, receiver.key, now)
        changed = tx.referrals.save(
            replace(
                referral,
                version=version,
                receiver=receiver.key,
                receiver_name=receiver.name,
                receiver_organisation_id=receiver.organisation_id,
                directory_version=receiver.directory_version,
                fields=basis.fields,
                consent_id=basis.consent_id,
                override_id=None,
                due_at=due(roster_of(tx, case.organisation_id), now),
                stalled_at=None,
            )
        )
        note(tx, changed, "referral_sent", now, actor.id)
        ask_receiver(helpline, tx, changed)
        return changed


def describe(
    helpline: Helpline, actor: Caseworker, referral_id: str, handover: Handover, version: int
) -> Referral:
    """Correct what is known for the handover; what is shared stays what was agreed."""
    with helpline.store.begin() as tx:
        referral, _case = _ours(helpline, tx, actor, referral_id, lock=True)
        return tx.referrals.save(replace(referral, version=version, handover=handover))


def step(
    helpline: Helpline,
    actor: Caseworker,
    referral_id: str,
    state: State,
    because: Because | None,
    version: int,
) -> Referral:
    """Write down what a receiver without this system answered."""
    with helpline.store.begin() as tx:
        referral, _case = _ours(helpline, tx, actor, referral_id, lock=True)
        if state is State.WITHDRAWN:
            raise Refused("no_such_move")
        if state is State.REFUSED and because is None:
            raise Refused("reason_needed")
        referral = replace(referral, version=version)
        changed = move(tx, referral, state, helpline.now(), actor.id, because)
        report_harm(helpline, tx, changed, because)
        return changed


def take_back(helpline: Helpline, actor: Caseworker, referral_id: str, reason: str) -> Referral:
    """The person took their yes back and told a caseworker; access ends now (T28)."""
    given_reason(reason)
    with helpline.store.begin() as tx:
        referral, case = _ours(helpline, tx, actor, referral_id, lock=True)
        receiver = Receiver(referral.receiver)
        draft = _draft(actor, case, receiver, referral.handover)
        words = ("", referral.handover.language, SAID_BY)
        no = consent_to(draft, granted=False, fields=(), words=words, at=helpline.now())
        tx.consents.add(helpline.new_id(), no)
        return withdraw(helpline, tx, referral, actor.id)


def outgoing(helpline: Helpline, actor: Caseworker) -> Sequence[Referral]:
    """What the actor's organisation referred and the actor may see: own cases, or all."""
    scope = authorize(actor, Action.REFER)
    with helpline.store.read() as tx:
        found = tx.referrals.outgoing(actor.organisation_id, LATEST)
        if scope is Scope.OWN:
            found = [one for one in found if _is_own(tx, actor, one)]
        elif scope is Scope.MINORS:
            found = [one for one in found if _is_minor(tx, one)]
        return found


def _is_own(tx: Transaction, actor: Caseworker, referral: Referral) -> bool:
    case = tx.cases.last_for(referral.contact_id)
    return case is not None and case.claimed_by == actor.id


def _is_minor(tx: Transaction, referral: Referral) -> bool:
    case = tx.cases.last_for(referral.contact_id)
    return case is not None and case.minor


def _ours(
    helpline: Helpline,
    tx: Transaction,
    actor: Caseworker,
    referral_id: str,
    *,
    lock: bool = False,
) -> tuple[Referral, Case]:
    """A referral with its case, if the actor has the case."""
    referral = tx.referrals.get(referral_id)
    if lock:
        tx.contacts.lock(referral.contact_id)
        referral = tx.referrals.get(referral_id)
    case = tx.cases.last_for(referral.contact_id)
    if case is None:
        raise NotFound("no such referral")
    return referral, admit(helpline, tx, actor, Action.REFER, case.id)


def _known_survivor(helpline: Helpline, tx: Transaction, case: Case) -> None:
    """Whom a caseworker refers to a helper who stays is looked after by the list of the unplanned;
    an earlier no is over, because they said yes."""
    now = helpline.now()
    tx.survivors.add(Survivor(case.contact_id, case.organisation_id, now, KnownBy.CASEWORKER))
    known = tx.survivors.get(case.contact_id)
    if known is not None:
        settled = replace(known, refused_at=None, refusal_id=None, ask_again_at=None)
        tx.survivors.save(replace(settled, offered_at=known.offered_at or now))


def _locked(helpline: Helpline, tx: Transaction, actor: Caseworker, case_id: str) -> Case:
    case = admit(helpline, tx, actor, Action.REFER, case_id)
    tx.contacts.lock(case.contact_id)
    return case


def _draft(actor: Caseworker, case: Case, receiver: Receiver, handover: Handover) -> Draft:
    return Draft(
        contact_id=case.contact_id,
        organisation_id=case.organisation_id,
        receiver=receiver,
        handover=handover,
        case=case,
        kind=CASE_MANAGEMENT,
        actor_id=actor.id,
    )


def _heard(helpline: Helpline, tx: Transaction, draft: Draft, agreed: Agreed) -> None:
    """Write down the yes; without a field to share it is none. Raises Refused("fields_needed")."""
    if not agreed.fields:
        raise Refused("fields_needed")
    version = helpline.catalogs.version(QUESTION, agreed.language)
    fields = tuple(one.value for one in agreed.fields)
    words = (version, agreed.language, SAID_BY)
    consent = consent_to(draft, granted=True, fields=fields, words=words, at=helpline.now())
    tx.consents.add(helpline.new_id(), consent)
