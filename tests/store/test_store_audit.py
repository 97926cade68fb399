"""The audit chain: whatever is done to it, the first bad entry is named (SAFETY T27)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from databases import OpenAgain
from helpline.operations.ports import AuditEntry
from helpline.store import audit
from helpline.store.tables import audit_entries, audit_marks
from helpline.store.transaction import SqlStore
from scene import NOW, SECOND

ENTRY = AuditEntry(NOW, "actor", "read_talk", "case", "case-id", "ok", "reason")


def fill(store: SqlStore, count: int = 5) -> None:
    for number in range(count):
        with store.begin() as tx:
            tx.audit.append(replace(ENTRY, at=NOW + number * SECOND, object_id=str(number)))


def first_broken(store: SqlStore) -> int | None:
    with store.read() as tx:
        return tx.audit.first_broken()


def alter(column: str, value: object) -> Callable[[Connection], None]:
    def change(connection: Connection) -> None:
        entry = audit_entries.c.sequence == 3
        connection.execute(update(audit_entries).where(entry).values({column: value}))

    return change


def remove(*sequences: int) -> Callable[[Connection], None]:
    def change(connection: Connection) -> None:
        connection.execute(delete(audit_entries).where(audit_entries.c.sequence.in_(sequences)))

    return change


def close_up(connection: Connection) -> None:
    """Delete an entry and number the later ones anew."""
    remove(2)(connection)
    for sequence in (3, 4, 5):
        entry = audit_entries.c.sequence == sequence
        connection.execute(update(audit_entries).where(entry).values(sequence=sequence - 1))


def swap(connection: Connection) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        entry = audit_entries.c.sequence == old
        connection.execute(update(audit_entries).where(entry).values(sequence=new))


def forge(connection: Connection) -> None:
    """Add an entry that looks like the last one."""
    last = audit_entries.c.sequence == 5
    row = connection.execute(select(audit_entries).where(last)).one()
    connection.execute(insert(audit_entries).values({**row._mapping, "sequence": 6}))


def set_head(sequence: int) -> Callable[[Connection], None]:
    """Cut the tail off and set the head to the entry that is the last one now."""

    def change(connection: Connection) -> None:
        connection.execute(delete(audit_entries).where(audit_entries.c.sequence > sequence))
        last = audit_entries.c.sequence == sequence
        mac = connection.execute(select(audit_entries.c.mac).where(last)).scalar_one()
        connection.execute(update(audit_marks).values(sequence=sequence, mac=mac))

    return change


def drop_head(connection: Connection) -> None:
    connection.execute(delete(audit_marks))


CRIMES = {
    "altered action": (alter("action", "claim"), 3),
    "altered actor": (alter("actor_id", "other"), 3),
    "altered time": (alter("at", NOW), 3),
    "altered mac": (alter("mac", bytes(32)), 3),
    "first deleted": (remove(1), 1),
    "middle deleted": (remove(3), 3),
    "deleted and renumbered": (close_up, 2),
    "swapped": (swap, 3),
    "inserted at the end": (forge, 6),
    "tail cut off": (remove(4, 5), 4),
    "all deleted": (remove(1, 2, 3, 4, 5), 1),
    "tail cut off and head set": (set_head(3), 4),
    "head deleted": (drop_head, 6),
}


@pytest.mark.parametrize("name", CRIMES)
def test_the_first_bad_entry_is_named_also_after_more_entries(store: SqlStore, name: str) -> None:
    commit, expected = CRIMES[name]
    fill(store)
    assert first_broken(store) is None
    with store.engine.begin() as connection:
        commit(connection)
    assert first_broken(store) == expected
    fill(store, 2)
    broken = first_broken(store)
    assert broken is not None, "going on must not hide what was done"
    assert broken >= expected


def test_words_cannot_move_between_fields(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.audit.append(replace(ENTRY, actor_id="ab", action="c"))
    with store.engine.begin() as connection:
        connection.execute(update(audit_entries).values(actor_id="a", action="bc"))
    assert first_broken(store) == 1


def test_another_key_does_not_fit(store: SqlStore, open_again: OpenAgain) -> None:
    fill(store)
    assert first_broken(open_again(audit_key=b"x" * 32)) == 1


def test_an_empty_audit_is_whole(store: SqlStore) -> None:
    assert first_broken(store) is None
    with store.read() as tx:
        assert tx.audit.head()[0] == 0


def test_entries_written_at_once_are_chained(store: SqlStore, open_again: OpenAgain) -> None:
    stores = [open_again() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: fill(one, 5), stores))
    assert first_broken(store) is None
    with store.read() as tx:
        assert tx.audit.head()[0] == 20


def test_a_rolled_back_entry_leaves_no_gap(store: SqlStore) -> None:
    fill(store, 1)
    with pytest.raises(RuntimeError), store.begin() as tx:
        tx.audit.append(ENTRY)
        raise RuntimeError
    fill(store, 1)
    assert first_broken(store) is None


def test_control_characters_are_written_out(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.audit.append(replace(ENTRY, reason="a\nb\x00\ud800"))
    with store.engine.connect() as connection:
        reason = connection.execute(select(audit_entries.c.reason)).scalar_one()
    assert reason == "a\\nb\\x00\\ud800"
    assert first_broken(store) is None


def test_many_entries_are_verified_in_batches(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 12)
    monkeypatch.setattr(audit, "ENTRIES", audit.ENTRIES.limit(5))
    assert first_broken(store) is None
