"""Change what the directory says: a caseworker proposes, a supervisor publishes (SAFETY 5)."""

from __future__ import annotations

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound, Refused, Stale
from helpline.directory.acts import as_candidate, edited
from helpline.directory.model import Service
from helpline.operations import audit
from helpline.operations.authorize import Action, authorize, may
from helpline.operations.directory.writing import note_of, open_entry, write_entry
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import Proposal
from helpline.operations.ports.store import Transaction


def change(helpline: Helpline, actor: Caseworker, wanted: Service, seen: int) -> bool:
    """Publish a supervisor's edit, keep a caseworker's as a proposal. True if published.

    What only a recorded act may change stays as it is; a contact point with another value
    starts as a candidate.
    """
    with helpline.store.begin() as tx:
        service = open_entry(tx, actor, Action.PROPOSE_CONTENT, wanted.id, seen)
        if may(actor.role, Action.APPROVE_CONTENT):
            note = note_of(helpline, actor, service, "edited")
            write_entry(helpline, tx, actor, edited(service, wanted), note)
            return True
        _propose(helpline, tx, actor, wanted, seen)
        return False


def add(helpline: Helpline, actor: Caseworker, wanted: Service) -> bool:
    """A new service, as a candidate. True if published. Raises Refused("id_taken")."""
    authorize(actor, Action.PROPOSE_CONTENT)
    with helpline.store.begin() as tx:
        if _exists(tx, wanted.id):
            raise Refused("id_taken")
        fresh = as_candidate(wanted)
        if may(actor.role, Action.APPROVE_CONTENT):
            write_entry(helpline, tx, actor, fresh, note_of(helpline, actor, fresh, "added"))
            return True
        _propose(helpline, tx, actor, fresh, 0)
        return False


def publish(helpline: Helpline, actor: Caseworker, proposal_id: str) -> Service:
    """Make a proposal true. Raises NotFound, Stale, Refused("own_proposal")."""
    with helpline.store.begin() as tx:
        proposal = _waiting(tx, actor, proposal_id)
        if proposal.proposed_by == actor.id:
            raise Refused("own_proposal")
        _decide(helpline, tx, actor, proposal, "published")
        if not proposal.seen and not _exists(tx, proposal.entry.id):
            note = note_of(helpline, actor, proposal.entry, "added")
            return write_entry(helpline, tx, actor, as_candidate(proposal.entry), note)
        service, changed_in = tx.services.get(proposal.entry.id)
        if changed_in != proposal.seen:
            raise Stale("the service has changed since this was proposed")
        note = note_of(helpline, actor, service, "edited", detail={"by": proposal.proposed_by})
        return write_entry(helpline, tx, actor, edited(service, proposal.entry), note)


def refuse(helpline: Helpline, actor: Caseworker, proposal_id: str) -> None:
    """Turn a proposal down."""
    with helpline.store.begin() as tx:
        proposal = _waiting(tx, actor, proposal_id)
        _decide(helpline, tx, actor, proposal, "refused")
        tx.services.note([note_of(helpline, actor, proposal.entry, "refused")])


def _propose(
    helpline: Helpline, tx: Transaction, actor: Caseworker, wanted: Service, seen: int
) -> None:
    proposal = Proposal(helpline.new_id(), wanted, seen, helpline.now(), actor.id)
    tx.services.propose(proposal)
    tx.services.note([note_of(helpline, actor, wanted, "proposed")])
    audit.note(helpline, tx, actor, "directory_proposed", ("service", wanted.id))


def _waiting(tx: Transaction, actor: Caseworker, proposal_id: str) -> Proposal:
    authorize(actor, Action.APPROVE_CONTENT)
    found = next((one for one in tx.services.proposals() if one.id == proposal_id), None)
    if found is None:
        raise NotFound("no such proposal")
    return found


def _decide(
    helpline: Helpline, tx: Transaction, actor: Caseworker, proposal: Proposal, decision: str
) -> None:
    if not tx.services.decide(proposal.id, actor.id, helpline.now(), decision):
        raise Stale("somebody else decided first")
    about = ("service", proposal.entry.id)
    audit.note(helpline, tx, actor, f"directory_{decision}", about)


def _exists(tx: Transaction, service_id: str) -> bool:
    try:
        tx.services.get(service_id)
    except NotFound:
        return False
    return True
