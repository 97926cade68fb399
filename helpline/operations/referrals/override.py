"""Sharing without a yes: two different persons who may, and a reason (SAFETY T28, section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused
from helpline.core.referral import Field, Handover, Override, Referral
from helpline.operations.access import admit, given_reason
from helpline.operations.authorize import Action, authorize
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.referrals.receivers import receiver_of
from helpline.operations.referrals.sending import Draft, send
from helpline.operations.referrals.sharing import basis_by


def ask(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    receiver_key: str,
    fields: tuple[Field, ...],
    reason: str,
) -> Override:
    """Ask for it; nothing is shared before a second person agrees.

    Raises Refused("reason_needed" | "fields_needed").
    """
    reason = given_reason(reason)
    if not fields:
        raise Refused("fields_needed")
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.OVERRIDE_CONSENT, case_id)
        override = Override(
            id=helpline.new_id(),
            organisation_id=case.organisation_id,
            contact_id=case.contact_id,
            receiver=receiver_of(helpline, tx, receiver_key).key,
            fields=fields,
            reason=reason,
            asked_by=actor.id,
            asked_at=helpline.now(),
        )
        tx.overrides.add(override)
        return override


def carry_out(helpline: Helpline, actor: Caseworker, override_id: str) -> Referral:
    """Agree as the second person; the referral is made by this decision, in the same moment.

    How the person may be reached was never asked, so it goes only through us, unless it is known
    from an earlier referral. Raises Refused("second_person_needed"), NotFound.
    """
    now = helpline.now()
    with helpline.store.begin() as tx:
        override = tx.overrides.get(override_id, actor.organisation_id)
        case = tx.cases.last_for(override.contact_id)
        if case is None:
            raise NotFound("no such decision")
        admit(helpline, tx, actor, Action.OVERRIDE_CONSENT, case.id)
        tx.contacts.lock(case.contact_id)
        if not tx.overrides.confirm(override.id, actor.id, now):
            raise Refused("second_person_needed")
        basis = basis_by(tx.overrides.get(override_id, actor.organisation_id))
        known = tx.referrals.of_contact(case.contact_id)
        draft = Draft(
            contact_id=case.contact_id,
            organisation_id=case.organisation_id,
            receiver=receiver_of(helpline, tx, override.receiver),
            handover=known[0].handover if known else Handover(),
            case=case,
            actor_id=actor.id,
        )
        return send(helpline, tx, draft, basis, roster_of(tx, case.organisation_id))


def waiting(helpline: Helpline, actor: Caseworker) -> Sequence[Override]:
    """What waits for a second person of the actor's organisation."""
    authorize(actor, Action.OVERRIDE_CONSENT)
    with helpline.store.read() as tx:
        return tx.overrides.waiting(actor.organisation_id)
