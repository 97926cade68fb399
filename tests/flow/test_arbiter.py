"""The order in which a message is looked at (DESIGN section 4, CONVERSATIONS 4.1)."""

from __future__ import annotations

import pytest

from helpline.core.conversation import Fact, Owner
from helpline.core.events import CaseOpened, NotUnderstood, Relayed, Said
from helpline.core.message import Kind
from helpline.flow.reader import read_flows
from talking import Talk, is_before
from tiny import FILES


def ask(talk: Talk, node: str) -> Talk:
    """Bring the talk to a question of the screening."""
    assert talk.flows.position("F06", node)
    talk.start("F06", node)
    assert talk.node == node
    return talk


# --- danger ---------------------------------------------------------------------------------------


def test_crisis_opens_its_case_before_anything_is_said(talk: Talk) -> None:
    talk.say("i want to kill myself")
    assert talk.cases == ["P1 SELF_HARM_NOW"]
    assert talk.said == ["F20.1"]
    assert is_before(talk.events, CaseOpened, Said)
    assert talk.conversation.owner is Owner.HUMAN
    assert not talk.conversation.taken


def test_crisis_comes_before_language_consent_and_greeting(newcomer: Talk) -> None:
    newcomer.say("ខ្ញុំចង់ស្លាប់")
    assert newcomer.said == ["F20.1"]
    assert newcomer.fact(Fact.LANGUAGE) == "km"


@pytest.mark.parametrize("node", ["F06.1", "F06.2", "F06.3", "F06.4", "F06.5", "F06.6"])
def test_crisis_at_every_kind_of_question(talk: Talk, node: str) -> None:
    ask(talk, node).say("kill myself")
    assert (talk.cases, talk.node) == (["P1 SELF_HARM_NOW"], "F20.1")
    assert [parked.at.node for parked in talk.conversation.parked] == [node]


def test_a_crisis_is_handed_over_whatever_its_flow_says(talk: Talk) -> None:
    careless = FILES["f20.toml"].replace("hand_over = true", "hand_over = false")
    talk.flows = read_flows(dict(FILES, **{"f20.toml": careless}))
    talk.say("kill myself")
    assert talk.handed_over


def test_a_crisis_opens_its_case_whatever_its_flow_says(talk: Talk) -> None:
    careless = FILES["f20.toml"].replace('start = "F20.alert"', 'start = "F20.1"')
    talk.flows = read_flows(dict(FILES, **{"f20.toml": careless}))
    talk.say("kill myself")
    assert talk.cases == ["P1 SELF_HARM_NOW"]
    assert is_before(talk.events, CaseOpened, Said)


def test_stop_inside_a_sentence_is_a_crisis_and_no_stop(talk: Talk) -> None:
    talk.say("stop he hit me")
    assert talk.cases == ["P1 VIOLENCE_NOW"]
    assert talk.fact(Fact.WRITING) is None


def test_every_reason_of_one_message_is_kept(talk: Talk) -> None:
    talk.say("he hit me, better without me")
    assert talk.cases == ["P1 VIOLENCE_NOW", "P2 SELF_HARM_RISK"]


def test_a_hint_asks_its_one_question_and_hands_nothing_over(talk: Talk) -> None:
    talk.say("they are better without me")
    assert (talk.cases, talk.node) == (["P2 SELF_HARM_RISK"], "F20.2")
    assert talk.conversation.owner is Owner.BOT


def test_the_same_crisis_again_stays_at_its_question(talk: Talk) -> None:
    talk.say("kill myself")
    talk.say("1")
    assert talk.node == "F20.2"
    talk.say("i said kill myself")
    assert (talk.cases, talk.said, talk.node) == (["P1 SELF_HARM_NOW"], ["F20.2"], "F20.2")


def test_another_crisis_adds_its_reason_and_takes_over(talk: Talk) -> None:
    ask(talk, "F06.2").say("kill myself")
    talk.say("now they hit me")
    assert (talk.cases, talk.node) == (["P1 VIOLENCE_NOW"], "F21.1")
    assert [parked.at.flow for parked in talk.conversation.parked] == ["F06"]


