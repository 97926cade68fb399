"""F08, F09 and F29 as they become rows: who gets what, by when, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.case import Reason
from helpline.core.consent import Purpose
from helpline.core.conversation import Fact
from helpline.core.referral import (
    CASE_MANAGEMENT,
    SCOPES,
    Because,
    Field,
    Reached,
    State,
    Told,
)
from helpline.core.survivor import KnownBy, Survivor
from helpline.core.task import TaskKind
from helpline.rehearsal import Rehearsal
from referring import (
    ALL,
    FIRST,
    KNOWN,
    SECOND,
    a_service,
    begin,
    only,
    publish,
    referrals,
    say,
    tasks_of,
)

DAY = timedelta(days=1)


@pytest.fixture
def talk(stage) -> Rehearsal:
    return stage()


def reasons(talk: Rehearsal) -> tuple[Reason, ...]:
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        case = tx.cases.open_for(contact.id)
    return case.reasons if case else ()


def consent(talk: Rehearsal, receiver: str):
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.consents.newest(contact.id, Purpose.SHARE, receiver)


# --- F08: consent and what is handed over ---


def test_yes_makes_a_referral_with_the_words_that_were_shown(talk: Rehearsal) -> None:
    """T28: who, what, in which words, in which language, when."""
    publish(talk, a_service(FIRST, talk.clock.at))
    begin(talk, offered=FIRST)
    texts = say(talk, *ALL)
    found = only(talk)
    assert (found.receiver, found.state, found.kind) == (FIRST, State.SENT, CASE_MANAGEMENT)
    assert found.receiver_name == "Example 1"
    assert found.directory_version == "1"
    assert found.fields == SCOPES["all"]
    consent_id, given = consent(talk, FIRST)
    assert found.consent_id == consent_id
    assert given.fields == tuple(one.value for one in SCOPES["all"])
    version = talk.helpline.catalogs.version("F08/F08.1", "en")
    assert (given.text_version, given.language, given.channel) == (version, "en", "sms")
    assert texts[0].startswith("Done. Example 1 contacts you by ")
    assert "mango" not in texts[0]


def test_what_was_answered_is_handed_over(talk: Rehearsal) -> None:
    publish(talk, a_service(FIRST, talk.clock.at))
    begin(talk, offered=FIRST, needs="health legal_aid", province="12", call_cover="shop")
    say(talk, "1", "2", "3", "2", "red door")
    known = only(talk).handover
    assert (known.reached, known.reached_at, known.helper) == (Reached.CALL, "evening", "woman")
    assert known.code_word == "red door"
    assert (known.needs, known.province, known.cover) == (("health", "legal_aid"), "12", "shop")
    assert known.language == "en"


@pytest.mark.parametrize(("answers", "scope"), [(("2", "1"), "number"), (("2", "2"), "less")])
def test_less_is_less(talk: Rehearsal, answers: tuple[str, ...], scope: str) -> None:
    """T28"""
    begin(talk)
    say(talk, *answers, *ALL[1:])
    assert only(talk).fields == SCOPES[scope]
    assert Field.FIRST_NAME not in only(talk).shown


def test_through_me_only_takes_the_number_back(talk: Rehearsal) -> None:
    """T28: what was agreed stays on record; the number does not leave."""
    begin(talk)
    say(talk, "1", "4", "1", "3", "mango")
    assert Field.NUMBER in only(talk).fields
    assert Field.NUMBER not in only(talk).shown


def test_nothing_told_and_still_somebody_asks_how_it_went(talk: Rehearsal) -> None:
    publish(talk, a_service(FIRST, talk.clock.at))
    begin(talk, offered=FIRST)
    (offer,) = say(talk, "2")
    assert "023 000 001" in offer
    (text,) = say(talk, "3")
    assert "023 000 001" in text
    found = only(talk)
    assert found.shown == ()
    assert found.feedback_due_at == found.created_at + 3 * DAY
    assert TaskKind.HAND_OVER not in tasks_of(talk)


def test_without_a_directory_a_helper_is_still_offered_and_one_of_us_owns_it(
    talk: Rehearsal,
) -> None:
    """DESIGN 1: the default offer never depends on the directory."""
    begin(talk)
    texts = say(talk, *ALL)
    found = only(talk)
    assert (found.receiver, found.chosen) == (CASE_MANAGEMENT, False)
    assert found.due_at is not None
    assert found.case_id is not None
    assert Reason.NO_MATCH in reasons(talk)
    assert TaskKind.HAND_OVER in tasks_of(talk)
    assert texts[0].startswith("Done. A helper contacts you by 19:00.")


def test_nobody_on_any_shift_is_promised_no_time(stage) -> None:
    talk = stage(on_call=False)
    begin(talk)
    (text,) = say(talk, *ALL)
    assert text.startswith("Done. A person here finds your helper.")
    assert only(talk).due_at is not None


def test_every_referral_has_a_case_of_ours(talk: Rehearsal) -> None:
    publish(talk, a_service(FIRST, talk.clock.at))
    begin(talk, offered=FIRST)
    say(talk, *ALL)
    assert reasons(talk) == (Reason.HUMAN_REQ,)
    assert only(talk).case_id


def test_a_word_of_ours_is_said_once_and_kept(talk: Rehearsal) -> None:
    begin(talk)
    (text,) = say(talk, "1", "1", "1", "1", "7")
    word = only(talk).handover.code_word
    assert len(word) == 4
    assert f"Code word: {word}." in text


def test_the_word_is_overwritten_in_the_message(talk: Rehearsal) -> None:
    begin(talk)
    say(talk, *ALL)
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 50)
        kept = only_words(lines)
        assert not tx.secrets.is_code_word(contact.id, "mango")
    assert "mango" not in kept


def only_words(lines) -> str:
    heard = [line.inbound.inbound.text for line in lines if line.inbound]
    return " ".join(heard + [line.outbound.text for line in lines if line.outbound])


@pytest.mark.parametrize("answered", range(1, 5))
def test_silence_after_a_yes_loses_nobody_and_says_nothing(talk: Rehearsal, answered: int) -> None:
    """T9: nobody is contacted in a way that was not chosen."""
    begin(talk)
    say(talk, *ALL[:answered])
    assert referrals(talk) == []
    reaction = talk.advance(timedelta(minutes=31))
    assert reaction.texts == []
    found = only(talk)
    reached = Reached.TEXT if answered > 1 else Reached.THROUGH_US
    assert found.handover.reached is reached
    assert found.handover.code_word
    assert found.due_at is not None


def test_what_was_answered_for_an_earlier_referral_does_not_count(talk: Rehearsal) -> None:
    begin(talk, at="F08.8", helper_reaches="call", helper_gender="man")
    say(talk, "2", "my helper")  # some other talk, then F08 from its start
    begin(talk, at="F29.2", helper_reaches="call", helper_gender="man")
    publish(talk, a_service(FIRST, talk.clock.at))
    say(talk, "3", "1")
    talk.advance(timedelta(minutes=31))
    assert only(talk).handover.reached is Reached.THROUGH_US
    assert only(talk).handover.helper == ""


def test_a_child_is_not_referred_by_the_bot(talk: Rehearsal) -> None:
    """T13, also where a talk was begun before the age was told."""
    begin(talk)
    say(talk, *ALL[:4])
    begin(talk, at="F08.6", age="15_17")
    say(talk, "mango")
    assert consent(talk, CASE_MANAGEMENT)[1].granted
    assert referrals(talk) == []


def test_a_service_that_was_stopped_meanwhile_gets_nobody(talk: Rehearsal) -> None:
    """T28: a yes to it is no yes to anybody else; one of us looks on."""
    service = a_service(FIRST, talk.clock.at)
    publish(talk, service)
    begin(talk, offered=FIRST)
    say(talk, "1", "1", "1", "3")
    publish(talk, service.model_copy(update={"retired": True}))
    say(talk, "mango")
    assert referrals(talk) == []
    assert Reason.NO_MATCH in reasons(talk)


def test_asking_twice_makes_one_referral_with_the_newer_answer(talk: Rehearsal) -> None:
    begin(talk)
    say(talk, *ALL)
    first = only(talk)
    begin(talk)
    say(talk, "2", "1", "2", "2", "2", "lotus")
    second = only(talk)
    assert second.id == first.id
    assert second.fields == SCOPES["number"]
    assert second.handover.code_word == "lotus"
    assert second.consent_id != first.consent_id


# --- no ---


def survivor(talk: Rehearsal) -> Survivor | None:
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.survivors.get(contact.id)


def known_survivor(talk: Rehearsal) -> None:
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        tx.survivors.add(
            Survivor(contact.id, contact.organisation_id, talk.clock.at, KnownBy.SCREENING)
        )


def test_no_is_recorded_with_the_words_and_asked_again_in_a_month_if_allowed(
    talk: Rehearsal,
) -> None:
    begin(talk)
    known_survivor(talk)
    say(talk, "3", "1")
    found = survivor(talk)
    assert found.refused_at == talk.clock.at
    consent_id, given = consent(talk, CASE_MANAGEMENT)
    assert not given.granted
    assert found.refusal_id == consent_id
    assert found.ask_again_at == talk.clock.at + 30 * DAY
    assert referrals(talk) == []


def test_no_means_no_where_asking_again_was_not_allowed(talk: Rehearsal) -> None:
    begin(talk)
    known_survivor(talk)
    say(talk, "3", "2")
    assert survivor(talk).ask_again_at is None


def test_who_is_no_survivor_is_asked_again_by_a_person(talk: Rehearsal) -> None:
    begin(talk)
    say(talk, "3", "1")
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        (task,) = [one for one in tx.tasks.of_contact(contact.id) if one.kind is TaskKind.FOLLOW_UP]
    assert task.due_at == talk.clock.at + 30 * DAY


def test_a_later_yes_takes_the_no_away(talk: Rehearsal) -> None:
    begin(talk)
    known_survivor(talk)
    say(talk, "3", "1")
    begin(talk)
    say(talk, *ALL)
    found = survivor(talk)
    assert (found.refused_at, found.refusal_id, found.ask_again_at) == (None, None, None)


def test_a_no_ends_what_was_on_its_way_to_the_same_receiver(talk: Rehearsal) -> None:
    """T28"""
    begin(talk)
    say(talk, *ALL)
    begin(talk)
    say(talk, "3", "2")
    assert only(talk).state is State.WITHDRAWN


def test_a_survivor_is_known_by_answers_and_by_words(stage) -> None:
    by_words = stage()
    by_words.remember(KNOWN)
    by_words.wait_at("F06", "F06.8")
    by_words.remember({**KNOWN, Fact.SCREENING: ""})
    assert survivor(by_words) is None


# --- F29 ---


def referred(talk: Rehearsal, *services: str) -> None:
    """A contact who was referred to the first of these."""
    publish(talk, *(a_service(one, talk.clock.at) for one in services or (FIRST,)))
    begin(talk, offered=FIRST)
    say(talk, *ALL)
    begin(talk, at="F29.1")


@pytest.mark.parametrize(
    ("answers", "state", "told", "because"),
    [
        (("1",), State.MET, Told.HELPED, None),
        (("2", "7"), State.MET, Told.NOT_HELPFUL, None),
        (("3", "1"), State.REFUSED, Told.REFUSED, Because.NOT_FOR_MEN),
        (("3", "2"), State.REFUSED, Told.REFUSED, Because.NOT_FOR_WOMEN),
        (("3", "3"), State.REFUSED, Told.REFUSED, Because.TOO_FAR),
        (("3", "4"), State.REFUSED, Told.REFUSED, Because.FULL),
        (("3", "5"), State.REFUSED, Told.REFUSED, Because.ASKED_FOR_PAPERS),
        (("3", "7"), State.REFUSED, Told.REFUSED, Because.OTHER),
        (("5",), State.WITHDRAWN, Told.NOT_WANTED, None),
    ],
)
def test_what_is_told_moves_the_referral(
    talk: Rehearsal, answers: tuple[str, ...], state: State, told: Told, because: Because | None
) -> None:
    referred(talk)
    say(talk, *answers)
    found = referrals(talk)[-1]
    assert found.state is state
    with talk.helpline.store.read() as tx:
        (kept,) = tx.referrals.told([found.id])
    assert (kept.told, kept.because) == (told, because)


def test_a_refusal_is_a_case_and_leads_to_the_next_possibility(talk: Rehearsal) -> None:
    referred(talk, FIRST, SECOND)
    (text,) = say(talk, "3", "1")
    assert "Example 2" in text
    assert Reason.REFERRAL_REFUSED in reasons(talk)
    say(talk, *ALL)
    newest, oldest = referrals(talk)
    assert (newest.receiver, newest.state) == (SECOND, State.SENT)
    assert (oldest.receiver, oldest.state) == (FIRST, State.REFUSED)


def test_where_nothing_else_is_left_a_person_looks_on(talk: Rehearsal) -> None:
    referred(talk)
    (text,) = say(talk, "3", "4")
    assert text.startswith("I will not leave it there")


@pytest.mark.parametrize(("digit", "because"), [("1", "asked_for_money"), ("2", "unsafe")])
def test_money_and_danger_stop_the_service_and_tell_a_supervisor(
    talk: Rehearsal, digit: str, because: str
) -> None:
    """DIRECTORY.md, Outcome loop"""
    referred(talk)
    say(talk, "3", "6", digit)
    found = referrals(talk)[0]
    assert found.because is Because(because)
    with talk.helpline.store.read() as tx:
        directory = talk.helpline.directory.of(tx)
        assert not directory.entries[FIRST].open_windows(talk.clock.at + DAY)
        notices = tx.oversight.notices(talk.home.id, 9)
    assert [notice.kind.value for notice in notices] == ["service_stopped"]
    assert TaskKind.VERIFY_SERVICE in tasks_of(talk)


def test_no_one_came_is_a_case_with_a_task(talk: Rehearsal) -> None:
    referred(talk)
    say(talk, "4")
    assert Reason.REFERRAL_STALLED in reasons(talk)
    assert TaskKind.REFERRAL_STALLED in tasks_of(talk)
    assert only(talk).stalled_at == talk.clock.at


def test_silence_after_they_said_no_still_brings_a_person(talk: Rehearsal) -> None:
    referred(talk)
    say(talk, "3")
    assert talk.advance(timedelta(minutes=31)).texts == []
    assert Reason.REFERRAL_REFUSED in reasons(talk)
    assert only(talk).state is State.REFUSED


@pytest.mark.parametrize("answer", ["1", "2", "3", "4", "5"])
def test_who_was_never_referred_may_answer_too(talk: Rehearsal, answer: str) -> None:
    """Nothing breaks, and nothing tells a stranger whether there is a referral (T2)."""
    begin(talk, at="F29.1")
    assert say(talk, answer)
    assert referrals(talk) == []


def test_the_question_comes_by_itself_at_the_next_good_time_and_once_only(stage) -> None:
    talk = stage()
    begin(talk)
    say(talk, *ALL)
    talk.advance(3 * DAY)
    say(talk, "hello")
    (text,) = say(talk, "1")
    assert text.startswith("The help that was arranged: did they contact you?")
    assert only(talk).feedback_due_at == only(talk).created_at + 10 * DAY
    say(talk, "0")
    talk.advance(DAY)
    say(talk, "hello")
    (text,) = say(talk, "1")
    assert text.startswith("What is it about?")


def test_the_offer_comes_again_after_a_month_and_not_before(stage) -> None:
    talk = stage()
    begin(talk)
    known_survivor(talk)
    say(talk, "3", "1")
    talk.advance(29 * DAY)
    say(talk, "hello")
    (text,) = say(talk, "1")
    assert text.startswith("What is it about?")
    talk.advance(2 * DAY)
    say(talk, "hello")
    (text,) = say(talk, "1")
    assert text.startswith("I suggest a helper who stays with you")
    assert survivor(talk).ask_again_at is None


# --- F09 ---


def test_who_helps_is_said_to_the_code_word_only(talk: Rehearsal) -> None:
    """T2"""
    begin(talk)
    say(talk, *ALL)
    talk.claim()
    talk.close("agreed", "next week")
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        from helpline.core.conversation import Secret

        tx.secrets.keep(contact.id, Secret.CODE_WORD, "tiger", talk.clock.at)
        held = tx.referrals.of_contact(contact.id)[0]
        case = tx.cases.last_for(contact.id)
        tx.referrals.save(replace(held, owner_id=case.claimed_by))
    begin(talk, at="F09.1")
    unknown = say(talk, "4", "wrong word")
    begin(talk, at="F09.1")
    told = say(talk, "4", "tiger")
    assert "Sophea" not in unknown[0]
    assert "Sophea" in told[0]


def test_changing_the_helper_is_a_complaint(talk: Rehearsal) -> None:
    begin(talk, at="F09.1")
    say(talk, "2")
    assert Reason.STAFF_COMPLAINT in reasons(talk)


# --- F31 ---


def test_taking_back_every_yes_ends_every_referral(talk: Rehearsal) -> None:
    """T28: withdrawal stops all of them at once, each with its own record."""
    publish(talk, a_service(FIRST, talk.clock.at), a_service(SECOND, talk.clock.at))
    begin(talk, offered=FIRST)
    say(talk, *ALL)
    begin(talk, offered=SECOND)
    say(talk, *ALL)
    begin(talk, at="F31.2")
    say(talk, "4")
    assert {one.state for one in referrals(talk)} == {State.WITHDRAWN}
    for service in (FIRST, SECOND):
        assert not consent(talk, service)[1].granted
