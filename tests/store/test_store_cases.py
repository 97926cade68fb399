"""Cases: numbered, seen by their own organisation, never overwritten unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.case import CaseStatus, Priority, Reason
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound, Stale
from helpline.core.message import Kind
from helpline.core.reach import Reach
from helpline.operations.ports.cases import CaseNote
from helpline.store.transaction import SqlStore
from scene import (
    ADDRESS,
    MINUTE,
    NOW,
    SECOND,
    a_contact,
    clocks,
    hear,
    heard,
    new_id,
    open_case,
    prepare,
    say,
)


def test_a_case_comes_back_as_it_was_saved(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        assert (case.number, case.status, case.version) == (1, CaseStatus.OPEN, 1)
        changed = replace(
            case,
            priority=Priority.P2,
            reasons=(Reason.HELD_NOW, Reason.CHILD),
            status=CaseStatus.CLAIMED,
            claimed_by=scene.caseworker.id,
            acknowledged_at=NOW,
            first_reply_at=NOW + SECOND,
            closed_at=None,
            recap="found a bed",
            next_step="ring on Monday",
        )
        saved = tx.cases.save(changed)
    assert saved == replace(changed, version=2)
    with store.read() as tx:
        assert tx.cases.get(case.id, scene.organisation.id) == saved
        assert tx.cases.open_for(scene.contact.id) == saved
        assert tx.cases.last_for(scene.contact.id) == saved


def test_a_stale_case_is_not_saved(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        tx.cases.save(replace(case, priority=Priority.P2))
        with pytest.raises(Stale):
            tx.cases.save(replace(case, priority=Priority.P4))
        assert tx.cases.get(case.id, scene.organisation.id).priority is Priority.P2


def test_of_two_who_claim_at_once_one_is_told(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
    together, stores = Barrier(4), [open_again() for _ in range(4)]

    def claim(one: SqlStore) -> bool:
        with one.read() as tx:
            seen = tx.cases.get(case.id, scene.organisation.id)
        together.wait()
        try:
            with one.begin() as tx:
                tx.cases.save(replace(seen, status=CaseStatus.CLAIMED))
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, stores)) == [False, False, False, True]


def test_another_organisations_case_is_not_found(store: SqlStore) -> None:
    """SAFETY T17."""
    ours = prepare(store)
    theirs = prepare(store, Address(Channel.SMS, "+85511111111"), "sok")
    with store.begin() as tx:
        case = open_case(tx, ours.contact)
        for case_id in (case.id, new_id()):
            with pytest.raises(NotFound, match="no such case"):
                tx.cases.get(case_id, theirs.organisation.id)
        assert tx.cases.queue(Reach(theirs.organisation.id)) == []
        assert open_case(tx, theirs.contact).number == 1


def test_numbers_have_no_gaps_and_no_doubles(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    people = [a_contact(scene.organisation.id) for _ in range(8)]
    with store.begin() as tx:
        for number, contact in enumerate(people):
            tx.contacts.create(contact, new_id(), Address(Channel.SMS, f"+8552{number}"))
    stores = [open_again() for _ in range(4)]

    def open_one(number: int) -> int:
        with stores[number % 4].begin() as tx:
            return open_case(tx, people[number]).number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(open_one, range(8))) == list(range(1, 9))


def test_a_contact_has_one_open_case(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        with pytest.raises(Stale):
            open_case(tx, scene.contact)
        closed = tx.cases.save(replace(case, status=CaseStatus.CLOSED, closed_at=NOW))
        assert tx.cases.open_for(scene.contact.id) is None
        assert tx.cases.last_for(scene.contact.id) == closed
        second = open_case(tx, scene.contact, NOW + MINUTE)
        assert tx.cases.last_for(scene.contact.id) == second


def test_the_queue_is_by_severity_then_age(store: SqlStore) -> None:
    scene = prepare(store)
    wanted = [(Priority.P2, 2), (Priority.P1, 5), (Priority.P3, 0), (Priority.P1, 1)]
    with store.begin() as tx:
        for number, (priority, minutes) in enumerate(wanted):
            contact = a_contact(scene.organisation.id)
            tx.contacts.create(contact, new_id(), Address(Channel.TELEGRAM, str(number)))
            at = NOW + minutes * MINUTE
            tx.cases.add(new_id(), contact, priority, Reason.HUMAN_REQ, clocks(at))
        rows = tx.cases.queue(Reach(scene.organisation.id))
    assert [row.case.number for row in rows] == [4, 2, 1, 3]
    assert {row.channel for row in rows} == {Channel.TELEGRAM}
    assert {row.language for row in rows} == {"km"}


def test_the_queue_shows_who_has_a_case_and_since_when_it_waits(store: SqlStore) -> None:
    scene = prepare(store)

    def waiting() -> object:
        return tx.cases.queue(Reach(scene.organisation.id))[0].waiting_since

    with store.begin() as tx:
        hear(tx, scene, "last week", NOW - 10000 * MINUTE)
        case = open_case(tx, scene.contact)
        assert waiting() is None
        hear(tx, scene, "opens it", NOW - SECOND)
        hear(tx, scene, "second", NOW + SECOND)
        assert waiting() == NOW - SECOND
        say(tx, scene, "a person will read this", created_at=NOW + 2 * SECOND)
        assert waiting() == NOW - SECOND
        say(tx, scene, created_at=NOW + MINUTE, author_id=scene.caseworker.id)
        assert waiting() is None
        blocked = replace(heard("x"), kind=Kind.BLOCKED)
        tx.inbox.add(new_id(), scene.link, blocked, False, NOW + 2 * MINUTE)
        assert waiting() is None
        hear(tx, scene, "thanks", NOW + 3 * MINUTE)
        assert waiting() == NOW + 3 * MINUTE
        assert tx.cases.queue(Reach(scene.organisation.id))[0].claimed_by_name is None
        claimed = replace(case, status=CaseStatus.CLAIMED, claimed_by=scene.caseworker.id)
        tx.cases.save(claimed)
        assert tx.cases.queue(Reach(scene.organisation.id))[0].claimed_by_name == "Dara"
        tx.cases.save(replace(claimed, version=2, status=CaseStatus.CLOSED))
        assert tx.cases.queue(Reach(scene.organisation.id)) == []


def test_the_queues_channel_is_the_one_used_last(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        open_case(tx, scene.contact)
        assert tx.cases.queue(Reach(scene.organisation.id))[0].channel is ADDRESS.channel


def test_the_timeline_keeps_its_order(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        notes = [
            CaseNote(case.id, NOW, "opened", None, "P1 HELD_NOW"),
            CaseNote(case.id, NOW, "claimed", scene.caseworker.id),
        ]
        for note in notes:
            tx.cases.note(note)
        assert tx.cases.notes(case.id) == notes
        assert tx.cases.notes(new_id()) == []
        with pytest.raises(NotFound):
            tx.cases.note(replace(notes[0], case_id=new_id()))


def test_a_talk_is_read_from_its_end_page_by_page(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        for number in range(4):
            hear(tx, scene, f"in {number}", NOW + 2 * number * MINUTE)
            say(tx, scene, f"out {number}", created_at=NOW + (2 * number + 1) * MINUTE)
        lines = tx.cases.talk(scene.contact.id, None, 3)
        assert [line.at for line in lines] == [NOW + n * MINUTE for n in (5, 6, 7)]
        assert lines[0].outbound is not None
        assert lines[0].outbound.text == "out 2"
        assert lines[1].inbound is not None
        assert lines[1].inbound.inbound.provider_id == "in 3"
        older = tx.cases.talk(scene.contact.id, lines[0].at, 100)
        assert [line.at for line in older] == [NOW + n * MINUTE for n in range(5)]
        assert tx.cases.talk(new_id(), None, 10) == []


def test_an_unknown_organisation_has_no_numbers(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx, pytest.raises(NotFound):
        open_case(tx, replace(scene.contact, organisation_id=new_id()))
