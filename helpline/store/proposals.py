"""Changes of the directory that wait for a supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from helpline.directory.model import Service
from helpline.operations.ports.directory import Proposal
from helpline.store.tables import OPEN_PROPOSAL, directory_proposals
from helpline.store.work import Work

PROPOSE = insert(directory_proposals).inline()
WAITING = select(directory_proposals).where(OPEN_PROPOSAL).order_by(directory_proposals.c.sequence)
OF_ENTRY = WAITING.where(directory_proposals.c.entry_id == bindparam("wanted"))
DECIDE = (
    update(directory_proposals)
    .where(directory_proposals.c.id == bindparam("wanted"), OPEN_PROPOSAL)
    .values(
        decided_by=bindparam("by"),
        decided_at=bindparam("decision_at"),
        decision=bindparam("how"),
    )
)


class SqlProposals:
    """The part of the directory's store that keeps proposals."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def propose(self, proposal: Proposal) -> None:
        """Keep a proposal."""
        self._work.run(
            PROPOSE,
            id=proposal.id,
            entry_id=proposal.entry.id,
            entry=proposal.entry.model_dump_json(exclude_defaults=True),
            seen=proposal.seen,
            at=proposal.at,
            proposed_by=proposal.proposed_by,
            decision="",
        )

    def proposals(self, entry_id: str | None = None) -> Sequence[Proposal]:
        """Proposals that wait, oldest first."""
        if entry_id is None:
            rows = self._work.all(WAITING)
        else:
            rows = self._work.all(OF_ENTRY, wanted=entry_id)
        return [
            Proposal(
                id=row.id,
                entry=Service.model_validate_json(row.entry),
                seen=row.seen,
                at=row.at,
                proposed_by=row.proposed_by,
            )
            for row in rows
        ]

    def decide(self, proposal_id: str, by: str, at: datetime, decision: str) -> bool:
        """`published` or `refused`. False if somebody decided before."""
        values = {"wanted": proposal_id, "by": by, "decision_at": at, "how": decision}
        return self._work.run(DECIDE, **values) > 0
