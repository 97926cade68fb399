"""Engines: how a database is opened, and how its errors become ours."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, Pool, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from helpline.core.errors import HelplineError, StoreUnavailable

LOCK_WAIT_SECONDS = 1.5
"""A webhook must answer 503 within 2 s when the database is locked (SAFETY R4)."""

TRY_AGAIN_SECONDS = (0.001, 0.004)

SQLITE_PRAGMAS = (
    "busy_timeout = {wait_ms}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -8000",
    "trusted_schema = OFF",
)

SQLITE_AWAY = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_PROTOCOL",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
)

POSTGRES_AWAY = ("08", "25006", "28", "3D", "40", "53", "55P03", "57", "58", "XX")
"""Connection, read-only, sign-in, no database, deadlock, resources, lock wait, shutdown, disk."""


class StoreFault(HelplineError):
    """A statement that the database refused: a bug, or a rule of the data broken.

    Carries the statement and the database's code, never a value.
    """


def parse_url(database_url: str) -> URL:
    """The URL with the driver that is used here (psycopg 3, sqlite3)."""
    url = make_url(database_url)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def in_memory(url: URL) -> bool:
    """True for an SQLite database that lives in this process only (`helpline chat`)."""
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def make_engine(url: URL, *, lock_wait_seconds: float = LOCK_WAIT_SECONDS) -> Engine:
    """An engine that says no value in errors. Make it after a fork, never before."""
    if url.get_backend_name() != "sqlite":
        return _postgres_engine(url, lock_wait_seconds)
    if in_memory(url):
        engine = create_engine(url, hide_parameters=True, poolclass=StaticPool)
    else:
        _prepare_file(Path(str(url.database)))
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_timeout=lock_wait_seconds,
            connect_args={"timeout": lock_wait_seconds},
        )
    _set_pragmas(engine, lock_wait_seconds)
    return engine


def _postgres_engine(url: URL, lock_wait_seconds: float) -> Engine:
    options = (
        f"-c lock_timeout={int(lock_wait_seconds * 1000)} "
        "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC"
    )
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=lock_wait_seconds,
        max_overflow=10,
        connect_args={"connect_timeout": 2, "options": options},
    )


def _prepare_file(path: Path) -> None:
    """Folder and file are for this system user only; WAL files take over the file's mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"the database file cannot be made: {error.strerror}") from None


def _set_pragmas(engine: Engine, lock_wait_seconds: float) -> None:
    pragmas = [text.format(wait_ms=int(lock_wait_seconds * 1000)) for text in SQLITE_PRAGMAS]

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Pool) -> None:
        connection.isolation_level = None  # BEGIN is ours: see transaction.py
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")


def begin_writing(connection: Connection, wait_seconds: float = LOCK_WAIT_SECONDS) -> None:
    """Begin a transaction that may write. On SQLite it is alone from here on.

    SQLite's own wait for the lock grows to 100 ms a try, so that under load a late comer wins
    over who has waited a second (503 for a webhook, and a provider that may not try again).
    Short tries at random distances give everybody the same chance.
    """
    if connection.dialect.name != "sqlite":
        return
    until = monotonic() + wait_seconds
    connection.begin()
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _began(driver):
            if monotonic() >= until:
                raise StoreUnavailable("others write to the database all the time (SQLITE_BUSY)")
            sleep(uniform(*TRY_AGAIN_SECONDS))  # noqa: S311 - not a secret
    except sqlite3.Error as error:
        raise DBAPIError("BEGIN IMMEDIATE", None, error) from None
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(LOCK_WAIT_SECONDS * 1000)}")


def _began(driver: Any) -> bool:
    """Asked of the driver itself: SQLAlchemy's way of being told no costs more than a write."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def translated(error: SQLAlchemyError) -> HelplineError:
    """Our error for the database's: StoreUnavailable if trying again later may help."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailable("all connections to the database are in use")
    if not isinstance(error, DBAPIError):
        cause = getattr(error, "orig", None) or error
        return StoreFault(f"{type(cause).__name__}: {getattr(error, 'statement', None)}")
    code = _code(error)
    if error.connection_invalidated or _is_away(error, code):
        return StoreUnavailable(f"the database does not answer ({code})")
    return StoreFault(f"{code}: {error.statement}")


def _code(error: DBAPIError) -> str:
    for name in ("sqlite_errorname", "sqlstate"):
        code = getattr(error.orig, name, None)
        if code:
            return str(code)
    return type(error.orig).__name__


def _is_away(error: DBAPIError, code: str) -> bool:
    if code.startswith("SQLITE_"):
        return code.startswith(SQLITE_AWAY)
    if getattr(error.orig, "sqlstate", None):
        return code.startswith(POSTGRES_AWAY)
    return code in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
