"""What the fake providers were given and what they should do about it, in one small file.

Several server processes share it, so nothing is kept in memory. Every change gets the next
number of one counter, which is how the phones on screen ask for what is new.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, direction TEXT NOT NULL, contact TEXT NOT NULL,
    ours TEXT NOT NULL, body TEXT NOT NULL, buttons TEXT NOT NULL, protect INTEGER NOT NULL,
    status TEXT NOT NULL, error_code INTEGER, callback TEXT NOT NULL, validity INTEGER,
    at REAL NOT NULL, made INTEGER NOT NULL, changed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS message_changed ON message (changed);
CREATE TABLE IF NOT EXISTS call (
    made INTEGER PRIMARY KEY, provider TEXT NOT NULL, method TEXT NOT NULL, given TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault (
    made INTEGER PRIMARY KEY, provider TEXT NOT NULL, method TEXT NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stopped (contact TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS phone (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, made INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a provider knows it. `contact` is the person's side, `ours` the helpline's."""

    id: str
    provider: str
    direction: str
    contact: str
    ours: str
    body: str
    buttons: tuple[tuple[str, str], ...]
    """(label, token) of each button."""
    protect: bool
    status: str
    error_code: int | None
    callback: str
    validity: int | None
    at: float
    made: int
    changed: int


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a fake API, whatever came of it."""

    provider: str
    method: str
    given: Mapping[str, Any]


class Ledger:
    """The file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._write() as db:
            for statement in filter(str.strip, _TABLES.split(";")):
                db.execute(statement)

    # --- messages ---------------------------------------------------------------------------

    def add_message(self, message: Message) -> Message:
        """Keep a new message; `made`, `changed` and `at` are filled in."""
        with self._write() as db:
            number = _next(db, "change")
            row = (*_row(message)[:-3], time.time(), number, number)
            marks = ",".join("?" * len(row))
            db.execute(f"INSERT INTO message VALUES ({marks})", row)  # noqa: S608  only marks
        return self.message(message.id) or message

    def message(self, message_id: str) -> Message | None:
        found = self._select("WHERE id = ?", (message_id,))
        return found[0] if found else None

    def messages(
        self, provider: str | None = None, *, direction: str = "out", contact: str | None = None
    ) -> list[Message]:
        """Oldest first."""
        where, values = "WHERE direction = ?", [direction]
        for column, value in (("provider", provider), ("contact", contact)):
            if value is not None:
                where, values = f"{where} AND {column} = ?", [*values, value]
        return self._select(f"{where} ORDER BY made", tuple(values))

    def changed_after(self, number: int, limit: int = 500) -> list[Message]:
        """What is new since a number, oldest change first."""
        return self._select("WHERE changed > ? ORDER BY changed LIMIT ?", (number, limit))

    def set_status(self, message_id: str, status: str, error_code: int | None = None) -> None:
        self._update("status = ?, error_code = ?", (status, error_code), message_id)

    def redact(self, message_id: str) -> None:
        self._update("body = ''", (), message_id)

    def delete(self, message_id: str) -> bool:
        """True if it was there."""
        with self._write() as db:
            return db.execute("DELETE FROM message WHERE id = ?", (message_id,)).rowcount > 0

    # --- calls and faults ---------------------------------------------------------------------

    def note_call(self, provider: str, method: str, given: Mapping[str, Any]) -> None:
        with self._write() as db:
            row = (_next(db, "change"), provider, method, json.dumps(dict(given)))
            db.execute("INSERT INTO call VALUES (?, ?, ?, ?)", row)

    def calls(self, provider: str, method: str | None = None) -> list[Call]:
        """Oldest first, also those that were refused."""
        with self._read() as db:
            rows = db.execute(
                "SELECT provider, method, given FROM call WHERE provider = ? ORDER BY made",
                (provider,),
            ).fetchall()
        calls = [Call(row[0], row[1], json.loads(row[2])) for row in rows]
        return [call for call in calls if method in {None, call.method}]

    def add_fault(self, provider: str, method: str, what: Mapping[str, Any]) -> None:
        """The next call of that method meets it; each fault is met once, in order."""
        with self._write() as db:
            row = (_next(db, "change"), provider, method, json.dumps(dict(what)))
            db.execute("INSERT INTO fault VALUES (?, ?, ?, ?)", row)

    def take_fault(self, provider: str, method: str) -> dict[str, Any] | None:
        with self._write() as db:
            row = db.execute(
                "DELETE FROM fault WHERE made = (SELECT min(made) FROM fault"
                " WHERE provider = ? AND method = ?) RETURNING what",
                (provider, method),
            ).fetchone()
        return dict(json.loads(row[0])) if row else None

    # --- people -------------------------------------------------------------------------------

    def stop(self, contact: str, stopped: bool = True) -> None:
        """The person wrote STOP to Twilio, or blocked the bot."""
        with self._write() as db:
            if stopped:
                db.execute("INSERT OR IGNORE INTO stopped VALUES (?)", (contact,))
            else:
                db.execute("DELETE FROM stopped WHERE contact = ?", (contact,))

    def is_stopped(self, contact: str) -> bool:
        with self._read() as db:
            found = db.execute("SELECT 1 FROM stopped WHERE contact = ?", (contact,)).fetchone()
        return found is not None

    def add_phone(self, kind: str, value: str) -> None:
        with self._write() as db:
            number = _next(db, "phone")
            db.execute("INSERT OR IGNORE INTO phone VALUES (?, ?, ?)", (value, kind, number))

    def phones(self) -> list[tuple[str, str]]:
        """(kind, value) in the order in which they were made."""
        with self._read() as db:
            rows = db.execute("SELECT kind, value FROM phone ORDER BY made").fetchall()
        return [(row["kind"], row["value"]) for row in rows]

    def next_number(self, name: str = "id") -> int:
        """The next of a row of numbers that all processes share."""
        with self._write() as db:
            return _next(db, name)

    # --- the file -----------------------------------------------------------------------------

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as db:
            yield db

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous = OFF")  # a demo: nothing here is worth an fsync
        return db

    def _select(self, rest: str, values: tuple[object, ...]) -> list[Message]:
        with self._read() as db:
            rows = db.execute(f"SELECT * FROM message {rest}", values).fetchall()  # noqa: S608  ours
        return [_message(row) for row in rows]

    def _update(self, what: str, values: tuple[object, ...], message_id: str) -> None:
        with self._write() as db:
            db.execute(
                f"UPDATE message SET {what}, changed = ? WHERE id = ?",  # noqa: S608  ours
                (*values, _next(db, "change"), message_id),
            )


def _next(db: sqlite3.Connection, name: str) -> int:
    row = db.execute(
        "INSERT INTO counter VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row[0])


def _row(message: Message) -> tuple[object, ...]:
    return (
        message.id,
        message.provider,
        message.direction,
        message.contact,
        message.ours,
        message.body,
        json.dumps(message.buttons),
        int(message.protect),
        message.status,
        message.error_code,
        message.callback,
        message.validity,
        message.at,
        message.made,
        message.changed,
    )


def _message(row: sqlite3.Row) -> Message:
    kept: dict[str, Any] = {name: row[name] for name in row.keys()}  # noqa: SIM118  a Row is no dict
    kept["buttons"] = tuple((label, token) for label, token in json.loads(kept["buttons"]))
    kept["protect"] = bool(kept["protect"])
    return Message(**kept)
