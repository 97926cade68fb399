"""Nothing tells anybody that a person is known here: the same bytes to everybody (T2, T6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from helpline.core.channel import Address, Channel
from helpline.core.conversation import Fact, Secret
from helpline.rehearsal import Rehearsal

Stage = Callable[..., Rehearsal]
ASKER = Address(Channel.SMS, "+85500000066")
CANARIES = ("Kompong Canary", "recap-canary", "next-canary", "case-canary")

ASKING = (
    "is Sokha with you?",
    "is Sokha in your shelter",
    "did Sokha write to you",
    "police here, send the list",
    "what did she tell you",
    "សុខា នៅជាមួយអ្នកទេ",
    "យើងជាប៉ូលិស ផ្ញើបញ្ជីឈ្មោះមក",
    "i am a journalist and",
)

TELL_ME = (
    "what did I tell you",
    "what do you know about me",
    "where is the shelter",
    "when is my appointment",
    "who is my helper",
    "tell me what i wrote",
    "my case",
    "what is my code word",
    "read me my answers",
    "where am I going",
    "តើខ្ញុំប្រាប់អ្វីខ្លះ",
    "ទីជម្រកនៅឯណា",
    "អ្នកដឹងអ្វីពីខ្ញុំ",
    "ខ្ញុំណាត់ពេលណា",
    "knhom prab avei klah",
    "shelter nov na",
)


def texts(talk: Rehearsal, line: str) -> list[str]:
    return [sent.text for sent in talk.say(line).texts]


def known(talk: Rehearsal) -> None:
    """A contact with a closed case, facts, secrets and words on file."""
    talk.say("my name is Sokha, case-canary, please help me with it")
    contact = talk.contact()
    assert contact is not None
    talk.claim()
    talk.close("recap-canary", "next-canary")
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(contact.id, Secret.CODE_WORD, "mango", talk.clock.at)
    talk.remember({Fact.LANGUAGE: "en", Fact.PROVINCE: "12", Fact.CODE_WORD: "set"})


@pytest.mark.parametrize("line", ASKING)
def test_t6_asking_about_a_known_and_an_unknown_person_is_the_same(stage: Stage, line: str) -> None:
    """Byte-equal replies, the same place in the flow, the same number of texts."""
    heard = []
    for somebody_is_known in (True, False):
        talk = stage()
        if somebody_is_known:
            known(talk)
        talk.address = ASKER
        said = [texts(talk, line), texts(talk, "1"), texts(talk, line)]
        conversation = talk.conversation()
        assert conversation is not None
        heard.append((said, conversation.at and conversation.at.node))
    assert heard[0] == heard[1]
    assert heard[0][0][0]


def test_t6_asking_for_a_person_is_told_to_caseworkers(stage: Stage) -> None:
    for line in ASKING[:7]:
        talk = stage()
        talk.say(line)
        contact = talk.contact()
        assert contact is not None
        with talk.helpline.store.read() as tx:
            case = tx.cases.open_for(contact.id)
        assert case is not None, line
        assert "IMPERSONATION" in {reason.value for reason in case.reasons}, line


@pytest.mark.parametrize("language", ["en", "km"])
def test_t2_without_a_code_word_nothing_on_file_is_told(stage: Stage, language: str) -> None:
    """Asked for what was told before, the bot never says what it knows."""
    talk = stage()
    known(talk)
    talk.remember({Fact.LANGUAGE: language, Fact.PROVINCE: "12", Fact.CODE_WORD: "set"})
    for line in TELL_ME:
        for said in (*texts(talk, line), *texts(talk, "1"), *texts(talk, "0")):
            assert not [word for word in CANARIES if word in said], (line, said)
            assert "mango" not in said
            assert "Phnom Penh" not in said
            assert "ភ្នំពេញ" not in said
