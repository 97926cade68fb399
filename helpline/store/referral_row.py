"""Rows of referrals: what is plain for queues and clocks, and what is sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from helpline.core.referral import Because, Field, Handover, Reached, Referral, State
from helpline.store.keys import DataKey, pack, unpack
from helpline.store.work import Work

DETAILS = "referrals|details"


def read_referral(work: Work, row: Row[Any]) -> Referral:
    """A row as the rest of the helpline knows it. Raises Forgotten with the contact."""
    details = unpack(work.key(row.contact_id).open(DETAILS, row.id, row.details))
    return Referral(
        id=row.id,
        organisation_id=row.organisation_id,
        contact_id=row.contact_id,
        receiver=details["receiver"],
        kind=row.kind,
        fields=read_fields(row.fields),
        state=State(row.state),
        created_at=row.created_at,
        moved_at=row.moved_at,
        due_at=row.due_at,
        handover=_handover(details["handover"]),
        consent_id=row.consent_id,
        override_id=row.override_id,
        case_id=row.case_id,
        owner_id=row.owner_id,
        receiver_organisation_id=row.receiver_organisation_id,
        receiver_name=details["receiver_name"],
        directory_version=row.directory_version,
        feedback_due_at=row.feedback_due_at,
        opener_due_at=row.opener_due_at,
        opener_sent_at=row.opener_sent_at,
        stalled_at=row.stalled_at,
        because=Because(row.because) if row.because else None,
        version=row.version,
    )


def fixed(referral: Referral) -> dict[str, Any]:
    """The columns that never change."""
    return {
        "id": referral.id,
        "organisation_id": referral.organisation_id,
        "contact_id": referral.contact_id,
        "kind": referral.kind,
        "created_at": referral.created_at,
    }


def changeable(referral: Referral, key: DataKey, receiver_index: bytes) -> dict[str, Any]:
    """The columns that may change, sealed where they must be."""
    details = {
        "receiver": referral.receiver,
        "receiver_name": referral.receiver_name,
        "handover": asdict(referral.handover),
    }
    return {
        "case_id": referral.case_id,
        "receiver_index": receiver_index,
        "receiver_organisation_id": referral.receiver_organisation_id,
        "state": referral.state.value,
        "fields": written_fields(referral.fields),
        "consent_id": referral.consent_id,
        "override_id": referral.override_id,
        "owner_id": referral.owner_id,
        "moved_at": referral.moved_at,
        "due_at": referral.due_at,
        "feedback_due_at": referral.feedback_due_at,
        "opener_due_at": referral.opener_due_at,
        "opener_sent_at": referral.opener_sent_at,
        "stalled_at": referral.stalled_at,
        "because": referral.because.value if referral.because else None,
        "directory_version": referral.directory_version,
        "details": key.seal(DETAILS, referral.id, pack(details)),
    }


def written_fields(fields: tuple[Field, ...]) -> str:
    """Codes in one column."""
    return " ".join(one.value for one in fields)


def read_fields(written: str) -> tuple[Field, ...]:
    """What `written_fields` made."""
    return tuple(Field(code) for code in written.split())


def _handover(kept: dict[str, Any]) -> Handover:
    return Handover(**kept | {"needs": tuple(kept["needs"]), "reached": Reached(kept["reached"])})
