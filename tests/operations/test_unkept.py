"""What is left in the store of a talk that was not to be kept (CONVERSATIONS F04.3 = 2)."""

from __future__ import annotations

from datetime import timedelta

from helpline.core.conversation import Fact
from helpline.operations.unkept import MARK
from helpline.rehearsal import Rehearsal

SECRET = "mango tree behind the pagoda"


def asked_about_keeping(talk: Rehearsal, answer: str) -> Rehearsal:
    """Somebody who came for the questions about work, and was asked whether to keep answers."""
    for words in ("what happened at work", "1", "3", "1", answer):
        talk.say(words)
    return talk


def words_of(talk: Rehearsal) -> set[str]:
    """Everything that the store holds of what was said in both directions."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 100)
    assert len(lines) > 5
    heard = {line.inbound.inbound.text for line in lines if line.inbound}
    return heard | {line.outbound.text for line in lines if line.outbound}


def test_no_means_that_nothing_is_left_after_a_day(stage) -> None:
    talk = asked_about_keeping(stage(), "2")
    talk.say("1")
    talk.say("7")
    assert talk.conversation().answers
    talk.advance(timedelta(hours=23))
    assert talk.conversation().answers
    assert MARK not in words_of(talk)
    talk.advance(timedelta(hours=2))
    left = talk.conversation()
    assert (left.at, left.parked, dict(left.answers)) == (None, (), {})
    assert Fact.AGE not in left.facts
    assert left.facts[Fact.CONSENT_KEEP] == "no"
    assert words_of(talk) == {MARK}


def test_yes_keeps_answers_and_words(stage) -> None:
    talk = asked_about_keeping(stage(), "1")
    talk.say("2")
    talk.say("1")
    talk.advance(timedelta(days=3))
    assert talk.conversation().answers
    assert "what happened at work" in words_of(talk)


def test_who_asks_for_a_person_is_read_by_that_person(stage) -> None:
    """F04.6 says so: the person keeps what is written to them."""
    talk = asked_about_keeping(stage(), "2")
    talk.say("9")
    talk.say(SECRET)
    talk.advance(timedelta(days=2))
    assert SECRET in words_of(talk)


def test_the_words_of_a_case_go_when_the_case_goes(stage) -> None:
    """SAFETY section 4: 90 days after closing, which is another rule's work."""
    talk = asked_about_keeping(stage(), "2")
    talk.say("9")
    talk.say(SECRET)
    talk.claim()
    talk.close("called back", "nothing more")
    talk.say("0")
    talk.advance(timedelta(days=2))
    assert Fact.AGE not in talk.conversation().facts
    assert SECRET in words_of(talk)


def test_whoever_was_never_asked_keeps_the_time_of_every_message(stage) -> None:
    talk = stage()
    for words in ("my rights", "1", "1", "0", "4"):
        talk.say(words)
    talk.advance(timedelta(days=8))
    assert not talk.conversation().answers
    assert "my rights" in words_of(talk)
