"""How often one network may ask for open data: counted for all processes together, in Redis.

It protects the helpline's other work from one greedy reader; it is no secret's door. Where Redis
is away each process counts by itself. A reader is known by a keyed hash for a minute or two.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, cast

from redis import Redis
from redis.exceptions import RedisError

MINUTE = 60
MOST_READERS = 10_000
"""Networks that one process remembers at once; more than these begin anew."""
TIMEOUT_SECONDS = 0.2
AWAY_FOR = timedelta(seconds=30)
"""After Redis did not answer it is not asked again for this long."""


class Counts(Protocol):
    """Counts of something by name."""

    def add(self, name: str, seconds: int) -> int | None:
        """One more; how many now. Forgotten after so many seconds. None: nobody counts."""


class RedisCounts:
    """Implements Counts for all processes of a helpline; connects at first use."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )

    def add(self, name: str, seconds: int) -> int | None:
        """One more; how many now. None if Redis is away."""
        try:
            with self._redis.pipeline() as both:
                both.incr(name)
                both.expire(name, seconds)
                counted, _expires = both.execute()
        except (RedisError, OSError):
            return None
        return cast(int, counted)


@dataclass(slots=True)
class Limit:
    """At most `most` requests of one reader in a minute by the clock."""

    most: int
    shared: Counts
    key: bytes = field(repr=False)
    _minute: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _away_until: datetime | None = None

    def wait_seconds(self, reader: str, now: datetime) -> int:
        """0 if the reader may ask now, else how long to wait."""
        second = int(now.timestamp())
        name = hashlib.blake2b(reader.encode(), key=self.key[:64], digest_size=16).hexdigest()
        own = self._own(name, second // MINUTE)
        counted = self._everywhere(f"hsds:{second // MINUTE}:{name}", now)
        return 0 if max(own, counted) <= self.most else MINUTE - second % MINUTE

    def _everywhere(self, name: str, now: datetime) -> int:
        """What all processes counted; 0 while nobody knows."""
        if self._away_until is not None and now < self._away_until:
            return 0
        counted = self.shared.add(name, 2 * MINUTE)
        self._away_until = now + AWAY_FOR if counted is None else None
        return counted or 0

    def _own(self, name: str, minute: int) -> int:
        """What this process counted."""
        full = len(self._counts) >= MOST_READERS and name not in self._counts
        if full or minute != self._minute:
            self._minute, self._counts = minute, {}
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]
