"""How often one network may read open data (DIRECTORY.md, API)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from helpline import redis_server
from helpline.web.limit import AWAY_FOR, Limit, RedisCounts

NOW = datetime(2026, 11, 21, 3, 0, 10, tzinfo=UTC)
KEY = bytes(range(32))
READER, OTHER = "192.0.2.1", "192.0.2.2"


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis of our own."""
    redis = redis_server.embedded(tmp_path_factory.mktemp("redis"))
    child = subprocess.Popen(redis.command(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not redis.answers():
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield redis.url
    child.terminate()
    child.wait(timeout=10)


@pytest.fixture
def empty(redis_url: str) -> Redis:
    line = Redis.from_url(redis_url)
    line.flushdb()
    return line


class Away:
    """A Redis that does not answer."""

    def __init__(self) -> None:
        self.asked = 0

    def add(self, name: str, seconds: int) -> int | None:
        self.asked += 1
        return None


def test_two_processes_count_together(redis_url: str, empty: Redis) -> None:
    one, two = (Limit(4, RedisCounts(redis_url), KEY) for _ in range(2))
    waits = [limit.wait_seconds(READER, NOW) for limit in (one, two, one, two, one, two)]
    assert waits == [0, 0, 0, 0, 50, 50]
    assert two.wait_seconds(OTHER, NOW) == 0
    assert one.wait_seconds(READER, NOW + timedelta(seconds=50)) == 0


def test_no_address_stands_in_redis_and_nothing_stays(redis_url: str, empty: Redis) -> None:
    """SAFETY section 4: a keyed hash, and that for two minutes."""
    Limit(4, RedisCounts(redis_url), KEY).wait_seconds(READER, NOW)
    (name,) = empty.keys()
    assert READER.encode() not in name
    assert 0 < empty.ttl(name) <= 120
    Limit(4, RedisCounts(redis_url), bytes(32)).wait_seconds(READER, NOW)
    assert len(empty.keys()) == 2


def test_without_redis_each_process_counts_by_itself() -> None:
    away = Away()
    limit = Limit(2, away, KEY)
    assert [limit.wait_seconds(READER, NOW) for _ in range(3)] == [0, 0, 50]
    assert limit.wait_seconds(OTHER, NOW) == 0
    assert limit.wait_seconds(READER, NOW + timedelta(seconds=60)) == 0


def test_a_redis_that_is_away_is_not_asked_by_every_request() -> None:
    away = Away()
    limit = Limit(9, away, KEY)
    for _ in range(5):
        limit.wait_seconds(READER, NOW)
    assert away.asked == 1
    limit.wait_seconds(READER, NOW + AWAY_FOR)
    assert away.asked == 2


def test_a_redis_that_nobody_started_is_away(tmp_path: Path) -> None:
    assert RedisCounts(f"unix://{tmp_path}/none.sock").add("x", 60) is None
