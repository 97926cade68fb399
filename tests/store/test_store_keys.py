"""Encryption: nothing opens elsewhere, nothing opens without its key, old keys still open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from databases import AUDIT_KEY, INDEX_KEY, KEYS, OpenAgain
from helpline.config import Key
from helpline.core.channel import Address, Channel
from helpline.core.consent import SaidBy, Stop
from helpline.core.errors import NotFound
from helpline.store.keys import (
    ADDRESS as ADDRESS_LABEL,
)
from helpline.store.keys import (
    AuditKeys,
    BlindIndex,
    DataKey,
    Forgotten,
    MasterKeys,
    Tampered,
    UnknownKey,
    pack,
    unpack,
)
from helpline.store.tables import contacts, inbounds, metadata
from helpline.store.transaction import SqlStore, open_store
from scene import ADDRESS, NOW, hear, heard, new_id, open_case, prepare

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)


def key(letter: str = "a") -> DataKey:
    return DataKey(letter * 8, letter.encode() * 32)


@given(st.binary(), st.text())
def test_what_is_sealed_opens(plain: bytes, row_id: str) -> None:
    row_id = row_id.encode("utf-8", "ignore").decode()
    sealed = key().seal("t|c", row_id, plain)
    assert key().open("t|c", row_id, sealed) == plain
    assert sealed != key().seal("t|c", row_id, plain)


@given(st.recursive(st.none() | st.text(st.characters()), st.lists))
def test_any_text_can_be_packed(value: object) -> None:
    assert unpack(pack(value)) == value


def test_lone_surrogates_can_be_packed() -> None:
    """SAFETY R21."""
    assert unpack(pack("\ud800 \x00")) == "\ud800 \x00"


@pytest.mark.parametrize(("place", "row"), [("t|d", "1"), ("u|c", "1"), ("t|c", "2"), ("t|c", "")])
def test_a_ciphertext_opens_nowhere_else(place: str, row: str) -> None:
    sealed = key().seal("t|c", "1", b"words")
    with pytest.raises(Tampered):
        key().open(place, row, sealed)


def test_any_changed_byte_is_noticed() -> None:
    sealed = key().seal("t|c", "1", b"words")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises((Tampered, UnknownKey)):
            key().open("t|c", "1", bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises((Tampered, UnknownKey)):
            key().open("t|c", "1", sealed[:length])


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownKey, match="bbbbbbbb"):
        key("a").open("t|c", "1", key("b").seal("t|c", "1", b"words"))
    _, wrapped = MasterKeys([OLD]).new_data_key("contacts", "1")
    with pytest.raises(UnknownKey, match="'old'"):
        MasterKeys([NEW]).unwrap("contacts", "1", wrapped)
    with pytest.raises(Tampered):
        MasterKeys([Key("old", b"x" * 32)]).unwrap("contacts", "1", wrapped)
    with pytest.raises(Tampered):
        MasterKeys([OLD]).unwrap("contacts", "2", wrapped)
    with pytest.raises(UnknownKey, match="empty"):
        MasterKeys([])


def test_a_destroyed_key_is_forgotten() -> None:
    with pytest.raises(Forgotten):
        MasterKeys([OLD]).unwrap("contacts", "1", None)


def test_no_key_is_shown() -> None:
    """SAFETY T39."""
    secret = b"0123456789abcdef" * 2
    shown = [
        repr(DataKey("id", secret)),
        repr(MasterKeys([Key("k1", secret)])),
        repr(BlindIndex(secret)),
        repr(AuditKeys(secret)),
        repr(open_store("sqlite://", [Key("k1", secret)], secret, secret)),
    ]
    for text in shown:
        assert "0123" not in text
        assert secret.hex() not in text


def test_an_index_depends_on_key_and_purpose() -> None:
    """SAFETY T26."""
    index = BlindIndex(INDEX_KEY)
    one = index.of(ADDRESS_LABEL, "tel:+85512345678")
    assert one == BlindIndex(INDEX_KEY).of(ADDRESS_LABEL, "tel:+85512345678")
    assert len(one) == 32
    assert one != index.of(ADDRESS_LABEL, "tel:+85512345679")
    assert one != index.of("other-v1", "tel:+85512345678")
    assert one != BlindIndex(AUDIT_KEY).of(ADDRESS_LABEL, "tel:+85512345678")


# --- in the database --------------------------------------------------------------------------


def test_rows_swapped_between_contacts_do_not_open(store: SqlStore) -> None:
    one = prepare(store)
    two = prepare(store, Address(Channel.SMS, "+85511111111"), "sok")
    with store.begin() as tx:
        hear(tx, one, "1")
        hear(tx, two, "2")
    with store.engine.begin() as connection:
        rows = connection.execute(select(inbounds.c.contact_id, inbounds.c.body))
        bodies = {row.contact_id: row.body for row in rows}
        for mine, other in ((one, two), (two, one)):
            connection.execute(
                update(inbounds)
                .where(inbounds.c.contact_id == mine.contact.id)
                .values(body=bodies[other.contact.id])
            )
    with store.read() as tx, pytest.raises(UnknownKey):
        tx.inbox.next_waiting(one.contact.id, NOW)


def test_rows_swapped_within_a_contact_do_not_open(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        hear(tx, scene, "1")
        hear(tx, scene, "2")
    with store.engine.begin() as connection:
        last = connection.execute(
            select(inbounds.c.body).order_by(inbounds.c.sequence.desc())
        ).first()
        assert last is not None
        connection.execute(update(inbounds).values(body=last.body))
    with store.read() as tx, pytest.raises(Tampered):
        tx.inbox.next_waiting(scene.contact.id, NOW)


def test_the_wrong_key_opens_nothing(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    with open_again(keys=(Key("k1", b"x" * 32),)).read() as tx, pytest.raises(Tampered):
        tx.contacts.get(scene.contact.id)
    with open_again(keys=(Key("k2", b"x" * 32),)).read() as tx, pytest.raises(UnknownKey):
        tx.contacts.get(scene.contact.id)
    with open_again(index_key=b"x" * 32).read() as tx:
        assert tx.contacts.by_address(ADDRESS) is None


def test_keys_are_rotated_while_all_goes_on(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        hear(tx, scene, "1")
        case = open_case(tx, scene.contact)
        tx.consents.record_opt_out(ADDRESS, Stop(True, SaidBy.CONTACT, "STOP", NOW))
        tx.quarantine.add(new_id(), Channel.SMS, "problem", b"body", NOW)
    both = open_again(keys=(NEW, *KEYS))
    with both.begin() as tx:
        assert tx.contacts.get(scene.contact.id) == scene.contact
        assert tx.inbox.add(new_id(), scene.link, heard("2"), False, NOW)
    progress = list(both.rewrap_keys())
    assert {step.table: step.changed for step in progress} == {
        "contacts": 1,
        "caseworkers": 1,
        "opt_outs": 1,
        "quarantine": 1,
    }
    assert sum(step.changed for step in both.rewrap_keys()) == 0
    only_new = open_again(keys=(NEW,))
    with only_new.begin() as tx:
        assert tx.contacts.by_address(ADDRESS) == scene.link
        assert tx.inbox.next_waiting(scene.contact.id, NOW) is not None
        assert tx.cases.get(case.id, scene.organisation.id) == case
        assert tx.staff.get(scene.caseworker.id) == scene.caseworker


def test_every_table_with_data_keys_is_rotated() -> None:
    from helpline.store.rotation import OWNERS

    assert {table.name for table in metadata.sorted_tables if "data_key" in table.c} == {
        table.name for table in OWNERS
    }


def test_a_contact_without_a_data_key_is_gone(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        hear(tx, scene, "1")
    with store.engine.begin() as connection:
        connection.execute(update(contacts).values(data_key=None))
    with store.read() as tx:
        with pytest.raises(NotFound):
            tx.contacts.get(scene.contact.id)
        with pytest.raises(Forgotten):
            tx.inbox.next_waiting(scene.contact.id, NOW)
        with pytest.raises(Forgotten):
            tx.contacts.addresses(scene.contact.id)
