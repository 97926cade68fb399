"""Each check-in goes out at most once, whatever runs twice, jumps or comes too late.

SAFETY R16 (clock jumps), R27 (three schedulers), R1 (restarts).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from databases import OpenAgain, blank_url, database_url, empty_sqlite, open_again, postgres
from helpline.core.caseworker import Organisation
from helpline.core.checkin import State
from helpline.core.timing import ZONE
from helpline.operations.check_in.due import look_after
from helpline.operations.sweep import sweep
from helpline.rehearsal import Rehearsal
from staying import DAY, TEN, Stage, agreed, enrolled, helpline_on, openers, plan_of, states

__all__ = ["blank_url", "database_url", "empty_sqlite", "open_again", "postgres"]

CONTACTS = 12


def test_three_schedulers_at_once(open_again: OpenAgain) -> None:
    """SAFETY R27: three schedulers race for the same check-ins on one database."""
    clock = [TEN]
    helplines = [helpline_on(open_again(), lambda: clock[0]) for _ in range(3)]
    first = helplines[0]
    organisation = Organisation(first.new_id(), "Example")
    with first.store.begin() as tx:
        tx.staff.add_organisation(organisation)
    contacts = [enrolled(first, organisation.id, number) for number in range(CONTACTS)]
    clock[0] = TEN + 1 * DAY + timedelta(minutes=-20)  # the greeting of the first day is due
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda helpline: [look_after(helpline, c) for c in contacts], helplines))
    with first.store.read() as tx:
        for contact_id in contacts:
            lines = tx.cases.talk(contact_id, None, 50)
            assert len([line for line in lines if line.outbound is not None]) == 1
    assert all(states(first, c).count(State.SENT) == 1 for c in contacts)


def test_a_second_look_changes_nothing(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    talk.advance(3 * DAY)
    sent = len(talk.terminal.sent)
    for _ in range(5):
        sweep(talk.helpline)
    assert len(talk.terminal.sent) == sent == 2


@pytest.mark.parametrize("jump", [1, 30, 365])
def test_the_clock_jumps_forward(stage: Stage, jump: int) -> None:
    """SAFETY R16: what is more than two hours late is a person's, never a burst of texts."""
    talk = stage()
    agreed(talk)
    talk.clock.at += 3 * DAY + jump * DAY  # nobody swept meanwhile
    talk.advance(timedelta(minutes=1))
    assert len(talk.terminal.sent) <= 1
    assert plan_of(talk)["D3"].state is State.TO_PERSON
    assert "late_check_in" in talk.tasks()


@pytest.mark.parametrize("jump", [1, 2])
def test_the_clock_jumps_back(stage: Stage, jump: int) -> None:
    """SAFETY R16: a day that comes twice sends nothing twice."""
    talk = stage()
    agreed(talk)
    talk.advance(3 * DAY)
    talk.say("hello")
    sent = openers(talk.terminal.sent)
    talk.clock.at -= jump * DAY
    talk.advance(jump * DAY)
    assert openers(talk.terminal.sent) == sent


def test_two_hours_are_still_in_time(stage: Stage) -> None:
    talk = stage()
    agreed(talk)
    due = plan_of(talk)["D3"].due_at
    talk.clock.at = due + timedelta(hours=1, minutes=59)
    sweep(talk.helpline)
    assert plan_of(talk)["D3"].state is State.SENT


def test_a_check_in_that_waited_in_the_outbox_too_long(stage: Stage) -> None:
    """SAFETY T10: the sender stood still for six hours; the opener is a person's then."""
    talk = stage()
    agreed(talk)
    talk.clock.at = plan_of(talk)["D3"].due_at
    look_after(talk.helpline, _contact(talk))  # its bell is not answered: the sender is down
    talk.clock.at += timedelta(hours=6)
    talk.advance(timedelta(minutes=1))
    assert talk.terminal.sent == []
    assert plan_of(talk)["D3"].state is State.TO_PERSON
    assert "late_check_in" in talk.tasks()


def test_validity_ends_with_the_safe_hours(stage: Stage) -> None:
    """SAFETY T10: a provider must not deliver it after half past seven in the evening."""
    talk = stage()
    agreed(talk)
    planned = plan_of(talk)["D3"]
    talk.clock.at = _at(planned.due_at, hour=19, minute=15)
    with talk.helpline.store.begin() as tx:
        tx.plans.change(replace(planned, due_at=talk.clock.at), State.PLANNED)
    talk.advance(timedelta(seconds=30))
    (opener,) = openers(talk.terminal.sent)
    assert opener.valid_for_seconds <= 15 * 60


def _contact(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    return contact.id


def _at(day: datetime, *, hour: int, minute: int) -> datetime:
    return day.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
