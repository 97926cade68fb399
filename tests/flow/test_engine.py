"""What each kind of node does, gates, versions, timeouts, and that a turn always ends."""

from __future__ import annotations

import dataclasses

import pytest

from helpline.core.consent import Purpose
from helpline.core.conversation import Fact, Owner
from helpline.core.events import CheckInAgreed, ConsentGiven, FlowEnded, ReferralAsked, Said
from helpline.flow.flows import Flows
from helpline.flow.problems import EngineError
from helpline.flow.reader import read_flows
from talking import START, Talk
from tiny import DEBT, FILES

CONSENT = """
id = "F04"
name = "consent"
title = "consent"
timeout = "PT30M"
start = "F04.3"

[[node]]
id = "F04.3"
kind = "ask"
answer = "choice"
text = "May I keep your answers?"
options = [
  { digit = "1", code = "yes", label = "yes", go = "F04.yes" },
  { digit = "2", code = "no", label = "no", go = "F04.no" },
]

[[node]]
id = "F04.yes"
kind = "consent"
purpose = "keep"
granted = true
shown = "F04.3"
go = "F04.end"

[[node]]
id = "F04.no"
kind = "consent"
purpose = "keep"
granted = false
shown = "F04.3"
go = "F04.end"

[[node]]
id = "F04.end"
kind = "end"
"""

AGE = """
id = "F05"
name = "age"
title = "age"
timeout = "PT30M"
start = "F05.1"

[[node]]
id = "F05.1"
kind = "ask"
answer = "choice"
remember = "age"
text = "How old are you?"
options = [
  { digit = "1", code = "under_15", label = "under 15", go = "F05.child" },
  { digit = "3", code = "adult", label = "18 or more", go = "F05.end" },
]
skip = "F05.end"

[[node]]
id = "F05.child"
kind = "call"
flow = "F19"
go = "F05.end"

[[node]]
id = "F05.end"
kind = "end"
"""

CHILD = """
id = "F19"
name = "child"
title = "you"
timeout = "PT30M"
start = "F19.1"

[[node]]
id = "F19.1"
kind = "say"
text = "Thank you for writing. You did nothing wrong."
go = "F19.end"

[[node]]
id = "F19.end"
kind = "end"
"""

REFERRAL = """
id = "F08"
name = "referral"
title = "a helper"
timeout = "PT30M"
requires = ["safe", "age", "consent"]
triggers = ["boat"]
start = "F08.refer"

[[node]]
id = "F08.refer"
kind = "refer"
service = "case_management"
scope = "less"
go = "F08.check_in"

[[node]]
id = "F08.check_in"
kind = "check_in"
tier = "standard"
go = "F08.said"

[[node]]
id = "F08.said"
kind = "say"
text = "Done."
go = "F08.which"

[[node]]
id = "F08.which"
kind = "branch"
when = [{ answer = "F04.3", none = ["yes"], go = "F08.end" }]
otherwise = "F08.kept"

[[node]]
id = "F08.kept"
kind = "say"
text = "I keep your answers."
go = "F08.end"

[[node]]
id = "F08.end"
kind = "end"
"""

CIRCLE = """
id = "F15"
name = "work"
title = "work"
timeout = "PT30M"
start = "F15.1"

[[node]]
id = "F15.1"
kind = "say"
text = "Again."
go = "F15.2"

[[node]]
id = "F15.2"
kind = "remember"
set = { topic = "again" }
go = "F15.1"
"""

SUNK = """
id = "F16"
name = "deep"
title = "deep"
timeout = "PT30M"
start = "F16.1"

[[node]]
id = "F16.1"
kind = "call"
flow = "F16"
go = "F16.2"

[[node]]
id = "F16.2"
kind = "say"
text = "Up."
go = "F16.end"

[[node]]
id = "F16.end"
kind = "end"
"""


@pytest.fixture(scope="module")
def rich() -> Flows:
    """The tiny helpline with consent, age, a child flow and a referral."""
    more = {"f04": CONSENT, "f05": AGE, "f08": REFERRAL, "f19": CHILD, "f15": CIRCLE, "f16": SUNK}
    files = {name: text for name, text in FILES.items() if name != "f06.toml"}
    files["f01.toml"] = FILES["f01.toml"].replace('flow = "F06"', 'flow = "F08"')
    return read_flows({**files, **{f"{name}.toml": text for name, text in more.items()}})


