"""What must hold at every question of the real flows, with the real words (SAFETY T3, T11, T14).

A talk is put at each question in turn, as if it had come there by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpline.core.conversation import Fact, Owner
from helpline.core.events import Answered, CaseOpened, Relayed, Said
from helpline.core.message import Kind
from helpline.flow import places, speech
from helpline.flow.definition import Ask
from helpline.flow.flows import Flows
from helpline.text import lexicon
from helpline.text.understanding import Understander
from talking import START, Talk, is_before

At = Callable[[str], Talk]

CRISES = [
    ("I want to kill myself", "P1 SELF_HARM_NOW", "F20"),
    ("ខ្ញុំចង់សម្លាប់ខ្លួន", "P1 SELF_HARM_NOW", "F20"),
    ("knhom jong slab", "P1 SELF_HARM_NOW", "F20"),
    ("stop he is hitting me", "P1 VIOLENCE_NOW", "F21"),
    ("គេកំពុងវាយខ្ញុំ", "P1 VIOLENCE_NOW", "F21"),
    ("they locked me in", "P1 HELD_NOW", "F22"),
    ("គេចាក់សោខ្ញុំ", "P1 HELD_NOW", "F22"),
]


@pytest.fixture(scope="module")
def understander(repository: Path) -> Understander:
    folder = repository / "flows" / "words"
    files = {path.name: path.read_text("utf-8") for path in folder.glob("*.toml")}
    return Understander(lexicon.load(files))


@pytest.fixture
def at(real_flows: Flows, understander: Understander) -> At:
    """Puts a talk at a question, at a good time, a minute after the last words."""

    def put(node: str) -> Talk:
        edition = real_flows.current[node[:3]]
        talk = Talk(real_flows, understander.understand)
        talk.change(at=edition.position(node), last_inbound_at=START, asked=5)
        if edition.flow.crisis:
            talk.change(owner=Owner.HUMAN)
        if edition.id in (places.CONSENT, places.AGE):
            menu = real_flows.position(places.WELCOME)
            talk.change(callers=(menu,))  # a gate always stands before something
        return talk.know(language="en", language_chosen="yes", safe="yes").wait(minutes=1)

    return put


def questions(flows: Flows) -> list[str]:
    return [
        node.id for edition in flows for node in edition.nodes.values() if isinstance(node, Ask)
    ]


def everywhere(flows: Flows, at: At, words: str) -> list[tuple[str, Talk]]:
    """The same words said at every question."""
    talks = [(node, at(node)) for node in questions(flows)]
    for _node, talk in talks:
        talk.say(words)
    assert len(talks) >= 30
    return talks


@pytest.mark.parametrize(("words", "case", "flow"), CRISES)
def test_danger_opens_its_case_and_is_answered(
    real_flows: Flows, at: At, words: str, case: str, flow: str
) -> None:
    for node, talk in everywhere(real_flows, at, words):
        assert case in talk.cases, node
        assert talk.said, node
        assert talk.node is not None, node
        assert talk.node.startswith(flow), node
        assert talk.conversation.owner is Owner.HUMAN, node
        assert is_before(talk.events, CaseOpened, Said), node


@pytest.mark.parametrize("words", ["STOP", "stop.", "ឈប់", "ឈប់ផ្ញើ"])
def test_stop(real_flows: Flows, at: At, words: str) -> None:
    for node, talk in everywhere(real_flows, at, words):
        assert talk.said == ["F30.1"], node
        assert (talk.fact(Fact.WRITING), talk.node) == ("stopped", None), node


@pytest.mark.parametrize("words", ["88", "៨៨"])
def test_hide(real_flows: Flows, at: At, words: str) -> None:
    for node, talk in everywhere(real_flows, at, words):
        assert talk.said == ["F32.1"], node
        assert talk.remembered["writing"] == "hidden", node
        assert (talk.node, talk.conversation.parked) == (None, ()), node
        assert talk.fact(Fact.SAFE) is None, node
        talk.wait(minutes=5).say("1")
        assert talk.said == ["F03.1"], node


@pytest.mark.parametrize("words", ["wrong number", "ច្រឡំលេខ"])
def test_wrong_number(real_flows: Flows, at: At, words: str) -> None:
    free = {node for node in questions(real_flows) if node != "F25.3"}
    for node, talk in everywhere(real_flows, at, words):
        if node in free:
            assert talk.said == ["F33.1"], node
            assert talk.fact(Fact.WRITING) == "wrong_number", node


@pytest.mark.parametrize("words", ["who is this", "neak na", "អ្នកណា"])
def test_who_is_this(real_flows: Flows, understander: Understander, at: At, words: str) -> None:
    """A question of whoever wrote first; a sign of another reader where we may have (F33)."""
    new = Talk(real_flows, understander.understand)
    new.say(words)
    assert (new.said[0][:3], new.cases, new.fact(Fact.WRITING)) == ("F01", [], None)
    known = at("F01.2")
    known.say(words)  # wrote a moment ago: wants to know
    assert (known.said, known.fact(Fact.WRITING)) == (["F40.2"], None)
    written_to = at("F01.2")
    facts = {Fact.LANGUAGE: "en", Fact.CONSENT_WRITE: "yes"}
    written_to.change(facts=facts, last_inbound_at=START).wait(hours=1)
    written_to.say(words)  # after a text of ours somebody else may read here
    assert (written_to.said, written_to.fact(Fact.WRITING)) == (["F33.1"], "wrong_number")


@pytest.mark.parametrize("words", ["9", "I need work"])
def test_the_greetings_other_language_counts_behind_another_question(
    real_flows: Flows, understander: Understander, words: str
) -> None:
    talk = Talk(real_flows, understander.understand, world={Fact.STAFFED: "yes"})
    talk.say(words)
    asked = talk.node
    talk.say("5")
    assert talk.node == "F02.1"
    talk.say("1")
    assert (talk.node, talk.fact(Fact.LANGUAGE)) == (asked, "km")
    talk.say("5")
    assert talk.node == asked


@pytest.mark.parametrize("next_words", ["9", "0", "hello"])
def test_who_asks_for_a_call_instead_of_letters_has_a_case(
    real_flows: Flows, at: At, next_words: str
) -> None:
    del real_flows
    talk = at("F02.2")
    talk.say("3")
    assert talk.cases == ["P3 HUMAN_REQ"]
    assert talk.conversation.owner is Owner.HUMAN
    talk.say(next_words)
    assert talk.said


@pytest.mark.parametrize("words", ["99", "៩៩", "9 9"])
def test_danger_code(real_flows: Flows, at: At, words: str) -> None:
    for node, talk in everywhere(real_flows, at, words):
        assert talk.node == "F03.2", node


@pytest.mark.parametrize("words", ["9", "៩", "a person", "បុគ្គលិក"])
def test_a_person(real_flows: Flows, at: At, words: str) -> None:
    for node, talk in everywhere(real_flows, at, words):
        asked_for = any("HUMAN_REQ" in case for case in talk.cases)
        assert asked_for or talk.conversation.owner is Owner.HUMAN, (node, talk.events)
        assert talk.said, node


def test_menu_and_repeat(real_flows: Flows, at: At) -> None:
    for node, talk in everywhere(real_flows, at, "0"):
        assert talk.node == "F01.2", node
    for node, talk in everywhere(real_flows, at, "8"):
        assert talk.node == node
        assert talk.said in (["F35.1"], [node])


def test_every_option_can_be_chosen_by_digit_khmer_digit_and_label(
    real_flows: Flows, at: At
) -> None:
    khmer = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
    for node in questions(real_flows):
        ask = real_flows.current[node[:3]].nodes[node]
        assert isinstance(ask, Ask)
        for option in ask.options:
            labels = real_flows.labels.get(f"{node[:3]}/{node}/{option.digit}", frozenset())
            for words in (
                option.digit,
                option.digit.translate(khmer),
                f"({option.digit})",
                *labels,
            ):
                talk = at(node)
                talk.say(words)
                taken = Answered(node[:3], node, option.code) in talk.events
                if option.code == "wrong_number" and node in places.OPENERS:
                    taken = talk.said == ["F33.1"]  # dealt with like the words themselves
                danger = talk.kinds[0] == "CaseOpened"  # "I may hurt myself" is heard at once
                if ask.answer in ("text", "secret"):
                    danger |= bool(talk.cases)  # "call me back" is no code word: it brings a person
                assert taken or danger, (node, words, talk.events)
                assert taken or not words.strip("()").isdigit(), (node, words)


def test_silence_at_a_question_says_nothing_or_calls_a_person(real_flows: Flows, at: At) -> None:
    for node in questions(real_flows):
        talk = at(node).change(due_at=START).wait(hours=1)
        talk.time_out()
        ask = real_flows.current[node[:3]].nodes[node]
        assert isinstance(ask, Ask)
        assert talk.said == [], node
        assert not talk.cases or ask.on_timeout, node
        assert talk.cases or node != "F03.2"


def test_nothing_sensitive_is_said_before_a_good_time(real_flows: Flows, at: At) -> None:
    """From every question, unsafe, with every answer and key: SAFETY T1."""
    for node in questions(real_flows):
        if real_flows.current[node[:3]].flow.crisis:
            continue
        for words in ("1", "2", "3", "4", "5", "6", "7", "0", "8", "9", "menu", "hello", "what"):
            talk = at(node)
            talk.change(facts={Fact.LANGUAGE: "en"}, last_inbound_at=START).wait(hours=7)
            talk.say(words)
            for event in talk.events:
                if isinstance(event, Said) and not real_flows.current[event.flow].flow.crisis:
                    edition = real_flows.current[event.flow]
                    said = edition.nodes[event.node]
                    sensitive = speech.is_sensitive(edition, said)  # type: ignore[arg-type]
                    safe = talk.fact(Fact.SAFE) == "yes"
                    assert safe or not sensitive, (node, words, event.node)


@pytest.mark.parametrize("kind", [Kind.MEDIA, Kind.LOCATION, Kind.CONTACT_CARD])
def test_pictures_and_places_at_every_question(real_flows: Flows, at: At, kind: Kind) -> None:
    for node in questions(real_flows):
        talk = at(node)
        talk.say("", kind=kind)
        assert talk.said, node
        assert talk.cases or Relayed() in talk.events, node
        assert talk.node == node


def test_every_text_of_a_turn_is_followed_by_a_rest(real_flows: Flows, at: At) -> None:
    """No question is left by any digit without a word, unless silence was asked for."""
    for node in questions(real_flows):
        ask = real_flows.current[node[:3]].nodes[node]
        assert isinstance(ask, Ask)
        for option in ask.options:
            talk = at(node)
            talk.say(option.digit)
            silent = talk.fact(Fact.WRITING) == "silent"
            assert talk.said or silent, (node, option.digit)
            assert len(talk.said) <= 3, (node, option.digit, talk.said)
