"""The clock: rings again, and does the work itself when nobody answers (SAFETY R1, R3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.errors import QueueUnavailable
from helpline.core.message import Inbound, Kind
from helpline.operations.receive import receive
from helpline.operations.sweep import NEGLECT, PATIENCE, sweep
from helpline.rehearsal import Rehearsal


class Deaf:
    """Redis takes the bells, but no worker lives."""

    def __init__(self) -> None:
        self.rung = 0

    def ring_converse(self, contact_id: str, urgent: bool) -> None:
        self.rung += 1

    def ring_deliver(self, contact_id: str, urgent: bool) -> None:
        self.rung += 1

    def ring_alert(self, alert_id: str) -> None:
        self.rung += 1

    def answers(self) -> bool:
        return True


class Away(Deaf):
    """Redis is away."""

    def ring_converse(self, contact_id: str, urgent: bool) -> None:
        raise QueueUnavailable("away")

    ring_deliver = ring_converse


def received(talk: Rehearsal, queue: Deaf, text: str = "hello") -> None:
    """A message is stored, and nobody works on it."""
    talk.helpline = replace(talk.helpline, queue=queue)
    talk._bells = _Nobody()
    talk.say(text)


class _Nobody:
    def answer(self, _helpline: object) -> None: ...


def test_what_waits_for_a_moment_is_rung_for_again(stage) -> None:
    talk, queue = stage(), Deaf()
    received(talk, queue)
    talk.clock.at += PATIENCE
    before = queue.rung
    swept = sweep(talk.helpline)
    assert (swept.found, swept.done_here) == (1, 0)
    assert queue.rung == before + 1


def test_what_no_worker_takes_the_clock_does(stage) -> None:
    """Both workers are dead and Redis lives: answered by the second sweep, within 30 s."""
    talk = stage()
    received(talk, Deaf())
    talk.clock.at += NEGLECT
    assert sweep(talk.helpline).done_here == 1
    talk.clock.at += NEGLECT
    sweep(talk.helpline)
    assert len(talk.terminal.sent) == 1


def test_without_redis_the_clock_does_it_at_once(stage) -> None:
    talk = stage()
    received(talk, Away())
    talk.clock.at += PATIENCE
    assert sweep(talk.helpline).done_here == 1
    talk.clock.at += PATIENCE
    sweep(talk.helpline)
    assert len(talk.terminal.sent) == 1


def test_one_failure_does_not_hold_up_the_others(stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = stage()
    told: list[str] = []
    talk.helpline = replace(talk.helpline, trouble=lambda code, _ids: told.append(code))
    received(talk, Away())
    other = replace(talk.address, value="+85500000002")
    receive(talk.helpline, [_inbound(talk, other)])
    done: list[str] = []

    def work(_helpline: object, contact_id: str) -> None:
        done.append(contact_id)
        if len(done) == 1:
            raise ValueError("the first one fails")

    monkeypatch.setattr("helpline.operations.sweep.converse", work)
    talk.clock.at += timedelta(seconds=6)
    sweep(talk.helpline)
    assert len(set(done)) == 2
    assert told == ["sweep_failed ValueError"]


def _inbound(talk: Rehearsal, address):
    return Inbound(address.channel, "second", address, Kind.TEXT, "hello")
