"""Delivery: order, doubt, delay and refusal (SAFETY T10-T12, R7-R11; DIRECTORY rule 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.conversation import Fact
from helpline.core.message import SendError, SendReason, Status, Urgency
from helpline.operations.moment import Moment
from helpline.operations.record import write
from helpline.operations.send import LEASE, back_off, deliver
from helpline.rehearsal import Rehearsal


def queued(talk: Rehearsal, text: str = "hello", **what) -> str:
    """Put a text in the outbox without sending it; its id."""
    link = talk._link()
    with talk.helpline.store.begin() as tx:
        moment = Moment.of(talk.helpline, tx, link)
        moment.urgency = what.pop("urgency", Urgency.REPLY)
        moment.author_id = what.pop("author_id", None)
        return write(moment, text, **what).id


def row(talk: Rehearsal, outbound_id: str):
    with talk.helpline.store.read() as tx:
        return tx.outbox.get(outbound_id)


def change_contact(talk: Rehearsal, **change) -> None:
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        tx.contacts.save(replace(contact, **change))


def send(talk: Rehearsal) -> None:
    deliver(talk.helpline, talk.contact().id)


def failure(reason: SendReason, **what) -> SendError:
    return SendError(reason, retryable=what.pop("retryable", False), **what)


def test_texts_go_out_in_the_order_in_which_they_were_said(stage) -> None:
    talk = stage()
    for text in ("one", "two", "three"):
        queued(talk, text)
    send(talk)
    assert [sent.text for sent in talk.terminal.sent] == ["one", "two", "three"]


def test_a_passing_failure_is_tried_again_and_holds_back_what_follows(stage) -> None:
    """SAFETY R7: order is kept per contact, exactly one arrives."""
    talk = stage()
    first, second = queued(talk, "one"), queued(talk, "two")
    talk.terminal.refusals = [failure(SendReason.PROVIDER_DOWN, retryable=True)]
    send(talk)
    assert row(talk, first).status is Status.QUEUED
    assert row(talk, second).status is Status.QUEUED
    talk.clock.at += timedelta(seconds=10)
    send(talk)
    assert [sent.text for sent in talk.terminal.sent] == ["one", "two"]


def test_the_provider_says_how_long_to_wait(stage) -> None:
    """SAFETY R10: RetryAfter is honoured to the second."""
    talk = stage()
    outbound_id = queued(talk)
    talk.terminal.refusals = [
        failure(SendReason.THROTTLED, retryable=True, retry_after_seconds=7.0)
    ]
    send(talk)
    talk.clock.at += timedelta(seconds=6.9)
    send(talk)
    assert talk.terminal.sent == []
    talk.clock.at += timedelta(seconds=0.1)
    send(talk)
    assert [sent.id for sent in talk.terminal.sent] == [outbound_id]


def test_a_kill_after_the_provider_took_it_sends_nothing_twice(stage) -> None:
    """The row is `sending`, the lease ran out: the provider is asked before anything is sent."""
    talk = stage()
    outbound_id = queued(talk)
    accept = talk.terminal.send

    def accept_and_die(outbound):
        accept(outbound)
        raise KeyboardInterrupt

    talk.terminal.send = accept_and_die
    with pytest.raises(KeyboardInterrupt):
        send(talk)
    talk.terminal.send = accept
    assert row(talk, outbound_id).status is Status.SENDING
    send(talk)
    assert len(talk.terminal.sent) == 1, "the lease still runs"
    talk.clock.at += LEASE
    send(talk)
    assert len(talk.terminal.sent) == 1
    assert row(talk, outbound_id).status is Status.SENT


@pytest.mark.parametrize(
    ("urgency", "times", "status"),
    [
        (Urgency.URGENT, 1, Status.SENT),
        (Urgency.REPLY, 1, Status.SENT),
        (Urgency.ROUTINE, 0, Status.FAILED),
    ],
)
def test_an_unknown_outcome_is_sent_again_only_where_losing_it_is_worse(
    stage, urgency: Urgency, times: int, status: Status
) -> None:
    """SAFETY R8. The provider never took it, but nobody can know."""
    talk = stage()
    talk.remember({Fact.CONSENT_WRITE: "yes"})
    outbound_id = queued(talk, urgency=urgency)
    talk.terminal.refusals = [failure(SendReason.UNKNOWN_OUTCOME)]
    send(talk)
    talk.clock.at += LEASE
    send(talk)
    assert len(talk.terminal.sent) == times
    assert row(talk, outbound_id).status is status


def test_what_is_too_late_is_not_sent(stage) -> None:
    """SAFETY T10."""
    talk = stage()
    outbound_id = queued(talk)
    talk.clock.at += timedelta(hours=2)
    send(talk)
    assert talk.terminal.sent == []
    assert (row(talk, outbound_id).status, row(talk, outbound_id).error) == (
        Status.WITHHELD,
        "too_late",
    )


def test_the_provider_is_told_how_long_a_text_is_good(stage) -> None:
    talk = stage()
    queued(talk)
    talk.clock.at += timedelta(minutes=90)
    send(talk)
    assert talk.terminal.sent[0].valid_for_seconds == 30 * 60


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"opted_out": True}, "opted_out"),
        ({"silent": True}, "not_safe"),
    ],
)
def test_a_stop_between_queue_and_send_holds(stage, change, why) -> None:
    """SAFETY T11: consent and safety are read again just before the provider is called."""
    talk = stage()
    outbound_id = queued(talk, urgency=Urgency.ROUTINE)
    change_contact(talk, **change)
    send(talk)
    assert talk.terminal.sent == []
    assert row(talk, outbound_id).error == why


def test_an_answer_still_goes_to_someone_who_stopped(stage) -> None:
    """Stop ends what nobody asked for; it never ends answers (SAFETY, the ten, 5)."""
    talk = stage()
    queued(talk)
    change_contact(talk, opted_out=True)
    send(talk)
    assert len(talk.terminal.sent) == 1


@pytest.mark.parametrize("text", ["Call 012 345 678", "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨", "Call 0\u200b12345678"])
def test_a_number_that_nobody_verified_is_held_back(stage, text: str) -> None:
    """DIRECTORY rule 6 (c): the outgoing guard."""
    talk = stage()
    outbound_id = queued(talk, text)
    send(talk)
    assert talk.terminal.sent == []
    assert row(talk, outbound_id).error == "unverified_contact"


def test_a_caseworker_may_write_a_number(stage) -> None:
    talk = stage()
    queued(talk, "Call me: 012 345 678", author_id="somebody")
    send(talk)
    assert len(talk.terminal.sent) == 1


def test_a_block_ends_all_that_is_queued_and_tells_the_caseworker(stage) -> None:
    """SAFETY T12, R9: one try only."""
    talk = stage()
    talk.say("I want to kill myself")
    first, second = queued(talk, "one"), queued(talk, "two")
    before = len(talk.terminal.sent)
    talk.terminal.refusals = [failure(SendReason.BLOCKED, contact_stopped=True)]
    send(talk)
    assert len(talk.terminal.sent) == before
    assert row(talk, first).status is Status.FAILED
    assert row(talk, second).status is Status.WITHHELD
    contact_id = talk.contact().id
    with talk.helpline.store.read() as tx:
        assert "DELIVERY_FAILED" in tx.cases.open_for(contact_id).reasons


def test_back_off_doubles_and_ends_at_five_minutes(stage) -> None:
    talk = stage()
    outbound = row(talk, queued(talk))
    error = failure(SendReason.PROVIDER_DOWN, retryable=True)
    helpline = replace(talk.helpline, jitter=lambda: 0.5)
    waits = [back_off(helpline, replace(outbound, attempts=n), error) for n in range(12)]
    assert waits[:4] == [timedelta(seconds=2**n) for n in range(4)]
    assert waits[-1] == timedelta(minutes=5)


@pytest.mark.parametrize("late", [Status.SENT, Status.QUEUED])
def test_a_status_never_moves_back(stage, late: Status) -> None:
    """SAFETY R14."""
    talk = stage()
    talk.say("hello")
    talk.status(Status.DELIVERED)
    talk.status(late)
    assert row(talk, talk.terminal.sent[-1].id).status is Status.DELIVERED
