"""Nodes that reach beyond the talk: a match, a secret, a task for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.conversation import Fact, Secret, World
from helpline.core.events import Confided, SecretTried, TaskSet
from helpline.core.task import TaskKind
from helpline.flow.problems import FlowError
from helpline.flow.reader import read_flows
from talking import START, Talk
from tiny import FILES

NEEDS = """
id = "F07"
name = "needs"
title = "needs"
timeout = "PT30M"
triggers = ["boat"]
start = "F07.match"

[[node]]
id = "F07.match"
kind = "match"
go = "F07.found"
none = "F07.task"

[[node]]
id = "F07.found"
kind = "say"
text = "There is something."
go = "F07.end"

[[node]]
id = "F07.task"
kind = "task"
task = "call"
after = "P7D"
go = "F07.none"

[[node]]
id = "F07.none"
kind = "say"
text = "A person looks."
go = "F07.end"

[[node]]
id = "F07.end"
kind = "end"
"""

SECRETS = """
id = "F31"
name = "my_data"
title = "my data"
timeout = "PT30M"
triggers = ["boat"]
enter = { sick = "F31.set" }
start = "F31.check"

[[node]]
id = "F31.check"
kind = "ask"
answer = "secret"
secret = "code_word"
text = "Your word?"
go = "F31.right"
wrong = "F31.not"

[[node]]
id = "F31.set"
kind = "ask"
answer = "secret"
secret = "code_word"
minimum_characters = 3
text = "Choose a word."
go = "F31.right"

[[node]]
id = "F31.right"
kind = "say"
text = "Right."
go = "F31.end"

[[node]]
id = "F31.not"
kind = "say"
text = "Not now."
go = "F31.end"

[[node]]
id = "F31.end"
kind = "end"
"""


class Reaching(Talk):
    """A talk in a world that has services and knows a code word."""

    found: tuple[str, ...] = ()
    asked: Mapping[Fact, str] | None = None

    def _world(self) -> World:
        def offers(facts: Mapping[Fact, str]) -> tuple[str, ...]:
            self.asked = facts
            return self.found

        def verifies(kind: Secret, words: str) -> bool:
            return (kind, words) == (Secret.CODE_WORD, "lotus")

        return replace(super()._world(), offers=offers, verifies=verifies)


def talk(name: str, flow: str) -> Reaching:
    """Somebody who wrote a minute ago, at a good time, to a helpline with this flow as well."""
    files = {one: text for one, text in FILES.items() if one != "f06.toml"}
    files["f01.toml"] = FILES["f01.toml"].replace('flow = "F06"', f'flow = "{name[:3].upper()}"')
    one = Reaching(read_flows({**files, name: flow}))
    one.change(last_inbound_at=START, asked=3).know(language="en", safe="yes").wait(minutes=1)
    return one


def test_what_fits_is_remembered_and_said() -> None:
    one = talk("f07.toml", NEEDS)
    one.know(province="12")
    one.found = ("a", "b")
    one.say("boat")
    assert one.said[-1] == "F07.found"
    assert one.conversation.facts[Fact.OFFERED] == "a b"
    assert one.asked is not None
    assert one.asked[Fact.PROVINCE] == "12"


def test_nothing_that_fits_forgets_what_was_offered_before_and_sets_a_task() -> None:
    one = talk("f07.toml", NEEDS)
    one.know(offered="gone")
    events = one.say("boat")
    assert TaskSet(TaskKind.CALL, timedelta(days=7)) in events
    assert one.said[-1] == "F07.none"
    assert Fact.OFFERED not in one.conversation.facts


@pytest.mark.parametrize(
    ("words", "right", "node"), [("lotus", True, "F31.right"), ("rose", False, "F31.not")]
)
def test_a_secret_is_compared_and_not_kept(words: str, right: bool, node: str) -> None:
    """SAFETY T2."""
    one = talk("f31.toml", SECRETS)
    one.say("boat")
    events = one.say(words)
    assert SecretTried(Secret.CODE_WORD, right) in events
    assert one.said[-1] == node
    assert words not in repr(events)
    assert words not in str(one.conversation.answers) + str(one.conversation.facts)


def test_a_secret_is_confided_and_not_kept() -> None:
    one = talk("f31.toml", SECRETS)
    one.say("sick")
    one.say("x")
    assert one.conversation.at is not None  # too short: asked again
    events = one.say("lotus")
    assert Confided(Secret.CODE_WORD, "lotus") in events
    assert "lotus" not in repr(events)
    assert "lotus" not in str(one.conversation.answers) + str(one.conversation.facts)


@pytest.mark.parametrize("wrong", ['answer = "text"\nsecret = "code_word"', 'answer = "secret"'])
def test_a_question_for_a_secret_says_which_and_no_other_does(wrong: str) -> None:
    faulty = SECRETS.replace('answer = "secret"\nsecret = "code_word"', wrong)
    with pytest.raises(FlowError, match="a question of kind secret says which"):
        read_flows(FILES | {"f31.toml": faulty})


def test_every_way_out_of_the_new_nodes_must_exist() -> None:
    faulty = SECRETS.replace('wrong = "F31.not"', 'wrong = "F31.nowhere"')
    with pytest.raises(FlowError, match=r"wrong leads to F31\.nowhere"):
        read_flows(FILES | {"f31.toml": faulty})
    with pytest.raises(FlowError, match=r"none leads to F07\.nowhere"):
        read_flows(FILES | {"f07.toml": NEEDS.replace('none = "F07.task"', 'none = "F07.nowhere"')})


def test_whoever_skips_the_last_question_of_a_flow_comes_to_the_menu() -> None:
    """CONVERSATIONS F00: never a dead end, and never silence."""
    one = talk("f31.toml", SECRETS.replace('text = "Choose', 'skip = "F31.end"\ntext = "Choose'))
    one.say("sick")
    one.say("7")
    assert one.said == ["F01.2"]
