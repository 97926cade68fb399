"""What a receiver outside of this installation is handed: a page to print, or a file for OSCaR.

Both are the copy of consented fields that a receiver inside would see, both are audited with a
reason, and neither exists before a receiver was chosen and agreed to (SAFETY T23, T28).
"""

from __future__ import annotations

from dataclasses import dataclass

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused
from helpline.core.referral import OVER, Referral
from helpline.operations import audit
from helpline.operations.access import admit
from helpline.operations.authorize import Action
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.oscar import Sender, client_of, file_of
from helpline.operations.referrals.receiving import Handed, handed
from helpline.operations.referrals.sharing import holds


@dataclass(frozen=True, slots=True)
class Form:
    """A referral on paper."""

    handed: Handed
    pseudonym: str
    organisation: str
    caseworker: str
    receiver: str


def printed(helpline: Helpline, actor: Caseworker, referral_id: str) -> Form:
    """The minimal form. Raises NotFound, Refused("no_consent" | "receiver_needed")."""
    with helpline.store.begin() as tx:
        referral, pseudonym = _leaving(helpline, tx, actor, referral_id)
        audit.note(helpline, tx, actor, "print_referral", ("referral", referral.id))
        return Form(
            handed=handed(tx, referral),
            pseudonym=pseudonym,
            organisation=_organisation(tx, actor),
            caseworker=actor.first_name,
            receiver=referral.receiver_name,
        )


def oscar_file(helpline: Helpline, actor: Caseworker, referral_id: str) -> bytes:
    """The client upsert of OSCaR as a file. Raises as `printed` does."""
    with helpline.store.begin() as tx:
        referral, pseudonym = _leaving(helpline, tx, actor, referral_id)
        audit.note(helpline, tx, actor, "export_referral", ("referral", referral.id))
        sender = Sender(
            organisation_id=actor.organisation_id,
            organisation_name=_organisation(tx, actor),
            caseworker_id=actor.id,
            caseworker_name=actor.first_name,
        )
        district = referral.handover.district
        return file_of(client_of(handed(tx, referral), pseudonym, district, sender))


def _leaving(
    helpline: Helpline, tx: Transaction, actor: Caseworker, referral_id: str
) -> tuple[Referral, str]:
    """A referral whose fields may leave now, and the pseudonym of its case."""
    referral = tx.referrals.get(referral_id)
    case = tx.cases.last_for(referral.contact_id)
    if case is None:
        raise NotFound("no such referral")
    admit(helpline, tx, actor, Action.REFER, case.id)
    if not referral.chosen:
        raise Refused("receiver_needed")
    if referral.state in OVER or not referral.fields or not holds(tx, referral, helpline.now()):
        raise Refused("no_consent")
    return referral, case.pseudonym


def _organisation(tx: Transaction, actor: Caseworker) -> str:
    return next(
        (one.name for one in tx.staff.organisations() if one.id == actor.organisation_id), ""
    )
