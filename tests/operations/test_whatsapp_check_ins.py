"""A check-in due on WhatsApp outside its 24 hours is never lost without a word (SAFETY T9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpline.channels.terminal import TerminalChannel
from helpline.channels.traits import TRAITS
from helpline.core.channel import Channel
from helpline.core.message import Outbound, SendError, SendReason, SendResult, Status, StatusUpdate
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal
from staying import DAY, Stage, agreed, openers, plan_of


class Approved(TerminalChannel):
    """A WhatsApp that refuses what it did not approve, as Twilio's does."""

    def send(self, outbound: Outbound) -> SendResult:
        if outbound.template is not None and outbound.template not in self.traits.templates:
            raise SendError(SendReason.TEMPLATE_NEEDED, retryable=False)
        return super().send(outbound)


def on_whatsapp(stage: Stage, *templates: str) -> Rehearsal:
    talk = stage(Channel.WHATSAPP)
    traits = replace(TRAITS[Channel.WHATSAPP], templates=frozenset(templates))
    channels = {**talk.helpline.channels, Channel.WHATSAPP: Approved(Channel.WHATSAPP, traits)}
    talk.helpline = replace(talk.helpline, channels=channels)
    agreed(talk)
    return talk


def test_without_templates_a_person_has_it(stage: Stage) -> None:
    talk = on_whatsapp(stage)
    talk.advance(4 * DAY)
    assert openers(talk.terminal.sent) == []
    assert (plan_of(talk)["D3"].state, plan_of(talk)["D3"].why) == ("to_person", "window_closed")
    assert talk.tasks() == ["silence_call"]


def test_another_channel_comes_first(stage: Stage) -> None:
    talk = on_whatsapp(stage)
    talk.link(Channel.TELEGRAM)
    reaction = talk.advance(4 * DAY)
    (opener,) = openers(reaction.texts)
    assert opener.address.channel is Channel.TELEGRAM
    assert plan_of(talk)["D3"].state == "sent"


def test_with_templates_it_is_sent_as_one(stage: Stage) -> None:
    talk = on_whatsapp(stage, "F27.0/en", "F39.1/en", "F39.2/en", "F39.3/en")
    talk.advance(4 * DAY)
    (opener,) = openers(talk.terminal.sent)
    assert opener.template == "F27.0/en"


def test_within_the_window_no_template_is_needed(stage: Stage) -> None:
    talk = on_whatsapp(stage)
    talk.advance(3 * DAY - DAY / 4)
    talk.say("hello")
    talk.advance(DAY / 2)
    (opener,) = openers(talk.terminal.sent)
    assert opener.template is None


def test_a_template_that_is_missing_alone_still_reaches_a_person(stage: Stage) -> None:
    """The greeting is approved, the opener is not: found out when it should leave."""
    talk = on_whatsapp(stage, "F39.1/en")
    talk.advance(4 * DAY)
    assert openers(talk.terminal.sent) == []
    assert plan_of(talk)["D3"].why == "window_closed"
    assert talk.tasks() == ["silence_call"]
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(contact.id) is None  # nobody was asked, nobody is silent


def test_a_refusal_that_is_reported_later_reaches_a_person_too(stage: Stage) -> None:
    """63016 comes as a status, after Twilio took the text."""
    talk = on_whatsapp(stage, "F27.0/en")
    talk.advance(3 * DAY + DAY / 2)
    (opener,) = openers(talk.terminal.sent)
    why = SendReason.TEMPLATE_NEEDED.value
    report = StatusUpdate(Channel.WHATSAPP, opener.id, None, Status.UNDELIVERED, "undelivered", why)
    receive(talk.helpline, [report])
    assert plan_of(talk)["D3"].state == "to_person"
    assert talk.tasks() == ["silence_call"]


def test_what_a_caseworker_writes_is_refused_and_seen(stage: Stage) -> None:
    talk = on_whatsapp(stage)
    talk.say("9")
    talk.claim()
    talk.advance(2 * DAY)
    talk.reply("Good morning.")
    assert all(one.text != "Good morning." for one in talk.terminal.sent)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    assert case is not None
    assert "DELIVERY_FAILED" in case.reasons


@pytest.mark.parametrize("days", [8, 20])
def test_the_ladder_goes_on_to_a_call(stage: Stage, days: int) -> None:
    talk = on_whatsapp(stage)
    talk.link(Channel.TELEGRAM)
    talk.advance(4 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        for link in tx.contacts.addresses(contact.id):
            if link.address.channel is Channel.TELEGRAM:
                tx.contacts.stop_address(link.id, "blocked")
    talk.advance(days * DAY)
    assert "silence_call" in talk.tasks()
    assert openers(talk.terminal.sent) == []
