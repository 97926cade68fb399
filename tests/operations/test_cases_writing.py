"""Answering within what is safe, drafts, and letting the bot ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from case_desk import staff, the_case
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Channel
from helpline.core.contact import SafeTimes
from helpline.core.conversation import Owner
from helpline.core.errors import Refused
from helpline.operations import cases
from helpline.operations.cases.reading import Flag, page_of
from helpline.operations.ports.messages import Line
from helpline.operations.safe_times import NEVER
from helpline.rehearsal import START, Rehearsal

WHY = "she has to know before the bus leaves"
NIGHT = timedelta(hours=13)
"""From ten in the morning to eleven at night."""


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A contact whose case the caseworker has."""
    made = stage()
    made.say("9")
    made.claim()
    return made


def sophea(talk: Rehearsal) -> Caseworker:
    with talk.helpline.store.read() as tx:
        return tx.staff.of_organisation(talk.home.id)[0]


def write(talk: Rehearsal, text: str, reason: str = "") -> str:
    helpline = talk.helpline
    return cases.reply(helpline, sophea(talk), the_case(talk).id, text, helpline.new_id(), reason)


def change(talk: Rehearsal, **what: object) -> None:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        tx.contacts.save(replace(contact, **what))  # type: ignore[arg-type]


def view(talk: Rehearsal) -> cases.CaseView:
    return cases.view(talk.helpline, sophea(talk), the_case(talk).id)


# --- hours ------------------------------------------------------------------------------------


def test_an_answer_at_a_safe_hour_needs_no_reason(talk: Rehearsal) -> None:
    talk.clock.at += timedelta(hours=2)
    write(talk, "hello")
    assert not view(talk).needs_reason


@pytest.mark.parametrize("reason", ["", "soon", "x" * 301])
def test_an_answer_at_night_needs_a_reason(talk: Rehearsal, reason: str) -> None:
    """SAFETY T10: a text at a dangerous hour is a decision, and it is written down."""
    talk.clock.at += NIGHT
    assert view(talk).needs_reason
    with pytest.raises(Refused, match="hour_needs_reason"):
        write(talk, "hello", reason)
    write(talk, "hello", WHY)
    note = view(talk).notes[-1]
    assert (note.kind, note.words) == ("wrote_outside_hours", WHY)


def test_who_wrote_a_moment_ago_is_answered_at_any_hour(talk: Rehearsal) -> None:
    talk.clock.at += NIGHT
    talk.say("are you there")
    write(talk, "I am here")
    talk.clock.at += timedelta(minutes=31)
    with pytest.raises(Refused, match="hour_needs_reason"):
        write(talk, "still there?")


@pytest.mark.parametrize("times", [NEVER, SafeTimes(time(18, 0), time(19, 0))])
def test_own_hours_count_and_not_the_usual_ones(talk: Rehearsal, times: SafeTimes) -> None:
    change(talk, safe_times=times)
    talk.clock.at += timedelta(hours=1)
    with pytest.raises(Refused, match="hour_needs_reason"):
        write(talk, "hello")


def test_who_hid_the_talk_is_written_to_with_a_reason_only(talk: Rehearsal) -> None:
    """SAFETY T3: somebody may hold the phone, so even a fresh message invites no answer."""
    talk.say("88")
    assert Flag.HIDDEN in view(talk).flags
    with pytest.raises(Refused, match="hour_needs_reason"):
        write(talk, "hello")


def test_a_talk_hidden_before_any_case_is_flagged_when_one_opens(stage) -> None:
    """SAFETY T3: the flag is there even when no case was open."""
    talk = stage()
    talk.say("hello")
    talk.say("88")
    talk.clock.at += timedelta(hours=30)
    talk.say("I want to kill myself")
    talk.claim()
    assert Flag.HIDDEN in view(talk).flags, "somebody still has to look at it"


@pytest.mark.parametrize("text", ["I write {time}", "Go to {place} now", "{first}"])
def test_a_canned_reply_is_not_sent_with_a_hole_in_it(talk: Rehearsal, text: str) -> None:
    with pytest.raises(Refused, match="unfilled"):
        write(talk, text)


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_waits_for_its_author_alone_until_it_is_sent(talk: Rehearsal) -> None:
    actor, case = sophea(talk), the_case(talk)
    boss = staff(talk, "bopha", Role.SUPERVISOR)
    cases.keep_draft(talk.helpline, actor, case.id, "half an ans")
    assert view(talk).desk.draft == "half an ans"
    assert cases.view(talk.helpline, boss, case.id).desk.draft == ""
    write(talk, "half an answer")
    assert view(talk).desk.draft == ""


def test_an_emptied_draft_is_dropped(talk: Rehearsal) -> None:
    actor, case = sophea(talk), the_case(talk)
    cases.keep_draft(talk.helpline, actor, case.id, "half")
    cases.keep_draft(talk.helpline, actor, case.id, " ")
    assert view(talk).desk.draft == ""


