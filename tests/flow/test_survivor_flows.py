"""What answers lead to in F04 to F15 (CONVERSATIONS 5 and 6.2), over the flows that ship."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from content import content
from helpline.core.conversation import Fact, Owner, World
from helpline.core.events import CheckInAgreed, ConsentGiven
from helpline.flow.engine import Walk
from talking import Talk

Known = Callable[..., Talk]
YES = {"consent_keep": "yes"}


@pytest.fixture
def known() -> Known:
    """Somebody grown up, at a good time, who agreed that answers are kept."""

    def make(**facts: str) -> Talk:
        talk = Talk(content().flows, content().understander.understand)
        talk.world[Fact.STAFFED] = "yes"
        usual = {"language": "en", "language_chosen": "yes", "safe": "yes", "age": "adult"}
        talk.change(last_inbound_at=talk.now).know(**(usual | YES | facts))
        return talk

    return make


def begin(talk: Talk, flow: str, node: str | None = None) -> Talk:
    """As the contact's own words would begin it."""
    walk = Walk(talk.flows, talk.conversation, World(talk.now, dict(talk.world)))
    assert walk.begin(flow, node)
    talk.conversation, talk.events = walk.conversation, tuple(walk.events)
    return talk


def answers(talk: Talk, given: Iterable[str]) -> list[str]:
    """Say them one after the other; every case that was opened on the way."""
    opened: list[str] = []
    for words in given:
        assert talk.node, f"nothing waits for {words!r}"
        talk.say(words)
        opened += talk.cases
    return opened


def test_who_was_never_asked_passes_safety_age_and_consent_in_this_order(known: Known) -> None:
    """CONVERSATIONS F03 to F05, SAFETY T13: nobody under 18 is asked for consent."""
    talk = known(safe="", age="", consent_keep="")
    begin(talk, "F06")
    asked = [talk.node]
    for words in ("1", "3", "1", "1", "2"):
        talk.say(words)
        asked.append(talk.node)
    assert asked == ["F03.1", "F05.1", "F04.1", "F04.3", "F04.4", "F06.0"]


def test_age_comes_before_consent_wherever_consent_is_asked(known: Known) -> None:
    """A way that began with information only has asked for neither (F10)."""
    talk = begin(known(age="", consent_keep=""), "F10")
    answers(talk, "11")
    assert talk.node == "F05.1"
    answers(talk, "3")
    assert talk.node == "F04.1"


# --- F04 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("digit", "granted"), [("1", True), ("2", False)])
def test_each_consent_is_recorded_with_the_words_that_were_shown(
    known: Known, digit: str, granted: bool
) -> None:
    talk = known(consent_keep="")
    begin(talk, "F04")
    answers(talk, ["1", digit])
    (keep,) = [event for event in talk.events if isinstance(event, ConsentGiven)]
    assert (keep.purpose.value, keep.granted, keep.context) == ("keep", granted, "F04/F04.3")
    if granted:
        talk.say("1")
        (write,) = [event for event in talk.events if isinstance(event, ConsentGiven)]
        assert (write.purpose.value, write.granted, write.context) == ("write", True, "F04/F04.4")
    else:
        assert "F04.6" in talk.said
        assert talk.fact(Fact.CONSENT_WRITE) is None


def test_consent_is_asked_twice_at_most(known: Known) -> None:
    talk = known(consent_keep="")
    for asked in ("1", "2"):
        begin(talk, "F04")
        assert (talk.node, talk.fact(Fact.CONSENT_ASKED)) == ("F04.1", asked)
        talk.wait(hours=1).time_out()
        assert talk.events == ()
        talk.change(at=None, callers=(), parked=())
    begin(talk, "F04")
    assert (talk.said, talk.node) == (["F04.6"], None)
    assert talk.fact(Fact.CONSENT_KEEP) == "no"
    assert not [event for event in talk.events if isinstance(event, ConsentGiven)]


# --- F05 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("1", "under_15"),
        ("2", "15_17"),
        ("3", "adult"),
        ("14", "under_15"),
        ("១៦", "15_17"),
        ("17", "15_17"),
        ("18", "adult"),
        ("25", "adult"),
        ("I am 40", "adult"),
        ("7", "skipped"),
        ("4", None),
        ("0777", None),
        ("200", None),
    ],
)
def test_only_the_range_of_an_age_is_kept(known: Known, words: str, band: str | None) -> None:
    """SAFETY T13: a band when it is needed, and never a birthday."""
    talk = known(age="")
    begin(talk, "F05")
    talk.say(words)
    assert (talk.fact(Fact.AGE) or None) == band


