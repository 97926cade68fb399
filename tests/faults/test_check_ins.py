"""Three schedulers in processes of their own, one of them killed: each check-in once.

SAFETY R16, R27: the real sweep on a real database, with a clock that tests set.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline.core.caseworker import Organisation
from helpline.store.tables import check_ins, outbounds
from helpline.store.transaction import open_store
from machine import wait_for
from staying import DAY, TEN, enrolled, helpline_on

pytestmark = pytest.mark.faults

CONTACTS = 30
SCHEDULERS = """
import os, sys
from datetime import datetime
sys.path.insert(0, sys.argv[2])
from content import content
from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline.operations.sweep import sweep
from helpline.store.transaction import open_store
from staying import helpline_on
content()  # read once: the three processes share what was read, and no connection
at = datetime.fromisoformat(sys.argv[3])
ready, here = os.pipe()
go, begin = os.pipe()

def schedule():
    os.close(begin)
    helpline = helpline_on(open_store(sys.argv[1], KEYS, INDEX_KEY, AUDIT_KEY), lambda: at)
    os.write(here, b".")
    os.read(go, 1)  # all at once: it ends when the parent lets go
    while True:
        sweep(helpline)

pids = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        schedule()
    pids.append(pid)
for _ in pids:
    os.read(ready, 1)
print(*pids, flush=True)
sys.stdin.readline()
os.close(begin)
for _ in pids:
    os.wait()
"""


def test_each_check_in_once_while_schedulers_race_and_die(database_url: str) -> None:
    store = open_store(database_url, KEYS, INDEX_KEY, AUDIT_KEY)
    helpline = helpline_on(store, lambda: TEN)
    organisation = Organisation(helpline.new_id(), "Example")
    with store.begin() as tx:
        tx.staff.add_organisation(organisation)
    for number in range(CONTACTS):
        enrolled(helpline, organisation.id, number)
    store.close()
    due = TEN + DAY  # the greeting of the first day, for everybody at once
    with schedulers(database_url, (due - timedelta(minutes=20)).isoformat()) as pids:
        wait_for(lambda: count(database_url)["sent"] > 3, 20, lambda: "nothing was sent")
        os.kill(pids[0], signal.SIGKILL)
        wait_for(
            lambda: count(database_url)["sent"] == CONTACTS,
            30,
            lambda: str(count(database_url)),
        )
    assert set(texts(database_url).values()) == {1}
    assert len(texts(database_url)) == CONTACTS


@contextmanager
def schedulers(url: str, at: str) -> Iterator[list[int]]:
    """Three processes that begin at the same moment; their ids. They are killed at the end."""
    tests = str(Path(__file__).resolve().parents[1])
    parent = subprocess.Popen(
        [sys.executable, "-c", SCHEDULERS, url, tests, at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    try:
        assert len(pids) == 3
        parent.stdin.write("go\n")
        parent.stdin.flush()
        yield pids
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.kill()
        parent.wait(10)


def count(url: str) -> Counter[str]:
    """Check-ins by state."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = Counter(connection.scalars(select(check_ins.c.state)))
    engine.dispose()
    return found


def texts(url: str) -> Counter[str]:
    """How many texts each contact has in the outbox."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = Counter(connection.scalars(select(outbounds.c.contact_id)))
    engine.dispose()
    return found
