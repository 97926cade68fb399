"""Rows of cases: what is plain for the queue, and what is sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.store.keys import DataKey, pack, unpack
from helpline.store.work import Work

DETAILS = "cases|details"


def read_case(work: Work, row: Row[Any]) -> Case:
    """A row as the rest of the helpline knows it."""
    key = work.key(row.contact_id)
    details = unpack(key.open(DETAILS, row.id, row.details))
    return Case(
        id=row.id,
        number=row.number,
        contact_id=row.contact_id,
        organisation_id=row.organisation_id,
        priority=Priority(row.priority),
        reasons=tuple(Reason(reason) for reason in details["reasons"]),
        status=CaseStatus(row.status),
        opened_at=row.opened_at,
        acknowledge_by=row.acknowledge_by,
        write_by=row.write_by,
        claimed_by=row.claimed_by,
        acknowledged_at=row.acknowledged_at,
        first_reply_at=row.first_reply_at,
        closed_at=row.closed_at,
        recap=details["recap"],
        next_step=details["next_step"],
        lexicon=row.lexicon,
        minor=row.minor,
        complaint=row.complaint,
        promised_at=row.promised_at,
        late_since=row.late_since,
        apologised_at=row.apologised_at,
        watch_at=row.watch_at,
        version=row.version,
    )


def changeable(case: Case, key: DataKey) -> dict[str, Any]:
    """The columns of a case that may change, sealed where they must be."""
    details = {
        "reasons": [reason.value for reason in case.reasons],
        "recap": case.recap,
        "next_step": case.next_step,
    }
    return {
        "priority": case.priority.value,
        "status": case.status.value,
        "acknowledge_by": case.acknowledge_by,
        "write_by": case.write_by,
        "claimed_by": case.claimed_by,
        "acknowledged_at": case.acknowledged_at,
        "first_reply_at": case.first_reply_at,
        "closed_at": case.closed_at,
        "minor": case.minor,
        "complaint": case.complaint,
        "promised_at": case.promised_at,
        "late_since": case.late_since,
        "apologised_at": case.apologised_at,
        "watch_at": case.watch_at,
        "details": key.seal(DETAILS, case.id, pack(details)),
    }
