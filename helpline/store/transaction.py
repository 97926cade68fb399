"""The store itself: opening a database, and one transaction over every kind of record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from helpline.core.errors import StoreUnavailable
from helpline.store.admission import SqlAdmissions
from helpline.store.alerts import SqlAlerts
from helpline.store.audit import SqlAudit
from helpline.store.cases import SqlCases
from helpline.store.check_ins import SqlPlans
from helpline.store.clearings import SqlClearings
from helpline.store.consents import SqlConsents
from helpline.store.contacts import SqlContacts
from helpline.store.conversations import SqlConversations
from helpline.store.drafts import SqlDrafts
from helpline.store.duty import SqlDuty
from helpline.store.engine import (
    LOCK_WAIT_SECONDS,
    begin_writing,
    in_memory,
    make_engine,
    parse_url,
    translated,
)
from helpline.store.exports import SqlExports
from helpline.store.inbox import SqlInbox
from helpline.store.keeping import SqlKeeping
from helpline.store.keys import AuditKeys, BlindIndex, MasterKeys, NamedKey
from helpline.store.links import SqlLinks
from helpline.store.moves import SqlMoves
from helpline.store.outbox import SqlOutbox
from helpline.store.overrides import SqlOverrides
from helpline.store.oversight import SqlOversight
from helpline.store.quarantine import SqlQuarantine
from helpline.store.referrals import SqlReferrals
from helpline.store.rotation import Progress, rewrap
from helpline.store.secrets import SqlSecrets
from helpline.store.services import SqlDirectory
from helpline.store.silences import SqlSilences
from helpline.store.staff import SqlStaff
from helpline.store.survivors import SqlSurvivors
from helpline.store.tables import metadata
from helpline.store.tasks import SqlTasks
from helpline.store.work import Work


class SqlTransaction:
    """Implements ports.Transaction over one connection."""

    def __init__(self, work: Work) -> None:
        self.contacts = SqlContacts(work)
        self.inbox = SqlInbox(work)
        self.outbox = SqlOutbox(work)
        self.conversations = SqlConversations(work)
        self.cases = SqlCases(work)
        self.drafts = SqlDrafts(work)
        self.moves = SqlMoves(work)
        self.consents = SqlConsents(work)
        self.staff = SqlStaff(work)
        self.admissions = SqlAdmissions(work)
        self.duty = SqlDuty(work)
        self.oversight = SqlOversight(work)
        self.exports = SqlExports(work)
        self.alerts = SqlAlerts(work)
        self.secrets = SqlSecrets(work)
        self.keeping = SqlKeeping(work)
        self.clearings = SqlClearings(work)
        self.tasks = SqlTasks(work)
        self.plans = SqlPlans(work)
        self.silences = SqlSilences(work)
        self.links = SqlLinks(work)
        self.services = SqlDirectory(work)
        self.referrals = SqlReferrals(work)
        self.overrides = SqlOverrides(work)
        self.survivors = SqlSurvivors(work)
        self.audit = SqlAudit(work)
        self.quarantine = SqlQuarantine(work)


class SqlStore:
    """Implements ports.Store on SQLite and PostgreSQL.

    On SQLite a writing transaction begins IMMEDIATE: it is alone from its first statement, so
    what it reads cannot change under it. On PostgreSQL transactions are READ COMMITTED; what
    must not be done twice is claimed by a conditional update, and `contacts.lock` holds a
    contact. A committed transaction survives a power loss (SAFETY R6).
    """

    def __init__(
        self, engine: Engine, master: MasterKeys, index: BlindIndex, audit: AuditKeys
    ) -> None:
        self._engine = engine
        self._turn = Lock()
        self._master = master
        self._index = index
        self._audit = audit

    def __repr__(self) -> str:
        return f"SqlStore({self._engine.dialect.name})"

    @property
    def engine(self) -> Engine:
        """The engine, for migrations, backups and measurements."""
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """A transaction that may write; it commits when the block ends and rolls back if it
        raises. Raises StoreUnavailable, StoreFault."""
        until = monotonic() + LOCK_WAIT_SECONDS
        with self._alone(), self._connected() as connection:
            begin_writing(connection, until - monotonic())
            yield self._transaction(connection)
            connection.commit()

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """A transaction that only reads: nothing that it does is kept. Raises StoreUnavailable."""
        with self._connected() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(postgresql_readonly=True)
            yield self._transaction(connection)
            connection.rollback()

    def rewrap_keys(self) -> Iterator[Progress]:
        """Wrap every data key by the active master key (`rotation`); progress as it goes."""
        return rewrap(self._engine, self._master)

    def settle(self) -> None:
        """Leave nothing of what was deleted in the files that this process can reach.

        SQLite overwrites deleted rows (secure_delete) and here empties the write-ahead log.
        PostgreSQL: autovacuum frees the rows; its own log and backups keep them for their time.
        """
        if self._engine.dialect.name == "sqlite":
            with self._connected() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def close(self) -> None:
        """Close all connections; the store opens new ones when it is used again."""
        self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """On SQLite the writers of a process queue here, not all of them at the file's lock."""
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=LOCK_WAIT_SECONDS):
            raise StoreUnavailable("this process writes to the database all the time")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise translated(error) from None

    def _transaction(self, connection: Connection) -> SqlTransaction:
        return SqlTransaction(Work(connection, self._master, self._index, self._audit))


def open_store(
    database_url: str, keys: Sequence[NamedKey], index_key: bytes, audit_key: bytes
) -> SqlStore:
    """Open a store; call it after forking. Connects to nothing yet.

    `keys` are the master keys, the active one first. A database in memory gets its tables at
    once; any other is prepared by `migrate.migrate`.
    """
    url = parse_url(database_url)
    engine = make_engine(url)
    if in_memory(url):
        metadata.create_all(engine)
    return SqlStore(engine, MasterKeys(keys), BlindIndex(index_key), AuditKeys(audit_key))
