"""Who can help whom, and why: deterministic and explainable (DIRECTORY.md, Matching).

The same question, directory version, outcomes and time give the same answer. Only what the
person gave is asked; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from helpline.directory.entry import Entry
from helpline.directory.filters import reasons_against
from helpline.directory.query import Query
from helpline.directory.rank import Outcome, Ranking
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Need

BY_SMS = 2
IN_CHAT = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A service that fits, with every reason for its place."""

    service_id: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A service that offers what is needed and is not shown; for caseworkers only."""

    service_id: str
    excluded_because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer to a query. `first` is long-term case management, whatever was asked for."""

    version: int
    first: Match | None
    others: tuple[Match, ...]
    in_danger: bool
    """A person is needed at once, whatever is found here."""
    danger: tuple[Match, ...]
    """Verified danger contacts, only where the person is in danger."""
    _explain: Callable[[], tuple[Excluded, ...]] = field(repr=False, compare=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The services to offer, best first."""
        first = (self.first.service_id,) if self.first else ()
        return first + tuple(one.service_id for one in self.others)

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """Services that offer what is needed and are not shown. Worked out when it is asked for:
        a message need not wait for it."""
        return self._explain()


def match(
    query: Query,
    directory: Directory,
    now: datetime,
    outcomes: Mapping[str, Outcome] | None = None,
) -> Matches:
    """The services that fit `query`, best first; `excluded` says why each other one does not."""
    now = now.astimezone(UTC)
    ranking = Ranking(query, now, outcomes or {})
    first = None if query.for_family else _first(ranking, directory)
    others = [one for one in _others(ranking, directory) if one is not first][: _room(query)]
    return Matches(
        version=directory.version,
        first=Match(first.id, ranking.why(first)) if first else None,
        others=tuple(Match(one.id, ranking.why(one)) for one in others),
        in_danger=query.in_danger,
        danger=_danger(query, directory, now),
        _explain=lambda: _excluded(query, directory, now),
    )


def explain(query: Query, directory: Directory, service_id: str, now: datetime) -> tuple[str, ...]:
    """Why one service is not shown; nothing if it passes every filter."""
    return reasons_against(directory.entries[service_id], query, now)


def _room(query: Query) -> int:
    return BY_SMS if query.channel == "sms" else IN_CHAT


def _needs(query: Query) -> frozenset[Need]:
    """What services are looked for: what was asked, and always case management.

    Nothing asked means that every need counts. A relative is shown neither.
    """
    if query.for_family:
        return query.offered_needs
    return (query.needs or frozenset(Need)) | {Need.CASE_MANAGEMENT}


def _first(ranking: Ranking, directory: Directory) -> Entry | None:
    """The best long-term case management."""
    near = directory.near([Need.CASE_MANAGEMENT], ranking.query.province)
    best = ranking.best(near, 1, long_term=True)
    return best[0] if best else None


def _others(ranking: Ranking, directory: Directory) -> list[Entry]:
    """The best for what was asked; one more than there is room for, as one may be the first."""
    query = ranking.query
    near = directory.near(query.offered_needs or Need, query.province)
    return ranking.best(near, _room(query) + 1)


def _excluded(query: Query, directory: Directory, now: datetime) -> tuple[Excluded, ...]:
    ids = {one for need in _needs(query) for one in directory.by_need.get(need, ())}
    against = [(one, reasons_against(directory.entries[one], query, now)) for one in sorted(ids)]
    return tuple(Excluded(one, reasons) for one, reasons in against if reasons)


def _danger(query: Query, directory: Directory, now: datetime) -> tuple[Match, ...]:
    """Verified danger contacts; police only if the person names them."""
    if not query.in_danger:
        return ()
    asked = query.for_danger()
    ranking = Ranking(asked, now, {})
    near = directory.near([Need.EMERGENCY], query.province)
    return tuple(Match(one.id, ranking.why(one)) for one in ranking.best(near, IN_CHAT))
