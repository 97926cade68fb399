"""A case that becomes more urgent: all clocks begin anew, and its holder is called (6.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from case_desk import kinds, mine, staff, the_case
from helpline.core.case import CLOCKS, Priority, Reason
from helpline.core.caseworker import Caseworker, Role, Shift
from helpline.core.errors import Stale
from helpline.core.oversight import NoticeKind
from helpline.operations import cases
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.people import ALWAYS
from helpline.operations.ports.alerts import Alert, AlertKind
from helpline.operations.sweep import sweep
from helpline.rehearsal import Rehearsal

WHY = "they said that they stand at the door"
SOON = timedelta(minutes=1)


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A contact who asked for a person; supervisors exist."""
    made = stage()
    made.say("9")
    return made


@pytest.fixture
def dara(talk: Rehearsal) -> Caseworker:
    """On shift round the clock."""
    person = staff(talk, "dara")
    with talk.helpline.store.begin() as tx:
        tx.staff.set_shifts(person.id, [Shift(person.id, *one) for one in ALWAYS])
    return person


@pytest.fixture
def boss(talk: Rehearsal) -> Caseworker:
    return staff(talk, "bopha", Role.SUPERVISOR)


@pytest.fixture
def answered(talk: Rehearsal, dara: Caseworker, boss: Caseworker) -> Rehearsal:
    """The case is taken and answered."""
    case = mine(talk, dara)
    cases.reply(talk.helpline, dara, case.id, "I read your messages.", talk.helpline.new_id())
    talk.advance(timedelta(hours=1))
    return talk


def danger(talk: Rehearsal) -> None:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        roster = roster_of(tx, contact.organisation_id)
        open_case(talk.helpline, tx, contact, Priority.P1, Reason.THREAT, roster)


def notices(talk: Rehearsal) -> list[NoticeKind]:
    with talk.helpline.store.read() as tx:
        return [notice.kind for notice in tx.oversight.notices(talk.home.id, 100)]


def calls(talk: Rehearsal) -> list[Alert]:
    """Calls that are still to be made."""
    later = talk.clock.at + timedelta(days=1)
    with talk.helpline.store.begin() as tx:
        found = [tx.alerts.claim(one, later, later) for one in tx.alerts.due(later, 100)]
    return [alert for alert in found if alert and alert.kind is AlertKind.CALL]


def test_a_danger_in_an_answered_case_starts_both_clocks(answered: Rehearsal) -> None:
    """CONVERSATIONS 6.1: taken within 5 minutes, written within 15, whatever came before."""
    danger(answered)
    case, clock = the_case(answered), CLOCKS[Priority.P1]
    assert (case.acknowledged_at, case.first_reply_at) == (None, None)
    assert case.acknowledge_by == answered.clock.at + clock.acknowledge
    assert case.write_by == answered.clock.at + clock.write
    assert case.watch_at == case.acknowledge_by


def test_nobody_writes_after_the_danger_and_supervisors_hear_of_it(answered: Rehearsal) -> None:
    danger(answered)
    answered.clock.at += CLOCKS[Priority.P1].write + SOON
    answered._watch(lambda: sweep(answered.helpline))
    assert NoticeKind.PROMISE_BROKEN in notices(answered)


def test_an_answer_ends_the_clocks_and_the_calls(answered: Rehearsal, dara: Caseworker) -> None:
    danger(answered)
    assert calls(answered)[0].caseworker_id == dara.id
    case = the_case(answered)
    out = answered.helpline.new_id()
    cases.reply(answered.helpline, dara, case.id, "I am here.", out)
    case = the_case(answered)
    assert case.acknowledged_at == case.first_reply_at == answered.clock.at
    assert calls(answered) == []
    answered.clock.at += timedelta(hours=2)
    answered._watch(lambda: sweep(answered.helpline))
    assert not {NoticeKind.PROMISE_BROKEN, NoticeKind.NOT_TAKEN} & set(notices(answered))


def test_who_has_the_case_says_that_they_know(answered: Rehearsal, dara: Caseworker) -> None:
    """By the same button as a claim; a second time there is nothing to say."""
    danger(answered)
    case = mine(answered, dara)
    assert case.acknowledged_at == answered.clock.at
    assert case.first_reply_at is None
    assert calls(answered) == []
    with pytest.raises(Stale):
        mine(answered, dara)


def test_nobody_else_takes_it_by_that_button(answered: Rehearsal) -> None:
    danger(answered)
    with pytest.raises(Stale):
        mine(answered, staff(answered, "vanna"))


def test_a_supervisor_who_raises_a_case_calls_its_holder(
    answered: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = the_case(answered)
    cases.set_priority(answered.helpline, boss, case.id, Priority.P1, WHY, case.version)
    case = the_case(answered)
    assert (case.acknowledged_at, case.first_reply_at) == (None, None)
    assert case.write_by == answered.clock.at + CLOCKS[Priority.P1].write
    assert calls(answered)[0].caseworker_id == dara.id


def test_who_raises_their_own_case_knows_it_and_has_to_write(
    answered: Rehearsal, dara: Caseworker
) -> None:
    case = the_case(answered)
    cases.set_priority(answered.helpline, dara, case.id, Priority.P1, WHY, case.version)
    case = the_case(answered)
    assert case.acknowledged_at is not None
    assert case.first_reply_at is None
    assert calls(answered) == []
    answered.clock.at += CLOCKS[Priority.P1].write + SOON
    answered._watch(lambda: sweep(answered.helpline))
    assert NoticeKind.PROMISE_BROKEN in notices(answered)


def test_lowering_an_answered_case_asks_for_nothing_anew(
    answered: Rehearsal, dara: Caseworker
) -> None:
    before = the_case(answered)
    cases.set_priority(answered.helpline, dara, before.id, Priority.P4, WHY, before.version)
    case = the_case(answered)
    assert case.first_reply_at == before.first_reply_at
    assert case.acknowledged_at == before.acknowledged_at
    assert kinds(answered)[-1] == "lowered"


def test_a_free_danger_that_is_lowered_calls_nobody_any_more(
    talk: Rehearsal, boss: Caseworker
) -> None:
    danger(talk)
    assert calls(talk)
    case = the_case(talk)
    cases.set_priority(talk.helpline, boss, case.id, Priority.P4, WHY, case.version)
    assert calls(talk) == []
