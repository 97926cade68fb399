"""What the queue, drafts and moved addresses keep, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpline.core.case import Priority
from helpline.core.casework import NOBODY, AddressMove, Page, Verified, Wanted, Written
from helpline.core.channel import Channel
from helpline.core.errors import NotFound
from helpline.core.reach import Reach
from helpline.store.transaction import SqlStore
from scene import ADDRESS, MINUTE, NOW, a_contact, hear, new_id, open_case, prepare

LATER = NOW + 3 * MINUTE


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), True),
        (Wanted(holder=NOBODY), True),
        (Wanted(holder="0" * 32), False),
        (Wanted(priority=Priority.P1, language="km", channel=Channel.SMS), True),
        (Wanted(language="en"), False),
        (Wanted(channel=Channel.TELEGRAM), False),
        (Wanted(priority=Priority.P2), False),
    ],
)
def test_a_page_of_the_queue(store: SqlStore, wanted: Wanted, found: bool) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        hear(tx, scene, "one", at=NOW, urgent=True)
    reach = Reach(scene.organisation.id)
    with store.read() as tx:
        rows = tx.cases.queue(reach, Page(LATER, wanted))
        assert [row.case for row in rows] == ([case] if found else [])
        assert all(row.waiting_since == NOW for row in rows)
        assert not tx.cases.queue(reach, Page(LATER, wanted, offset=1))
        assert not tx.cases.queue(Reach(None, minors=True), Page(LATER, wanted))


def test_counts_the_oldest_and_one_row(store: SqlStore) -> None:
    scene, others = prepare(store), prepare(store, replace(ADDRESS, value="+8550001"), "bopha")
    ours, theirs = Reach(scene.organisation.id), Reach(others.organisation.id)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        hear(tx, scene, "one", urgent=True)
    with store.read() as tx:
        assert [(one.holder, one.count) for one in tx.cases.loads(ours)] == [(None, 1)]
        assert tx.cases.longest_waiting(ours) == case
        assert tx.cases.longest_waiting(theirs) is None
        row = tx.cases.queue_row(case.id, ours)
        assert row is not None
        assert row.case == case
        assert tx.cases.queue_row(case.id, theirs) is None
        assert tx.cases.by_number(case.number, ours) == case
        assert tx.cases.by_number(case.number, theirs) is None
        assert tx.cases.of_contact(scene.contact.id) == [case]
        assert tx.cases.ahead_of(case) == 0
        assert list(tx.inbox.unread_urgent(ours, LATER)) == [NOW]
        for reach in (theirs, Reach(None, minors=True)):
            assert list(tx.inbox.unread_urgent(reach, LATER)) == []
        assert list(tx.inbox.unread_urgent(ours, NOW)) == []


def test_a_draft_is_one_per_person_and_case(store: SqlStore) -> None:
    scene = prepare(store)
    author = scene.caseworker.id
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        for text in ("half", "half an answer ខ្មែរ"):
            tx.drafts.keep(Written(case.id, author, text, NOW))
    with store.begin() as tx:
        assert tx.drafts.get(case.id, author) == "half an answer ខ្មែរ"
        assert list(tx.drafts.writing(case.id, NOW - MINUTE)) == [author]
        assert list(tx.drafts.writing(case.id, NOW)) == []
        tx.drafts.drop(case.id)
        assert tx.drafts.get(case.id, author) == ""


def test_a_move_is_kept_and_undone_once(store: SqlStore) -> None:
    scene = prepare(store)
    other = a_contact(scene.organisation.id)
    move = AddressMove(
        id=new_id(),
        address_id=scene.link.id,
        from_contact_id=scene.contact.id,
        to_contact_id=other.id,
        verified=Verified.MET,
        moved_by=scene.caseworker.id,
        at=NOW,
        reason="I met her at the clinic",
    )
    with store.begin() as tx:
        tx.contacts.add(other)
        assert tx.contacts.addresses(other.id) == ()
        tx.moves.add(move)
    with store.begin() as tx:
        for contact_id in (scene.contact.id, other.id):
            assert list(tx.moves.of_contact(contact_id)) == [move]
        assert tx.moves.undo(move.id, scene.caseworker.id, LATER)
        assert not tx.moves.undo(move.id, scene.caseworker.id, LATER)
        assert tx.moves.get(move.id).undone_at == LATER
        with pytest.raises(NotFound):
            tx.moves.get(new_id())


def test_a_search_mark_is_not_the_index(store: SqlStore) -> None:
    """SAFETY T26: a label of its own, so that the audit does not lead to the contact."""
    with store.read() as tx:
        mark = tx.contacts.search_mark(ADDRESS)
        assert mark == tx.contacts.search_mark(ADDRESS)
        assert mark != tx.contacts.search_mark(replace(ADDRESS, value="+8550001"))
        assert tx.contacts._index(ADDRESS).hex()[:32] != mark
