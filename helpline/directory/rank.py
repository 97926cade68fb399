"""The order among services that fit, and the reasons for it in words (DIRECTORY.md, Matching)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from helpline.directory.entry import Entry, mark_of
from helpline.directory.filters import open_to, suits
from helpline.directory.hours import is_open
from helpline.directory.places import NEIGHBOURS
from helpline.directory.query import Query
from helpline.directory.snapshot import Shelf
from helpline.directory.terms import Intake

ENOUGH = 5
"""Outcomes below this number say nothing about a service."""
Z = 1.96
FAR_NAMES = ("in_district", "in_province", "next_province", "nationwide")
INTAKE_RANK = {Intake.OPEN: 0, Intake.WAITLIST: 1, Intake.UNKNOWN: 2, Intake.CLOSED: 3}
SPREAD = 0x9E3779B97F4A7C15
BITS = (1 << 64) - 1

Order = tuple[int, int, float, float, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Referrals of the last 180 days: how many were accepted, of how many that had an answer."""

    accepted: int
    answered: int

    @property
    def lower_bound(self) -> float:
        """Wilson's lower bound of the share accepted (95 %); 0 where too few are known."""
        n = self.answered
        if n < ENOUGH:
            return 0.0
        share = self.accepted / n
        spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return (share + Z * Z / (2 * n) - spread) / (1 + Z * Z / n)


@dataclass(slots=True)
class Ranking:
    """One question's order. Remembers within it which hours are open."""

    query: Query
    now: datetime
    outcomes: Mapping[str, Outcome]
    _mark: int = field(init=False)
    _open: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._mark = mark_of(self.query.case)

    def best(self, shelves: Iterable[Shelf], room: int, *, long_term: bool = False) -> list[Entry]:
        """The first `room` services that fit, in order: first whoever answers now, by grade.

        Looks no further than it must: at night no closed office is looked at twice.
        """
        grades: dict[int, list[Shelf]] = {}
        for shelf in shelves:
            alike = shelf.entries[0]
            if (alike.long_term or not long_term) and suits(alike, self.query):
                grades.setdefault(shelf.grade, []).append(shelf)
        found: list[Entry] = []
        later: dict[int, tuple[list[Shelf], list[Entry]]] = {}
        for grade in sorted(grades):
            awake = [shelf for shelf in grades[grade] if any(map(self._is_open, shelf.hours))]
            fitting = self._fitting(awake)
            opened = {one.id: one for one in fitting if self.open_now(one)}
            found += sorted(opened.values(), key=self._order)
            if len(found) >= room:
                return found[:room]
            asleep = [shelf for shelf in grades[grade] if shelf not in awake]
            later[grade] = asleep, [one for one in fitting if one.id not in opened]
        for asleep, closed in later.values():
            found += sorted([*closed, *self._fitting(asleep)], key=self._order)
            if len(found) >= room:
                break
        return found[:room]

    def _fitting(self, shelves: Iterable[Shelf]) -> list[Entry]:
        """What may be shown now, each once."""
        found = {entry.id: entry for shelf in shelves for entry in shelf.entries}
        return [entry for entry in found.values() if open_to(entry, self.query, self.now)]

    def _order(self, entry: Entry) -> Order:
        """The order within a class; the last part spreads the load among equals."""
        outcome = self.outcomes.get(entry.id)
        return (
            self.distance(entry),
            INTAKE_RANK[entry.intake(self.now)],
            -outcome.lower_bound if outcome else 0.0,
            -entry.newest,
            (entry.mark ^ self._mark) * SPREAD & BITS,
        )

    def why(self, entry: Entry) -> tuple[str, ...]:
        """The reasons that speak for a service, in the order in which they count."""
        query = self.query
        said = [f"need:{need.value}" for need in sorted(entry.needs & query.accepted_needs)]
        said += [f"serves:{group.value}" for wanted in query.groups for group in sorted(wanted)]
        said += ["open_now"] if self.open_now(entry) else []
        said += ["free"] if entry.free else []
        said.append(f"term:{entry.service.term.value}")
        said += [FAR_NAMES[self.distance(entry)]] if query.province or entry.anywhere else []
        said.append(f"intake:{entry.intake(self.now).value}")
        return tuple(said)

    def open_now(self, entry: Entry) -> bool:
        """True if a contact point that may be shown is answered now."""
        now = self.now
        for one in entry.windows:
            if one.begins <= now < one.ends and self._is_open(one.point.hours):
                return True
        return False

    def distance(self, entry: Entry) -> int:
        """0 in the district, 1 in the province, 2 in a neighbouring one, 3 nationwide."""
        query = self.query
        if query.province is None and query.district is None:
            return 3
        if query.district and query.district in entry.districts:
            return 0
        if query.province and query.province in entry.provinces:
            return 1
        near = NEIGHBOURS.get(query.province or "", frozenset())
        return 3 if entry.provinces.isdisjoint(near) else 2

    def _is_open(self, hours: str) -> bool:
        known = self._open.get(hours)
        if known is None:
            known = self._open[hours] = is_open(hours, self.now)
        return known
