"""Migrations: they make what the tables say, once, whoever runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from databases import AUDIT_KEY, INDEX_KEY, KEYS, open_store
from helpline.core.errors import StoreUnavailable
from helpline.store.engine import make_engine, parse_url
from helpline.store.migrate import migrate
from helpline.store.tables import metadata
from scene import prepare


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = make_engine(parse_url(database_url))
    with engine.connect() as open_connection:
        yield open_connection
    engine.dispose()


def test_tables_and_migrations_agree(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, metadata) == []


def index_conditions(connection: Connection) -> dict[str, Any]:
    """Index -> (columns, unique, condition): compare_metadata does not look at conditions."""
    return {
        str(index["name"]): (
            index["column_names"],
            index["unique"],
            sorted(str(option) for option in index.get("dialect_options", {}).values()),
        )
        for table in metadata.tables
        for index in inspect(connection).get_indexes(table)
    }


def test_indexes_have_the_same_conditions(blank_url: str) -> None:
    engine = make_engine(parse_url(blank_url))
    metadata.create_all(engine)
    with engine.connect() as connection:
        wanted = index_conditions(connection)
    metadata.drop_all(engine)
    migrate(blank_url)
    engine.dispose()  # an open connection knows the tables that were there before
    with engine.connect() as connection:
        assert index_conditions(connection) == wanted
    assert sum("queued" in str(index) for index in wanted.values()) == 1
    engine.dispose()


def test_migrating_twice_changes_nothing_and_keeps_all(blank_url: str) -> None:
    migrate(blank_url)
    store = open_store(blank_url, KEYS, INDEX_KEY, AUDIT_KEY)
    scene = prepare(store)
    migrate(blank_url)
    with store.read() as tx:
        assert tx.contacts.get(scene.contact.id) == scene.contact
    store.close()


def test_many_processes_may_migrate_at_once(blank_url: str) -> None:
    program = "import sys; from helpline.store.migrate import migrate; migrate(sys.argv[1])"
    running = [
        subprocess.Popen([sys.executable, "-c", program, blank_url], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()


def test_a_database_that_is_away_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        migrate("sqlite:////dev/null/x.sqlite")