def test_a_hint_during_a_crisis_question_only_adds_its_reason(talk: Talk) -> None:
    talk.say("he hit me")
    talk.say("better without me")
    assert (talk.cases, talk.node) == (["P2 SELF_HARM_RISK"], "F21.1")


def test_one_digit_is_an_answer_and_is_not_scanned(talk: Talk) -> None:
    def alarmed(text: str):
        understood = talk.understand("kill myself")
        return understood if text == "1" else talk.understand(text)

    ask(talk, "F06.1")
    loud = Talk(talk.flows, alarmed, talk.conversation, talk.now)
    loud.say("1")
    assert (loud.cases, loud.node) == ([], "F06.2")


def test_danger_without_a_flow_goes_to_a_person(talk: Talk) -> None:
    talk.say("they threaten my family")
    assert talk.cases == ["P2 THREAT"]
    assert (talk.handed_over, talk.said) == (True, ["F26.hold"])


@pytest.mark.parametrize("code", ["99", "៩៩", "(99)", "999", "9 9", "99!"])
def test_99_asks_what_is_happening(talk: Talk, code: str) -> None:
    ask(talk, "F06.2").say(code)
    assert (talk.said, talk.node) == (["F03.2"], "F03.2")


def test_no_answer_to_the_danger_question_is_p1_and_silence(talk: Talk) -> None:
    talk.say("99")
    talk.wait(minutes=9).time_out()
    assert talk.cases == []
    talk.wait(minutes=1).time_out()
    assert (talk.cases, talk.said) == (["P1 UNSAFE_NO_ANSWER"], [])
    assert talk.conversation.owner is Owner.HUMAN


# --- stop, hide, wrong number ---------------------------------------------------------------------


@pytest.mark.parametrize("word", ["stop", "Stop.", "ឈប់"])
@pytest.mark.parametrize("node", ["F06.1", "F06.5"])
def test_stop_is_one_text_and_final(talk: Talk, node: str, word: str) -> None:
    ask(talk, node).say(word)
    assert (talk.said, talk.node, talk.remembered["writing"]) == (["F30.1"], None, "stopped")
    talk.say("88")
    assert talk.fact(Fact.WRITING) == "stopped"


def test_stop_with_an_urgent_case_tells_a_person(talk: Talk) -> None:
    talk.world[Fact.OPEN_CASE] = "P1"
    talk.say("stop")
    assert talk.cases == ["P2 OPTOUT_HIGH_RISK"]
    assert talk.said == ["F30.1"]


def test_stop_by_the_provider_counts(talk: Talk) -> None:
    talk.say("STOPALL", provider_opt_out="stop")
    assert talk.remembered == {"writing": "stopped"}


@pytest.mark.parametrize("how", ["88", "៨៨", "888", "hide"])
def test_hide_shows_nothing_and_starts_anew(talk: Talk, how: str) -> None:
    talk.say("kill myself")
    ask(talk, "F06.2").say(how)
    assert (talk.said, talk.node, talk.conversation.parked) == (["F32.1"], None, ())
    assert talk.remembered["writing"] == "hidden"
    assert talk.fact(Fact.SAFE) is None
    talk.wait(minutes=2).say("debt")
    assert talk.said == ["F03.1"]
    talk.say("1")
    assert talk.said == ["F26.hold"]  # a person has the talk since "kill myself"


def test_whoever_hid_a_talk_of_the_bots_comes_back_to_the_menu(talk: Talk) -> None:
    ask(talk, "F06.2").say("88")
    talk.wait(minutes=2).say("debt")
    assert talk.said == ["F03.1"]
    talk.say("1")
    assert talk.said == ["F01.2"]


def test_after_not_safe_to_text_the_next_words_pass_the_safety_question(talk: Talk) -> None:
    """Whoever holds the phone now reads nothing before that (CONVERSATIONS F21)."""
    ask(talk, "F06.2").change(facts={Fact.LANGUAGE: "en", Fact.WRITING: "silent"})
    talk.wait(minutes=2).say("blorf")
    assert talk.said == ["F03.1"]


def test_the_contacts_own_word_hides(talk: Talk) -> None:
    ask(talk, "F06.5").say("mangoes today", hide_word=True)
    assert talk.said == ["F32.1"]