def test_two_who_write_at_once_are_told_of_each_other(talk: Rehearsal) -> None:
    case = the_case(talk)
    boss = staff(talk, "bopha", Role.SUPERVISOR)
    desk = cases.keep_draft(talk.helpline, boss, case.id, "I would say")
    assert desk.others == ()
    assert view(talk).desk.others == ("Bopha",)
    assert cases.keep_draft(talk.helpline, sophea(talk), case.id, "Hello").others == ("Bopha",)
    talk.clock.at += timedelta(minutes=1)
    assert view(talk).desk.others == (), "a draft that rests is nobody writing"


def test_only_who_may_answer_keeps_a_draft(talk: Rehearsal) -> None:
    with pytest.raises(Refused, match="claim_first"):
        cases.keep_draft(talk.helpline, staff(talk, "dara"), the_case(talk).id, "x")


# --- the bot ----------------------------------------------------------------------------------


def test_the_bot_asks_a_flow_and_gives_the_talk_back(talk: Rehearsal) -> None:
    """What is said after the flow is the person's: no bot goes on talking (rapidpro#1484)."""
    write(talk, "I let the computer ask you something")
    before = len(talk.terminal.sent)
    talk._watch(lambda: cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, "F05"))
    assert len(talk.terminal.sent) > before
    asked = talk.conversation()
    assert asked is not None
    assert (asked.owner, asked.taken) == (Owner.HUMAN, False)
    assert view(talk).bot_answers
    for _ in range(6):  # whatever it asks: safe, then the age
        if talk.conversation().at is None:  # type: ignore[union-attr]
            break
        talk.say("1")
    assert talk.conversation().at is None  # type: ignore[union-attr]
    assert talk.say("now I tell you something").texts == []
    assert "flow_sent" in [note.kind for note in view(talk).notes]


def test_an_answer_takes_the_talk_back_from_the_bot(talk: Rehearsal) -> None:
    cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, "F07")
    talk._watch(lambda: write(talk, "Never mind the questions"))
    assert talk.conversation().taken  # type: ignore[union-attr]
    assert talk.say("1").texts == []


@pytest.mark.parametrize("flow", ["F20", "F99", "", "F30", "../F07"])
def test_the_bot_asks_only_what_may_be_asked(talk: Rehearsal, flow: str) -> None:
    with pytest.raises(Refused, match="no_such_flow"):
        cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, flow)


def test_the_bot_asks_nothing_at_night_without_a_reason(talk: Rehearsal) -> None:
    talk.clock.at += NIGHT
    with pytest.raises(Refused, match="hour_needs_reason"):
        cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, "F07")
    cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, "F07", WHY)
    assert view(talk).notes[-1].words == WHY


def test_the_bot_answers_again_while_the_case_stays(talk: Rehearsal) -> None:
    cases.give_back(talk.helpline, sophea(talk), the_case(talk).id)
    assert talk.conversation().owner is Owner.BOT  # type: ignore[union-attr]
    assert talk.say("0").texts, "the bot answers"
    assert the_case(talk).claimed_by == sophea(talk).id
    cases.step_in(talk.helpline, sophea(talk), the_case(talk).id)
    assert talk.conversation().taken  # type: ignore[union-attr]
    talk.say("hello")
    assert talk.say("are you a person").texts == []


def test_danger_is_heard_while_the_bot_asks(talk: Rehearsal) -> None:
    cases.send_flow(talk.helpline, sophea(talk), the_case(talk).id, "F07")
    talk.say("I want to kill myself")
    assert the_case(talk).priority.value == "P1"


# --- pages of a talk --------------------------------------------------------------------------


def lines(*seconds: int) -> list[Line]:
    return [Line(START + timedelta(seconds=second)) for second in seconds]


@pytest.mark.parametrize(
    ("moments", "shown", "more"),
    [
        ((1, 2, 3), (1, 2, 3), False),
        ((1, 2, 3, 4), (2, 3, 4), True),
        ((1, 2, 2, 3), (2, 2, 3), True),
        ((1, 2, 2, 2, 3), (3,), True),
        ((2, 2, 2, 2), (2, 2, 2), True),
    ],
)
def test_a_page_never_cuts_through_one_moment(
    moments: tuple[int, ...], shown: tuple[int, ...], more: bool
) -> None:
    """The next page begins before the oldest line shown: what came with it must come there."""
    assert page_of(lines(*moments), 3) == (lines(*shown), more)


def test_all_lines_are_on_some_page(stage) -> None:
    talk = stage(Channel.TELEGRAM)
    talk.say("9")
    talk.claim()
    for number in range(130):
        talk.say(f"line {number}.")
        talk.clock.at += timedelta(seconds=number % 2)  # many at the same instant
    case, actor = the_case(talk), sophea(talk)
    seen: list[str] = []
    before = None
    while True:
        page = cases.view(talk.helpline, actor, case.id, before)
        seen += [line.inbound.inbound.text for line in page.lines if line.inbound]
        if not page.more:
            break
        before = page.lines[0].at
    assert sorted(seen) == sorted(["9", *(f"line {number}." for number in range(130))])
