"""The silence ladder at work: each step, each stop, calls by people (CONVERSATIONS 7.3, T9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.call import CallOutcome
from helpline.core.channel import Channel
from helpline.core.conversation import Secret
from helpline.core.errors import HelplineError
from helpline.core.silence import Silence, StepTaken
from helpline.core.timing import ZONE
from helpline.operations.check_in import call_back
from helpline.rehearsal import Rehearsal
from staying import DAY, Stage, agreed, openers, plan_of


def silence_of(talk: Rehearsal) -> tuple[Silence, list[StepTaken]]:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        silence = tx.silences.of_contact(contact.id)[0]
        return silence, list(tx.silences.steps(silence.id))


def taken(talk: Rehearsal) -> list[tuple[str, str]]:
    return [(step.act, step.outcome) for step in silence_of(talk)[1]]


def trust(talk: Rehearsal) -> None:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(contact.id, Secret.TRUSTED_CONTACT, "Srey 012", talk.clock.at)


STANDARD = [
    (2, ("same_opener", "sent")),
    (5, ("other_channel", "sent")),
    (8, ("call", "task")),
    (14, ("trusted", "task")),
    (30, ("door_open", "sent")),
    (60, ("door_open", "sent")),
    (90, ("door_open", "address_too_old")),
]
HIGH = [
    (1, ("same_opener", "sent")),
    (1, ("other_channel", "sent")),
    (2, ("call", "task")),
    (5, ("trusted", "task")),
    (7, ("meeting", "task")),
    (30, ("door_open", "sent")),
    (30, ("monthly_call", "task")),
]


# 7.3 has two columns: whoever is not in the high tier climbs the standard one. The first question
# of the light tier comes after week 4, when the cap of two in a week holds a third text back (7.1).
LATER = [STANDARD[0], (7, ("other_channel", "sent")), *STANDARD[2:]]
LADDERS = [
    ("standard", 3, STANDARD),
    ("high", 3, HIGH),
    ("light", 31, LATER),
    ("away", 14, STANDARD),
]


@pytest.mark.parametrize(("tier", "first", "expected"), LADDERS)
def test_step_by_step(
    stage: Stage, tier: str, first: int, expected: list[tuple[int, tuple[str, str]]]
) -> None:
    """SAFETY T9: each step on its day, with its outcome, until a person has it."""
    talk = stage()
    agreed(talk, tier)
    talk.link(Channel.TELEGRAM)
    trust(talk)
    talk.advance(first * DAY)
    for day, step in expected:
        began = silence_of(talk)[0].began_at
        until = (began + day * DAY).astimezone(ZONE).replace(hour=23, minute=0)
        talk.advance(max(until - talk.clock.at, timedelta(0)))
        assert step in taken(talk), day
    days = [
        ((step.at.astimezone(ZONE).date() - began.astimezone(ZONE).date()).days, step.act)
        for step in silence_of(talk)[1]
    ]
    assert days == [(day, act) for day, (act, _) in expected]


def test_the_second_channel_is_another_one(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.link(Channel.TELEGRAM)
    reaction = talk.advance(8 * DAY)
    by = [one.address.channel for one in reaction.texts if one in openers(reaction.texts)]
    assert by == [Channel.SMS, Channel.SMS, Channel.TELEGRAM]


def test_the_high_tier_uses_the_second_channel_the_same_evening(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "high")
    talk.link(Channel.TELEGRAM)
    talk.advance(5 * DAY)
    steps = silence_of(talk)[1]
    first, second = steps[0].at.astimezone(ZONE), steps[1].at.astimezone(ZONE)
    assert first.date() == second.date()
    assert second - first > timedelta(hours=4)
    assert second.hour >= 15


def test_without_a_second_channel_and_without_consent_a_person_still_comes(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(20 * DAY)
    assert taken(talk)[1:4] == [
        ("other_channel", "no_channel"),
        ("call", "task"),
        ("trusted", "no_consent"),
    ]
    assert "silence_call" in talk.tasks()
    assert "ask_trusted" not in talk.tasks()


def test_an_old_agreement_about_the_trusted_contact_counts_no_more(stage: Stage) -> None:
    """Asked again every six months: lives change, and so do friends (F28.4)."""
    talk = stage()
    agreed(talk)
    trust(talk)
    for _ in range(8):
        talk.advance(25 * DAY)
        talk.say("hello")
    talk.advance(100 * DAY)
    assert ("trusted", "no_consent") in taken(talk)


@pytest.mark.parametrize("days", [4, 7, 9, 13, 20, 40])
def test_a_reply_at_any_step_ends_it(stage: Stage, days: int) -> None:
    talk = stage()
    agreed(talk)
    trust(talk)
    talk.advance(days * DAY)
    talk.say("hello")
    assert silence_of(talk)[0].outcome == "replied"
    assert not {"silence_call", "ask_trusted"} & set(talk.tasks())


def test_silence_never_lowers_a_tier_and_never_closes_a_case(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "high")
    talk.advance(300 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        plan = tx.plans.running(contact.id)
        case = tx.cases.open_for(contact.id)
    assert plan is not None
    assert plan.tier == "high"
    assert case is not None


def test_after_a_year_the_plan_is_dormant_and_the_case_is_open(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(400 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        last = tx.plans.last(contact.id)
        assert tx.cases.open_for(contact.id) is not None
    assert last is not None
    assert last.ended_why == "dormant"
    said = len(talk.terminal.sent)
    talk.advance(300 * DAY)
    assert len(talk.terminal.sent) == said


@pytest.mark.parametrize("tier", ["standard", "high", "light", "away"])
def test_no_message_goes_to_anybody_else(stage: Stage, tier: str) -> None:
    """SAFETY T9: never a message to a third person, whatever the step."""
    talk = stage()
    agreed(talk, tier)
    trust(talk)
    talk.advance(700 * DAY)
    assert {one.address for one in talk.terminal.sent} <= {talk.address}
    assert "silence_call" in talk.tasks()


# --- calls ----------------------------------------------------------------------------------------


def called(stage: Stage, *outcomes: CallOutcome) -> Rehearsal:
    talk = stage()
    agreed(talk)
    talk.advance(12 * DAY)
    for outcome in outcomes:
        talk.call(outcome)
    return talk


def test_two_tries_at_two_times_of_day_and_no_third(stage: Stage) -> None:
    talk = called(stage, CallOutcome.NO_ANSWER)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        tasks = [one for one in tx.tasks.of_contact(contact.id) if one.kind == "silence_call"]
    first, second = tasks
    assert second.done_at is None
    hours = [one.due_at.astimezone(ZONE).hour for one in (first, second)]
    assert abs(hours[0] - hours[1]) >= 3
    talk.call(CallOutcome.NO_ANSWER)
    with pytest.raises(HelplineError):
        talk.call(CallOutcome.NO_ANSWER)
    assert silence_of(talk)[0].ended_at is None


ENDS = [
    (CallOutcome.REACHED, "reached", True),
    (CallOutcome.REFUSED, "refused", False),
    (CallOutcome.KNOWN_DEATH, "known_death", False),
    (CallOutcome.TRUSTED_REFUSED, "trusted_refused", True),
    (CallOutcome.MOVED_ABROAD, "moved_abroad", True),
    (CallOutcome.UNKNOWN_NUMBER, "unknown_number", True),
    (CallOutcome.WRONG_NUMBER, "wrong_number", True),
]


@pytest.mark.parametrize(("outcome", "ended", "plan_runs"), ENDS)
def test_what_ends_the_ladder(
    stage: Stage, outcome: CallOutcome, ended: str, plan_runs: bool
) -> None:
    talk = called(stage, outcome)
    silence, steps = silence_of(talk)
    assert silence.outcome == ended
    assert ("call", outcome.value) in [(step.act, step.outcome) for step in steps]
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        assert (tx.plans.running(contact.id) is not None) is plan_runs


def test_answered_by_somebody_else_is_no_end(stage: Stage) -> None:
    """F25.4: the person was missed, so it is tried once more, and only once."""
    talk = called(stage, CallOutcome.ANSWERED_BY_OTHER)
    assert silence_of(talk)[0].ended_at is None
    talk.call(CallOutcome.ANSWERED_BY_OTHER)
    with pytest.raises(HelplineError):
        talk.call(CallOutcome.ANSWERED_BY_OTHER)
    assert silence_of(talk)[0].ended_at is None


def test_a_no_on_the_phone_is_a_stop(stage: Stage) -> None:
    talk = called(stage, CallOutcome.REFUSED)
    with talk.helpline.store.read() as tx:
        (stop,) = tx.consents.stops(talk.address)
    assert (stop.opted_out, stop.said_by.value) == (True, "caseworker")
    said = len(talk.terminal.sent)
    talk.advance(600 * DAY)
    assert len(talk.terminal.sent) == said


@pytest.mark.parametrize("outcome", [CallOutcome.WRONG_NUMBER, CallOutcome.UNKNOWN_NUMBER])
def test_a_dead_number_gets_nothing_and_its_check_ins_go_to_people(
    stage: Stage, outcome: CallOutcome
) -> None:
    talk = called(stage, outcome)
    said = len(talk.terminal.sent)
    talk.advance(100 * DAY)
    assert len(talk.terminal.sent) == said
    assert plan_of(talk)["M2"].why == "no_address"


def test_gone_abroad_is_followed_there(stage: Stage) -> None:
    talk = called(stage, CallOutcome.MOVED_ABROAD)
    assert plan_of(talk)["W2"].kind == "sign_of_life"


def test_a_call_that_was_asked_for(stage: Stage) -> None:
    """CONVERSATIONS F25: the time they chose, the cover they chose; two tries."""
    talk = stage()
    for words in ("hello", "9", "1", "8 evening", "3"):
        talk.say(words)
    assert "call" in talk.tasks()
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        (task,) = [one for one in tx.tasks.of_contact(contact.id) if one.kind == "call"]
    assert task.due_at.astimezone(ZONE).hour == 20
    (call,) = call_back.calls(talk.helpline, talk._actor())
    assert (call.wanted, call.cover, call.second) == ("20:00", "shop", False)
    talk.call(CallOutcome.NO_ANSWER)
    (again,) = call_back.calls(talk.helpline, talk._actor())
    assert again.second
