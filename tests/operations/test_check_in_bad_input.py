"""Answers out of order, to an older question, from another channel; a contact that is forgotten.

Issue "Bad input": each has one reaction, and nothing is sent that should not be (SAFETY T1, T4).
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.channel import Channel
from helpline.core.checkin import CheckIn, Frequency, Tier
from helpline.core.conversation import Fact
from helpline.core.errors import Stale
from helpline.core.message import Outbound, Status
from helpline.operations.check_in import calendar
from helpline.operations.check_in.due import look_after
from helpline.operations.forget import Decision, forget
from helpline.rehearsal import Rehearsal
from staying import DAY, Stage, agreed, openers, plan_of


def at_the_first_opener(stage: Stage, channel: Channel = Channel.SMS) -> Rehearsal:
    talk = stage(channel)
    agreed(talk)
    talk.advance(3 * DAY + DAY / 2)
    assert len(openers(talk.terminal.sent)) == 1
    return talk


def contact_id(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    return contact.id


def is_sensitive(texts: list[Outbound]) -> bool:
    return any("this week" in one.text or "safe where you are" in one.text for one in texts)


def score(talk: Rehearsal) -> str:
    conversation = talk.conversation()
    assert conversation is not None
    return conversation.facts.get(Fact.WELLBEING, "")


def test_the_score_arrives_before_the_good_time(stage: Stage) -> None:
    """Two texts that overtook each other: no content before the "1", and no score from before."""
    talk = at_the_first_opener(stage)
    first = talk.say("4")
    assert not is_sensitive(first.texts)
    assert score(talk) == ""
    assert is_sensitive(talk.say("1").texts)


def test_an_answer_to_last_weeks_question_is_no_score(stage: Stage) -> None:
    talk = at_the_first_opener(stage)
    talk.say("1")  # "how have you been?" stays open
    talk.advance(5 * DAY)
    assert len(openers(talk.terminal.sent)) == 2
    late = talk.say("4")
    assert not is_sensitive(late.texts)
    assert score(talk) == ""


def test_the_button_of_an_older_opener_does_nothing(stage: Stage) -> None:
    """SAFETY T4: last week's "good time" was of last week."""
    talk = at_the_first_opener(stage, Channel.TELEGRAM)
    talk.advance(2 * DAY)
    _, newer = openers(talk.terminal.sent)
    talk.terminal.sent.remove(newer)  # so that the finger finds the older one
    assert talk.press("1").texts == []


def test_an_answer_by_the_other_channel_is_talked_with_there(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.link(Channel.TELEGRAM)
    talk.advance(3 * DAY + DAY / 2)
    before = len(talk.terminal.sent)
    reaction = talk.say_by(Channel.TELEGRAM, "1")
    assert is_sensitive(reaction.texts)
    assert {one.address.channel for one in reaction.texts} == {Channel.TELEGRAM}
    assert len(talk.terminal.sent) == before
    who = contact_id(talk)
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(who) is None


@pytest.mark.parametrize("in_outbox", [True, False])
def test_forgotten_while_something_is_due(stage: Stage, in_outbox: bool) -> None:
    """Nothing is sent to a contact who is gone, not even what lay in the outbox already."""
    talk = stage()
    agreed(talk)
    talk.clock.at = plan_of(talk)["D3"].due_at
    who = contact_id(talk)
    if in_outbox:
        look_after(talk.helpline, who)  # written, and not sent: the sender is down
    forget(talk.helpline, who, Decision("staff", "asked"))
    talk.helpline.queue.ring_deliver(who, urgent=False)
    for _ in range(3):
        talk.advance(timedelta(minutes=1))
    talk.advance(20 * DAY)
    assert talk.terminal.sent == []


def test_a_report_about_a_text_of_somebody_forgotten(stage: Stage) -> None:
    """The provider's status comes days later: nothing is kept, nothing fails."""
    talk = at_the_first_opener(stage)
    forget(talk.helpline, contact_id(talk), Decision("staff", "asked"))
    talk.status(Status.DELIVERED)
    talk.status(Status.UNDELIVERED)
    assert talk.contact() is None


def in_the_outbox(talk: Rehearsal) -> CheckIn:
    """The opener is written, and the sender is down."""
    check_in = plan_of(talk)["D3"]
    talk.clock.at = check_in.due_at
    look_after(talk.helpline, contact_id(talk))
    assert talk.terminal.sent == []
    return check_in


def test_leaving_out_what_is_being_sent_comes_too_late_and_says_so(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    check_in = in_the_outbox(talk)
    with pytest.raises(Stale):
        calendar.skip(talk.helpline, talk._actor(), check_in.id, "asked")
    talk.advance(timedelta(minutes=1))
    assert len(openers(talk.terminal.sent)) == 1


def test_never_counts_for_what_waits_in_the_outbox(stage: Stage) -> None:
    """A caseworker sets "they write first" while the opener is on its way (SAFETY T11)."""
    talk = stage()
    agreed(talk)
    in_the_outbox(talk)
    who = contact_id(talk)
    calendar.set_plan(talk.helpline, talk._actor(), who, Tier.STANDARD, Frequency.NEVER)
    talk.advance(timedelta(minutes=1))
    talk.advance(20 * DAY)
    assert talk.terminal.sent == []
    with talk.helpline.store.read() as tx:
        assert tx.silences.running(who) is None  # nobody was asked, nobody is silent


def test_the_same_answer_twice_is_one_answer(stage: Stage) -> None:
    talk = at_the_first_opener(stage)
    talk.say("1")
    talk.say("4")
    talk.say("4")
    assert score(talk) == "4"
    assert plan_of(talk)["D3"].state == "answered"
