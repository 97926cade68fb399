"""How often one network may ask for open data. Counted in each process by itself: it protects
the helpline's other work from one greedy reader, it is no secret's door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
MOST_READERS = 10_000
"""Networks remembered at once; more than these begin anew."""


@dataclass(slots=True)
class Limit:
    """At most `most` requests of one reader in a minute."""

    most: int
    _began: datetime | None = None
    _counts: dict[str, int] = field(default_factory=dict)

    def wait_seconds(self, reader: str, now: datetime) -> int:
        """0 if the reader may ask now, else how long to wait."""
        if self._began is None or not self._began <= now < self._began + WINDOW:
            self._began, self._counts = now, {}
        if len(self._counts) >= MOST_READERS and reader not in self._counts:
            self._counts = {}
        self._counts[reader] = self._counts.get(reader, 0) + 1
        if self._counts[reader] <= self.most:
            return 0
        return max(1, int((self._began + WINDOW - now).total_seconds()))
