"""Writing first to ask how a referral went (CONVERSATIONS F29, 7.1; issue 5, Referrals)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.checkin import State
from helpline.core.consent import Purpose
from helpline.core.conversation import Fact
from helpline.core.referral import FEEDBACK_AFTER, Referral
from helpline.core.survivor import KnownBy, Survivor
from helpline.core.task import TaskKind
from helpline.operations.check_in import enrol
from helpline.operations.check_in.extra import FIRST_EXTRA
from helpline.operations.referrals.asking import ask, ask_due
from helpline.rehearsal import Rehearsal
from referring import ALL, FIRST, a_service, begin, only, publish, say, tasks_of
from staying import DAY, Stage, agreed, openers, plan_of

THIRD, TENTH = FEEDBACK_AFTER
LITTLE = timedelta(minutes=1)


@pytest.fixture
def talk(stage: Stage) -> Rehearsal:
    return stage()


def referred(talk: Rehearsal) -> Referral:
    """Somebody who said yes to a helper who stays."""
    publish(talk, a_service(FIRST, talk.clock.at))
    begin(talk, offered=FIRST)
    say(talk, *ALL)
    return only(talk)


def without_plan(talk: Rehearsal) -> None:
    """They agreed to be written to, and the plan is over."""
    agreed(talk)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        enrol.end(talk.helpline, tx, contact.id, "finished")


def test_without_a_plan_one_opener_asks_on_both_days(talk: Rehearsal) -> None:
    """T1: nothing but the bland opener is said before "good time"; D+3 and D+10, once each."""
    without_plan(talk)
    sent_at = referred(talk).created_at
    assert not openers(talk.advance(THIRD - LITTLE).texts)
    for day in (THIRD, TENTH):
        texts = talk.advance(sent_at + day + DAY - talk.clock.at).texts
        (opener,) = openers(texts)
        assert opener.text.startswith("Hello, this is Romduol. Is now a good time?")
        assert "arranged" not in opener.text
    assert not openers(talk.advance(30 * DAY).texts)
    assert only(talk).opener_due_at is None


def test_a_good_time_leads_to_the_question(talk: Rehearsal) -> None:
    without_plan(talk)
    referred(talk)
    talk.advance(THIRD + LITTLE)
    talk.say("1")
    talk.say("4")
    (question,) = talk.say("1").texts
    assert "did they contact you?" in question.text
    talk.say("1")
    assert only(talk).feedback_due_at == only(talk).opener_due_at
    assert only(talk).opener_due_at == only(talk).created_at + TENTH


def test_any_number_of_clocks_send_one_opener(talk: Rehearsal) -> None:
    """R27."""
    without_plan(talk)
    referral = referred(talk)
    talk.clock.at += THIRD + LITTLE
    assert ask_due(talk.helpline) == 1
    assert ask_due(talk.helpline) == 0
    ask(talk.helpline, referral.contact_id)
    assert only(talk).opener_sent_at == talk.clock.at
    assert len(openers(talk.advance(LITTLE).texts)) == 1


def test_at_night_it_waits_for_safe_hours(stage: Stage) -> None:
    """T10."""
    talk = stage()
    without_plan(talk)
    talk.clock.at += timedelta(hours=15)
    referral = referred(talk)
    talk.clock.at += THIRD + LITTLE
    assert ask_due(talk.helpline) == 1
    assert not openers(talk.terminal.sent)
    waits = only(talk).opener_due_at
    assert waits is not None
    assert waits > talk.clock.at + timedelta(hours=6)
    assert only(talk).feedback_due_at == referral.created_at + THIRD


def test_without_a_yes_to_be_written_to_a_caseworker_asks(talk: Rehearsal) -> None:
    """T11: no text; at the last of the two days one of us asks instead."""
    referred(talk)
    assert not openers(talk.advance(THIRD + DAY).texts)
    assert TaskKind.ASK_ABOUT_REFERRAL not in tasks_of(talk)
    assert not openers(talk.advance(TENTH).texts)
    assert TaskKind.ASK_ABOUT_REFERRAL in tasks_of(talk)


def test_what_they_tell_ends_the_caseworkers_task(talk: Rehearsal) -> None:
    referred(talk)
    talk.advance(TENTH + DAY)
    begin(talk, at="F29.1")
    say(talk, "1")
    assert TaskKind.ASK_ABOUT_REFERRAL not in tasks_of(talk)


def test_after_a_stop_nothing_is_sent(talk: Rehearsal) -> None:
    """T11."""
    without_plan(talk)
    referred(talk)
    talk.say("stop")
    assert not openers(talk.advance(30 * DAY).texts)


def test_somebody_under_18_is_asked_by_a_person(talk: Rehearsal) -> None:
    """T13."""
    without_plan(talk)
    referral = referred(talk)
    with talk.helpline.store.begin() as tx:
        known = tx.conversations.load(referral.contact_id)
        assert known is not None
        tx.conversations.save(replace(known, facts={**known.facts, Fact.AGE: "15_17"}))
    assert not openers(talk.advance(THIRD + LITTLE).texts)
    assert TaskKind.ASK_ABOUT_REFERRAL in tasks_of(talk)


def test_a_late_clock_gives_it_to_a_person(talk: Rehearsal) -> None:
    """R16: more than two hours late is no text any more."""
    without_plan(talk)
    referred(talk)
    talk.clock.at += THIRD + timedelta(hours=3)
    ask_due(talk.helpline)
    assert not openers(talk.advance(LITTLE).texts)
    assert TaskKind.ASK_ABOUT_REFERRAL in tasks_of(talk)


def test_a_plan_gets_one_more_line_where_none_is_near(talk: Rehearsal) -> None:
    agreed(talk)
    talk.advance(33 * DAY)  # W4 is over, M2 is weeks away
    referral = referred(talk)
    talk.clock.at = referral.created_at + THIRD + LITTLE
    ask_due(talk.helpline)
    (extra,) = [one for one in plan_of(talk).values() if one.seq >= FIRST_EXTRA]
    assert (extra.state, extra.topics) == (State.PLANNED, ())
    assert extra.due_at - talk.clock.at < DAY
    assert extra.name == "D36"
    assert only(talk).opener_due_at == referral.created_at + TENTH


def test_the_next_check_in_asks_it_where_one_is_near(talk: Rehearsal) -> None:
    agreed(talk)
    talk.advance(2 * DAY)
    referral = referred(talk)
    (near,) = [one for one in plan_of(talk).values() if one.name == "W1"]
    talk.clock.at = near.due_at - 2 * DAY
    assert talk.clock.at < referral.created_at + THIRD + DAY
    with talk.helpline.store.begin() as tx:
        tx.referrals.save(replace(referral, opener_due_at=talk.clock.at))
    assert ask_due(talk.helpline) == 1
    assert not [one for one in plan_of(talk).values() if one.seq >= FIRST_EXTRA]


@pytest.mark.parametrize("frequency", ["monthly", "never"])
def test_who_wants_to_hear_rarely_gets_no_extra_line(talk: Rehearsal, frequency: str) -> None:
    agreed(talk, frequency=frequency)
    talk.advance(33 * DAY)
    referral = referred(talk)
    talk.clock.at = referral.created_at + THIRD + LITTLE
    ask_due(talk.helpline)
    assert not [one for one in plan_of(talk).values() if one.seq >= FIRST_EXTRA]


def test_an_opener_counts_for_the_cap(talk: Rehearsal) -> None:
    """CONVERSATIONS 7.1: at most one a day, whatever it is about."""
    without_plan(talk)
    first = referred(talk)
    with talk.helpline.store.begin() as tx:
        before = first.created_at + THIRD - timedelta(hours=4)
        tx.referrals.save(replace(first, opener_sent_at=before))
    talk.clock.at = first.created_at + THIRD + LITTLE
    ask_due(talk.helpline)
    assert not openers(talk.advance(timedelta(hours=2)).texts)
    waits = only(talk).opener_due_at
    assert waits is not None
    assert waits.date() > talk.clock.at.date()


def test_a_month_after_a_no_the_check_in_of_that_day_offers_a_helper(talk: Rehearsal) -> None:
    """CONVERSATIONS F08.8."""
    agreed(talk)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        known = Survivor(contact.id, contact.organisation_id, talk.clock.at, KnownBy.SCREENING)
        tx.survivors.add(known)
        assert tx.consents.holds(contact.id, Purpose.WRITE)
    begin(talk)
    talk.say("3")
    talk.say("1")
    again = talk.clock.at + 30 * DAY
    lines = [one for one in plan_of(talk).values() if one.seq >= FIRST_EXTRA]
    assert [one.due_at.date() for one in lines] == [again.date()]
    assert TaskKind.FOLLOW_UP not in tasks_of(talk)
    talk.clock.at = lines[0].due_at
    assert openers(talk.advance(LITTLE).texts)
    talk.say("1")
    talk.say("4")
    (offer,) = talk.say("1").texts
    assert "a helper who stays" in offer.text
