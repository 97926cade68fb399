"""Bringing a database to the shape that this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from helpline.store.engine import begin_writing, make_engine, parse_url, translated

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE_SECONDS = 60.0
LOCK_NUMBER = 0x68656C706C696E65  # "helpline"
ALONE = text("SELECT pg_advisory_xact_lock(:number)")


def migrate(database_url: str) -> None:
    """Apply every migration that is missing, all or none; nothing if none is.

    Many processes may call it at once: one does the work, the others wait for it. Raises
    StoreUnavailable.
    """
    engine = make_engine(parse_url(database_url), lock_wait_seconds=PATIENCE_SECONDS)
    try:
        with engine.connect() as connection:
            _wait_until_alone(connection)
            command.upgrade(_settings(connection), "head")
            connection.commit()
    except SQLAlchemyError as error:
        raise translated(error) from None
    finally:
        engine.dispose()


def _wait_until_alone(connection: Connection) -> None:
    begin_writing(connection, PATIENCE_SECONDS)
    if connection.dialect.name == "postgresql":
        connection.execute(ALONE, {"number": LOCK_NUMBER})


def _settings(connection: Connection) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
