"""Look into the directory: one service with its history, the calls of today, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from helpline.core.caseworker import Caseworker
from helpline.core.errors import NotFound
from helpline.core.task import Task, TaskKind
from helpline.directory.due import DueCall, due_calls
from helpline.directory.model import Service
from helpline.directory.snapshot import Directory
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.ports.directory import HistoryNote, Proposal
from helpline.operations.ports.store import Transaction

HISTORY = 50


@dataclass(frozen=True, slots=True)
class EntryView:
    """A service as its page shows it. `names` are first names of the staff that it mentions."""

    service: Service
    seen: int
    history: Sequence[HistoryNote]
    proposals: Sequence[Proposal]
    names: dict[str, str]


def snapshot(helpline: Helpline) -> Directory:
    """The directory as it stands now."""
    with helpline.store.read() as tx:
        return helpline.directory.of(tx)


def everything(helpline: Helpline) -> Sequence[Service]:
    """Every service with all that is known of it, for an exchange of files."""
    with helpline.store.read() as tx:
        return tx.services.changes(0, whole=True).services


def listing(helpline: Helpline, actor: Caseworker) -> Directory:
    """The directory, for staff who work with it. Candidates are in it: never for contacts."""
    authorize(actor, Action.PROPOSE_CONTENT)
    return snapshot(helpline)


def entry(helpline: Helpline, actor: Caseworker, service_id: str) -> EntryView:
    """One service with its history and what is proposed. Raises NotFound."""
    authorize(actor, Action.PROPOSE_CONTENT)
    with helpline.store.read() as tx:
        service, seen = tx.services.get(service_id)
        history = tx.services.history(service_id, HISTORY)
        proposals = tx.services.proposals(service_id)
        people = {one.actor_id for one in history if one.actor_id}
        people |= {act.by for point in service.contacts for act in point.acts}
        people |= {proposal.proposed_by for proposal in proposals}
        names = _first_names(tx, people)
        return EntryView(service, seen, history, proposals, names)


def proposed(helpline: Helpline, actor: Caseworker, proposal: Proposal) -> EntryView:
    """A service that is only proposed yet, as its page shows it."""
    authorize(actor, Action.PROPOSE_CONTENT)
    with helpline.store.read() as tx:
        names = _first_names(tx, {proposal.proposed_by})
    return EntryView(proposal.entry, proposal.seen, (), (proposal,), names)


def _first_names(tx: Transaction, people: Iterable[str]) -> dict[str, str]:
    """Who has left is not named."""
    names: dict[str, str] = {}
    for person in people:
        with suppress(NotFound):
            names[person] = tx.staff.get(person).first_name
    return names


def waiting(helpline: Helpline, actor: Caseworker) -> Sequence[Proposal]:
    """All proposals that wait for a supervisor."""
    authorize(actor, Action.PROPOSE_CONTENT)
    with helpline.store.read() as tx:
        return tx.services.proposals()


def calls(helpline: Helpline, directory: Directory) -> list[DueCall]:
    """The calls of today."""
    return due_calls(directory.services.values(), helpline.now())


def set_due_tasks(helpline: Helpline) -> int:
    """Set a task for each call that has come due; how many are new. May run twice (R27)."""
    with helpline.store.begin() as tx:
        homes = tx.staff.organisations()
        if not homes:
            return 0
        directory = helpline.directory.of(tx)
        now = helpline.now()
        new = 0
        for call in due_calls(directory.services.values(), now):
            point = call.point.id if call.point else ""
            once = f"verify:{call.service.id}:{point}:{call.why}:{call.since.isoformat()}"
            task = Task(
                id=helpline.new_id(),
                organisation_id=homes[0].id,
                kind=TaskKind.VERIFY_SERVICE,
                due_at=now,
                created_at=now,
                about_id=call.service.id,
            )
            new += tx.tasks.add(task, once)
        return new
