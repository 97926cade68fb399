"""Three schedulers in processes of their own, one of them killed: each check-in once.

SAFETY R16, R27: the real sweep on a real database, with a clock that tests set.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
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

CONTACTS = 60
SCHEDULER = """
import sys
from datetime import datetime
sys.path.insert(0, sys.argv[2])
from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline.operations.sweep import sweep
from helpline.store.transaction import open_store
from staying import helpline_on
at = datetime.fromisoformat(sys.argv[3])
helpline = helpline_on(open_store(sys.argv[1], KEYS, INDEX_KEY, AUDIT_KEY), lambda: at)
print("ready", flush=True)
sys.stdin.readline()
while True:
    sweep(helpline)
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
    schedulers = [start(database_url, (due - timedelta(minutes=20)).isoformat()) for _ in range(3)]
    try:
        for one in schedulers:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in schedulers:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        wait_for(lambda: count(database_url)["sent"] > 5, 20, lambda: "nothing was sent")
        os.kill(schedulers[0].pid, signal.SIGKILL)
        wait_for(
            lambda: count(database_url)["sent"] == CONTACTS,
            30,
            lambda: str(count(database_url)),
        )
    finally:
        for one in schedulers:
            one.kill()
            one.wait(10)
    assert set(texts(database_url).values()) == {1}
    assert len(texts(database_url)) == CONTACTS


def start(url: str, at: str) -> subprocess.Popen[str]:
    """A scheduler that waits for its signal to begin."""
    tests = str(Path(__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", SCHEDULER, url, tests, at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


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
