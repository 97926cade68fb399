"""Turns: poison, floods, buttons, hiding, waits (SAFETY T3, T4, T30, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.channel import Channel
from helpline.core.conversation import Owner
from helpline.core.message import Inbound, Kind, SendError, SendReason
from helpline.core.oversight import NoticeKind
from helpline.operations.converse import REPLY_LIMIT, TRIES, converse
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal

POISON = "poison"


class Choking:
    """An understander that cannot take one text in a turn, whatever the reason."""

    def __init__(self, real) -> None:
        self._real = real
        self.mark = real.mark

    def understand(self, text, context=None):
        if text == POISON and context is not None:
            raise RecursionError("too deep")
        return self._real.understand(text, context)


def poisoned(talk: Rehearsal) -> Rehearsal:
    talk.helpline = replace(talk.helpline, understander=Choking(talk.helpline.understander))
    return talk


def texts(talk: Rehearsal) -> list[str]:
    return [sent.text for sent in talk.terminal.sent]


def open_case(talk: Rehearsal):
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.cases.open_for(contact.id)


def test_a_message_that_always_fails_is_set_aside_for_a_person(stage) -> None:
    """SAFETY R18: five tries, then a case, an honest text, and the talk goes on."""
    talk = poisoned(stage())
    told: list[str] = []
    talk.helpline = replace(talk.helpline, trouble=lambda code, _ids: told.append(code))
    talk.say(POISON)
    for _ in range(TRIES - 1):
        assert open_case(talk) is None
        assert talk.terminal.sent == []
        talk.advance(timedelta(minutes=1))
    assert told.count("turn_failed RecursionError") == TRIES
    assert "set_aside" in told
    assert "NOT_UNDERSTOOD" in open_case(talk).reasons
    assert talk.conversation().owner is Owner.HUMAN
    assert len(talk.terminal.sent) == 1


def test_later_messages_of_the_same_contact_are_answered(stage) -> None:
    talk = poisoned(stage())
    talk.say(POISON)
    for _ in range(TRIES):
        talk.advance(timedelta(minutes=1))
    talk.say("99")
    assert talk.conversation().at.node == "F03.2"


def test_the_words_of_a_set_aside_message_stay_for_the_caseworker(stage) -> None:
    talk = poisoned(stage())
    talk.say(POISON)
    for _ in range(TRIES):
        talk.advance(timedelta(minutes=1))
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 10)
    assert [line.inbound.inbound.text for line in lines if line.inbound] == [POISON]


def test_a_flood_is_stored_but_not_answered_without_end(stage) -> None:
    """SAFETY T30."""
    talk = stage()
    for _ in range(100):
        talk.say("8")
    assert len(talk.terminal.sent) <= REPLY_LIMIT + 1
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 500)
    assert sum(line.inbound is not None for line in lines) == 100


def test_a_cry_inside_a_flood_is_answered(stage) -> None:
    talk = stage()
    for _ in range(100):
        talk.say("8")
    before = len(talk.terminal.sent)
    talk.say("I want to kill myself")
    assert len(talk.terminal.sent) > before
    assert open_case(talk).priority == "P1"


def test_messages_that_wait_together_are_taken_in_provider_order(stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("hello", order=1)
    waiting = [
        Inbound(Channel.TELEGRAM, f"u{n}", talk.address, Kind.TEXT, text, order=n)
        for n, text in ((12, "2"), (11, "99"))
    ]
    for inbound in waiting:
        receive(replace(talk.helpline, queue=_Silent()), [inbound])
    converse(talk.helpline, talk.contact().id)
    assert talk.conversation().answers["F03.2"]
    assert open_case(talk).reasons == ("HELD_NOW",)


class _Silent:
    """Bells that nobody hears."""

    def ring_converse(self, contact_id, urgent): ...
    def ring_deliver(self, contact_id, urgent): ...
    def ring_alert(self, alert_id): ...


@pytest.mark.parametrize("minutes", [30, 31, 600])
def test_a_button_pressed_late_changes_nothing(stage, minutes: int) -> None:
    """SAFETY T4."""
    talk = stage(Channel.TELEGRAM)
    talk.say("99")
    late = talk.terminal.sent[-1].buttons[0].token
    talk.clock.at += timedelta(minutes=minutes)
    said = len(talk.terminal.sent)
    talk.say("", Kind.BUTTON, button=late, press_id="p1")
    assert len(talk.terminal.sent) == said
    case = open_case(talk)  # the wait itself ran out meanwhile, which is another matter
    assert case is None or "VIOLENCE_NOW" not in case.reasons
    assert talk.terminal.answered == ["p1"]


def test_a_button_of_an_older_question_changes_nothing(stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("99")
    old = talk.terminal.sent[-1].buttons[1].token
    talk.say("0")
    before = talk.conversation()
    talk.say("", Kind.BUTTON, button=old, press_id="p2")
    assert talk.conversation().at == before.at
    assert open_case(talk) is None


def test_a_button_of_somebody_else_changes_nothing(stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("99")
    token = talk.terminal.sent[-1].buttons[0].token
    stranger = replace(talk.address, value="700000002")
    press = Inbound(Channel.TELEGRAM, "x", stranger, Kind.BUTTON, button=token, press_id="p3")
    receive(talk.helpline, [press])
    talk.advance(timedelta(seconds=1))
    assert open_case(talk) is None


def test_a_pressed_button_answers_its_question_once(stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("99")
    token = talk.terminal.sent[-1].buttons[0].token
    talk.say("", Kind.BUTTON, button=token, press_id="p4")
    case = open_case(talk)
    assert case.reasons == ("VIOLENCE_NOW",)
    before = talk.conversation()
    talk.say("", Kind.BUTTON, button=token, press_id="p5")
    assert talk.conversation().at == before.at
    assert open_case(talk) == case


def test_hiding_withholds_what_was_on_its_way(stage) -> None:
    """SAFETY T3: after the cover text nothing that was said before may arrive."""
    talk = stage()
    talk.say("hello")
    real = talk.terminal.send
    talk.terminal.send = _down
    talk.say("99")
    talk.terminal.send = real
    talk.say("88")
    talk.advance(timedelta(minutes=30))
    assert texts(talk)[-1] == "Thank you, noted. Have a good day."
    assert not any("happening now" in text for text in texts(talk))


def _down(_outbound):
    raise SendError(SendReason.PROVIDER_DOWN, retryable=True)


def test_no_answer_to_the_danger_question_is_an_alarm_and_no_text(stage) -> None:
    """CONVERSATIONS F03.2: ten minutes, P1 UNSAFE_NO_ANSWER, nothing is written."""
    talk = stage()
    talk.say("99")
    said = len(talk.terminal.sent)
    talk.advance(timedelta(minutes=9))
    assert open_case(talk) is None
    talk.advance(timedelta(minutes=2))
    assert open_case(talk).reasons == ("UNSAFE_NO_ANSWER",)
    assert len(talk.terminal.sent) == said


@pytest.mark.parametrize("word", ["hello", "debt", "help"])
def test_another_topic_does_not_carry_a_question_of_danger_away(stage, word: str) -> None:
    """99, then a greeting: the question stays, and its ten minutes end in an alarm."""
    talk = stage()
    talk.say("99")
    (sent,) = talk.say(word).texts
    assert "Is it happening now?" in sent.text
    assert talk.conversation().at.node == "F03.2"
    talk.advance(timedelta(minutes=11))
    assert "UNSAFE_NO_ANSWER" in open_case(talk).reasons


def test_plain_words_after_a_hint_are_not_asked_about_again(stage) -> None:
    """A hint is asked about; what follows says it: P1, a person owns it, the flow begins."""
    talk = stage(Channel.TELEGRAM)
    talk.say("mekhyol kamhaeng knhom")
    assert talk.conversation().at.node == "F21.soft"
    talk.say("ke vay knhom ai lov nih")
    assert open_case(talk).priority == "P1"
    assert talk.conversation().at.node == "F21.1"
    assert talk.conversation().owner is Owner.HUMAN


def test_not_safe_to_text_means_that_nothing_is_written(stage) -> None:
    talk = stage()
    for text in ("99", "1", "3"):
        talk.say(text)
    assert talk.contact().silent
    said = len(talk.terminal.sent)
    talk.advance(timedelta(days=2))
    assert len(talk.terminal.sent) == said
    talk.say("hello")
    assert not talk.contact().silent


def test_a_danger_without_an_answer_brings_a_person_though_the_number_is_gone(stage) -> None:
    """CONVERSATIONS 6.2 UNSAFE_NO_ANSWER: the case is opened, only no text is written."""
    talk = stage()
    talk.say("99")
    contact, said = talk.contact(), len(talk.terminal.sent)
    with talk.helpline.store.begin() as tx:
        for link in tx.contacts.addresses(contact.id):
            tx.links.retire(link.id, talk.helpline.new_id(), talk.clock.at, "purged")
    talk.advance(timedelta(minutes=11))
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
        assert tx.conversations.load(contact.id).owner is Owner.HUMAN
    assert (case.priority, case.reasons) == ("P1", ("UNSAFE_NO_ANSWER",))
    talk.advance(timedelta(hours=2))
    with talk.helpline.store.read() as tx:
        assert NoticeKind.NOT_TAKEN in [n.kind for n in tx.oversight.notices(talk.home.id, 9)]
    assert len(talk.terminal.sent) == said


def test_a_wait_that_has_something_to_say_ends_without_a_number(stage) -> None:
    """The closing text of a question nobody answered has nowhere to go; the talk ends anyway."""
    talk = stage()
    talk.say("hello")
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        for link in tx.contacts.addresses(contact.id):
            tx.links.retire(link.id, talk.helpline.new_id(), talk.clock.at, "purged")
        waits = tx.conversations.load(contact.id).wakes_at
    assert waits is not None
    assert converse(talk.helpline, contact.id) == 0
    talk.clock.at = waits + timedelta(seconds=1)
    assert converse(talk.helpline, contact.id) == 1
    with talk.helpline.store.read() as tx:
        assert tx.conversations.load(contact.id).wakes_at != waits
