"""Plans: who gets one, what it asks, what changes and ends it (CONVERSATIONS 7, F27-F30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from helpline.core.call import CallOutcome
from helpline.core.channel import Channel
from helpline.core.checkin import Frequency, Kind, State, Tier
from helpline.core.consent import Purpose, SaidBy, Stop
from helpline.core.contact import SafeTimes
from helpline.core.conversation import Conversation, Fact
from helpline.core.events import CaseOpened, CheckInAgreed, ConsentGiven, Turn
from helpline.core.message import Kind as Message
from helpline.core.timing import ZONE
from helpline.operations.moment import Moment
from helpline.operations.record import record
from helpline.operations.sweep import sweep
from helpline.rehearsal import Reaction, Rehearsal
from staying import DAY, Stage, agreed, openers, plan_of


def happen(talk: Rehearsal, *what: object, **facts: str) -> None:
    """Events of a turn, as if a flow had produced them."""
    talk.say("hello")
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        moment = Moment.of(talk.helpline, tx, tx.contacts.addresses(contact.id)[0])
        known = {Fact(name): value for name, value in facts.items()}
        record(moment, Turn(Conversation(contact.id, facts=known), what))  # type: ignore[arg-type]


def tier_of(talk: Rehearsal) -> Tier | None:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        plan = tx.plans.running(contact.id)
    return plan.tier if plan else None


def cases_in(reaction: Reaction) -> list[str]:
    return [
        f"{event.priority} {event.reason}"
        for turn in reaction.turns
        for event in turn.events
        if isinstance(event, CaseOpened)
    ]


WRITE = ConsentGiven(Purpose.WRITE, True, "F04/F04.4")
KEEP = ConsentGiven(Purpose.KEEP, True, "F04/F04.3")


@pytest.mark.parametrize(
    ("events", "facts", "tier"),
    [
        ((WRITE,), {}, Tier.LIGHT),
        ((WRITE,), {"screening": "positive"}, Tier.STANDARD),
        ((WRITE, CheckInAgreed("standard")), {}, Tier.STANDARD),
        ((WRITE, CheckInAgreed("away")), {}, Tier.AWAY),
        ((CheckInAgreed("standard"),), {}, None),  # without consent there is no plan
        ((KEEP, CheckInAgreed("standard")), {}, None),
        ((WRITE, CheckInAgreed("standard")), {"age": "15_17"}, None),  # only a person sets it
    ],
)
def test_who_gets_which_plan(
    stage: Stage, events: tuple[object, ...], facts: dict[str, str], tier: Tier | None
) -> None:
    talk = stage()
    happen(talk, *events, **facts)
    assert tier_of(talk) is tier


def test_danger_raises_the_tier_and_begins_anew(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "standard")
    talk.advance(40 * DAY)
    talk.say("i want to kill myself")
    assert tier_of(talk) is Tier.HIGH
    assert plan_of(talk)["D3"].due_at > talk.clock.at + 2 * DAY


def test_the_lowest_answer_raises_the_tier(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "standard")
    talk.advance(3 * DAY)
    talk.say("1")
    assert cases_in(talk.say("1")) == ["P2 WELLBEING_DROP"]
    assert tier_of(talk) is Tier.HIGH


def test_taking_consent_back_ends_the_plan(stage: Stage) -> None:
    talk = stage()
    happen(talk, WRITE)
    happen(talk, ConsentGiven(Purpose.WRITE, False, "F04/F04.4"))
    assert tier_of(talk) is None
    talk.advance(400 * DAY)
    assert openers(talk.terminal.sent) == []


# --- the talk -----------------------------------------------------------------------------------

TALKS = [
    # known scores, answers after the opener, cases that they open
    ({"wellbeing": "4 4 4"}, ["1", "2"], ["P3 WELLBEING_DROP"]),
    ({"wellbeing": "4 4 4"}, ["1", "3"], []),
    ({"wellbeing": "2"}, ["1", "2"], ["P3 WELLBEING_DROP"]),
    ({}, ["1", "1"], ["P2 WELLBEING_DROP"]),
    ({}, ["1", "4", "2"], ["P2 THREAT"]),
    ({}, ["1", "7", "2"], ["P2 THREAT"]),
    ({}, ["1", "4", "1", "3"], []),  # help did not come: F29 asks why
]


@pytest.mark.parametrize(("known", "answers", "expected"), TALKS)
def test_answers_open_cases(
    stage: Stage, known: dict[str, str], answers: list[str], expected: list[str]
) -> None:
    """CONVERSATIONS 7.4."""
    talk = stage()
    agreed(talk, **known)
    talk.advance(3 * DAY)
    opened: list[str] = []
    for answer in answers:
        opened += cases_in(talk.say(answer))
    assert opened == expected


def asked_at(stage: Stage, name: str, **known: str) -> Rehearsal:
    """A talk that stands at the module of a check-in."""
    talk = stage()
    agreed(talk, **known)
    for _ in range(30):
        day = plan_of(talk)[name].due_at - talk.clock.at
        if day < 2 * DAY:
            break
        talk.advance(min(day - DAY, 25 * DAY))
        talk.say("1")
        talk.say("0")
    talk.advance(plan_of(talk)[name].due_at - talk.clock.at + timedelta(minutes=1))
    assert plan_of(talk)[name].state is State.SENT, plan_of(talk)[name]
    for answer in ("1", "4", "1"):
        talk.say(answer)
    return talk


def answered(talk: Rehearsal, name: str) -> bool:
    """Also where the answers have made another plan since."""
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        found = tx.plans.of_contact(contact.id)
    return any(one.name == name and one.state is State.ANSWERED for one in found)


MODULES = [
    ("W1", "F27.B", ["3"], ["P2 DEBT_THREAT"]),
    ("W1", "F27.B", ["1", "3"], ["P3 NO_SHELTER_FOOD"]),
    ("W2", "F27.C", ["1"], []),
    ("W4", "F27.A", ["1"], []),
    ("M2", "F27.D", ["2"], ["P4 NEED_HEALTH"]),
]


@pytest.mark.parametrize(("name", "node", "answers", "expected"), MODULES)
def test_each_module_asks_and_acts(
    stage: Stage, name: str, node: str, answers: list[str], expected: list[str]
) -> None:
    talk = asked_at(stage, name, body="2")
    conversation = talk.conversation()
    assert conversation is not None
    assert conversation.at is not None
    assert conversation.at.node == node
    opened: list[str] = []
    for answer in answers:
        opened += cases_in(talk.say(answer))
    assert opened == expected
    assert answered(talk, name)


def test_an_open_debt_is_asked_about_first(stage: Stage) -> None:
    talk = asked_at(stage, "D3", needs="debt_counselling")
    conversation = talk.conversation()
    assert conversation is not None
    assert conversation.at is not None
    assert conversation.at.node == "F27.B"


def test_what_was_not_answered_is_not_asked_again(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(3 * DAY)
    talk.say("1")
    talk.say("4")  # and then nothing
    said = len(talk.terminal.sent)
    talk.advance(DAY)
    assert len(talk.terminal.sent) == said
    assert plan_of(talk)["D3"].state is State.ANSWERED
    conversation = talk.conversation()
    assert conversation is not None
    assert conversation.facts[Fact.WELLBEING] == "4"


def test_an_opener_is_answered_days_later(stage: Stage) -> None:
    """Somebody who was silent for weeks still answers this morning's opener."""
    talk = stage()
    talk.remember(
        {
            Fact.LANGUAGE: "en",
            Fact.CONSENT_WRITE: "yes",
            Fact.TIER: "standard",
        },
        silent_for=20 * DAY,
    )
    talk.advance(3 * DAY)
    assert "How have you been" in talk.say("1").texts[0].text