@pytest.mark.parametrize("words", ["1", "2", "15"])
def test_a_child_is_led_to_f19_before_any_consent(known: Known, words: str) -> None:
    talk = known(age="", consent_keep="")
    begin(talk, "F06")
    assert answers(talk, [words])[0] == "P2 CHILD"
    assert talk.node is not None and talk.node.startswith("F19")
    answers(talk, ["1", "1"])
    assert talk.fact(Fact.CONSENT_ASKED) is None
    assert talk.fact(Fact.SCREENING) is None


# --- F06 ------------------------------------------------------------------------------------------


def begin_screening(talk: Talk) -> None:
    """The flow, and yes to being asked."""
    begin(talk, "F06")
    assert talk.node == "F06.0"
    talk.say("1")


@pytest.mark.parametrize("words", ["2", "7"])
def test_who_will_not_be_asked_is_offered_help_all_the_same(known: Known, words: str) -> None:
    talk = known()
    begin(talk, "F06")
    talk.say(words)
    assert (talk.said, talk.fact(Fact.SCREENING)) == (["F06.8"], None)


@pytest.mark.parametrize(
    ("given", "opened", "kept"),
    [
        ("1222222", [], "negative"),
        ("2122222", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2212222", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2221222", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2222122", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2222212", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2727122", ["P3 SCREEN_POSITIVE"], "positive"),
        ("2272222", ["P4 SCREEN_UNCLEAR"], "unclear"),
        ("7222227", [], "negative"),
        ("11111113", ["P2 SCREEN_POSITIVE", "P2 THREAT"], "positive"),
        ("22222213", ["P2 THREAT"], "negative"),
    ],
)
def test_what_the_questions_about_work_add_up_to(
    known: Known, given: str, opened: list[str], kept: str
) -> None:
    """F06.1 is not scored; F06.7 asks about a threat (F11.2, here: no) and raises the case."""
    talk = known()
    begin_screening(talk)
    assert answers(talk, given) == opened
    assert talk.fact(Fact.SCREENING) == kept


def test_the_answer_is_the_same_for_all(known: Known) -> None:
    for given in ("2222222", "1111112", "2272222"):
        talk = known()
        begin_screening(talk)
        answers(talk, given)
        assert (talk.said, talk.node) == (["F06.8"], "F06.8")


@pytest.mark.parametrize("after", range(5))
def test_two_skips_in_a_row_offer_to_leave_the_questions_once(known: Known, after: int) -> None:
    talk = known()
    begin_screening(talk)
    answers(talk, "2" * after + "77")
    assert talk.node == "F06.10"
    talk.say("2")
    while talk.node != "F06.8":
        talk.say("7")
        assert talk.node != "F06.10"


def test_left_after_two_skips_it_is_unclear(known: Known) -> None:
    talk = known()
    begin_screening(talk)
    assert answers(talk, "771") == ["P4 SCREEN_UNCLEAR"]
    assert talk.node == "F06.8"


def test_information_only_opens_a_case_only_when_help_is_asked_for(known: Known) -> None:
    talk = known(consent_keep="no")
    begin_screening(talk)
    assert answers(talk, "1111112") == []
    assert talk.fact(Fact.SCREENING) == "private"
    assert answers(talk, "1") == ["P3 SCREEN_POSITIVE"]
    assert talk.node is not None and talk.node.startswith("F08")


def test_nobody_answers_the_questions_about_work_twice(known: Known) -> None:
    talk = known()
    begin_screening(talk)
    answers(talk, "12")
    talk.say("0")
    begin(talk, "F06")
    assert talk.said == ["F06.3"]
    answers(talk, "22222")
    talk.say("2")
    begin(talk, "F06")
    assert talk.said == ["F06.8"]


def test_kept_answers_can_be_gone_on_with_after_three_days(known: Known) -> None:
    """72 h for screening, longer where the contact agreed that answers are kept (rule 4.10)."""
    for consent, node in (("yes", "F06.3"), ("", None)):
        talk = known(consent_keep=consent, consent_write="yes")
        begin(talk, "F06" if consent else "F11")
        answers(talk, "112" if consent else "12")
        talk.wait(days=4).say("hello")
        talk.say("1")
        assert (talk.node == node) is bool(consent)


# --- F07 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "opened", "node"),
    [
        (["1"], [], "F07.2"),
        (["13"], [], "F07.2"),
        (["5"], [], "F07.5"),
        (["1 5", "1"], [], "F07.2"),
        (["1,5", "2"], ["P2 NO_SHELTER_FOOD"], "F07.2"),
        (["1", "Takeo"], [], "F07.4"),
        (["1", "1"], [], "F07.3b"),
        (["1", "1", "សៀមរាប", "1"], ["P3 NO_MATCH"], "F08.1"),
        (["1", "7"], ["P3 NO_MATCH"], "F08.1"),
    ],
)
def test_needs_lead_to_what_fits_and_always_to_a_helper_who_stays(
    known: Known, given: list[str], opened: list[str], node: str
) -> None:
    talk = known()
    begin(talk, "F07", "F07.1")
    assert answers(talk, given) == opened
    assert talk.node == node