def test_hidden_after_a_stop_still_asks_for_safety(talk: Talk) -> None:
    talk.say("stop")
    talk.say("88")
    talk.say("menu")
    assert talk.said == ["F03.1"]


def test_wrong_number_ends_everything(talk: Talk) -> None:
    ask(talk, "F06.5").say("you have the wrong number")
    assert talk.said == ["F33.1"]
    assert (talk.cases, talk.remembered["writing"]) == (["P4 WRONG_NUMBER"], "wrong_number")
    assert (talk.node, talk.conversation.parked, talk.fact(Fact.SAFE)) == (None, (), None)


def test_wrong_number_on_a_shared_phone_is_somebody_else(talk: Talk) -> None:
    talk.know(shared_phone="yes").say("wrong number")
    assert talk.cases == ["P2 IMPERSONATION"]


def test_wrong_number_as_an_answer_is_an_answer(talk: Talk) -> None:
    talk.say("9")
    talk.say("say wrong number")
    assert talk.fact(Fact.WRITING) is None
    assert talk.node is None


def test_after_wrong_number_no_holding_text_tells_that_somebody_is_known(talk: Talk) -> None:
    talk.say("9")
    talk.say("2")
    talk.say("wrong number")
    assert talk.said == ["F33.1"]
    talk.wait(hours=1).say("who is this")
    assert (talk.said, talk.events) == ([], (Relayed(),))


# --- a person owns the talk -----------------------------------------------------------------------


def test_nobody_there_yet_the_holding_text_comes_once_in_half_an_hour(talk: Talk) -> None:
    talk.say("9")
    talk.say("2")
    talk.say("are you there")
    assert talk.said == ["F26.hold"]
    assert Relayed() in talk.events
    talk.wait(minutes=29).say("hello?")
    assert talk.said == []
    talk.wait(minutes=1).say("hello?")
    assert talk.said == ["F26.hold"]


def test_a_person_is_there_and_the_bot_is_silent(talk: Talk) -> None:
    ask(talk, "F06.1").take_over()
    assert talk.conversation.taken
    assert [parked.at.node for parked in talk.conversation.parked] == ["F06.1"]
    for words in ("1", "debt", "what now", "9", "8"):
        talk.say(words)
        assert (talk.said, talk.events) == ([], (Relayed(),))


def test_a_person_is_there_but_danger_hide_and_menu_still_work(talk: Talk) -> None:
    for words, said in (("99", "F03.2"), ("88", "F32.1"), ("0", "F01.2"), ("hit me", "F21.1")):
        talk.know(safe="yes").world.clear()
        talk.take_over()
        talk.change(taken=True, at=None)
        talk.say(words)
        assert talk.said == [said], words
        talk.know(writing="yes")


def test_a_person_who_knows_of_the_danger_is_not_talked_over(talk: Talk) -> None:
    talk.say("kill myself")
    talk.take_over()
    talk.say("i will kill myself")
    assert (talk.cases, talk.said) == (["P1 SELF_HARM_NOW"], [])
    assert Relayed() in talk.events


def test_what_the_bot_asks_in_a_persons_talk_can_be_answered(talk: Talk) -> None:
    talk.take_over()
    talk.say("99")
    assert Relayed() in talk.events
    talk.say("3")
    assert (talk.node, talk.cases) == ("F20.1", ["P1 SELF_HARM_NOW"])


def test_8_says_first_what_a_person_agreed(talk: Talk) -> None:
    ask(talk, "F06.1").take_over()
    talk.give_back()
    talk.say("8")
    assert talk.said == ["F35.1"]
    said = next(event for event in talk.events if isinstance(event, Said))
    assert said.quotes["recap"].context == "F26/title"
    talk.wait(hours=7).say("8")
    assert talk.said == ["F03.1"]
    talk.say("1")
    assert talk.said == ["F35.1"]


def test_a_hint_that_was_left_is_offered_again(talk: Talk) -> None:
    talk.say("better without me")
    talk.say("0")
    talk.wait(hours=1).say("hello")
    assert talk.said == ["F35.2"]
    talk.say("1")
    assert talk.node == "F20.2"


