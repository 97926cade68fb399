"""Contacts and addresses: kept, found, created once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import insert

from databases import OpenAgain
from helpline.core.channel import Address, Channel
from helpline.core.contact import ContactAddress, SafeTimes
from helpline.core.errors import NotFound
from helpline.store.contacts import ADDRESS_AT
from helpline.store.tables import addresses
from helpline.store.transaction import SqlStore
from scene import ADDRESS, MINUTE, NOW, Scene, a_contact, hear, new_id, prepare


def test_a_contact_comes_back_as_it_was_created(store: SqlStore) -> None:
    scene = prepare(store)
    with store.read() as tx:
        assert tx.contacts.get(scene.contact.id) == scene.contact
        assert tx.contacts.by_address(ADDRESS) == scene.link
        assert tx.contacts.address(scene.link.id) == scene.link
        assert tx.contacts.addresses(scene.contact.id) == (scene.link,)


def test_all_changeable_fields_are_saved(store: SqlStore) -> None:
    scene = prepare(store)
    changed = replace(
        scene.contact,
        language="en",
        script="latn",
        safe_times=SafeTimes(time(22, 0), time(6, 30)),
        opted_out=True,
        quiet_until=NOW + MINUTE,
        silent=True,
        last_inbound_at=NOW,
    )
    with store.begin() as tx:
        tx.contacts.save(changed)
    with store.read() as tx:
        assert tx.contacts.get(scene.contact.id) == changed


def test_times_come_back_as_aware_utc_and_naive_ones_are_refused(store: SqlStore) -> None:
    scene = prepare(store)
    phnom_penh = NOW.astimezone(timezone(timedelta(hours=7)))
    with store.begin() as tx:
        tx.contacts.heard_at(scene.contact.id, phnom_penh)
        got = tx.contacts.get(scene.contact.id).last_inbound_at
    assert got == NOW
    assert got is not None
    assert got.utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="aware"), store.begin() as tx:
        tx.contacts.save(replace(scene.contact, quiet_until=datetime(2025, 1, 1)))  # noqa: DTZ001


def test_the_last_inbound_only_moves_forward(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.contacts.heard_at(scene.contact.id, NOW)
        tx.contacts.heard_at(scene.contact.id, NOW - MINUTE)
        tx.contacts.save(scene.contact)
        assert tx.contacts.get(scene.contact.id).last_inbound_at == NOW


def test_what_is_not_there_is_not_found(store: SqlStore) -> None:
    prepare(store)
    with store.read() as tx:
        assert tx.contacts.by_address(Address(Channel.SMS, "+85500000000")) is None
        assert tx.contacts.by_address(Address(Channel.WHATSAPP, ADDRESS.value)) is None
        assert tx.contacts.addresses(new_id()) == ()
        with pytest.raises(NotFound):
            tx.contacts.get(new_id())
        with pytest.raises(NotFound):
            tx.contacts.address(new_id())
    with store.begin() as tx, pytest.raises(NotFound):
        tx.contacts.lock(new_id())


def test_an_address_is_stopped_and_opened(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.contacts.stop_address(scene.link.id, "blocked")
    with store.begin() as tx:
        stopped = tx.contacts.by_address(ADDRESS)
        assert stopped == replace(scene.link, active=False, stopped_reason="blocked")
        tx.contacts.open_address(scene.link.id)
        assert tx.contacts.by_address(ADDRESS) == scene.link


def add_link(store: SqlStore, scene: Scene, address: Address) -> ContactAddress:
    """A second address of a contact; how a caseworker will link one is not written yet."""
    link = ContactAddress(new_id(), scene.contact.id, address)
    with store.begin() as tx:
        sealed = tx.contacts._work.key(scene.contact.id).seal(
            ADDRESS_AT, link.id, address.uri.encode()
        )
        values = {
            "id": link.id,
            "contact_id": link.contact_id,
            "address_index": tx.contacts._index(address),
            "channel": address.channel.value,
            "active": True,
            "used_at": NOW,
            "address": sealed,
        }
        tx.contacts._work.run(insert(addresses), **values)
    return link


def test_links_come_with_the_newest_use_first(store: SqlStore) -> None:
    scene = prepare(store)
    second = add_link(store, scene, Address(Channel.TELEGRAM, "42"))
    for minutes, link in enumerate((second, scene.link, second), start=1):
        with store.begin() as tx:
            hear(tx, replace(scene, link=link), new_id(), NOW + minutes * MINUTE)
            tx.contacts.heard_at(scene.contact.id, NOW + minutes * MINUTE)
            assert tx.contacts.addresses(scene.contact.id)[0] == link


def test_a_webhook_and_a_turn_never_wait_for_each_other_in_a_ring(
    store: SqlStore, open_again: OpenAgain
) -> None:
    """Both touch the contact first and its address then."""
    scene = prepare(store)
    other = open_again()

    def webhook() -> None:
        for number in range(40):
            with other.begin() as tx:
                hear(tx, scene, f"w{number}", NOW + number * MINUTE)
                tx.contacts.heard_at(scene.contact.id, NOW + number * MINUTE)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(webhook)
        for _ in range(40):
            with store.begin() as tx:
                tx.contacts.lock(scene.contact.id)
                tx.contacts.open_address(scene.link.id)
                tx.contacts.save(tx.contacts.get(scene.contact.id))
        running.result(timeout=30)


def test_creating_an_address_that_is_there_returns_its_link(store: SqlStore) -> None:
    scene = prepare(store)
    late = a_contact(scene.organisation.id)
    with store.begin() as tx:
        assert tx.contacts.create(late, new_id(), ADDRESS) == scene.link
        with pytest.raises(NotFound):
            tx.contacts.get(late.id)


def test_one_address_created_by_many_at_once_is_one_contact(
    store: SqlStore, open_again: OpenAgain
) -> None:
    organisation = prepare(store).organisation
    new = Address(Channel.SMS, "+85599999999")
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def create(one: SqlStore) -> str:
        together.wait()
        with one.begin() as tx:
            link = tx.contacts.by_address(new) or tx.contacts.create(
                a_contact(organisation.id), new_id(), new
            )
            assert tx.contacts.get(link.contact_id).id == link.contact_id
            return link.contact_id

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(create, stores))
    assert len(made) == 1
    with store.read() as tx:
        assert {link.contact_id for link in tx.contacts.addresses(made.pop())} != set()


def test_a_lock_makes_the_second_wait(store: SqlStore, open_again: OpenAgain) -> None:
    scene = prepare(store)
    other, order = open_again(), []

    def second() -> None:
        with other.begin() as tx:
            tx.contacts.lock(scene.contact.id)
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as tx:
            tx.contacts.lock(scene.contact.id)
            waiting = pool.submit(second)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            order.append("first")
        waiting.result(timeout=5)
    assert order == ["first", "second"]