def test_the_list_of_names_is_no_province(known: Known) -> None:
    talk = known()
    begin(talk, "F07", "F07.2")
    answers(talk, ["1"])
    assert talk.fact(Fact.PROVINCE) is None
    answers(talk, ["Kampot", "2"])
    assert talk.fact(Fact.PROVINCE) is None  # they move on this month


def test_where_something_fits_a_helper_comes_first(known: Known) -> None:
    talk = known(province="12", needs="medical")
    world = World(talk.now, dict(talk.world), offers=lambda _facts: ("s1", "s2"))
    walk = Walk(talk.flows, talk.conversation, world)
    walk.begin("F07", "F07.match")
    talk.events = tuple(walk.events)
    assert talk.said == ["F07.8", "F08.1"]
    assert walk.fact(Fact.OFFERED) == "s1 s2"


# --- F11, F12 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "opened", "node"),
    [
        ("11", ["P1 VIOLENCE_NOW"], "F21.1"),
        ("12", ["P2 DEBT_THREAT"], "F11.6"),
        ("13", [], "F11.4"),
        ("77", [], "F11.4"),
        ("21", ["P4 NEED_DEBT"], "F07.2"),
        ("31", ["P4 NEED_DEBT"], "F07.2"),
        ("221", [], "F12.1"),
        ("222", [], None),
    ],
)
def test_debt(known: Known, given: str, opened: list[str], node: str | None) -> None:
    talk = known()
    begin(talk, "F11")
    assert answers(talk, given) == opened
    assert talk.node == node


def test_information_only_is_looked_for_without_a_case(known: Known) -> None:
    for flow, given in (("F11", "21"), ("F15", "12"), ("F10", "11")):
        talk = known(consent_keep="no")
        begin(talk, flow)
        assert answers(talk, given) == []
        assert talk.node == "F07.2"


@pytest.mark.parametrize(
    ("when", "who", "missing", "opened"),
    [
        ("1", "2", "5", ["P2 RETRAFFICK_RISK"]),
        ("1", "1", "12", ["P2 RETRAFFICK_RISK"]),
        ("1", "3", "1 2 3 4", ["P2 RETRAFFICK_RISK"]),
        ("1", "7", "7", []),
        ("1", "1", "3", []),
        ("2", "2", "7", ["P3 RETRAFFICK_RISK"]),
        ("2", "4", "34", ["P3 RETRAFFICK_RISK"]),
        ("2", "4", "4", []),
        ("3", "2", "1234", []),
        ("4", "2", "12", []),
        ("7", "2", "12", []),
    ],
)
def test_going_abroad(known: Known, when: str, who: str, missing: str, opened: list[str]) -> None:
    """CONVERSATIONS 6.2: soon, and the same broker or two things missing."""
    talk = known()
    begin(talk, "F12")
    assert answers(talk, [when, who, missing]) == opened
    assert talk.node == "F12.4"


def test_help_goes_along_where_it_is_wanted(known: Known) -> None:
    talk = known()
    begin(talk, "F12")
    answers(talk, ["3", "1", "5", "3", "1", "1"])
    assert talk.fact(Fact.COUNTRY) == "th"
    assert talk.fact(Fact.TIER) == "away"
    assert CheckInAgreed("away") in talk.events
    assert talk.fact(Fact.CONSENT_WRITE) == "yes"


