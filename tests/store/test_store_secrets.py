"""What contacts confide: found again by their words, told by nothing that is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.channel import Address, Channel
from helpline.core.conversation import Secret
from helpline.core.return_code import ALPHABET, code_of, read_code
from helpline.core.trusted import AGREED_FOR
from helpline.store.transaction import SqlStore
from scene import ADDRESS, MINUTE, NOW, hear, heard, prepare

OTHER = Address(Channel.SMS, "+85500000077")


def test_a_code_word_is_known_again_however_it_is_typed(store: SqlStore) -> None:
    """SAFETY T2: compared after match_key, so case, apostrophes and spaces at the ends are one."""
    scene = prepare(store)
    with store.begin() as tx:
        tx.secrets.keep(scene.contact.id, Secret.CODE_WORD, "Mango", NOW)
        assert tx.secrets.is_code_word(scene.contact.id, " mango! ")
        assert not tx.secrets.is_code_word(scene.contact.id, "mangos")
        assert tx.secrets.has(scene.contact.id, Secret.CODE_WORD)
        assert not tx.secrets.has(scene.contact.id, Secret.HIDE_WORD)


def test_nobody_elses_word_counts(store: SqlStore) -> None:
    scene, other = prepare(store), prepare(store, OTHER, "other")
    with store.begin() as tx:
        tx.secrets.keep(scene.contact.id, Secret.CODE_WORD, "mango", NOW)
        tx.secrets.keep(scene.contact.id, Secret.HIDE_WORD, "rice", NOW)
        assert not tx.secrets.is_code_word(other.contact.id, "mango")
        assert not tx.secrets.is_hide_word(other.contact.id, "rice")


def test_a_new_word_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        for word in ("first", "second"):
            tx.secrets.keep(scene.contact.id, Secret.HIDE_WORD, word, NOW)
        assert tx.secrets.is_hide_word(scene.contact.id, "second")
        assert not tx.secrets.is_hide_word(scene.contact.id, "first")
        tx.secrets.forget(scene.contact.id, Secret.HIDE_WORD)
        assert not tx.secrets.is_hide_word(scene.contact.id, "second")


def test_a_return_code_finds_its_contact_within_the_organisation(store: SqlStore) -> None:
    """SAFETY T8: with or without spaces, in any case; never for another organisation."""
    scene, other = prepare(store), prepare(store, OTHER, "other")
    code = code_of(2**70 + 12345)
    with store.begin() as tx:
        tx.secrets.keep(scene.contact.id, Secret.RETURN_CODE, code, NOW)
        spaced = f" {code[:4].lower()}-{code[4:]} "
        home = scene.organisation.id
        assert tx.secrets.contact_of_code(home, spaced) == scene.contact.id
        assert tx.secrets.contact_of_code(home, code_of(2**70)) is None
        assert tx.secrets.contact_of_code(home, "hello") is None
        assert tx.secrets.contact_of_code(other.organisation.id, code) is None


def test_codes_have_no_letters_that_look_alike() -> None:
    codes = [code_of(seed * 0x9E3779B97F4A7C15) for seed in range(1, 400)]
    assert all(len(code) == 8 and read_code(code) == code for code in codes)
    assert not set(ALPHABET) & set("01OILSZ8B")
    assert len(set(codes)) == len(codes)


def test_the_trusted_contact_comes_back_and_runs_out(store: SqlStore) -> None:
    """CONVERSATIONS F28.4: with the date of consent, re-asked every 6 months."""
    scene = prepare(store)
    with store.begin() as tx:
        assert tx.secrets.trusted(scene.contact.id) is None
        tx.secrets.keep(scene.contact.id, Secret.TRUSTED_CONTACT, "Srey 000 11 22", NOW)
        trusted = tx.secrets.trusted(scene.contact.id)
    assert trusted is not None
    assert trusted.words == "Srey 000 11 22"
    assert "Srey" not in repr(trusted)
    assert trusted.holds(NOW + AGREED_FOR - MINUTE)
    assert not trusted.holds(NOW + AGREED_FOR)


def test_tries_are_counted_by_contact_and_by_all(store: SqlStore) -> None:
    scene, other = prepare(store), prepare(store, OTHER, "other")
    hour = timedelta(hours=1)
    with store.begin() as tx:
        for one, minutes in ((scene, 0), (scene, 30), (other, 59)):
            at = NOW + minutes * MINUTE
            tx.secrets.tried(one.contact.id, Secret.RETURN_CODE, False, at)
        since = NOW + hour - timedelta(minutes=59)
        assert tx.secrets.tries_since(Secret.RETURN_CODE, since) == 2
        assert tx.secrets.tries_since(Secret.RETURN_CODE, since, scene.contact.id) == 1
        assert tx.secrets.tries_since(Secret.CODE_WORD, NOW - hour) == 0
        assert tx.secrets.forget_tries(NOW + MINUTE) == 1
        assert tx.secrets.tries_since(Secret.RETURN_CODE, NOW - hour) == 2


def test_a_right_word_ends_the_count_of_wrong_ones(store: SqlStore) -> None:
    scene = prepare(store)
    contact, kind = scene.contact.id, Secret.CODE_WORD
    with store.begin() as tx:
        tx.secrets.tried(contact, kind, False, NOW)
        assert tx.secrets.wrong_since(contact, kind, NOW - MINUTE) == 1
        tx.secrets.tried(contact, kind, True, NOW)
        assert tx.secrets.wrong_since(contact, kind, NOW - MINUTE) == 0
        tx.secrets.tried(contact, kind, False, NOW)
        assert tx.secrets.wrong_since(contact, kind, NOW - MINUTE) == 1
        assert tx.secrets.wrong_since(contact, kind, NOW + MINUTE) == 0


def test_words_that_were_told_are_overwritten_in_the_message(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        inbound_id = hear(tx, scene, "m1")
        tx.inbox.mask(inbound_id, "[code word]")
        tx.inbox.mask("0" * 32, "[code word]")
        stored = tx.inbox.next_waiting(scene.contact.id, NOW)
    assert stored is not None
    assert stored.inbound == heard("m1", "[code word]")
    assert stored.inbound.address == ADDRESS


@pytest.mark.parametrize("kind", list(Secret))
def test_the_database_tells_no_word(store: SqlStore, kind: Secret) -> None:
    """SAFETY T2, T8: the rows hold no word as it was told."""
    scene = prepare(store)
    words = "KANARI77" if kind is not Secret.RETURN_CODE else "ACDEFHJK"
    with store.begin() as tx:
        tx.secrets.keep(scene.contact.id, kind, words, NOW)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM secrets").all()
    raw = b"|".join(
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in rows[0]
    )
    assert words.encode() not in raw
    assert words.lower().encode() not in raw


def test_the_same_word_of_two_contacts_does_not_look_the_same(store: SqlStore) -> None:
    """A stolen database does not tell who chose the same hide word."""
    scene, other = prepare(store), prepare(store, OTHER, "other")
    with store.begin() as tx:
        for one in (scene, other):
            tx.secrets.keep(one.contact.id, Secret.HIDE_WORD, "rice", NOW)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT words_index FROM secrets").all()
    assert len({bytes(row[0]) for row in rows}) == 2
