"""What every kind of record works with: the connection of one transaction, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Row, bindparam, select

from helpline.core.errors import NotFound
from helpline.store.keys import AuditKeys, BlindIndex, DataKey, MasterKeys
from helpline.store.prepared import Prepared
from helpline.store.tables import contacts

KEY_OF_CONTACT = select(contacts.c.data_key).where(contacts.c.id == bindparam("contact_id"))


class Work:
    """One transaction's connection and the data keys that it has opened so far."""

    __slots__ = ("_keys", "audit", "connection", "index", "master")

    def __init__(
        self, connection: Connection, master: MasterKeys, index: BlindIndex, audit: AuditKeys
    ) -> None:
        self.connection = connection
        self.master = master
        self.index = index
        self.audit = audit
        self._keys: dict[str, DataKey] = {}

    @property
    def dialect(self) -> str:
        """`sqlite`, where a writing transaction is alone, or `postgresql`."""
        return self.connection.dialect.name

    def first(self, statement: Executable, **values: Any) -> Row[Any] | None:
        """The first row, or None."""
        return self.connection.execute(statement, values).first()

    def all(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        """All rows."""
        return self.connection.execute(statement, values).all()

    def scalar(self, statement: Executable, **values: Any) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, values).scalar()

    def run(self, statement: Executable, **values: Any) -> int:
        """Write; how many rows it touched."""
        return self.connection.execute(statement, values).rowcount

    def quickly(self, statement: Prepared, **values: Any) -> CursorResult[Any]:
        """Execute a statement of the webhook's path."""
        return statement.run(self.connection, values)

    def know_key(self, contact_id: str, wrapped: bytes | None) -> DataKey:
        """Remember a contact's data key that came along with another row."""
        key = self._keys.get(contact_id)
        if key is None:
            key = self.master.unwrap(contacts.name, contact_id, wrapped)
            self._keys[contact_id] = key
        return key

    def new_key(self, contact_id: str) -> tuple[DataKey, bytes]:
        """A data key for a new contact, and its wrapped form."""
        key, wrapped = self.master.new_data_key(contacts.name, contact_id)
        self._keys[contact_id] = key
        return key, wrapped

    def drop_key(self, contact_id: str) -> None:
        """Forget a key of this transaction, because the contact was not kept after all."""
        self._keys.pop(contact_id, None)

    def key(self, contact_id: str) -> DataKey:
        """A contact's data key. Raises NotFound (Forgotten if the key was destroyed)."""
        key = self._keys.get(contact_id)
        if key is not None:
            return key
        row = self.first(KEY_OF_CONTACT, contact_id=contact_id)
        if row is None:
            raise NotFound("no such contact")
        return self.know_key(contact_id, row.data_key)