@pytest.fixture
def visitor(rich: Flows) -> Talk:
    return Talk(rich).change(last_inbound_at=START, asked=3).know(language="en").wait(minutes=1)


def test_gates_are_passed_in_order_and_then_the_flow_runs(visitor: Talk) -> None:
    visitor.say("boat")
    assert visitor.said == ["F03.1"]
    visitor.say("1")
    assert visitor.said == ["F05.1"]
    visitor.say("3")
    assert visitor.said == ["F04.3"]
    visitor.say("1")
    assert ConsentGiven(Purpose.KEEP, True, "F04/F04.3") in visitor.events
    assert ReferralAsked("case_management", "less") in visitor.events
    assert CheckInAgreed("standard") in visitor.events
    assert visitor.said == ["F08.said", "F08.kept"]
    assert visitor.fact(Fact.TIER) == "standard"
    assert visitor.node is None


def test_a_no_to_keeping_goes_on_without(visitor: Talk) -> None:
    visitor.know(safe="yes", age="adult").say("boat")
    visitor.say("2")
    assert ConsentGiven(Purpose.KEEP, False, "F04/F04.3") in visitor.events
    assert (visitor.said, visitor.fact(Fact.CONSENT_KEEP)) == (["F08.said"], "no")


def test_a_skipped_age_is_kept_and_opens_the_gate(visitor: Talk) -> None:
    visitor.know(safe="yes").say("boat")
    visitor.say("7")
    assert (visitor.fact(Fact.AGE), visitor.said) == ("skipped", ["F04.3"])


def test_a_child_is_never_led_on_by_a_flow_for_adults(visitor: Talk) -> None:
    visitor.know(safe="yes").say("boat")
    visitor.say("1")
    assert visitor.said == ["F19.1"]
    assert visitor.node is None
    visitor.say("boat")
    assert visitor.said == ["F19.1"]


def test_what_waited_without_consent_is_dropped_after_a_day(talk: Talk) -> None:
    talk.start("F06")
    talk.know(consent_keep="no").wait(hours=25).say("1")
    assert talk.conversation.answers == {}
    assert talk.said == ["F00.1"]


def test_a_turn_always_ends(visitor: Talk) -> None:
    with pytest.raises(EngineError, match="50 nodes"):
        visitor.start("F15")
    with pytest.raises(EngineError, match="50 nodes"):
        visitor.start("F16")


def test_start_names_what_does_not_exist(visitor: Talk) -> None:
    with pytest.raises(EngineError, match="F77"):
        visitor.start("F77")
    with pytest.raises(EngineError, match=r"F11\.9"):
        visitor.start("F11", "F11.9")


def test_nothing_that_comes_in_is_changed(talk: Talk) -> None:
    before = talk.conversation
    copy = dataclasses.replace(before, facts=dict(before.facts), answers=dict(before.answers))
    talk.say("boat")
    talk.say("1")
    assert before == copy
    assert talk.conversation != before


def test_the_same_input_gives_the_same_turn(tiny: Flows) -> None:
    def run() -> list[object]:
        talk = Talk(tiny)
        return [talk.say(words) for words in ("hello", "boat", "1", "1 3", "99", "kill myself")]

    assert run() == run()


def test_every_question_gets_its_number_and_its_time(talk: Talk) -> None:
    asked = talk.conversation.asked
    talk.start("F11")
    assert (talk.conversation.asked, talk.conversation.due_at) == (
        asked + 1,
        talk.now.replace(hour=talk.now.hour + 1),
    )
    talk.say("xyz")
    assert talk.conversation.asked == asked + 1


def test_a_text_offers_its_alternatives_and_never_a_value(talk: Talk) -> None:
    talk.start("F11")
    talk.say("1")
    said = next(event for event in talk.events if isinstance(event, Said))
    assert said.text.texts == ("Do not sign today. Call {phone}.", "Do not sign today.")


