"""The outbox: in order, claimed once, moved only forward."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound
from helpline.core.message import SendReason, Status, StatusUpdate, Urgency
from helpline.operations.ports.messages import Choice, StoredOutbound
from helpline.operations.ports.store import Transaction
from helpline.store.transaction import SqlStore
from scene import LEASE, MINUTE, NOW, SECOND, Scene, new_id, outbound, prepare, say


def claim(tx: Transaction, scene: Scene, after: int = 0) -> StoredOutbound | None:
    now = NOW + after * SECOND
    return tx.outbox.claim_next(scene.contact.id, now, now + LEASE)


def report(
    tx: Transaction, row: StoredOutbound, status: Status | None, raw: str = ""
) -> Status | None:
    update = StatusUpdate(Channel.SMS, row.id, None, status, raw)
    reported = tx.outbox.report(update)
    return reported.status if reported else None


def sent_texts(tx: Transaction, scene: Scene) -> list[str]:
    texts = []
    for number in itertools.count():
        row = claim(tx, scene)
        if row is None:
            return texts
        texts.append(row.text)
        tx.outbox.sent(row.id, f"SM{number}", Status.SENT)
    raise AssertionError


def test_an_outbound_comes_back_as_it_was_added(store: SqlStore) -> None:
    scene = prepare(store)
    row = replace(
        outbound(scene, "សួស្តី \ud800 \x00"),
        choices=(Choice("Yes", "1", "token-1"), Choice("ទេ", "2", "token-2")),
        asked=3,
        sensitive=True,
        author_id=scene.caseworker.id,
        flow="F01",
        node="F01.2",
    )
    with store.begin() as tx:
        tx.outbox.add(row)
    with store.read() as tx:
        assert replace(tx.outbox.get(row.id), sequence=0) == row
        with pytest.raises(NotFound):
            tx.outbox.get(new_id())


def test_what_is_said_keeps_its_order_and_what_nobody_asked_for_goes_last(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        say(tx, scene, "check-in", urgency=Urgency.ROUTINE)
        say(tx, scene, "reply 1")
        say(tx, scene, "urgent", urgency=Urgency.URGENT)
        say(tx, scene, "reply 2")
        assert sent_texts(tx, scene) == ["reply 1", "urgent", "reply 2", "check-in"]


def test_the_claimed_head_holds_the_line_until_its_lease_ends(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        first, second = say(tx, scene, "1"), say(tx, scene, "2")
        row = claim(tx, scene)
        assert row is not None
        assert (row.id, row.status, row.attempts, row.sending_since) == (
            first.id,
            Status.QUEUED,
            1,
            None,
        )
        kept = tx.outbox.get(first.id)
        assert (kept.status, kept.sending_since) == (Status.SENDING, NOW)
        assert claim(tx, scene, 19) is None
        assert tx.outbox.due_contacts(NOW + 19 * SECOND, 10) == [(scene.contact.id, Urgency.REPLY)]
        tx.outbox.sent(first.id, "SM1", Status.SENT)
        after = claim(tx, scene, 19)
        assert after is not None
        assert after.id == second.id
        assert tx.outbox.due_contacts(NOW + 19 * SECOND, 10) == []


def test_a_lease_that_ran_out_shows_an_unknown_outcome(store: SqlStore) -> None:
    """SAFETY R8: it is reconciled, then renewed."""
    scene = prepare(store)
    with store.begin() as tx:
        first = say(tx, scene)
        claim(tx, scene)
        row = claim(tx, scene, 20)
        assert row is not None
        assert (row.id, row.status, row.attempts, row.sending_since) == (
            first.id,
            Status.SENDING,
            1,
            NOW,
        )
        assert claim(tx, scene, 39) is None
        tx.outbox.renew(first.id, NOW + 21 * SECOND, NOW + 41 * SECOND)
        kept = tx.outbox.get(first.id)
        assert (kept.attempts, kept.sending_since) == (2, NOW + 21 * SECOND)
        assert claim(tx, scene, 40) is None


def test_a_retry_is_a_new_attempt_with_a_known_outcome(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        first = say(tx, scene)
        claim(tx, scene)
        tx.outbox.retry(first.id, NOW + MINUTE, SendReason.THROTTLED)
        kept = tx.outbox.get(first.id)
        assert (kept.status, kept.error) == (Status.QUEUED, "throttled")
        assert claim(tx, scene, 59) is None
        row = claim(tx, scene, 60)
        assert row is not None
        assert (row.status, row.attempts, row.sending_since) == (Status.QUEUED, 2, None)


def test_finished_rows_leave_the_line(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        for status in (Status.WITHHELD, Status.FAILED, Status.UNDELIVERED):
            row = say(tx, scene)
            claim(tx, scene)
            tx.outbox.finish(row.id, status, "too_late")
            kept = tx.outbox.get(row.id)
            assert (kept.status, kept.error) == (status, "too_late")
        assert claim(tx, scene) is None


def test_two_claimers_never_both_get_it(store: SqlStore, open_again: OpenAgain) -> None:
    """SAFETY R27."""
    scene = prepare(store)
    with store.begin() as tx:
        for number in range(20):
            say(tx, scene, str(number))
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def work(one: SqlStore) -> list[str]:
        mine: list[str] = []
        together.wait()
        for _ in range(60):
            with one.begin() as tx:
                row = claim(tx, scene)
            if row is not None:
                mine.append(row.text)
                with one.begin() as tx:
                    tx.outbox.sent(row.id, f"SM{row.text}", Status.SENT)
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [text for mine in pool.map(work, stores) for text in mine]
    assert len(claimed) == len(set(claimed))
    with store.begin() as tx:
        rest = sent_texts(tx, scene)
    assert sorted(claimed + rest, key=int) == [str(number) for number in range(20)]


def test_status_reports_in_any_order_end_the_same(store: SqlStore) -> None:
    """SAFETY R14."""
    scene = prepare(store)
    steps = (Status.QUEUED, Status.SENT, Status.DELIVERED, Status.READ)
    with store.begin() as tx:
        for order in itertools.permutations(steps):
            row = say(tx, scene)
            claim(tx, scene)
            for status in order:
                report(tx, row, status)
            tx.outbox.sent(row.id, new_id(), Status.SENT)
            assert tx.outbox.get(row.id).status is Status.READ


def test_a_final_status_stays(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        row = say(tx, scene)
        claim(tx, scene)
        assert report(tx, row, Status.UNDELIVERED) is Status.UNDELIVERED
        assert report(tx, row, Status.DELIVERED) is Status.UNDELIVERED
        tx.outbox.sent(row.id, "SM1", Status.SENT)
        assert tx.outbox.get(row.id).status is Status.UNDELIVERED


@pytest.mark.parametrize("status", [None, Status.QUEUED, Status.SENDING, Status.SENT])
def test_any_report_resolves_an_unknown_outcome(store: SqlStore, status: Status | None) -> None:
    """SAFETY R8: the provider took it, whatever word it uses."""
    scene = prepare(store)
    with store.begin() as tx:
        row = say(tx, scene)
        claim(tx, scene)
        assert report(tx, row, status, "partially_ok") is Status.SENT
        tx.outbox.retry(row.id, NOW, SendReason.PROVIDER_DOWN)
        tx.outbox.finish(row.id, Status.FAILED, "late")
        assert tx.outbox.get(row.id).status is Status.SENT
        assert claim(tx, scene, 60) is None


@pytest.mark.parametrize(
    ("word", "kept"),
    [("half_sent", "half_sent"), ("to +85512", "other"), ("x" * 33, "other"), ("", "")],
)
def test_an_unknown_word_is_kept_but_no_content(store: SqlStore, word: str, kept: str) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        row = say(tx, scene)
        claim(tx, scene)
        report(tx, row, None, word)
    with store.engine.connect() as connection:
        words = connection.exec_driver_sql("SELECT reported FROM outbounds").scalar_one()
    assert words == kept


def test_a_report_is_found_by_the_providers_id(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        row = say(tx, scene)
        claim(tx, scene)
        tx.outbox.sent(row.id, "SM1", Status.SENT)
        update = StatusUpdate(Channel.SMS, None, "SM1", Status.DELIVERED)
        reported = tx.outbox.report(update)
        assert reported is not None
        assert (reported.id, reported.status, reported.provider_id) == (
            row.id,
            Status.DELIVERED,
            "SM1",
        )
        assert tx.outbox.report(replace(update, channel=Channel.WHATSAPP)) is None
        assert tx.outbox.report(replace(update, provider_id="SM2")) is None
        assert tx.outbox.report(replace(update, outbound_id=new_id(), provider_id=None)) is None


def test_a_report_brings_the_providers_id_of_an_interrupted_send(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        row = say(tx, scene)
        claim(tx, scene)
        tx.outbox.report(StatusUpdate(Channel.SMS, row.id, "SM9", Status.SENT))
        assert tx.outbox.get(row.id).provider_id == "SM9"
        known = tx.outbox.known_provider_ids(Channel.SMS, ["SM8", "SM9"])
        assert known == {"SM9"}
        assert tx.outbox.known_provider_ids(Channel.WHATSAPP, ["SM9"]) == frozenset()
        assert tx.outbox.known_provider_ids(Channel.SMS, []) == frozenset()


def test_scheduled_texts_are_withheld(store: SqlStore) -> None:
    """SAFETY T11: a stop cancels what nobody asked for, never a reply."""
    scene = prepare(store)
    with store.begin() as tx:
        routine = [say(tx, scene, urgency=Urgency.ROUTINE) for _ in range(2)]
        say(tx, scene, "reply")
        assert tx.outbox.withhold_scheduled(scene.contact.id, "opted_out") == 2
        assert tx.outbox.withhold_scheduled(scene.contact.id, "opted_out") == 0
        kept = tx.outbox.get(routine[0].id)
        assert (kept.status, kept.error) == (Status.WITHHELD, "opted_out")
        assert sent_texts(tx, scene) == ["reply"]


def test_all_queued_for_a_dead_address_is_withheld(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        say(tx, scene, "under way")
        claim(tx, scene)
        say(tx, scene, "queued")
        say(tx, scene, "elsewhere", address_id=new_id())
        assert tx.outbox.withhold_queued(scene.link.id, "blocked") == 1
        assert tx.outbox.withhold_queued(new_id(), "blocked") == 0


def test_due_contacts_name_the_most_urgent_first(store: SqlStore) -> None:
    scenes = [prepare(store, Address(Channel.SMS, f"+8551{n}"), str(n)) for n in range(3)]
    with store.begin() as tx:
        say(tx, scenes[0], urgency=Urgency.ROUTINE)
        say(tx, scenes[1], urgency=Urgency.REPLY)
        say(tx, scenes[2], urgency=Urgency.ROUTINE)
        say(tx, scenes[2], urgency=Urgency.URGENT)
        expected = [
            (scenes[2].contact.id, Urgency.URGENT),
            (scenes[1].contact.id, Urgency.REPLY),
            (scenes[0].contact.id, Urgency.ROUTINE),
        ]
        assert tx.outbox.due_contacts(NOW, 10) == expected
        assert tx.outbox.due_contacts(NOW, 2) == expected[:2]
        assert tx.outbox.due_contacts(NOW - SECOND, 10) == []


def test_a_button_stands_for_its_digit_for_half_an_hour(store: SqlStore) -> None:
    """SAFETY T4."""
    scene = prepare(store)
    with store.begin() as tx:
        say(tx, scene, choices=(Choice("Yes", "1", "a"), Choice("No", "2", "b")), asked=4)
        press = tx.outbox.press("b")
        assert press is not None
        assert (press.contact_id, press.asked, press.digit) == (scene.contact.id, 4, "2")
        assert press.expires_at == NOW + 30 * MINUTE
        claim(tx, scene, 60)
        shown = tx.outbox.press("b")
        assert shown is not None
        assert shown.expires_at == NOW + 31 * MINUTE
        assert tx.outbox.press("c") is None


def test_only_what_the_bot_said_counts_as_a_reply(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        say(tx, scene, created_at=NOW - 10 * MINUTE)
        say(tx, scene, created_at=NOW - MINUTE)
        say(tx, scene, author_id=scene.caseworker.id)
        assert tx.outbox.replies_since(scene.contact.id, NOW - 10 * MINUTE) == 2
        assert tx.outbox.replies_since(scene.contact.id, NOW - 9 * MINUTE) == 1
        assert tx.outbox.replies_since(new_id(), NOW - 9 * MINUTE) == 0


def test_a_text_may_be_scheduled_by_its_time(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        say(tx, scene, created_at=NOW + MINUTE)
        assert claim(tx, scene) is None
        assert claim(tx, scene, 60) is not None


def test_what_is_not_there_is_not_found(store: SqlStore) -> None:
    prepare(store)
    with store.begin() as tx, pytest.raises(NotFound):
        tx.outbox.sent(new_id(), "SM1", Status.SENT)
