"""kill -9 in the middle of the work: nothing lost, nothing doubled (SAFETY R1, T33)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, func, select

from helpline.store.tables import inbounds, outbounds
from machine import Machine, wait_for

pytestmark = pytest.mark.faults

MESSAGES = 200
SAME_ID = "SM" + "7" * 32
REPEATER = "+85500009999"
KILLED_AT = {60, 120, 160}
SENDERS = [f"+8550000{number:04d}" for number in range(1000, 1000 + MESSAGES)]


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Iterator[Machine]:
    """A whole helpline, once on SQLite and once on PostgreSQL."""
    with Machine(tmp_path / "home", HELPLINE_DATABASE_URL=database_url) as running:
        yield running


@pytest.fixture
def unsettled(database_url: str) -> Iterator[Callable[[], int]]:
    """How many messages, in or out, nobody has finished with."""
    engine = create_engine(database_url)

    def count() -> int:
        with engine.connect() as connection:
            waiting = select(func.count()).where(inbounds.c.state == "waiting")
            leaving = select(func.count()).where(outbounds.c.status.in_(["queued", "sending"]))
            return connection.scalar(waiting) + connection.scalar(leaving)

    yield count
    engine.dispose()


def test_nothing_is_lost_and_nothing_doubled(
    machine: Machine, unsettled: Callable[[], int]
) -> None:
    """One webhook fifty times at once; then 200 messages while both workers are killed thrice."""
    with httpx.Client(timeout=20) as client, ThreadPoolExecutor(8) as pool:
        repeated = pool.map(lambda _: machine.text(client, REPEATER, "hello", SAME_ID), range(50))
        assert set(repeated) == {200}

        def send(number: int) -> int:
            if number in KILLED_AT:
                machine.kill("urgent", "worker")
            return machine.text(client, SENDERS[number], "hello", f"SM{number:032d}")

        assert set(pool.map(send, range(MESSAGES))) == {200}
    wait_for(
        lambda: len(machine.replies()) == MESSAGES + 1,
        90,
        lambda: f"{len(machine.replies())} answered\n{machine.said()[-2000:]}",
    )
    wait_for(lambda: unsettled() == 0, 60, lambda: f"{unsettled()} not settled")
    doubled = {sender: texts for sender, texts in machine.replies().items() if len(texts) != 1}
    assert doubled == {}
    assert machine.stop() == 0
    assert machine.pids() == [], "Ctrl-C leaves no process behind"