def test_a_crisis_that_a_person_took_over_is_not_offered_again(talk: Talk) -> None:
    talk.say("kill myself")
    talk.take_over()
    talk.give_back()
    assert talk.conversation.parked == ()


def test_words_that_answer_nothing_are_for_the_person_on_the_way(talk: Talk) -> None:
    talk.say("kill myself")
    talk.say("my name is dara and it is all too much")
    assert Relayed() in talk.events
    assert (talk.said, talk.node) == (["F26.hold"], "F20.1")
    talk.say("6")
    assert (talk.said, talk.node) == (["F20.1"], "F20.1")
    talk.say("1")
    assert talk.node == "F20.2"


def test_the_bot_answers_again_when_the_person_leaves(talk: Talk) -> None:
    ask(talk, "F06.1").take_over()
    talk.give_back()
    talk.wait(hours=1).say("hello")
    assert talk.said == ["F35.2"]
    talk.say("1")
    assert talk.node == "F06.1"


# --- questions, keys, keywords --------------------------------------------------------------------


def test_an_answer_leads_on(talk: Talk) -> None:
    ask(talk, "F06.1").say("yes")
    assert (talk.kinds, talk.node) == (["Answered", "Said"], "F06.2")
    assert talk.conversation.answers == {"F06.1": "yes"}


@pytest.mark.parametrize("node", ["F06.1", "F06.2", "F06.3", "F06.4", "F06.5", "F06.6", "F11.1"])
def test_universal_keys_at_every_kind_of_question(talk: Talk, node: str) -> None:
    for key, said in (("0", "F01.2"), ("9", "F25.1"), ("8", "F35.1"), ("៩", "F25.1")):
        there = Talk(talk.flows, talk.understand, talk.conversation, talk.now)
        there.start(node[:3], node)
        there.say(key)
        assert there.said == [said], key
        if key != "8":
            assert [parked.at.node for parked in there.conversation.parked] == [node]


def test_7_skips_where_a_question_can_be_skipped(talk: Talk) -> None:
    ask(talk, "F06.1").say("7")
    assert (talk.node, talk.conversation.answers) == ("F06.2", {"F06.1": "skipped"})
    talk.say("7")
    assert talk.said == ["F00.1"]


def test_8_repeats_the_question_with_its_topic_only_when_it_is_safe(talk: Talk) -> None:
    ask(talk, "F06.2").say("8")
    said = next(event for event in talk.events if isinstance(event, Said))
    assert said.quotes["question"].context == "F06/F06.2"
    assert said.quotes["recap"].context == "F06/title"
    assert (said.question, talk.node) == (True, "F06.2")
    talk.change(facts={}, at=None).start("F11")
    talk.say("8")
    assert talk.said == ["F11.1"]


def test_9_in_a_crisis_comes_back_to_the_crisis(talk: Talk) -> None:
    talk.say("kill myself")
    talk.say("9")
    assert talk.node == "F25.1"
    talk.say("2")
    assert talk.node == "F20.1"


def test_a_keyword_parks_what_runs_and_offers_it_again(talk: Talk) -> None:
    ask(talk, "F06.2").say("debt")
    assert talk.node == "F06.3"  # the label of an option answers first
    talk.say("my debt is big")
    assert talk.node == "F11.1"
    talk.say("2")
    assert talk.said == ["F11.2", "F35.2"]
    assert talk.events[-1].quotes["topic"].context == "F06/title"
    talk.say("1")
    assert (talk.said, talk.node) == (["F06.3"], "F06.3")
    assert talk.conversation.parked == ()


def test_start_new_lets_go_of_what_was_parked(talk: Talk) -> None:
    ask(talk, "F06.3").say("my debt is big")
    talk.say("1")
    talk.say("2")
    assert (talk.said, talk.conversation.parked) == (["F01.2"], ())


def test_language_is_a_detour_back_to_the_same_question(talk: Talk) -> None:
    ask(talk, "F06.3").say("english please")
    assert talk.node == "F02.1"
    talk.say("1")
    assert (talk.node, talk.fact(Fact.LANGUAGE)) == ("F06.3", "km")
    assert talk.fact(Fact.LANGUAGE_CHOSEN) == "yes"


