"""Forgetting and letting go: what is kept, until which day, and that gone means gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from content import content
from databases import AUDIT_KEY, INDEX_KEY, KEYS
from helpline import wiring
from helpline.core.channel import Address, Channel
from helpline.core.conversation import Fact, Secret
from helpline.core.errors import NotFound, Refused
from helpline.core.task import Task, TaskKind
from helpline.operations.forget import Decision, forget, forget_again
from helpline.operations.purge import purge
from helpline.rehearsal import Reaction, Rehearsal
from helpline.store.migrate import migrate
from helpline.store.owned import KEPT, deletions
from helpline.store.tables import contacts, metadata
from helpline.store.tombstones import FileTombstones
from helpline.store.transaction import SqlStore, open_store

DAY = timedelta(days=1)
ASKED = Decision("operator", "asked")
OTHER = Address(Channel.SMS, "+85500000055")


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    return tmp_path / "store" / "helpline.sqlite"


@pytest.fixture
def store(store_file: Path) -> Iterator[SqlStore]:
    migrate(f"sqlite:///{store_file}")
    opened = open_store(f"sqlite:///{store_file}", KEYS, INDEX_KEY, AUDIT_KEY)
    yield opened
    opened.close()


@pytest.fixture
def talk(store: SqlStore, tmp_path: Path) -> Rehearsal:
    """A talk over a database in a file, with a log of tombstones beside it."""
    made = wiring.rehearse(Channel.SMS, content=content())
    helpline = replace(
        made.helpline, store=store, tombstones=FileTombstones(tmp_path / "forgotten.log")
    )
    own = Rehearsal(helpline, made._bells, made.clock, Channel.SMS)
    own.staff(on_call=True)
    return own


def who(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    return contact.id


def said(reaction: Reaction) -> list[str]:
    return [sent.text for sent in reaction.texts]


def sealed_of(store: SqlStore, contact_id: str) -> list[bytes]:
    """Every ciphertext and key of rows that name the contact."""
    found: list[bytes] = []
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            own = table.c.get("contact_id") if table is not contacts else table.c.id
            blobs = [column for column in table.c if isinstance(column.type, LargeBinary)]
            if own is not None and blobs:
                rows = connection.execute(select(*blobs).where(own == contact_id)).all()
                found += [value for row in rows for value in row if value]
    return found


def files(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def lines(talk: Rehearsal, contact_id: str) -> int:
    with talk.helpline.store.read() as tx:
        try:
            return len(tx.cases.talk(contact_id, None, 100))
        except NotFound:
            return 0


def known(talk: Rehearsal) -> bool:
    with talk.helpline.store.read() as tx:
        return tx.contacts.by_address(talk.address) is not None


def last_day(talk: Rehearsal, still: Callable[[], bool], most: int) -> int:
    """How many whole days it is kept, purging every day."""
    for day in range(most):
        purge(talk.helpline)
        if not still():
            return day
        talk.clock.at += DAY
    return most


# --- forgetting one contact -----------------------------------------------------------------------


def fill(talk: Rehearsal) -> str:
    """A contact with messages, secrets, a case and its notes, tasks and a plan."""
    talk.say("hello")
    talk.say("0")
    contact_id = who(talk)
    talk.remember({Fact.LANGUAGE: "en", Fact.SAFE: "yes"})
    talk.say("my brother is missing")
    with talk.helpline.store.begin() as tx:
        for kind in Secret:
            tx.secrets.keep(contact_id, kind, "mango", talk.clock.at)
    talk.claim()
    talk.reply("I am here")
    return contact_id


def test_nothing_of_the_contact_is_left_in_any_file(
    talk: Rehearsal, store: SqlStore, store_file: Path
) -> None:
    """SAFETY section 4: rows gone, key destroyed, write-ahead log empty; gone means gone."""
    contact_id = fill(talk)
    blobs = [blob for blob in sealed_of(store, contact_id) if len(blob) >= 16]
    assert len(blobs) > 10
    assert all(blob in files(store_file) for blob in blobs)
    assert forget(talk.helpline, contact_id, ASKED) > 10
    left = [blob for blob in sealed_of(store, contact_id) if blob in blobs]
    assert [blob for blob in blobs if blob in files(store_file) and blob not in left] == []
    assert not known(talk)
    with store.read() as tx, pytest.raises(NotFound):
        tx.contacts.get(contact_id)
    marks = {blob for blob in left if len(blob) == 32}
    assert set(left) == marks  # by these a provider's repeat of an old message is known


def test_forgetting_again_changes_nothing(talk: Rehearsal) -> None:
    contact_id = fill(talk)
    assert forget(talk.helpline, contact_id, ASKED)
    assert forget(talk.helpline, contact_id, ASKED) == 0
    assert forget(talk.helpline, "0" * 32, ASKED) == 0


def test_others_keep_everything(talk: Rehearsal) -> None:
    contact_id = fill(talk)
    talk.address = OTHER
    talk.say("hello")
    other = who(talk)
    before = lines(talk, other)
    forget(talk.helpline, contact_id, ASKED)
    assert lines(talk, other) == before
    assert said(talk.say("0"))


def test_a_stop_survives_forgetting(talk: Rehearsal) -> None:
    """SAFETY, the ten, 5: whoever said stop is not written to after being forgotten either."""
    talk.say("hello")
    talk.say("stop")
    forget(talk.helpline, who(talk), ASKED)
    talk.say("hello")
    contact = talk.contact()
    assert contact is not None
    assert contact.opted_out


def test_whoever_was_forgotten_is_somebody_new(talk: Rehearsal) -> None:
    contact_id = fill(talk)
    forget(talk.helpline, contact_id, ASKED)
    assert "Hello, this is" in said(talk.say("hello"))[0]
    assert who(talk) != contact_id


def test_in_danger_a_supervisor_decides(talk: Rehearsal) -> None:
    """CONVERSATIONS F31: an open P1 is not erased by whoever holds the phone."""
    talk.say("they are beating me")
    contact_id = who(talk)
    with pytest.raises(Refused, match="open_danger"):
        forget(talk.helpline, contact_id, ASKED)
    assert lines(talk, contact_id)
    assert forget(talk.helpline, contact_id, replace(ASKED, in_danger=True))


def test_it_is_in_the_audit_record_without_a_word(talk: Rehearsal) -> None:
    contact_id = fill(talk)
    forget(talk.helpline, contact_id, ASKED)
    with talk.helpline.store.begin() as tx:
        entry = tx.audit.lines(object_id=contact_id, limit=1)[0].entry
        assert tx.audit.first_broken() is None
    assert (entry.action, entry.actor_id, entry.reason) == ("forget", "operator", "asked")


def test_a_restored_backup_forgets_again(talk: Rehearsal, store_file: Path, tmp_path: Path) -> None:
    """SAFETY R19: deletions newer than a backup are obeyed after it was restored."""
    contact_id = fill(talk)
    talk.helpline.store.settle()
    backup = store_file.read_bytes()
    forget(talk.helpline, contact_id, ASKED)
    restored = tmp_path / "restored.sqlite"
    restored.write_bytes(backup)
    again = open_store(f"sqlite:///{restored}", KEYS, INDEX_KEY, AUDIT_KEY)
    helpline = replace(talk.helpline, store=again)
    with again.read() as tx:
        assert not tx.keeping.is_forgotten(contact_id)
    assert forget_again(helpline) == 1
    with again.read() as tx:
        assert tx.keeping.is_forgotten(contact_id)
    assert forget_again(helpline) == 0
    again.close()


def test_killed_after_the_tombstone_it_is_done_by_the_next_run(
    talk: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact_id = fill(talk)

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("helpline.operations.forget._forget", killed)
        with pytest.raises(KeyboardInterrupt):
            forget(talk.helpline, contact_id, ASKED)
    assert lines(talk, contact_id)
    assert forget_again(talk.helpline) == 1
    assert not known(talk)


def test_tombstones_name_nobody(talk: Rehearsal, tmp_path: Path) -> None:
    contact_id = fill(talk)
    forget(talk.helpline, contact_id, ASKED)
    log = tmp_path / "forgotten.log"
    assert contact_id not in log.read_text()
    assert "855" not in log.read_text().split()[0]
    assert log.stat().st_mode & 0o077 == 0


def test_every_table_about_contacts_is_reached() -> None:
    """A new table that names a contact or a case is forgotten from its first day on."""
    named = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in {"contacts", "cases", "inbounds", "outbounds", "referrals"}
    }
    reached = {statement.table.name for statement in deletions(contacts, [])}
    assert named - reached == set(KEPT)


# --- the clocks -----------------------------------------------------------------------------------


def test_messages_without_a_case_go_after_30_days(talk: Rehearsal) -> None:
    talk.say("hello")
    talk.clock.at += 5 * DAY
    talk.say("0")
    contact_id = who(talk)
    assert last_day(talk, lambda: lines(talk, contact_id) > 0, 60) == 31


def test_messages_of_an_open_case_stay(talk: Rehearsal) -> None:
    talk.say("9")
    contact_id = who(talk)
    talk.clock.at += 300 * DAY
    purge(talk.helpline)
    assert lines(talk, contact_id) > 0


def finish_tasks(talk: Rehearsal, contact_id: str) -> None:
    with talk.helpline.store.begin() as tx:
        for task in tx.tasks.of_contact(contact_id):
            tx.tasks.finish(task.id, talk.clock.at, "somebody", "done")


def test_a_case_and_its_messages_go_90_days_after_closing(talk: Rehearsal) -> None:
    talk.say("9")
    contact_id = who(talk)
    talk.claim()
    talk.close("met", "none")
    finish_tasks(talk, contact_id)

    def has_case() -> bool:
        with talk.helpline.store.read() as tx:
            try:
                return tx.cases.last_for(contact_id) is not None
            except NotFound:
                return False

    assert last_day(talk, lambda: has_case() or lines(talk, contact_id) > 0, 200) == 91


def test_a_case_with_something_to_do_stays(talk: Rehearsal) -> None:
    talk.say("9")
    contact_id = who(talk)
    talk.claim()
    talk.close("we look", "call")
    now = talk.clock.at
    with talk.helpline.store.begin() as tx:
        closed = tx.cases.last_for(contact_id)
        assert closed is not None
        home = talk.home.id
        task = Task("t" * 32, home, TaskKind.CALL, now, now, contact_id, closed.id)
        assert tx.tasks.add(task)
    talk.clock.at += 200 * DAY
    purge(talk.helpline)
    with talk.helpline.store.read() as tx:
        assert tx.cases.last_for(contact_id) is not None
    finish_tasks(talk, contact_id)
    purge(talk.helpline)
    assert not known(talk)


def test_only_information_leaves_nothing_after_a_day(talk: Rehearsal) -> None:
    """CONVERSATIONS F04: the no path keeps its promise; the data is gone in 24 h."""
    talk.say("hello")
    contact_id = who(talk)
    talk.wait_at("F04", "F04.3")
    talk.remember({Fact.LANGUAGE: "en", Fact.SAFE: "yes"})
    talk.wait_at("F04", "F04.3")
    talk.say("2")
    talk.clock.at += DAY - timedelta(minutes=1)
    purge(talk.helpline)
    assert lines(talk, contact_id) > 0
    talk.clock.at += timedelta(minutes=2)
    purge(talk.helpline)
    assert lines(talk, contact_id) == 0
    assert talk.conversation() is None


def test_after_800_days_not_even_the_bare_row_is_left(
    talk: Rehearsal, store: SqlStore, store_file: Path
) -> None:
    """Day by day: messages, then the contact, the marks, the consents and at last the row."""
    talk.say("hello")
    contact_id = who(talk)
    talk.remember({Fact.LANGUAGE: "en", Fact.SAFE: "yes"})
    talk.wait_at("F04", "F04.3")
    talk.say("1")
    blobs = [blob for blob in sealed_of(store, contact_id) if len(blob) > 32]
    gone: dict[str, int] = {}
    for day in range(800):
        for name in purge(talk.helpline):
            gone.setdefault(name, day)
        talk.clock.at += DAY
    assert gone["messages"] == gone["contacts"] == 31
    assert gone["marks"] == 36
    assert gone["consents"] == gone["bare_contacts"] == 731
    raw = files(store_file)
    assert [blob for blob in blobs if blob in raw] == []
    with store.engine.connect() as connection:
        assert connection.execute(select(contacts.c.id)).all() == []


def test_a_purge_that_was_killed_goes_on_at_the_next_run(
    talk: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        talk.address = Address(Channel.SMS, f"+8550000{number:04}")
        talk.say("hello")
    talk.clock.at += 40 * DAY
    monkeypatch.setattr("helpline.operations.purge.AT_ONCE", 2)
    steps = iter(range(100))

    def killed_at_the_third(tx: Any, now: Any) -> int:
        if next(steps) == 1:
            raise KeyboardInterrupt
        return int(tx.keeping.drop_messages(now - 30 * DAY, now - 90 * DAY, 2))

    with monkeypatch.context() as patched:
        patched.setitem(purge.__globals__["STEPS"], "messages", killed_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            purge(talk.helpline)
    assert purge(talk.helpline)["messages"] == 3
    assert purge(talk.helpline) == {}


def test_a_key_rotation_in_between_is_no_trouble(talk: Rehearsal, store: SqlStore) -> None:
    contact_id = fill(talk)
    forget(talk.helpline, contact_id, ASKED)
    assert [step.table for step in store.rewrap_keys()]


def test_the_audit_entry_of_a_purge_has_counts_and_no_ids(talk: Rehearsal) -> None:
    talk.say("hello")
    contact_id = who(talk)
    talk.clock.at += 31 * DAY
    purge(talk.helpline)
    with talk.helpline.store.read() as tx:
        entries = [line.entry for line in tx.audit.lines(limit=10)]
    entry = next(one for one in entries if one.action == "purge")
    assert "messages=1" in entry.reason
    assert contact_id not in entry.reason + entry.object_id
