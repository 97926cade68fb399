"""A complaint about staff: who oversees sees it, nobody else (CONVERSATIONS F09, SAFETY T18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from case_desk import mine, staff, the_case
from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.casework import Wanted
from helpline.core.caseworker import Caseworker, Role, Shift
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound, Refused
from helpline.core.oversight import NoticeKind
from helpline.core.task import Task, TaskKind
from helpline.operations import cases, tasks
from helpline.operations.access import exclude
from helpline.operations.alerting import deliver_alert
from helpline.operations.check_in.calendar import plan_file
from helpline.operations.escalate import alert_people, open_case, roster_of
from helpline.operations.people import ALWAYS
from helpline.rehearsal import Rehearsal

NOTE = "She asks for another helper; please begin anew."


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A contact with an ordinary case."""
    made = stage()
    made.address = Address(Channel.SMS, "+85512345678")
    made.say("9")
    return made


@pytest.fixture
def boss(talk: Rehearsal) -> Caseworker:
    return staff(talk, "bopha", Role.SUPERVISOR)


@pytest.fixture
def dara(talk: Rehearsal) -> Caseworker:
    return staff(talk, "dara")


def complain(talk: Rehearsal, priority: Priority = Priority.P3) -> Case:
    add(talk, priority, Reason.STAFF_COMPLAINT)
    return the_case(talk)


def add(talk: Rehearsal, priority: Priority, reason: Reason) -> tuple[str, ...]:
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.begin() as tx:
        roster = roster_of(tx, contact.organisation_id)
        return open_case(talk.helpline, tx, contact, priority, reason, roster)[1]


def a_task(talk: Rehearsal) -> str:
    case = the_case(talk)
    task = Task(
        id=talk.helpline.new_id(),
        organisation_id=case.organisation_id,
        kind=TaskKind.CALL,
        due_at=talk.clock.at,
        created_at=talk.clock.at,
        contact_id=case.contact_id,
        case_id=case.id,
    )
    with talk.helpline.store.begin() as tx:
        tx.tasks.add(task, once=task.id)
    return task.id


def in_queue(talk: Rehearsal, person: Caseworker) -> bool:
    return the_case(talk).id in [row.case.id for row in cases.queue(talk.helpline, person)]


def on_board(talk: Rehearsal, person: Caseworker) -> bool:
    board = cases.board(talk.helpline, person, Wanted(), 40, 1)
    return bool(board.rows) or board.longest is not None or sum(board.free.values()) > 0


def by_number(talk: Rehearsal, person: Caseworker) -> bool:
    return bool(cases.search(talk.helpline, person, "012 345 678"))


def by_name(talk: Rehearsal, person: Caseworker) -> bool:
    return bool(cases.search(talk.helpline, person, the_case(talk).pseudonym))


def its_page(talk: Rehearsal, person: Caseworker) -> bool:
    return _is_there(lambda: cases.view(talk.helpline, person, the_case(talk).id))


def its_card(talk: Rehearsal, person: Caseworker) -> bool:
    return _is_there(lambda: cases.find_row(talk.helpline, person, the_case(talk).id))


def its_claim(talk: Rehearsal, person: Caseworker) -> bool:
    case = the_case(talk)
    return _is_there(lambda: cases.claim(talk.helpline, person, case.id, case.version))


def its_plan(talk: Rehearsal, person: Caseworker) -> bool:
    return _is_there(lambda: plan_file(talk.helpline, person, the_case(talk).contact_id))


def its_tasks(talk: Rehearsal, person: Caseworker) -> bool:
    return bool(tasks.waiting(talk.helpline, person))


def its_alert(talk: Rehearsal, person: Caseworker) -> bool:
    """Whether a call that was planned for this person goes out."""
    person = replace(person, alert_address=Address(Channel.SMS, "+85599999999"))
    case = the_case(talk)
    with talk.helpline.store.begin() as tx:
        tx.staff.save(person)
        (alert_id,) = alert_people(talk.helpline, tx, case, (person,))
    before = len(talk.terminal.sent)
    deliver_alert(talk.helpline, alert_id)
    return len(talk.terminal.sent) > before


