"""The databases that whole machines run on."""

from databases import blank_url, database_url, empty_sqlite, open_again, postgres, store

__all__ = ["blank_url", "database_url", "empty_sqlite", "open_again", "postgres", "store"]
