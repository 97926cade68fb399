"""The audit log, notices, broken glass and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpline.core.oversight import BrokenGlass, Export, ExportState, Notice


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object; the store chains entries with a keyed MAC (SAFETY T27)."""

    at: datetime
    actor_id: str
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str = ""
    organisation_id: str = ""
    """The organisation whose supervisors may read this entry."""
    session: str = ""
    """A mark of the session, worth nothing to anybody."""
    request: str = ""
    """The id of the web request, as it stands in the log; empty where there was none."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with its place in the chain, as the log shows it."""

    sequence: int
    entry: AuditEntry


class Oversight(Protocol):
    def add_notice(self, notice: Notice, once: str | None = None) -> bool:
        """False if one with the same `once` was there before."""

    def notices(self, organisation_id: str | None, limit: int) -> Sequence[Notice]:
        """Unseen ones first, then the newest; None: of every organisation."""

    def see_notice(self, notice_id: str, organisation_id: str, by: str, now: datetime) -> bool:
        """Somebody has dealt with it. False if it is not there or was seen before."""

    def exclude(self, case_id: str, caseworker_id: str, by: str, now: datetime) -> None:
        """Conflict of interest: for this person the case does not exist."""

    def include(self, case_id: str, caseworker_id: str) -> None: ...

    def excluded(self, case_id: str) -> Sequence[str]:
        """Ids of the persons who are kept away from a case."""

    def break_glass(self, glass: BrokenGlass) -> None: ...

    def glass(self, case_id: str, caseworker_id: str, now: datetime) -> BrokenGlass | None:
        """The broken glass that runs now."""


class Exports(Protocol):
    def add(self, export: Export) -> None: ...

    def get(self, export_id: str, organisation_id: str) -> Export:
        """Raises NotFound."""

    def move(
        self, export_id: str, seen: ExportState, to: ExportState, by: str, now: datetime
    ) -> bool:
        """Decide or fetch it if nobody did since it was seen."""

    def recent(self, organisation_id: str, limit: int) -> Sequence[Export]: ...


class Audit(Protocol):
    def append(self, entry: AuditEntry) -> None: ...

    def first_broken(self) -> int | None:
        """Sequence number of the first entry whose MAC does not fit; None if all fit."""

    def head(self) -> tuple[int, str]:
        """Number of entries and the last MAC, to be written down outside the database."""

    def prune(self, before: datetime) -> int:
        """Drop older entries up to a signed checkpoint; how many. Refused on a broken chain."""

    def lines(
        self,
        *,
        organisation_id: str | None = None,
        actor_id: str | None = None,
        object_id: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[AuditLine]:
        """The newest entries that fit all that is given, newest first."""

    def count_since(self, actor_id: str, action: str, since: datetime) -> int:
        """How often somebody did something since then (the limit of SAFETY T18)."""
