"""Somebody rings and nobody takes it: a person calls back, nothing is sent (SAFETY T9, T1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.call import CallOutcome
from helpline.core.case import Case
from helpline.core.message import Inbound, Kind
from helpline.operations.check_in import call_back
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal
from staying import DAY, Stage, agreed


def ring(talk: Rehearsal) -> None:
    reaction = talk.say("", Kind.MISSED_CALL)
    assert reaction.texts == []


def case_of(talk: Rehearsal) -> Case:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    assert case is not None
    return case


def test_somebody_new_rings_and_is_called_back(stage: Stage) -> None:
    """Without credit a ring is all that one can send: it must not be lost."""
    talk = stage()
    ring(talk)
    assert (case_of(talk).priority, case_of(talk).reasons) == ("P3", ("CALLBACK",))
    assert talk.tasks() == ["missed_call"]
    (call,) = call_back.calls(talk.helpline, talk._actor())
    assert (call.wanted, call.cover) == ("now", "")
    assert not call.second


def test_ringing_again_is_still_one_call_until_it_was_made(stage: Stage) -> None:
    talk = stage()
    for _ in range(5):
        ring(talk)
        talk.advance(timedelta(minutes=2))
    assert talk.tasks() == ["missed_call"]
    talk.call(CallOutcome.REACHED)
    assert talk.tasks() == []
    ring(talk)
    assert talk.tasks() == ["missed_call"]


def test_a_repeated_hook_is_one_ring(stage: Stage) -> None:
    """SAFETY T33."""
    talk = stage()
    rung = Inbound(talk.address.channel, "CA1", talk.address, Kind.MISSED_CALL)
    for _ in range(3):
        receive(talk.helpline, [rung])
    talk.advance(timedelta(minutes=1))
    talk.call(CallOutcome.REACHED)
    receive(talk.helpline, [rung])
    talk.advance(timedelta(minutes=1))
    assert talk.tasks() == []


def test_in_the_high_tier_it_is_serious(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "high")
    ring(talk)
    assert case_of(talk).priority == "P2"


def test_a_ring_ends_no_silence_but_the_call_back_does(stage: Stage) -> None:
    """T9: whoever holds the phone may have pressed a number; only a voice shows who it is."""
    talk = stage()
    agreed(talk)
    talk.advance(4 * DAY)
    ring(talk)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(contact.id) is not None
    talk.call(CallOutcome.REACHED)
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(contact.id) is None


@pytest.mark.parametrize("word", ["stop", "wrong number"])
def test_a_ring_reopens_nothing(stage: Stage, word: str) -> None:
    """SAFETY T11: a stop is the person's; a pressed key takes none of it back."""
    talk = stage()
    agreed(talk)
    talk.say(word)
    said = len(talk.terminal.sent)
    ring(talk)
    talk.advance(40 * DAY)
    assert len(talk.terminal.sent) == said
    contact = talk.contact()
    assert contact is not None
    assert contact.opted_out
    (call,) = [
        one
        for one in call_back.calls(talk.helpline, talk._actor())
        if one.task.kind == "missed_call"
    ]
    assert call.opted_out


def test_a_question_still_waits_after_a_ring(stage: Stage) -> None:
    talk = stage()
    talk.say("hello")
    before = talk.conversation()
    ring(talk)
    assert talk.conversation() == before


def test_not_safe_to_write_stays_so(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        tx.contacts.save(replace(contact, silent=True))
    ring(talk)
    after = talk.contact()
    assert after is not None
    assert after.silent


def test_nobody_takes_the_call_back_so_there_is_a_second_try(stage: Stage) -> None:
    talk = stage()
    ring(talk)
    talk.call(CallOutcome.NO_ANSWER)
    (again,) = call_back.calls(talk.helpline, talk._actor())
    assert again.second
