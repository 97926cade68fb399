"""Verify, report, propose, import: what staff and reports do to the directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from directory_desk import FOUND, Desk, office
from helpline.core.caseworker import Role
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.task import TaskKind
from helpline.directory.model import Suspension, Words
from helpline.directory.terms import Duty, Item, Method, Reason
from helpline.operations.directory import edit, look, report, take_in, verify
from helpline.operations.directory.report import Report


@pytest.fixture
def desk(stage) -> Desk:
    return Desk.of(stage())


def tell(desk: Desk, reason: Reason, reporter: str, point: str = "s-1") -> bool:
    home = desk.caseworker.organisation_id
    with desk.helpline.store.begin() as tx:
        return report.take_report(
            desk.helpline, tx, Report("s", reason, reporter, home, point_id=point)
        )


def tasks(desk: Desk) -> int:
    with desk.helpline.store.read() as tx:
        waiting = tx.tasks.waiting(desk.caseworker.organisation_id, 100)
    return sum(one.kind is TaskKind.VERIFY_SERVICE for one in waiting)


def notices(desk: Desk) -> list[str]:
    with desk.helpline.store.read() as tx:
        found = tx.oversight.notices(desk.caseworker.organisation_id, 100)
    return [one.kind.value for one in found]


# --- verify -----------------------------------------------------------------------------------


def test_a_supervisors_call_verifies_and_a_caseworkers_waits(desk: Desk) -> None:
    """SAFETY 5: directory content is proposed by caseworkers, published by supervisors."""
    desk.verify(desk.caseworker)
    assert desk.state() == "candidate"
    verify.approve(desk.helpline, desk.supervisor, "s", "s-1")
    assert desk.state() == "verified"
    with pytest.raises(Refused, match="nothing_to_approve"):
        verify.approve(desk.helpline, desk.supervisor, "s", "s-1")


def test_nobody_approves_without_the_right_to(desk: Desk) -> None:
    desk.verify(desk.caseworker)
    colleague = replace(desk.caseworker, id="0" * 32)
    for person in (desk.caseworker, colleague, replace(desk.supervisor, role=Role.PARTNER)):
        with pytest.raises(Refused, match="not_allowed"):
            verify.approve(desk.helpline, person, "s", "s-1")
    assert desk.state() == "candidate"


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.ORGANISATION_ADMIN, Role.AUDITOR])
def test_who_does_not_answer_contacts_verifies_nothing(desk: Desk, role: Role) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        desk.verify(replace(desk.supervisor, role=role))


def test_an_emergency_line_needs_two_people(stage) -> None:
    desk = Desk.of(stage(), office(duty=Duty.EMERGENCY))
    desk.verify(desk.supervisor)
    desk.verify(desk.supervisor)
    assert desk.state() == "candidate"
    desk.verify(desk.caseworker)
    assert desk.state() == "verified"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ago": {"seconds": -1}}, "future_date"),
        ({"confirmed": frozenset({Item.ANSWERS, Item.NAME})}, "call_not_confirmed"),
    ],
)
def test_what_verifies_nothing_is_refused_and_leaves_nothing(desk, change, code) -> None:
    with pytest.raises(Refused, match=code):
        desk.verify(desk.supervisor, **change.pop("ago", {}), **change)
    assert desk.state() == "candidate"
    assert look.entry(desk.helpline, desk.supervisor, "s").history[0].act == "imported"


def test_hours_that_nobody_can_read_are_refused(desk: Desk) -> None:
    found = FOUND.model_copy(update={"hours": "sometimes"})
    checked = verify.Checked(desk.helpline.now(), Method.CALL, frozenset(Item), found)
    with pytest.raises(Refused, match="bad_hours"):
        verify.verify(desk.helpline, desk.supervisor, ("s", "s-1"), checked)


def test_two_people_on_one_page_do_not_overwrite_each_other(desk: Desk) -> None:
    seen = look.entry(desk.helpline, desk.supervisor, "s").seen
    desk.verify(desk.caseworker)
    checked = verify.Checked(desk.helpline.now(), Method.CALL, frozenset(Item), FOUND)
    with pytest.raises(Stale):
        verify.verify(desk.helpline, desk.supervisor, ("s", "s-1"), checked, seen)


def test_history_says_who_did_what_and_the_audit_holds(desk: Desk) -> None:
    desk.verify(desk.caseworker)
    verify.approve(desk.helpline, desk.supervisor, "s", "s-1")
    view = look.entry(desk.helpline, desk.caseworker, "s")
    assert [(one.act, view.names.get(one.actor_id or "")) for one in view.history] == [
        ("approved", "Sophal"),
        ("verified", "Ratha"),
        ("imported", None),
    ]
    with desk.helpline.store.read() as tx:
        assert tx.audit.first_broken() is None
        said = [one.entry.action for one in tx.audit.lines(object_id="s")]
    assert said == ["directory_approved", "directory_verified"]


def test_retired_is_for_good(desk: Desk) -> None:
    desk.verify(desk.supervisor)
    with pytest.raises(Refused, match="not_allowed"):
        verify.retire(desk.helpline, desk.caseworker, "s", "s-1")
    verify.retire(desk.helpline, desk.supervisor, "s", "s-1")
    assert desk.state() == "retired"
    with pytest.raises(Refused, match="retired"):
        desk.verify(desk.supervisor)


# --- reports ----------------------------------------------------------------------------------


def test_one_wrong_number_suspends_at_once_and_opens_a_task(desk: Desk) -> None:
    """DIRECTORY.md, Verification 4."""
    desk.verify(desk.supervisor, hours=1)
    assert tell(desk, Reason.WRONG_NUMBER, "contact-1")
    assert desk.state() == "suspended"
    assert tasks(desk) == 1
    desk.wait(minutes=1)
    desk.verify(desk.supervisor)
    assert desk.state() == "verified"
    assert tasks(desk) == 0


def test_no_answer_suspends_when_two_different_people_say_so(desk: Desk) -> None:
    desk.verify(desk.supervisor, hours=1)
    assert not tell(desk, Reason.NO_ANSWER, "contact-1")
    assert not tell(desk, Reason.NO_ANSWER, "contact-1")
    assert tasks(desk) == 1
    assert desk.state() == "verified"
    assert tell(desk, Reason.NO_ANSWER, "contact-2")
    assert desk.state() == "suspended"


def test_reports_from_before_the_last_call_are_over(desk: Desk) -> None:
    desk.verify(desk.supervisor, hours=1)
    tell(desk, Reason.NO_ANSWER, "contact-1")
    desk.wait(hours=1)
    desk.verify(desk.supervisor)
    desk.wait(hours=1)
    assert not tell(desk, Reason.NO_ANSWER, "contact-2")
    assert desk.state() == "verified"


@pytest.mark.parametrize("reason", [Reason.ASKED_FOR_MONEY, Reason.UNSAFE])
def test_money_and_danger_suspend_the_service_and_tell_a_supervisor(desk, reason) -> None:
    """DIRECTORY.md, Outcome loop."""
    desk.verify(desk.supervisor, hours=1)
    assert tell(desk, reason, "contact-1", point="")
    assert desk.state() == "suspended"
    assert notices(desk) == ["service_stopped"]
    assert tasks(desk) == 1


def test_an_older_call_does_not_bring_it_back(desk: Desk) -> None:
    """Only a new act does; the date of a call before the suspension is refused."""
    desk.verify(desk.supervisor, hours=2)
    tell(desk, Reason.WRONG_NUMBER, "contact-1")
    with pytest.raises(Refused, match="before_suspension"):
        desk.verify(desk.supervisor, hours=1)
    assert desk.state() == "suspended"


def test_a_report_about_nothing_that_is_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        tell(desk, Reason.NO_ANSWER, "contact-1", point="nowhere")
    assert tasks(desk) == 0


def test_a_caseworker_reports_in_their_own_name(desk: Desk) -> None:
    desk.verify(desk.supervisor, hours=1)
    assert report.report(desk.helpline, desk.caseworker, "s", "s-1", Reason.WRONG_NUMBER)
    note = look.entry(desk.helpline, desk.supervisor, "s").history[0]
    assert (note.act, note.actor_id) == ("suspended", desk.caseworker.id)


def test_due_calls_become_tasks_once(desk: Desk) -> None:
    """DIRECTORY.md, Verification 2; SAFETY R27: the clock may run twice."""
    desk.verify(desk.supervisor)
    assert look.set_due_tasks(desk.helpline) == 0
    desk.wait(days=84)
    assert look.set_due_tasks(desk.helpline) == 1
    assert look.set_due_tasks(desk.helpline) == 0
    assert tasks(desk) == 1
    desk.wait(days=7)
    assert look.set_due_tasks(desk.helpline) == 1


# --- edit and import --------------------------------------------------------------------------


def test_a_caseworkers_edit_waits_until_somebody_else_publishes_it(desk: Desk) -> None:
    view = look.entry(desk.helpline, desk.caseworker, "s")
    wanted = view.service.model_copy(update={"name": Words(en="Another name")})
    assert not edit.change(desk.helpline, desk.caseworker, wanted, view.seen)
    assert desk.directory().services["s"].name.en == "Example s"
    (proposal,) = look.waiting(desk.helpline, desk.supervisor)
    with pytest.raises(Refused, match="not_allowed"):
        edit.publish(desk.helpline, desk.caseworker, proposal.id)
    edit.publish(desk.helpline, desk.supervisor, proposal.id)
    assert desk.directory().services["s"].name.en == "Another name"
    with pytest.raises(NotFound):
        edit.publish(desk.helpline, desk.supervisor, proposal.id)


def test_nobody_publishes_their_own_proposal(desk: Desk) -> None:
    """SAFETY 5: four eyes."""
    view = look.entry(desk.helpline, desk.caseworker, "s")
    edit.change(desk.helpline, desk.caseworker, view.service, view.seen)
    (proposal,) = look.waiting(desk.helpline, desk.supervisor)
    promoted = replace(desk.caseworker, role=Role.SUPERVISOR)
    with pytest.raises(Refused, match="own_proposal"):
        edit.publish(desk.helpline, promoted, proposal.id)


def test_an_old_proposal_does_not_undo_what_happened_since(desk: Desk) -> None:
    view = look.entry(desk.helpline, desk.caseworker, "s")
    edit.change(desk.helpline, desk.caseworker, view.service, view.seen)
    desk.verify(desk.supervisor)
    tell(desk, Reason.WRONG_NUMBER, "contact-1")
    (proposal,) = look.waiting(desk.helpline, desk.supervisor)
    with pytest.raises(Stale):
        edit.publish(desk.helpline, desk.supervisor, proposal.id)
    assert desk.state() == "suspended"
    edit.refuse(desk.helpline, desk.supervisor, proposal.id)
    assert look.waiting(desk.helpline, desk.supervisor) == []


def test_a_new_number_of_a_verified_contact_starts_as_a_candidate(desk: Desk) -> None:
    desk.verify(desk.supervisor)
    view = look.entry(desk.helpline, desk.supervisor, "s")
    point = view.service.contacts[0].model_copy(update={"value": "012 000 009"})
    changed = view.service.with_contact(point)
    assert edit.change(desk.helpline, desk.supervisor, changed, view.seen)
    assert desk.state() == "candidate"


def test_a_new_service_is_proposed_or_added(desk: Desk) -> None:
    assert not edit.add(desk.helpline, desk.caseworker, office("new"))
    assert "new" not in desk.directory().services
    (proposal,) = look.waiting(desk.helpline, desk.supervisor)
    edit.publish(desk.helpline, desk.supervisor, proposal.id)
    assert desk.state("new") == "candidate"
    with pytest.raises(Refused, match="id_taken"):
        edit.add(desk.helpline, desk.supervisor, office("new"))


def test_an_import_never_touches_what_somebody_has_worked_on(desk: Desk) -> None:
    desk.verify(desk.supervisor)
    taken = take_in.take_in(desk.helpline, [office("s", "012 000 666"), office("t"), office("u")])
    assert (taken.added, taken.changed, taken.kept) == (2, 0, ("s",))
    assert desk.state() == "verified"
    assert desk.directory().services["s"].contacts[0].value == "012 000 001"
    again = take_in.take_in(desk.helpline, [office("t"), office("u", "012 000 007")])
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)


def test_an_import_marks_nothing_verified(desk: Desk) -> None:
    desk.verify(desk.supervisor)
    stolen = desk.directory().services["s"].model_copy(update={"id": "z"})
    stopped = Suspension(at=desk.helpline.now() - timedelta(days=1), reason=Reason.OTHER)
    take_in.take_in(desk.helpline, [stolen.model_copy(update={"suspensions": (stopped,)})])
    assert desk.state("z") == "candidate"


# --- the live directory -----------------------------------------------------------------------


def test_a_suspension_is_seen_by_every_process_from_its_commit_on(desk: Desk) -> None:
    """Each reads the version in its own transaction; nothing else tells them."""
    other = replace(desk.helpline, directory=type(desk.helpline.directory)())
    desk.verify(desk.supervisor, hours=1)
    assert look.snapshot(other).entries["s"].windows
    kept = look.snapshot(other)
    assert look.snapshot(other) is kept
    tell(desk, Reason.WRONG_NUMBER, "contact-1")
    assert not look.snapshot(other).entries["s"].windows
    assert look.snapshot(other).version > kept.version


def test_what_is_rolled_back_is_never_remembered(desk: Desk) -> None:
    before = desk.directory()

    class Undone(Exception):
        pass

    with pytest.raises(Undone), desk.helpline.store.begin() as tx:
        tx.services.save([office("ghost")], desk.helpline.now())
        assert "ghost" in desk.helpline.directory.of(tx).services
        raise Undone
    assert desk.directory() is before
    take_in.take_in(desk.helpline, [office("real")])
    assert set(desk.directory().services) == {"s", "real"}


def test_a_change_reads_only_what_changed(desk: Desk) -> None:
    take_in.take_in(desk.helpline, [office(f"t{n}") for n in range(5)])
    before = desk.directory()
    desk.verify(desk.supervisor)
    after = desk.directory()
    assert after.entries["t1"] is before.entries["t1"]
    assert after.entries["s"] is not before.entries["s"]
