"""`clear`: what the channel can delete goes, and what it cannot is said (SAFETY T5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.channels.terminal import TerminalChannel
from helpline.core.channel import Address, Channel
from helpline.core.message import SendError, SendReason
from helpline.operations.clear import clear
from helpline.rehearsal import Reaction, Rehearsal

Stage = Callable[..., Rehearsal]


class Clearing(TerminalChannel):
    """A terminal on which messages can be deleted."""

    def __init__(self) -> None:
        super().__init__(Channel.TELEGRAM)
        self.cleared: list[tuple[str, tuple[str, ...]]] = []
        self.away = False

    def clear(self, address: Address, provider_ids: tuple[str, ...]) -> None:
        if self.away:
            raise SendError(SendReason.PROVIDER_DOWN, retryable=True)
        self.cleared.append((address.value, provider_ids))


@pytest.fixture
def phone() -> Clearing:
    return Clearing()


@pytest.fixture
def talk(stage: Stage, phone: Clearing) -> Rehearsal:
    made = stage(Channel.TELEGRAM)
    channels = {**made.helpline.channels, Channel.TELEGRAM: phone}
    made.helpline = replace(made.helpline, channels=channels)
    return made


def said(reaction: Reaction) -> list[str]:
    return [sent.text for sent in reaction.texts]


def test_both_sides_of_the_last_two_days_go_and_nothing_older(
    talk: Rehearsal, phone: Clearing
) -> None:
    talk.say("hello")  # in-1, telegram-1
    talk.advance(timedelta(hours=49))
    talk.say("hello")  # in-2, telegram-2
    talk.clock.at += timedelta(seconds=1)
    assert said(talk.say("clear")) == [
        "OK. I delete what I can here. Messages older than 2 days must be deleted by you."
    ]
    ((chat, ids),) = phone.cleared
    assert chat == talk.address.value
    assert set(ids) == {"in-2", "in-3", "telegram-2"}


def test_the_honest_answer_stays(talk: Rehearsal, phone: Clearing) -> None:
    """What says that older ones remain is sent after the rest, and is not deleted itself."""
    talk.say("hello")
    talk.clock.at += timedelta(seconds=1)
    talk.say("clear")
    (_, ids) = phone.cleared[0]
    assert "telegram-1" in ids
    assert f"telegram-{len(talk.terminal.sent)}" not in ids


def test_it_can_be_asked_for_again(talk: Rehearsal, phone: Clearing) -> None:
    talk.say("hello")
    talk.say("clear")
    talk.say("clear")
    assert len(phone.cleared) == 2


def test_a_channel_that_does_not_answer_is_asked_again(talk: Rehearsal, phone: Clearing) -> None:
    talk.say("hello")
    phone.away = True
    talk.say("clear")
    phone.away = False
    contact = talk.contact()
    assert contact is not None
    assert clear(talk.helpline, contact.id) == 1
    assert clear(talk.helpline, contact.id) == 0
    assert len(phone.cleared) == 1


def test_by_sms_it_is_said_that_nobody_can(stage: Stage) -> None:
    talk = stage()
    talk.say("hello")
    assert said(talk.say("clear")) == [
        "I cannot delete messages on this phone. You can delete them yourself."
    ]