# --- F13, F14 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digit", "opened", "wish", "owner"),
    [
        ("1", ["P3 LEGAL_CHOICE"], "lawyer", Owner.BOT),
        ("2", ["P3 LEGAL_CHOICE"], "case", Owner.BOT),
        ("3", [], "no_case", Owner.BOT),
        ("4", ["P3 COMPLICITY"], None, Owner.HUMAN),
        ("5", ["P2 PRESSURE"], None, Owner.HUMAN),
    ],
)
def test_a_say_about_a_case(
    known: Known, digit: str, opened: list[str], wish: str | None, owner: Owner
) -> None:
    talk = known()
    begin(talk, "F13")
    assert answers(talk, digit) == opened
    assert (talk.fact(Fact.LEGAL_WISH), talk.conversation.owner) == (wish, owner)


def test_no_case_is_not_asked_about_again(known: Known) -> None:
    talk = known(legal_wish="no_case")
    begin(talk, "F13")
    assert talk.said == ["F13.5"]
    talk.say("2")
    assert talk.said == ["F13.6"]


@pytest.mark.parametrize(
    ("given", "opened", "node"),
    [
        ("1", ["P1 MEDICAL_NOW"], "F23.1"),
        ("2", [], "F14.2"),
        ("212", ["P4 NEED_HEALTH"], "F07.2"),
        ("277", ["P4 NEED_HEALTH"], "F07.2"),
        ("2111", ["P4 NEED_HEALTH"], "F07.2"),
    ],
)
def test_the_body(known: Known, given: str, opened: list[str], node: str) -> None:
    talk = known()
    begin(talk, "F14")
    assert answers(talk, given) == opened
    assert talk.node == node


@pytest.mark.parametrize(
    ("given", "opened", "node"),
    [
        ("32", ["P2 SELF_HARM_RISK"], None),
        ("33", ["P1 SELF_HARM_NOW"], "F20.1"),
        ("37", ["P3 SELF_HARM_RISK"], "F14.7"),
        ("4yes", ["P1 SELF_HARM_NOW"], "F20.1"),
        ("31", [], "F14.7"),
        ("313", ["P4 NEED_MIND"], "F14.9"),
        ("3111", ["P4 NEED_MIND"], "F07.2"),
        ("3112", [], None),
        ("1", [], None),
        ("2", [], None),
    ],
)
def test_the_mind(known: Known, given: str, opened: list[str], node: str | None) -> None:
    """CONVERSATIONS 6.2: F14.5 = 2 is P2, = 3 is P1; no answer is looked at too (P3)."""
    talk = known()
    begin(talk, "F14", "F14.mind")
    said = [given[0], given[1:]] if given.endswith("yes") else list(given)
    assert answers(talk, said) == opened
    assert talk.node == node


def test_body_and_mind_are_both_looked_for(known: Known) -> None:
    talk = known()
    begin(talk, "F14")
    assert answers(talk, "21" + "1" + "3111") == ["P4 NEED_MIND", "P4 NEED_HEALTH"]
    assert talk.fact(Fact.NEEDS) == "medical mental_health"


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ("12", "job_placement"),
        ("11", "job_placement medical"),
        ("22", "vocational"),
        ("31", "livelihood medical"),
        ("47", "livelihood"),
        ("71", "vocational medical"),
    ],
)
def test_work(known: Known, given: str, needs: str) -> None:
    talk = known()
    begin(talk, "F15")
    assert answers(talk, given) == ["P4 NEED_WORK"]
    assert talk.said == ["F15.3", "F07.2"]
    assert talk.fact(Fact.NEEDS) == needs


# --- the first words ------------------------------------------------------------------------------


def test_words_for_a_relative_lead_to_the_family_menu() -> None:
    """CONVERSATIONS F01, family shortcut: behind the safety question, as every menu."""
    talk = Talk(content().flows, content().understander.understand)
    talk.say("it is about my son")
    assert talk.said == ["F01.1", "F03.1"]
    talk.say("1")
    assert talk.node == "F01.4"
    talk.say("my son")
    assert talk.node == "F01.4"


@pytest.mark.parametrize(
    ("words", "case", "nodes"),
    [
        ("i leave to thailand tomorrow", "P2 RETRAFFICK_RISK", "F12.1"),
        ("they push me to drop the case", "P2 PRESSURE", "F13.pushed"),
        ("I have nowhere to sleep", "P2 NO_SHELTER_FOOD", "F07.7"),
        ("if i dont pay they take my house", "P2 DEBT_THREAT", "F11.2"),
    ],
)
def test_words_of_risk_open_their_case_before_any_question(
    known: Known, words: str, case: str, nodes: str
) -> None:
    talk = known()
    talk.say(words)
    assert case in talk.cases
    assert nodes in talk.said