def _is_there(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    except Refused as refused:
        return refused.code == "claim_first"
    return True


WAYS = (
    in_queue,
    on_board,
    by_number,
    by_name,
    its_page,
    its_card,
    its_plan,
    its_tasks,
    its_alert,
    its_claim,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_complaint_is_there_for_supervisors_only(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker, way
) -> None:
    """SAFETY T17, T18: each way to a case, for each who might take it."""
    a_task(talk)
    if way is not its_claim:
        assert way(talk, dara), "the way does not work at all"
    complain(talk)
    assert not way(talk, dara)
    assert way(talk, boss)


def test_who_has_the_case_loses_it_and_is_kept_away(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker
) -> None:
    mine(talk, dara)
    case = complain(talk)
    assert (case.status, case.claimed_by) == (CaseStatus.OPEN, None)
    with talk.helpline.store.read() as tx:
        assert tx.oversight.excluded(case.id) == [dara.id]
        notices = [one.kind for one in tx.oversight.notices(talk.home.id, 10)]
    assert NoticeKind.COMPLAINT in notices
    case = cases.take_over(talk.helpline, boss, case.id, case.version)
    with pytest.raises(Refused, match="cannot_have_it"):
        cases.hand_over(talk.helpline, boss, case.id, dara.id, NOTE, case.version)


def test_whom_a_supervisor_gives_it_to_works_on_it(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker
) -> None:
    case = complain(talk)
    other = staff(talk, "vanna")
    case = cases.hand_over(talk.helpline, boss, case.id, other.id, NOTE, case.version)
    assert cases.view(talk.helpline, other, case.id).case.id == case.id
    assert not in_queue(talk, dara)
    cases.unclaim(talk.helpline, other, case.id, NOTE, case.version)
    assert not in_queue(talk, other)


def test_a_danger_is_for_everybody_but_who_is_complained_of(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker
) -> None:
    """docs/adr/0026-complaints.md: a life is not left waiting for a supervisor."""
    other = staff(talk, "vanna")
    mine(talk, dara)
    complain(talk)
    add(talk, Priority.P1, Reason.THREAT)
    assert in_queue(talk, other)
    assert not in_queue(talk, dara)
    case = the_case(talk)
    cases.set_priority(talk.helpline, boss, case.id, Priority.P3, NOTE, case.version)
    assert not in_queue(talk, other)


def test_alerts_of_a_complaint_go_to_those_who_oversee(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker
) -> None:
    """Also where caseworkers are on shift and no supervisor is."""
    with talk.helpline.store.begin() as tx:
        tx.staff.set_shifts(dara.id, [Shift(dara.id, *one) for one in ALWAYS])
    complain(talk)
    add(talk, Priority.P2, Reason.PRESSURE)
    with talk.helpline.store.begin() as tx:
        due = tx.alerts.due(talk.clock.at + timedelta(days=1), 50)
        called = {
            alert.caseworker_id
            for one in due
            if (alert := tx.alerts.claim(one, talk.clock.at, talk.clock.at))
        }
    assert called == {boss.id}


def test_where_nobody_oversees_somebody_still_reads_it(talk: Rehearsal, dara: Caseworker) -> None:
    told: list[str] = []
    talk.helpline = replace(talk.helpline, trouble=lambda code, _ids: told.append(code))
    case = complain(talk)
    assert "complaint_without_supervisor" in told
    assert not case.complaint
    assert in_queue(talk, dara)


def test_a_supervisor_lets_somebody_in_again(
    talk: Rehearsal, boss: Caseworker, dara: Caseworker
) -> None:
    mine(talk, dara)
    case = complain(talk)
    exclude(talk.helpline, boss, case.id, dara.id, excluded=False)
    case = the_case(talk)
    case = cases.hand_over(talk.helpline, boss, case.id, dara.id, NOTE, case.version)
    assert cases.view(talk.helpline, dara, case.id).case.complaint
