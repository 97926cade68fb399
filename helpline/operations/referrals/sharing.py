"""What may be told to whom. Nothing leaves without a basis for this very receiver (T15, T28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpline.core.consent import Purpose
from helpline.core.errors import Refused
from helpline.core.referral import CONSENT_UNUSED, TAKEN, Field, Override, Referral
from helpline.operations.ports.store import Transaction


@dataclass(frozen=True, slots=True)
class Basis:
    """Why something may be told: the person's yes, or the decision of two persons."""

    fields: tuple[Field, ...]
    consent_id: str | None = None
    override_id: str | None = None


def basis_of(tx: Transaction, contact_id: str, receiver: str, now: datetime) -> Basis:
    """The person's own yes to this receiver. Raises Refused("no_consent")."""
    newest = tx.consents.newest(contact_id, Purpose.SHARE, receiver)
    if newest is None:
        raise Refused("no_consent")
    consent_id, consent = newest
    if not consent.granted or now - consent.at >= CONSENT_UNUSED:
        raise Refused("no_consent")
    return Basis(tuple(Field(one) for one in consent.fields), consent_id=consent_id)


def basis_by(override: Override) -> Basis:
    """A decision that two persons made. Raises Refused("second_person_needed")."""
    if override.confirmed_by in (None, override.asked_by):
        raise Refused("second_person_needed")
    return Basis(override.fields, override_id=override.id)


def holds(tx: Transaction, referral: Referral, now: datetime) -> bool:
    """True while the receiver may see what was agreed: asked anew at every single look."""
    if referral.override_id is not None:
        override = tx.overrides.get(referral.override_id, referral.organisation_id)
        return override.confirmed_by not in (None, override.asked_by)
    newest = tx.consents.newest(referral.contact_id, Purpose.SHARE, referral.receiver)
    if newest is None or not newest[1].granted:
        return False
    return referral.state in TAKEN or now - newest[1].at < CONSENT_UNUSED