# --- versions -------------------------------------------------------------------------------------


def changed_debt(text: str, *, archived: bool) -> Flows:
    files = dict(FILES, **{"f11.toml": text})
    return read_flows(files, {"f11-old.toml": DEBT} if archived else None)


def test_whoever_stands_in_an_old_version_finishes_it(talk: Talk) -> None:
    talk.start("F11")
    talk.flows = changed_debt(DEBT.replace("F11.2", "F11.8"), archived=True)
    talk.say("2")
    assert talk.said == ["F11.2"]
    talk.start("F11")
    talk.say("2")
    assert talk.said == ["F11.8"]


@pytest.mark.parametrize("answer", ["1", "2", "hello there", "xyz"])
def test_a_lost_version_is_apologised_for_and_the_answer_not_taken(talk: Talk, answer: str) -> None:
    talk.know(consent_keep="yes", writing="stopped").start("F11")
    talk.flows = changed_debt(DEBT.replace("F11.1", "F11.0"), archived=False)
    talk.say(answer)
    assert talk.said == ["F00.changed", "F01.2"]
    assert talk.fact(Fact.CONSENT_KEEP) == "yes"
    assert talk.fact(Fact.WRITING) == "stopped"
    assert not talk.conversation.answers


def test_a_removed_flow_is_apologised_for(talk: Talk) -> None:
    talk.start("F06", "F06.2")
    files = {name: text for name, text in FILES.items() if name != "f06.toml"}
    files["f01.toml"] = FILES["f01.toml"].replace('flow = "F06"', 'flow = "F11"')
    talk.flows = read_flows(files)
    talk.say("0")
    assert talk.said == ["F00.changed", "F01.2"]


def test_a_lost_version_of_what_was_parked(talk: Talk) -> None:
    talk.start("F11")
    talk.say("0")
    talk.flows = changed_debt(DEBT.replace("F11.1", "F11.0"), archived=False)
    talk.say("8")
    assert talk.said == ["F35.2"]
    talk.say("1")
    assert talk.said == ["F00.changed", "F01.2"]


# --- timeouts and proactive starts ----------------------------------------------------------------


def test_before_its_time_nothing_happens(talk: Talk) -> None:
    talk.say("99")
    before = talk.conversation
    talk.wait(minutes=9, seconds=59).time_out()
    assert (talk.events, talk.conversation) == ((), before)


def test_a_timeout_never_goes_on_into_what_waited_behind(talk: Talk) -> None:
    talk.change(facts={}).say("boat")
    talk.say("3")
    assert talk.node == "F03.2"
    talk.wait(minutes=10).time_out()
    assert (talk.cases, talk.said, talk.node) == (["P1 UNSAFE_NO_ANSWER"], [], None)


def test_after_a_timeout_nothing_is_offered(talk: Talk) -> None:
    text = DEBT.replace('timeout = "PT1H"', 'timeout = "PT1H"\non_timeout = "F11.2"')
    talk.flows = read_flows(dict(FILES, **{"f11.toml": text}))
    talk.start("F06", "F06.2")
    talk.start("F11")
    talk.wait(hours=1).time_out()
    assert (talk.said, talk.node) == (["F11.2"], None)
    assert [parked.at.flow for parked in talk.conversation.parked] == ["F06"]


def test_a_proactive_start_parks_what_runs_and_needs_no_gate(talk: Talk) -> None:
    talk.start("F06", "F06.2")
    talk.change(facts={}).start("F26", "F26.1")
    assert talk.said == ["F26.1"]
    assert [parked.at.node for parked in talk.conversation.parked] == ["F06.2"]
    assert talk.events[-1] == FlowEnded("F26")


def test_a_started_sensitive_flow_asks_for_safety(talk: Talk) -> None:
    talk.change(facts={}).start("F06")
    assert talk.said == ["F03.1"]


def test_take_over_and_give_back(talk: Talk) -> None:
    talk.take_over()
    assert (talk.conversation.owner, talk.conversation.taken) == (Owner.HUMAN, True)
    assert talk.handed_over
    talk.give_back()
    assert (talk.conversation.owner, talk.conversation.taken) == (Owner.BOT, False)