def test_what_is_parked_too_long_is_not_offered(talk: Talk) -> None:
    for days, offered in ((2, True), (3, False)):
        later = Talk(talk.flows, talk.understand, talk.conversation, talk.now)
        later.start("F06", "F06.3")
        later.say("0")
        later.wait(days=days).say("8")
        assert later.said == ["F03.1"]
        later.say("1")
        assert (later.said == ["F35.2"]) is offered


def test_a_question_can_be_answered_days_later(talk: Talk) -> None:
    talk.start("F11")
    talk.wait(hours=1).time_out()
    assert (talk.events, talk.node) == ((), "F11.1")
    talk.wait(days=5).say("2")
    assert talk.said == ["F11.2"]


def test_a_sensitive_question_after_a_gap_asks_for_safety_first(talk: Talk) -> None:
    ask(talk, "F06.2")
    talk.wait(hours=6, minutes=1).say("1")
    assert (talk.said, talk.node) == (["F03.1"], "F03.1")
    talk.say("1")
    assert (talk.said, talk.node) == (["F06.2"], "F06.2")


@pytest.mark.parametrize(("key", "said"), [("9", "F25.1"), ("0", "F03.1"), ("99", "F03.2")])
def test_after_a_gap_a_person_and_danger_need_no_safety_question(
    talk: Talk, key: str, said: str
) -> None:
    ask(talk, "F06.2")
    talk.wait(hours=7).say(key)
    assert talk.said == [said]
    assert [parked.at.node for parked in talk.conversation.parked] == ["F06.2"]


def test_a_sensitive_text_is_gated_even_where_its_flow_forgot_to(talk: Talk) -> None:
    talk.change(facts={}).start("F01", "F01.2")
    assert talk.said == ["F03.1"]


def test_not_a_good_time_says_nothing_sensitive(talk: Talk) -> None:
    ask(talk, "F06.2")
    talk.wait(hours=7).say("1")
    talk.say("2")
    assert (talk.said, talk.node) == (["F03.5"], None)
    assert [parked.at.node for parked in talk.conversation.parked] == ["F06.2"]


def test_a_gap_of_six_hours_is_still_safe(talk: Talk) -> None:
    ask(talk, "F06.2")
    talk.change(last_inbound_at=talk.now).wait(hours=6).say("1")
    assert talk.node == "F06.3"


def test_a_sensitive_flow_asks_for_safety_and_goes_on(talk: Talk) -> None:
    talk.change(facts={}).say("boat")
    assert talk.said == ["F03.1"]
    talk.say("yes")
    assert talk.node == "F06.1"


# --- first contact and what is not understood -----------------------------------------------------


def test_the_first_text_is_the_greeting(newcomer: Talk) -> None:
    newcomer.say("hello")
    assert (newcomer.said, newcomer.node) == (["F01.1"], "F01.1")
    assert newcomer.remembered["language"] == "en"


def test_a_bare_digit_asks_for_the_language_first(newcomer: Talk) -> None:
    newcomer.say("1")
    assert newcomer.said == ["F02.1"]
    newcomer.say("2")
    assert newcomer.said == ["F01.1"]


def test_a_first_sentence_that_is_not_understood_goes_to_a_person(newcomer: Talk) -> None:
    newcomer.say("my cousin gave me this paper")
    assert newcomer.said == ["F01.1", "F00.2"]
    assert newcomer.cases == ["P3 NOT_UNDERSTOOD"]


def test_somebody_who_asks_for_a_person_first_is_greeted_and_heard(newcomer: Talk) -> None:
    newcomer.say("9")
    assert newcomer.said == ["F01.1", "F25.1"]
    assert newcomer.cases == ["P3 HUMAN_REQ"]


def test_the_greeting_is_said_once(newcomer: Talk) -> None:
    newcomer.say("hello")
    newcomer.world[Fact.FIRST_TALK] = "yes"  # the talk is the first one still
    newcomer.say("0")
    assert newcomer.said == ["F03.1"]


