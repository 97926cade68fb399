"""The audit chain: whatever is done to it, the first bad entry is named (SAFETY T27)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from databases import OpenAgain
from helpline.core.errors import Refused
from helpline.operations.ports.oversight import AuditEntry
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


# --- pruning and reading ------------------------------------------------------------------------


def prune(store: SqlStore, before: int) -> int:
    with store.begin() as tx:
        return tx.audit.prune(NOW + before * SECOND)


def test_a_pruned_chain_still_verifies_and_goes_on(store: SqlStore) -> None:
    """SAFETY T27: pruning keeps a signed checkpoint."""
    fill(store)
    assert prune(store, 3) == 3
    assert first_broken(store) is None
    fill(store, 2)
    assert first_broken(store) is None
    assert prune(store, 3) == 0
    with store.read() as tx:
        assert [line.sequence for line in tx.audit.lines()] == [7, 6, 5, 4]


def test_the_newest_entry_is_never_pruned(store: SqlStore) -> None:
    fill(store)
    assert prune(store, 100) == 4
    assert first_broken(store) is None
    fill(store, 1)
    assert first_broken(store) is None


@pytest.mark.parametrize(
    ("harm", "named"),
    [(remove(4), 4), (remove(4, 5), 4), (alter("reason", "x"), 3)],
)
def test_harm_after_pruning_is_named(
    store: SqlStore, harm: Callable[[Connection], None], named: int
) -> None:
    fill(store)
    assert prune(store, 2) == 2
    with store.engine.begin() as connection:
        harm(connection)
    assert first_broken(store) == named


def test_a_checkpoint_that_was_moved_is_no_checkpoint(store: SqlStore) -> None:
    """Whoever drops entries and sets the checkpoint after them has no key to seal it with."""
    fill(store)
    prune(store, 2)
    with store.engine.begin() as connection:
        row = connection.execute(select(audit_entries).where(audit_entries.c.sequence == 3)).one()
        remove(3)(connection)
        mark = audit_marks.c.name == audit.CHECKPOINT
        connection.execute(update(audit_marks).where(mark).values(sequence=3, mac=row.mac))
    assert first_broken(store) == 1


def test_a_broken_chain_is_not_pruned(store: SqlStore) -> None:
    fill(store)
    with store.engine.begin() as connection:
        alter("actor_id", "somebody else")(connection)
    with pytest.raises(Refused, match="audit_broken"):
        prune(store, 5)
    with store.read() as tx:
        assert len(tx.audit.lines()) == 5


@pytest.mark.parametrize("column", ["organisation_id", "session"])
def test_later_fields_are_part_of_the_chain(store: SqlStore, column: str) -> None:
    with store.begin() as tx:
        tx.audit.append(replace(ENTRY, organisation_id="house", session="mark"))
        tx.audit.append(ENTRY)
    assert first_broken(store) is None
    with store.engine.begin() as connection:
        one = audit_entries.c.sequence == 1
        connection.execute(update(audit_entries).where(one).values({column: ""}))
    assert first_broken(store) == 1


def test_lines_are_found_by_house_person_and_object(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.audit.append(replace(ENTRY, organisation_id="a", actor_id="dara", object_id="1"))
        tx.audit.append(replace(ENTRY, organisation_id="b", actor_id="dara", object_id="2"))
        tx.audit.append(replace(ENTRY, organisation_id="b", actor_id="sok", object_id="1"))
    with store.read() as tx:
        found = {
            "all": tx.audit.lines(),
            "house": tx.audit.lines(organisation_id="b"),
            "person": tx.audit.lines(actor_id="dara"),
            "object": tx.audit.lines(object_id="1"),
            "both": tx.audit.lines(organisation_id="b", actor_id="sok"),
            "older": tx.audit.lines(before=2),
            "one": tx.audit.lines(limit=1),
        }
        assert tx.audit.count_since("dara", ENTRY.action, NOW) == 2
        assert tx.audit.count_since("dara", ENTRY.action, NOW + SECOND) == 0
    assert {name: [line.sequence for line in lines] for name, lines in found.items()} == {
        "all": [3, 2, 1],
        "house": [3, 2],
        "person": [2, 1],
        "object": [3, 1],
        "both": [3],
        "older": [1],
        "one": [3],
    }
