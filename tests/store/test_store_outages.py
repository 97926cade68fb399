"""A database that is away says so quickly and says nothing else (SAFETY R4, R5, R6, T24)."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline.core.errors import NotFound, StoreUnavailable
from helpline.store.engine import StoreFault
from helpline.store.transaction import SqlStore, open_store
from scene import ADDRESS, Scene, a_contact, hear, new_id, open_case, prepare


@pytest.fixture
def sqlite_file(tmp_path: Path, empty_sqlite: Path) -> Path:
    path = tmp_path / "one.sqlite"
    path.write_bytes(empty_sqlite.read_bytes())
    return path


@pytest.fixture
def on_sqlite(sqlite_file: Path) -> SqlStore:
    return open_store(f"sqlite:///{sqlite_file}", KEYS, INDEX_KEY, AUDIT_KEY)


def hear_one(store: SqlStore, scene: Scene) -> None:
    with store.begin() as tx:
        hear(tx, scene, new_id())


def test_a_locked_file_is_unavailable_within_two_seconds(
    on_sqlite: SqlStore, sqlite_file: Path
) -> None:
    scene = prepare(on_sqlite)
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
        hear_one(on_sqlite, scene)
    assert time.monotonic() - started < 2
    with on_sqlite.read() as tx:
        assert tx.contacts.get(scene.contact.id) == scene.contact
    other.execute("ROLLBACK")
    other.close()
    hear_one(on_sqlite, scene)


def test_a_full_disk_leaves_no_half_rows(on_sqlite: SqlStore) -> None:
    scene = prepare(on_sqlite)
    with on_sqlite.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    stored = 0
    with pytest.raises(StoreUnavailable, match="SQLITE_FULL"):
        for _ in range(1000):
            hear_one(on_sqlite, scene)
            stored += 1
    with on_sqlite.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        count = connection.exec_driver_sql("SELECT count(*) FROM inbounds").scalar_one()
        assert count == stored
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    hear_one(on_sqlite, scene)


def test_a_read_only_file_is_unavailable(on_sqlite: SqlStore) -> None:
    scene = prepare(on_sqlite)
    with on_sqlite.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="SQLITE_READONLY"):
        hear_one(on_sqlite, scene)


@pytest.mark.parametrize("place", ["/proc/nowhere/x.sqlite", "/dev/null/x.sqlite"])
def test_a_place_that_cannot_be_written_is_unavailable(place: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{place}", KEYS, INDEX_KEY, AUDIT_KEY)


def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"this is a text file" * 1000)
    with pytest.raises(StoreUnavailable), _open(tmp_path).begin():
        pass


def _open(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder}/x.sqlite", KEYS, INDEX_KEY, AUDIT_KEY)


def test_file_and_folder_are_for_one_user(tmp_path: Path) -> None:
    _open(tmp_path / "new" / "var")
    assert (tmp_path / "new" / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "var" / "x.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_commit_survives_a_power_loss_and_deleting_leaves_no_trace(on_sqlite: SqlStore) -> None:
    """SAFETY R6 and section 4."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    with on_sqlite.engine.connect() as connection:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value, name


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    url = f"postgresql://helpline:geheim@/helpline?host={tmp_path}"
    store = open_store(url, KEYS, INDEX_KEY, AUDIT_KEY)
    with pytest.raises(StoreUnavailable) as caught, store.begin():
        pass
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None
    store.close()


def test_a_row_lock_that_is_held_too_long_is_unavailable(
    store: SqlStore, database_url: str
) -> None:
    scene = prepare(store)
    with store.begin() as outer:
        outer.contacts.lock(scene.contact.id)
        started = time.monotonic()
        with pytest.raises(StoreUnavailable), store.begin() as tx:
            tx.contacts.lock(scene.contact.id)
        assert time.monotonic() - started < 2


def test_a_fault_names_no_value(store: SqlStore) -> None:
    """SAFETY T24: exceptions carry codes, not values."""
    scene = prepare(store)
    with pytest.raises(StoreFault) as caught, store.begin() as tx:
        tx.staff.add_organisation(scene.organisation)
    shown = f"{caught.value!r} {caught.value.__cause__!r}"
    assert scene.organisation.id not in shown
    assert scene.organisation.name not in shown
    assert "organisations" in shown
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_was_cut_is_replaced(store: SqlStore, database_url: str) -> None:
    scene = prepare(store)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other = open_store(database_url, KEYS, INDEX_KEY, AUDIT_KEY)
    with pytest.raises(StoreUnavailable), store.begin() as tx:
        with other.engine.connect() as connection:
            connection.execute(cut)
        tx.contacts.get(scene.contact.id)
    other.close()
    hear_one(store, scene)


def test_a_store_in_memory_is_ready_at_once() -> None:
    store = open_store("sqlite://", KEYS, INDEX_KEY, AUDIT_KEY)
    scene = prepare(store)
    with store.begin() as tx:
        open_case(tx, scene.contact)
        assert tx.contacts.by_address(ADDRESS) == scene.link
        with pytest.raises(NotFound):
            tx.contacts.get(a_contact(scene.organisation.id).id)
    store.close()
