"""What the directory needs of the store, and the rows that cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from helpline.directory.model import Entitlement, Service
from helpline.directory.terms import Reason


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a version. `number` is the version that it leads to."""

    number: int
    services: Sequence[Service]
    entitlements: Sequence[Entitlement]
    changed_at: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """One line of an entry's history: who did what, when. Never a word about a contact."""

    entry_id: str
    at: datetime
    act: str
    actor_id: str | None = None
    point_id: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody reported a contact point (or a whole service). Who, is kept as a blind index."""

    entry_id: str
    point_id: str
    at: datetime
    reason: Reason
    reporter: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for a supervisor. `seen` is the version of the entry it began from."""

    id: str
    entry: Service
    seen: int
    at: datetime
    proposed_by: str


class Services(Protocol):
    """The directory in the store. Every write makes a new version."""

    @property
    def dirty(self) -> bool:
        """True once this transaction has written: what it reads may yet be rolled back."""

    def version(self) -> int:
        """The number of the present version; 0 for a directory that was never written."""

    def changes(self, since: int, *, whole: bool = False) -> Changes:
        """Everything that was written after version `since`; 0 for all there is.

        Only `whole` brings what HSDS knows and we do not (`Service.rest`): it is large, and
        nothing but an exchange of files asks for it.
        """

    def get(self, service_id: str) -> tuple[Service, int]:
        """A service and the version in which it last changed. Raises NotFound."""

    def save(self, entries: Sequence[Service | Entitlement], now: datetime) -> int:
        """Write new or changed entries as one new version; its number."""

    def note(self, notes: Sequence[HistoryNote]) -> None: ...

    def history(self, entry_id: str, limit: int) -> Sequence[HistoryNote]:
        """Newest first."""

    def complain(self, complaint: Complaint) -> None: ...

    def complainants(self, entry_id: str, point_id: str, reason: Reason, since: datetime) -> int:
        """How many different people have reported that since then."""

    def propose(self, proposal: Proposal) -> None: ...

    def proposals(self, entry_id: str | None = None) -> Sequence[Proposal]:
        """Proposals that wait, oldest first."""

    def decide(self, proposal_id: str, by: str, at: datetime, decision: str) -> bool:
        """`published` or `refused`. False if somebody decided before."""
