"""The inbox: once, in order, one at a time, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.channel import Address, Channel
from helpline.core.message import Inbound, Kind
from helpline.operations.ports.messages import InboundState
from helpline.operations.ports.store import Transaction
from helpline.store.transaction import SqlStore
from scene import ADDRESS, MINUTE, NOW, SECOND, Scene, hear, heard, new_id, prepare

HOSTILE = "a\x00b \ud800 \u202e ស្រី\u200bនេះ 🙏 '; DROP TABLE inbounds; --"


def taken(tx: Transaction, scene: Scene) -> list[str]:
    """Provider ids in the order in which they are taken."""
    order = []
    while (row := tx.inbox.next_waiting(scene.contact.id, NOW + MINUTE)) is not None:
        order.append(row.inbound.provider_id)
        tx.inbox.done(row.id, NOW)
    return order


def test_an_inbound_comes_back_as_it_was_added(store: SqlStore) -> None:
    scene = prepare(store)
    inbound = Inbound(
        channel=Channel.TELEGRAM,
        provider_id="77",
        address=ADDRESS,
        kind=Kind.BUTTON,
        text=HOSTILE,
        sent_at=NOW - SECOND,
        order=77,
        button="token",
        press_id="press",
        media=("photo", "voice"),
        provider_opt_out="stop",
    )
    inbound_id = new_id()
    with store.begin() as tx:
        assert tx.inbox.add(inbound_id, scene.link, inbound, True, NOW)
    with store.read() as tx:
        row = tx.inbox.next_waiting(scene.contact.id, NOW)
    assert row is not None
    assert row.inbound == inbound
    assert (row.id, row.contact_id, row.address_id) == (
        inbound_id,
        scene.contact.id,
        scene.link.id,
    )
    assert (row.urgent, row.received_at, row.state, row.attempts) == (
        True,
        NOW,
        InboundState.WAITING,
        0,
    )


def test_a_repeat_is_refused_per_channel(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        hear(tx, scene, "SM1")
        assert not tx.inbox.add(new_id(), scene.link, heard("SM1", "other"), True, NOW)
        other = replace(heard("SM1"), channel=Channel.WHATSAPP)
        assert tx.inbox.add(new_id(), scene.link, other, False, NOW)
        assert not tx.inbox.add(new_id(), scene.link, other, False, NOW)


def test_fifty_copies_at_once_are_one_inbound(store: SqlStore, open_again: OpenAgain) -> None:
    """SAFETY R13, T33."""
    scene = prepare(store)
    stores, together = [open_again() for _ in range(5)], Barrier(10)

    def add(number: int) -> list[bool]:
        together.wait()
        results = []
        for _ in range(5):
            with stores[number % 5].begin() as tx:
                results.append(tx.inbox.add(new_id(), scene.link, heard("SM1"), False, NOW))
        return results

    with ThreadPoolExecutor(10) as pool:
        added = [one for results in pool.map(add, range(10)) for one in results]
    assert (len(added), sum(added)) == (50, 1)


def test_arrival_decides_where_the_provider_has_no_order(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        for name in ("b", "a", "c"):
            hear(tx, scene, name)
        assert taken(tx, scene) == ["b", "a", "c"]


def test_the_providers_order_decides_among_those_that_wait(store: SqlStore) -> None:
    """SAFETY R14."""
    scene = prepare(store)
    with store.begin() as tx:
        for order in (903, 901, 904, 902):
            hear(tx, scene, str(order), order=order)
        assert taken(tx, scene) == ["901", "902", "903", "904"]


def test_ids_that_start_again_small_are_not_ignored(store: SqlStore) -> None:
    """SAFETY R14: after a silent week Telegram goes on at a random id."""
    scene = prepare(store)
    with store.begin() as tx:
        hear(tx, scene, "900000", order=900000)
        assert taken(tx, scene) == ["900000"]
        hear(tx, scene, "12", order=12)
        assert taken(tx, scene) == ["12"]


def test_one_channels_order_says_nothing_about_another(store: SqlStore) -> None:
    scene = prepare(store)
    telegram = Address(Channel.TELEGRAM, "1")
    with store.begin() as tx:
        second = replace(scene.link, id=new_id(), address=telegram)
        hear(tx, scene, "sms-1")
        for order in (8, 7):
            inbound = Inbound(Channel.TELEGRAM, str(order), telegram, Kind.TEXT, order=order)
            assert tx.inbox.add(new_id(), second, inbound, False, NOW)
        hear(tx, scene, "sms-2")
        assert taken(tx, scene) == ["sms-1", "7", "8", "sms-2"]


def test_the_head_that_waits_for_a_retry_holds_the_line(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        first = hear(tx, scene, "1")
        second = hear(tx, scene, "2")
        assert tx.inbox.retry(first, NOW + MINUTE) == 1
        assert tx.inbox.next_waiting(scene.contact.id, NOW) is None
        again = tx.inbox.next_waiting(scene.contact.id, NOW + MINUTE)
        assert again is not None
        assert (again.id, again.attempts) == (first, 1)
        assert tx.inbox.retry(first, NOW + MINUTE) == 2
        tx.inbox.set_aside(first, NOW)
        after = tx.inbox.next_waiting(scene.contact.id, NOW)
        assert after is not None
        assert after.id == second


def test_due_contacts_name_urgent_ones_first(store: SqlStore) -> None:
    calm = prepare(store)
    urgent = prepare(store, Address(Channel.SMS, "+85511111111"), "sok")
    with store.begin() as tx:
        hear(tx, calm, "1")
        hear(tx, urgent, "2")
        assert tx.inbox.due_contacts(NOW, NOW - SECOND, 10) == []
        assert tx.inbox.due_contacts(NOW, NOW, 10) == [
            (calm.contact.id, False),
            (urgent.contact.id, False),
        ]
        hear(tx, urgent, "3", urgent=True)
        both = [(urgent.contact.id, True), (calm.contact.id, False)]
        assert tx.inbox.due_contacts(NOW, NOW, 10) == both
        assert tx.inbox.due_contacts(NOW, NOW, 1) == both[:1]
        taken(tx, calm)
        assert tx.inbox.due_contacts(NOW, NOW, 10) == both[:1]


def test_what_waits_for_a_retry_is_not_due(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.inbox.retry(hear(tx, scene, "1"), NOW + MINUTE)
        assert tx.inbox.due_contacts(NOW, NOW, 10) == []
        assert tx.inbox.due_contacts(NOW + MINUTE, NOW, 10) == [(scene.contact.id, False)]


def test_a_raise_leaves_nothing(store: SqlStore) -> None:
    scene = prepare(store)

    def fail() -> None:
        with store.begin() as tx:
            hear(tx, scene, "1")
            tx.contacts.heard_at(scene.contact.id, NOW)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    with store.begin() as tx:
        assert tx.inbox.next_waiting(scene.contact.id, NOW) is None
        assert tx.contacts.get(scene.contact.id).last_inbound_at is None
        assert tx.inbox.add(new_id(), scene.link, heard("1"), False, NOW)


def test_what_is_only_read_keeps_nothing(store: SqlStore, database_url: str) -> None:
    scene = prepare(store)
    if database_url.startswith("sqlite"):
        with store.read() as tx:
            hear(tx, scene, "1")
    with store.read() as tx:
        assert tx.inbox.next_waiting(scene.contact.id, NOW) is None