def test_three_failures_lead_to_a_person(talk: Talk) -> None:
    ask(talk, "F06.1").say("xyz")
    assert (talk.said, talk.node, talk.cases) == (["F00.1"], "F06.1", [])
    assert NotUnderstood(1) in talk.events
    talk.say("xyz")
    assert (talk.said, talk.cases) == (["F00.2"], ["P3 NOT_UNDERSTOOD"])
    talk.say("xyz")
    assert (talk.said, talk.handed_over) == ([], True)
    talk.say("xyz")
    assert talk.events == (Relayed(),)
    talk.wait(hours=25).say("xyz")
    assert talk.said == ["F26.hold"]


def test_an_answer_after_help_still_counts(talk: Talk) -> None:
    ask(talk, "F06.1").say("xyz")
    talk.say("2")
    assert (talk.node, talk.conversation.failures) == ("F06.2", 0)


def test_other_scripts_are_answered_in_both_languages_with_a_person(newcomer: Talk) -> None:
    newcomer.say("สวัสดี")
    assert (newcomer.said, newcomer.cases) == (["F00.scripts"], ["P3 NOT_UNDERSTOOD"])


def test_khmer_letters_overrule_a_guess_but_not_a_choice(talk: Talk) -> None:
    talk.know(language="en", language_chosen="no").say("សួស្ដី")
    assert talk.fact(Fact.LANGUAGE) == "km"
    talk.know(language="en", language_chosen="yes").say("សួស្ដី")
    assert talk.fact(Fact.LANGUAGE) == "en"


# --- what is no text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "node"),
    [
        (Kind.MEDIA, "F00.media"),
        (Kind.CONTACT_CARD, "F00.media"),
        (Kind.LOCATION, "F00.location"),
    ],
)
def test_what_has_no_words_gets_a_kind_answer_and_a_person(
    talk: Talk, kind: Kind, node: str
) -> None:
    ask(talk, "F06.5").say("", kind=kind)
    assert (talk.said, talk.node, talk.cases) == ([node], "F06.5", ["P3 NOT_UNDERSTOOD"])
    assert talk.conversation.failures == 0
    talk.say("", kind=kind)
    assert (talk.cases, Relayed() in talk.events) == ([], True)


@pytest.mark.parametrize("text", ["", "   ", "😀", "👍🏽", "...", "\u200b"])
def test_nothing_and_emoji_get_help_and_then_a_person(talk: Talk, text: str) -> None:
    ask(talk, "F06.5").say(text)
    assert (talk.said, talk.node, talk.conversation.failures) == (["F00.1"], "F06.5", 1)
    talk.say(text)
    assert (talk.said, talk.cases) == (["F00.2"], ["P3 NOT_UNDERSTOOD"])


def test_a_caption_with_danger_is_danger(talk: Talk) -> None:
    talk.say("they hit me", kind=Kind.MEDIA)
    assert talk.cases == ["P1 VIOLENCE_NOW"]


def test_an_edit_never_answers_but_danger_in_it_counts(talk: Talk) -> None:
    ask(talk, "F06.1").say("yes", kind=Kind.EDIT)
    assert (talk.events, talk.node) == ((), "F06.1")
    talk.say("kill myself", kind=Kind.EDIT)
    assert talk.cases == ["P1 SELF_HARM_NOW"]


def test_blocking_is_a_stop_and_unblocking_is_nothing(talk: Talk) -> None:
    talk.say("", kind=Kind.BLOCKED)
    assert (talk.remembered, talk.said) == ({"writing": "stopped"}, [])
    talk.say("", kind=Kind.UNBLOCKED)
    assert (talk.events, talk.fact(Fact.WRITING)) == ((), "stopped")


def test_a_stale_button_changes_nothing(talk: Talk) -> None:
    ask(talk, "F06.1")
    before = talk.conversation
    talk.say("", kind=Kind.BUTTON, stale_button=True)
    assert (talk.events, talk.conversation) == ((), before)


def test_a_button_answers_like_its_digit(talk: Talk) -> None:
    ask(talk, "F06.1").press("1")
    assert talk.node == "F06.2"
    talk.press("99")
    assert talk.node == "F03.2"


def test_silent_until_they_write(talk: Talk) -> None:
    talk.say("hit me")
    talk.say("3")
    assert talk.fact(Fact.WRITING) == "silent"
    talk.say("again here")
    assert talk.fact(Fact.WRITING) is None
