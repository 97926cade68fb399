"""Words that a contact confided: who may use them, and what nobody learns by trying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from helpline.core.channel import Address, Channel
from helpline.core.conversation import Fact, Secret
from helpline.core.events import CaseOpened
from helpline.core.task import TaskKind
from helpline.operations import secrets
from helpline.rehearsal import Reaction, Rehearsal

Stage = Callable[..., Rehearsal]

NEW = Address(Channel.SMS, "+85500000099")
HOUR = timedelta(hours=1)


def safe(talk: Rehearsal) -> str:
    """A contact who said that it is a good time; their id."""
    talk.say("hello")
    talk.remember({Fact.LANGUAGE: "en", Fact.SAFE: "yes", Fact.DELETE_ADVICE: "given"})
    contact = talk.contact()
    assert contact is not None
    return contact.id


def confide(talk: Rehearsal, contact_id: str, kind: Secret, words: str) -> None:
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(contact_id, kind, words, talk.clock.at)


def said(reaction: Reaction) -> list[str]:
    return [sent.text for sent in reaction.texts]


def opened(reaction: Reaction) -> set[str]:
    return {
        event.reason.value
        for turn in reaction.turns
        for event in turn.events
        if isinstance(event, CaseOpened)
    }


def reasons(talk: Rehearsal, contact_id: str) -> set[str]:
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact_id)
        return {reason.value for reason in case.reasons} if case else set()


def seen_by_caseworkers(talk: Rehearsal, contact_id: str) -> str:
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact_id, None, 100)
    return "\n".join(
        line.inbound.inbound.text if line.inbound else line.outbound.text if line.outbound else ""
        for line in lines
    )


def ask_for_data(talk: Rehearsal) -> None:
    assert "first your code word" in said(talk.say("delete my data"))[0]


# --- the code word ------------------------------------------------------------------------------


def test_the_right_word_opens_my_data_and_is_overwritten(stage: Stage) -> None:
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.CODE_WORD, "Mango")
    ask_for_data(talk)
    assert "erase all" in said(talk.say("mango"))[0]
    assert "mango" not in seen_by_caseworkers(talk, contact_id).lower()
    assert "[code word]" in seen_by_caseworkers(talk, contact_id)


def test_two_wrong_words_are_impersonation_and_close_it_for_a_day(stage: Stage) -> None:
    """CONVERSATIONS F31, 6.2: then even the right word is wrong, and nothing tells so."""
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.CODE_WORD, "mango")
    ask_for_data(talk)
    first = said(talk.say("banana"))
    assert "IMPERSONATION" not in reasons(talk, contact_id)
    talk.say("1")
    assert said(talk.say("papaya")) == first
    assert "IMPERSONATION" in reasons(talk, contact_id)
    talk.say("1")
    assert said(talk.say("mango")) == first
    talk.advance(timedelta(hours=24))
    talk.remember({Fact.LANGUAGE: "en", Fact.SAFE: "yes", Fact.DELETE_ADVICE: "given"})
    ask_for_data(talk)
    assert "erase all" in said(talk.say("mango"))[0]


def test_a_right_word_between_two_wrong_ones_ends_the_count(stage: Stage) -> None:
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.CODE_WORD, "mango")
    for word in ("banana", "mango", "papaya"):
        ask_for_data(talk)
        talk.say(word)
        talk.say("0")
    assert "IMPERSONATION" not in reasons(talk, contact_id)


def test_whoever_has_no_word_gets_the_same_bytes(stage: Stage) -> None:
    """SAFETY T2: known and unknown, with and without a word, hear the same."""
    heard = []
    for with_word in (True, False):
        talk = stage()
        contact_id = safe(talk)
        if with_word:
            confide(talk, contact_id, Secret.CODE_WORD, "mango")
        lines = ("delete my data", "banana", "1", "papaya", "2")
        heard.append([said(talk.say(line)) for line in lines])
    assert heard[0] == heard[1]


def test_a_sentence_is_no_code_word(stage: Stage) -> None:
    """What somebody has to read is neither compared nor lost."""
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.CODE_WORD, "mango")
    ask_for_data(talk)
    talk.say("I do not remember any word, could somebody please phone my sister about it")
    with talk.helpline.store.read() as tx:
        assert tx.secrets.tries_since(Secret.CODE_WORD, talk.clock.at - HOUR) == 0
    assert "phone my sister" in seen_by_caseworkers(talk, contact_id)


def test_a_wrong_word_stays_readable(stage: Stage) -> None:
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.CODE_WORD, "mango")
    ask_for_data(talk)
    talk.say("please call my son")
    assert "please call my son" in seen_by_caseworkers(talk, contact_id)


# --- the hide word ------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_the_hide_word_hides_like_88(stage: Stage, channel: Channel) -> None:
    """SAFETY T3: a dull reply, nothing for 30 days, and a flag that caseworkers see."""
    talk = stage(channel)
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.HIDE_WORD, "Rice soup")
    talk.say("0")
    assert said(talk.say("rice soup")) == ["Thank you, noted. Have a good day."]
    assert "rice soup" not in seen_by_caseworkers(talk, contact_id)
    assert said(talk.advance(timedelta(days=30))) == []
    with talk.helpline.store.read() as tx:
        kinds = [task.kind for task in tx.tasks.of_contact(contact_id)]
    assert kinds == [TaskKind.HIDDEN]
    assert "good time" in said(talk.say("hello"))[0]


def test_a_case_opened_later_shows_that_the_talk_was_hidden(stage: Stage) -> None:
    """SAFETY T3: hiding without an open case is no secret to whoever opens one."""
    talk = stage()
    contact_id = safe(talk)
    talk.say("88")
    talk.say("they are beating me")
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact_id)
        assert case is not None
        assert "hidden" in [note.kind for note in tx.cases.notes(case.id)]


def test_hide_words_belong_to_one_contact(stage: Stage) -> None:
    talk = stage()
    confide(talk, safe(talk), Secret.HIDE_WORD, "rice soup")
    talk.address = NEW
    safe(talk)
    assert said(talk.say("rice soup")) != ["Thank you, noted. Have a good day."]


# --- the return code ----------------------------------------------------------------------------


def test_a_code_is_said_once_and_masked_afterwards(stage: Stage) -> None:
    """SAFETY T8: given only after SAFE, hashed at rest; nobody else reads it in the talk."""
    talk = stage()
    contact_id = safe(talk)
    talk.wait_at("F27", "F27.E")
    texts = " ".join(said(talk.say("2")))
    code = next(word.strip(".") for word in texts.split() if word.strip(".").isupper())
    with talk.helpline.store.read() as tx:
        assert tx.secrets.contact_of_code(talk.home.id, code) == contact_id
    assert code not in seen_by_caseworkers(talk, contact_id)


def answers_from_a_new_number(talk: Rehearsal, *lines: str) -> list[list[str]]:
    talk.address = NEW
    return [said(talk.say(line)) for line in lines]


def test_code_and_word_ask_a_person_and_tell_nothing(stage: Stage) -> None:
    """SAFETY T8: a caseworker confirms; right or wrong, the answers are the same bytes."""
    heard = []
    for code, word in (("ACDEFHJK", "mango"), ("ACDEFHJK", "banana"), ("KJHFEDCA", "mango")):
        talk = stage()
        contact_id = safe(talk)
        confide(talk, contact_id, Secret.RETURN_CODE, "ACDEFHJK")
        confide(talk, contact_id, Secret.CODE_WORD, "mango")
        heard.append(answers_from_a_new_number(talk, "this is my new number", code, word))
        new = talk.contact()
        assert new is not None
        with talk.helpline.store.read() as tx:
            asked = [task.about_id for task in tx.tasks.of_contact(new.id)]
            case = tx.cases.open_for(new.id)
            assert case is not None
            tried = [note.kind for note in tx.cases.notes(case.id) if note.kind[:6] == "secret"]
        assert asked == ([contact_id] if code == "ACDEFHJK" else [])
        right = {"mango": "secret_right", "banana": "secret_wrong"}[word]
        assert tried == (
            ["secret_right", right] if code == "ACDEFHJK" else ["secret_wrong", "secret_wrong"]
        )
    assert heard[0] == heard[1] == heard[2]


def test_the_old_number_hears_nothing(stage: Stage) -> None:
    talk = stage()
    confide(talk, safe(talk), Secret.RETURN_CODE, "ACDEFHJK")
    before = len(talk.terminal.sent)
    answers_from_a_new_number(talk, "this is my new number", "acde fhjk", "mango")
    assert {sent.address for sent in talk.terminal.sent[before:]} == {NEW}


def test_own_code_links_nobody_to_themselves(stage: Stage) -> None:
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.RETURN_CODE, "ACDEFHJK")
    talk.say("this is my new number")
    talk.say("ACDEFHJK")
    with talk.helpline.store.read() as tx:
        assert [t.kind for t in tx.tasks.of_contact(contact_id)] == []


def test_five_tries_an_hour_then_silence(stage: Stage) -> None:
    """SAFETY T8: the sixth try within an hour is answered by nothing at all."""
    talk = stage()
    confide(talk, safe(talk), Secret.RETURN_CODE, "ACDEFHJK")
    talk.address = NEW
    for _ in range(secrets.MOST_TRIES):
        assert said(talk.say("this is my new number"))
        assert said(talk.say("23456797"))
        talk.say("0")
    assert said(talk.say("this is my new number")) == []
    talk.advance(HOUR)
    assert said(talk.say("this is my new number"))


def test_fifty_tries_an_hour_by_all_together(stage: Stage) -> None:
    """SAFETY T8: many senders share one limit; then even the right code is worth nothing."""
    talk = stage()
    contact_id = safe(talk)
    confide(talk, contact_id, Secret.RETURN_CODE, "ACDEFHJK")
    for number in range(20):
        talk.address = Address(Channel.SMS, f"+8550001{number:04}")
        for _ in range(3):
            talk.say("this is my new number")
            talk.say("23456797")
            talk.say("0")
    with talk.helpline.store.read() as tx:
        assert tx.secrets.tries_since(Secret.RETURN_CODE, talk.clock.at - HOUR) == 50
        assert not secrets.may_try(tx, contact_id, talk.clock.at)
        other = tx.contacts.by_address(talk.address)
        assert other is not None
        found = secrets.owner_of(
            tx,
            tx.contacts.get(other.contact_id),
            Secret.RETURN_CODE,
            "ACDEFHJK",
            talk.clock.at,
        )
    assert found is None
