"""What happens before the provider is answered (SAFETY T14, T33, R3, R4)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from helpline.core.case import Priority
from helpline.core.channel import Channel
from helpline.core.consent import SaidBy, Stop
from helpline.core.errors import QueueUnavailable, StoreUnavailable
from helpline.core.message import Inbound, Kind
from helpline.core.reach import Reach
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal

CRISIS = "I want to kill myself"


class DeafQueue:
    """Redis is away."""

    def ring_converse(self, contact_id: str, urgent: bool) -> None:
        raise QueueUnavailable("away")

    def ring_deliver(self, contact_id: str, urgent: bool) -> None:
        raise QueueUnavailable("away")

    def ring_alert(self, alert_id: str) -> None:
        raise QueueUnavailable("away")


def inbound(talk: Rehearsal, text: str, number: int = 1) -> Inbound:
    return Inbound(Channel.SMS, f"SM{number}", talk.address, Kind.TEXT, text)


def test_a_crisis_is_a_case_before_any_worker_runs(stage) -> None:
    """SAFETY T14: workers stopped and Redis away, and still a person sees it."""
    talk = stage()
    receive(replace(talk.helpline, queue=DeafQueue()), [inbound(talk, CRISIS)])
    with talk.helpline.store.read() as tx:
        (row,) = tx.cases.queue(Reach(talk.home.id))
        assert row.case.priority is Priority.P1
        assert tx.alerts.due(talk.clock.at, 10)
    assert talk.terminal.sent == []


def test_what_is_repeated_is_taken_in_once(stage) -> None:
    """SAFETY T33: one inbound, one reply, one case."""
    talk = stage()
    for _ in range(5):
        receive(talk.helpline, [inbound(talk, CRISIS)])
    talk.advance(talk.clock.at - talk.clock.at)
    talk.say("1")
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 50)
        assert [line.inbound.inbound.text for line in lines if line.inbound] == [CRISIS, "1"]
        assert len(tx.cases.queue(Reach(talk.home.id))) == 1


def test_a_store_that_is_away_is_an_error_so_that_the_provider_tries_again(stage) -> None:
    """SAFETY R4: never 200 for what was not stored."""
    talk = stage()

    class Away:
        @contextmanager
        def begin(self):
            raise StoreUnavailable("away")
            yield

    with pytest.raises(StoreUnavailable):
        receive(replace(talk.helpline, store=Away()), [inbound(talk, "hello")])


def test_an_ordinary_message_opens_no_case(stage) -> None:
    talk = stage()
    talk.say("hello")
    with talk.helpline.store.read() as tx:
        assert tx.cases.queue(Reach(talk.home.id)) == []


def test_someone_who_stopped_under_an_older_record_stays_stopped(stage) -> None:
    """The ledger survives the contact: a new record of the same address starts opted out."""
    talk = stage()
    with talk.helpline.store.begin() as tx:
        tx.consents.record_opt_out(talk.address, Stop(True, SaidBy.CONTACT, "stop", talk.clock.at))
    receive(talk.helpline, [inbound(talk, "hello")])
    assert talk.contact().opted_out
