"""The queue: severity, then age; what nobody takes rises; nothing is out of sight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.case import Priority, Reason
from helpline.core.casework import NOBODY, Page, Wanted
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact
from helpline.core.message import Inbound, Kind
from helpline.core.reach import Reach
from helpline.operations import cases, people
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A helpline without a case."""
    return stage()


def staff(talk: Rehearsal, name: str = "dara", role: Role = Role.CASEWORKER) -> Caseworker:
    person = Caseworker("", "", name, name.title(), role, "en", "", None)
    return people.add(talk.helpline, talk.home.name, person)


def waits(
    talk: Rehearsal, priority: Priority, *, language: str = "km", channel: Channel = Channel.SMS
) -> str:
    """A contact with an open case; its pseudonym."""
    helpline = talk.helpline
    with helpline.store.begin() as tx:
        contact = Contact(helpline.new_id(), talk.home.id, language, None, talk.clock.at)
        value = f"+855000{int(helpline.new_id(), 16) % 10**6:06}"
        tx.contacts.create(contact, helpline.new_id(), Address(channel, value))
        roster = roster_of(tx, talk.home.id)
        case, _ = open_case(helpline, tx, contact, priority, Reason.HUMAN_REQ, roster)
    return case.pseudonym


def shown(talk: Rehearsal, actor: Caseworker, **wanted: object) -> list[str]:
    page = Page(talk.clock.at, Wanted(**wanted))  # type: ignore[arg-type]
    return [row.case.pseudonym for row in cases.queue(talk.helpline, actor, page)]


def test_severity_comes_before_age(talk: Rehearsal) -> None:
    actor = staff(talk)
    for priority in (Priority.P4, Priority.P3, Priority.P2, Priority.P1):
        waits(talk, priority)
        talk.clock.at += timedelta(minutes=1)
    assert shown(talk, actor) == ["K-4", "K-3", "K-2", "K-1"]


def test_what_nobody_takes_rises_but_never_among_the_dangers(talk: Rehearsal) -> None:
    """No case starves behind fresh ones of a higher priority (issue 6, Queue)."""
    actor = staff(talk)
    waits(talk, Priority.P4)
    waits(talk, Priority.P3)
    talk.clock.at += 10 * HOUR  # both should have been taken within 9 hours of work
    waits(talk, Priority.P2)
    waits(talk, Priority.P3)
    waits(talk, Priority.P1)
    assert shown(talk, actor) == ["K-5", "K-2", "K-3", "K-1", "K-4"], "P3 among P2, P4 among P3"
    talk.clock.at += DAY
    waits(talk, Priority.P2)
    assert shown(talk, actor)[:3] == ["K-5", "K-1", "K-2"], "a day later the P4 is there too"


def test_a_case_that_somebody_has_does_not_rise(talk: Rehearsal) -> None:
    actor = staff(talk)
    waits(talk, Priority.P4)
    row = cases.queue(talk.helpline, actor)[0]
    cases.claim(talk.helpline, actor, row.case.id, row.case.version)
    talk.clock.at += 3 * DAY
    waits(talk, Priority.P3)
    assert shown(talk, actor) == ["K-2", "K-1"]


def test_filters_show_a_part(talk: Rehearsal) -> None:
    actor = staff(talk)
    waits(talk, Priority.P2, language="en")
    waits(talk, Priority.P3, channel=Channel.TELEGRAM)
    waits(talk, Priority.P3)
    row = cases.queue(talk.helpline, actor)[0]
    cases.claim(talk.helpline, actor, row.case.id, row.case.version)
    assert shown(talk, actor, holder=actor.id) == ["K-1"]
    assert shown(talk, actor, holder=NOBODY) == ["K-2", "K-3"]
    assert shown(talk, actor, priority=Priority.P3) == ["K-2", "K-3"]
    assert shown(talk, actor, language="en") == ["K-1"]
    assert shown(talk, actor, channel=Channel.TELEGRAM) == ["K-2"]
    assert shown(talk, actor, language="en", holder=NOBODY) == []


def test_the_board_counts_the_whole_queue_and_shows_a_page(talk: Rehearsal) -> None:
    actor, other = staff(talk), staff(talk, "bopha")
    for priority in (Priority.P1, Priority.P3, Priority.P3, Priority.P4):
        waits(talk, priority)
        talk.clock.at += timedelta(minutes=1)
    row = cases.queue(talk.helpline, actor)[0]
    cases.claim(talk.helpline, actor, row.case.id, row.case.version)
    first = cases.board(talk.helpline, actor, Wanted(), 2, 1)
    second = cases.board(talk.helpline, actor, Wanted(), 2, 2)
    assert [r.case.pseudonym for r in first.rows] == ["K-1", "K-2"]
    assert [r.case.pseudonym for r in second.rows] == ["K-3", "K-4"]
    assert (first.more, second.more) == (True, False)
    assert dict(first.free) == {Priority.P3: 2, Priority.P4: 1}
    assert first.loads[actor.id] == 1
    assert first.loads[other.id] == 0, "who has none is shown too"
    assert first.longest is not None
    assert first.longest.pseudonym == "K-2", "the oldest that nobody has"


def test_an_urgent_message_that_no_worker_took_is_told(talk: Rehearsal) -> None:
    """Also while all workers are down (SAFETY R3)."""
    actor = staff(talk)
    talk.say("I want to kill myself")  # a worker answers at once
    assert cases.board(talk.helpline, actor, Wanted(), 9, 1).unread == []
    inbound = Inbound(
        channel=Channel.SMS,
        provider_id="dead-workers",
        address=talk.address,
        kind=Kind.TEXT,
        text="he has a knife",
        sent_at=talk.clock.at,
    )
    receive(talk.helpline, [inbound])
    came = talk.clock.at
    assert cases.board(talk.helpline, actor, Wanted(), 9, 1).unread == []
    talk.clock.at += timedelta(seconds=31)
    assert list(cases.board(talk.helpline, actor, Wanted(), 9, 1).unread) == [came]
    stranger = people.add(
        talk.helpline, "Others", Caseworker("", "", "x1x", "X", Role.SUPERVISOR, "en", "", None)
    )
    assert cases.board(talk.helpline, stranger, Wanted(), 9, 1).unread == []


def test_the_place_that_is_told_counts_those_who_wait(talk: Rehearsal) -> None:
    actor = staff(talk)
    waits(talk, Priority.P2)
    talk.clock.at += HOUR
    waits(talk, Priority.P3)
    with talk.helpline.store.read() as tx:
        first, second = (row.case for row in tx.cases.queue(Reach(talk.home.id)))
        assert tx.cases.ahead_of(first) == 0
        assert tx.cases.ahead_of(second) == 1
    cases.claim(talk.helpline, actor, first.id, first.version)
    with talk.helpline.store.read() as tx:
        assert tx.cases.ahead_of(second) == 0, "who has a person waits no more"
