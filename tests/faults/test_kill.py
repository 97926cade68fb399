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


def test_both_workers_die_in_the_middle_of_two_hundred_messages(
    machine: Machine, unsettled: Callable[[], int]
) -> None:
    """Each sender gets its one answer, and none of them two."""
    with httpx.Client(timeout=20) as client, ThreadPoolExecutor(8) as pool:

        def send(number: int) -> int:
            if number in {60, 120, 160}:
                machine.kill("worker --queue")
            return machine.text(client, SENDERS[number], "hello", f"SM{number:032d}")

        assert set(pool.map(send, range(MESSAGES))) == {200}
    wait_for(
        lambda: len(machine.replies()) == MESSAGES,
        90,
        lambda: f"{len(machine.replies())} answered\n{machine.said()[-2000:]}",
    )
    wait_for(lambda: unsettled() == 0, 60, lambda: f"{unsettled()} not settled")
    doubled = {sender: texts for sender, texts in machine.replies().items() if len(texts) != 1}
    assert doubled == {}


def test_the_same_webhook_fifty_times_at_once_is_answered_once(
    machine: Machine, unsettled: Callable[[], int]
) -> None:
    with httpx.Client(timeout=20) as client, ThreadPoolExecutor(25) as pool:
        statuses = list(
            pool.map(
                lambda _: machine.text(client, SENDERS[0], "hello", "SM" + "7" * 32), range(50)
            )
        )
    assert set(statuses) == {200}
    wait_for(lambda: machine.replies().get(SENDERS[0]), 30, machine.said)
    wait_for(lambda: unsettled() == 0, 30, lambda: f"{unsettled()} not settled")
    assert len(machine.replies()[SENDERS[0]]) == 1