def test_later_puts_it_off_by_a_day_and_never_sends_the_same_again(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(3 * DAY)
    talk.say("2")
    assert plan_of(talk)["D3"].why == "later"
    talk.say("1")  # in the morning
    before = len(openers(talk.terminal.sent))
    talk.advance(2 * DAY)
    assert len(openers(talk.terminal.sent)) == before + 1


def test_an_answer_in_the_middle_of_another_talk_is_that_talks(stage: Stage) -> None:
    """Out of order: the opener waits until the talk about something else is over."""
    talk = stage()
    agreed(talk)
    due = plan_of(talk)["D3"].due_at
    talk.advance(due - talk.clock.at - timedelta(minutes=10))
    talk.say("menu")
    talk.advance(timedelta(minutes=20))
    assert openers(talk.terminal.sent) == []
    talk.advance(timedelta(hours=3))
    assert len(openers(talk.terminal.sent)) == 1


def test_a_plan_edited_while_its_opener_waits_to_be_sent(stage: Stage) -> None:
    """The row is claimed by its state: an edit after the send changes nothing, before it counts."""
    talk = stage()
    agreed(talk)
    talk.advance(plan_of(talk)["D3"].due_at - talk.clock.at - timedelta(minutes=30))
    talk.say("menu")
    talk.say("1")
    check_in = plan_of(talk)["D3"]
    with talk.helpline.store.begin() as tx:
        assert tx.plans.change(check_in, State.PLANNED)
        assert not tx.plans.change(check_in, State.SENT)


# --- settings, pause, stop ------------------------------------------------------------------------


def settings(talk: Rehearsal, *answers: str) -> None:
    talk.say("settings")
    talk.say("1")  # a good time
    for answer in answers:
        talk.say(answer)


def test_once_a_month(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    settings(talk, "1", "3")
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        plan = tx.plans.running(contact.id)
    assert plan is not None
    assert plan.frequency is Frequency.MONTHLY
    talk.advance(20 * DAY)
    assert len(openers(talk.terminal.sent)) == 2  # the first of the month, and its second try


def test_never_ends_everything_unasked(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    settings(talk, "1", "4")
    before = len(talk.terminal.sent)
    talk.advance(400 * DAY)
    assert len(talk.terminal.sent) == before


def test_safe_times_count_at_once(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    settings(talk, "2", "3")
    talk.advance(10 * DAY)
    contact = talk.contact()
    assert contact is not None
    assert contact.safe_times != SafeTimes()
    with talk.helpline.store.read() as tx:
        sent = [one.sent_at for one in tx.plans.of_contact(contact.id) if one.sent_at]
    assert sent
    assert all(at.astimezone(ZONE).hour >= 17 for at in sent)


@pytest.mark.parametrize(("digit", "days"), [("1", 7), ("2", 30)])
def test_a_pause_lasts_as_long_as_it_was_asked_for(stage: Stage, digit: str, days: int) -> None:
    talk = stage()
    agreed(talk)
    talk.say("pause")
    talk.say(digit)
    before = len(talk.terminal.sent)
    talk.advance((days - 1) * DAY)
    assert len(talk.terminal.sent) == before
    talk.advance(30 * DAY)
    assert len(talk.terminal.sent) > before


def test_a_pause_until_they_write(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.say("pause")
    talk.say("3")
    before = len(talk.terminal.sent)
    talk.advance(60 * DAY)
    assert len(talk.terminal.sent) == before
    talk.say("hello")
    contact = talk.contact()
    assert contact is not None
    assert contact.quiet_until is None


def test_hiding_does_not_shorten_a_pause(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.say("pause")
    talk.say("2")
    talk.say("88")
    contact = talk.contact()
    assert contact is not None
    assert contact.quiet_until is not None
    assert contact.quiet_until - talk.clock.at > 29 * DAY


STOPS = ["stop", "wrong number", "ឈប់ផ្ញើ"]


@pytest.mark.parametrize("words", STOPS)
def test_a_stop_ends_plan_and_ladder_in_the_same_transaction(stage: Stage, words: str) -> None:
    """SAFETY T11, at every moment of a plan: nothing unasked ever again."""
    talk = stage()
    agreed(talk)
    talk.advance(4 * DAY)
    talk.say(words)
    said = len(talk.terminal.sent)
    assert tier_of(talk) is None
    assert all(one.state is not State.PLANNED for one in plan_of(talk).values())
    talk.advance(700 * DAY)
    assert len(talk.terminal.sent) == said
    assert "silence_call" not in talk.tasks()


def test_a_provider_tells_of_a_stop(stage: Stage) -> None:
    """Twilio's OptOutType feeds the same ledger (SAFETY T11)."""
    talk = stage()
    agreed(talk)
    talk.say("Stop", provider_opt_out="stop")
    with talk.helpline.store.read() as tx:
        (stop,) = tx.consents.stops(talk.address)
    assert (stop.opted_out, stop.words, stop.said_by.value) == (True, "Stop", "contact")
    assert tier_of(talk) is None


def test_a_telegram_that_is_blocked(stage: Stage) -> None:
    """SAFETY R9: blocking is a stop, told by the provider without a word."""
    talk = stage(Channel.TELEGRAM)
    agreed(talk)
    talk.say("", Message.BLOCKED)
    with talk.helpline.store.read() as tx:
        (stop,) = tx.consents.stops(talk.address)
    assert (stop.opted_out, stop.said_by.value) == (True, "provider")
    said = len(talk.terminal.sent)
    talk.advance(700 * DAY)
    assert len(talk.terminal.sent) == said


@pytest.mark.parametrize("words", ["hello", "thank you", "pause"])
def test_only_start_or_a_yes_of_their_own_reopens(stage: Stage, words: str) -> None:
    talk = stage()
    agreed(talk)
    talk.say("stop")
    talk.advance(DAY)
    talk.say(words)
    contact = talk.contact()
    assert contact is not None
    assert contact.opted_out
    talk.say("start", provider_opt_out="start")
    talk.say("1")
    contact = talk.contact()
    assert contact is not None
    assert not contact.opted_out
    assert tier_of(talk) is not None


def test_the_ledger_alone_is_enough(stage: Stage) -> None:
    """A restored contact that forgot its stop is still not written to (SAFETY R19)."""
    talk = stage()
    agreed(talk)
    with talk.helpline.store.begin() as tx:
        stop = Stop(True, SaidBy.CONTACT, "stop", talk.clock.at)
        tx.consents.record_opt_out(talk.address, stop)
    talk.advance(60 * DAY)
    assert talk.terminal.sent == []


def test_a_stop_in_the_high_tier_brings_a_person(stage: Stage) -> None:
    talk = stage()
    agreed(talk, "high")
    assert "P2 OPTOUT_HIGH_RISK" in cases_in(talk.say("stop"))


def test_a_forgotten_contact_ends_its_ladder(stage: Stage) -> None:
    """Its key is destroyed while a ladder runs: both end, and nothing is sent."""
    talk = stage()
    agreed(talk)
    talk.advance(4 * DAY)
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("update contacts set data_key = null"))
    talk.clock.at += 3 * DAY
    sweep(talk.helpline)
    with talk.helpline.store.read() as tx:
        assert tx.plans.running(contact.id) is None
        assert tx.silences.running(contact.id) is None


@pytest.mark.parametrize(("reached", "greetings"), [(True, 0), (False, 1)])
def test_the_first_greeting_is_for_who_got_no_call(
    stage: Stage, reached: bool, greetings: int
) -> None:
    """CONVERSATIONS 7.1, high tier: "D1 if no call"."""
    talk = stage()
    agreed(talk, "high")
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        due = {one.kind: one.due_at for one in tx.plans.of_contact(contact.id) if one.name == "D1"}
    talk.advance(due[Kind.BY_PERSON] + timedelta(minutes=1) - talk.clock.at)
    assert talk.tasks() == ["call"]
    assert due[Kind.CARING] > talk.clock.at
    talk.call(CallOutcome.REACHED if reached else CallOutcome.NO_ANSWER)
    talk.advance(timedelta(hours=14))
    assert len(talk.terminal.sent) == greetings
