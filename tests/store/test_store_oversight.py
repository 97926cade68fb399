"""Invitations, codes, holidays, lines, notices, exclusions, broken glass and exports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from databases import OpenAgain
from helpline.core.caseworker import Gender, Holiday, Organisation, Role
from helpline.core.channel import Address, Channel
from helpline.core.errors import NotFound
from helpline.core.oversight import (
    BrokenGlass,
    Export,
    ExportKind,
    ExportState,
    Notice,
    NoticeKind,
)
from helpline.core.reach import Reach
from helpline.operations.ports.alerts import Alert, AlertKind
from helpline.operations.ports.cases import CaseCount
from helpline.operations.ports.staff import Invitation
from helpline.store.transaction import SqlStore
from scene import MINUTE, NOW, Scene, new_id, open_case, person, prepare

DAY = date(2026, 4, 14)


def test_what_is_known_of_staff_comes_back(store: SqlStore) -> None:
    scene = prepare(store)
    full = replace(
        scene.caseworker,
        speaks=("km", "en"),
        gender=Gender.WOMAN,
        second_address=Address(Channel.SMS, "+85500000001"),
    )
    with store.begin() as tx:
        tx.staff.save(full)
        assert tx.staff.get(full.id) == full
        assert tx.staff.with_role(Role.CASEWORKER) == [full]
        assert tx.staff.with_role(Role.AUDITOR) == []


# --- admission ----------------------------------------------------------------------------------


def test_an_invitation_holds_until_it_is_used_or_runs_out(store: SqlStore) -> None:
    scene = prepare(store)
    made = Invitation(scene.caseworker.id, "admin", NOW + MINUTE, "SECRET")
    with store.begin() as tx:
        tx.admissions.invite("one", replace(made, secret="OLD"))
        tx.admissions.invite("two", made)
        assert tx.admissions.invitation("one", NOW) is None, "a new one replaces the old"
        assert tx.admissions.invitation("two", NOW) == made
        assert tx.admissions.invitation("two", NOW + MINUTE) is None
        assert not tx.admissions.use_invitation("one")
        assert tx.admissions.use_invitation("two")
        assert not tx.admissions.use_invitation("two")


def test_a_recovery_code_is_used_once_whoever_tries(store: SqlStore, open_again: OpenAgain) -> None:
    """SAFETY T21."""
    scene = prepare(store)
    owner = scene.caseworker.id
    with store.begin() as tx:
        tx.admissions.set_recovery_codes(owner, ["AAAA", "BBBB"])
    stores, together = [open_again() for _ in range(4)], Barrier(4)

    def use(one: SqlStore) -> bool:
        together.wait()
        with one.begin() as tx:
            return tx.admissions.use_recovery_code(owner, "AAAA")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, stores)) == [False, False, False, True]
    with store.begin() as tx:
        assert tx.admissions.recovery_codes_left(owner) == 1
        assert not tx.admissions.use_recovery_code("somebody else", "BBBB")
        tx.admissions.set_recovery_codes(owner, ["CCCC"])
        assert not tx.admissions.use_recovery_code(owner, "BBBB")


def test_a_link_code_links_once(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        tx.admissions.set_link_code("OLD", scene.caseworker.id, NOW + MINUTE)
        tx.admissions.set_link_code("NEW", scene.caseworker.id, NOW + MINUTE)
        assert tx.admissions.use_link_code("OLD", NOW) is None
        assert tx.admissions.use_link_code("NEW", NOW) == scene.caseworker.id
        assert tx.admissions.use_link_code("NEW", NOW) is None
        tx.admissions.set_link_code("LATE", scene.caseworker.id, NOW)
        assert tx.admissions.use_link_code("LATE", NOW) is None


# --- duty ---------------------------------------------------------------------------------------


def test_holidays_and_lines_are_each_organisations_own(store: SqlStore) -> None:
    scene = prepare(store)
    other = Organisation(new_id(), "Other")
    home = scene.organisation.id
    with store.begin() as tx:
        tx.staff.add_organisation(other)
        tx.duty.set_holiday(home, Holiday(DAY, "New Year"))
        tx.duty.set_holiday(home, Holiday(DAY, "បុណ្យចូលឆ្នាំ"))
        tx.duty.set_holiday(home, Holiday(date(2026, 1, 7), ""))
        assert [h.name for h in tx.duty.holidays(home)] == ["", "បុណ្យចូលឆ្នាំ"]
        assert tx.duty.holidays(other.id) == []
        tx.duty.drop_holiday(other.id, DAY)
        tx.duty.drop_holiday(home, date(2026, 1, 7))
        assert [h.day for h in tx.duty.holidays(home)] == [DAY]
        tx.duty.set_line("tel:+85500000001", home)
        tx.duty.set_line("tel:+85500000001", other.id)
        assert tx.duty.organisation_of_line("tel:+85500000001") == other.id
        assert tx.duty.organisation_of_line("tel:+85500000002") is None
        assert tx.duty.lines() == {"tel:+85500000001": other.id}


# --- reach --------------------------------------------------------------------------------------


def reader(scene: Scene, **what: object) -> Reach:
    return replace(Reach(scene.organisation.id, reader_id=scene.caseworker.id), **what)


def found(store: SqlStore, case_id: str, reach: Reach) -> bool:
    """By its id, and in the list: the two must agree, but for glass."""
    with store.read() as tx:
        listed = case_id in [row.case.id for row in tx.cases.queue(reach)]
        opened = [c.id for c in tx.cases.opened_between(reach, NOW, NOW + MINUTE, 10)]
        assert (case_id in opened) is listed
        try:
            tx.cases.find(case_id, reach)
        except NotFound:
            assert not listed
            return False
        assert listed or reach.at is not None
        return True


def test_a_reach_is_an_organisation_or_minors_less_conflicts(store: SqlStore) -> None:
    """SAFETY T17: scoped in SQL, list and look-up alike."""
    scene = prepare(store)
    stranger = Reach("another organisation", reader_id="x")
    lead = Reach(None, minors=True, reader_id="lead")
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
    assert found(store, case.id, reader(scene))
    assert not found(store, case.id, stranger)
    assert not found(store, case.id, lead)
    with store.begin() as tx:
        case = tx.cases.save(replace(case, minor=True))
    assert found(store, case.id, lead)
    with store.begin() as tx:
        tx.oversight.exclude(case.id, scene.caseworker.id, "boss", NOW)
        tx.oversight.exclude(case.id, scene.caseworker.id, "boss", NOW)
        assert tx.oversight.excluded(case.id) == [scene.caseworker.id]
    assert not found(store, case.id, reader(scene))
    assert found(store, case.id, reader(scene, reader_id="colleague"))
    with store.begin() as tx:
        tx.oversight.include(case.id, scene.caseworker.id)
    assert found(store, case.id, reader(scene))


def test_glass_opens_one_case_to_one_person_for_a_while(store: SqlStore) -> None:
    scene = prepare(store)
    visitor = person(scene.organisation.id, "visitor")
    with store.begin() as tx:
        tx.staff.add(visitor)
        case = open_case(tx, scene.contact)
        glass = BrokenGlass(new_id(), case.id, visitor.id, NOW, NOW + MINUTE, "why ហេតុអ្វី")
        tx.oversight.break_glass(glass)
        assert tx.oversight.glass(case.id, visitor.id, NOW) == glass
        assert tx.oversight.glass(case.id, visitor.id, NOW + MINUTE) is None
        with pytest.raises(NotFound):
            tx.oversight.break_glass(replace(glass, id=new_id(), case_id=new_id()))
    outside = Reach("elsewhere", reader_id=visitor.id, at=NOW)
    assert found(store, case.id, outside)
    assert not found(store, case.id, replace(outside, at=NOW + MINUTE))
    assert not found(store, case.id, replace(outside, at=None))
    assert not found(store, case.id, replace(outside, reader_id="somebody else"))
    with store.begin() as tx:
        tx.oversight.exclude(case.id, visitor.id, "boss", NOW)
    assert not found(store, case.id, outside), "a conflict of interest is stronger than glass"


def test_counts_say_how_many_and_no_more(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        assert tx.cases.counts() == [CaseCount(scene.organisation.id, case.priority, 1, 1)]


def test_only_what_is_due_is_watched(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        assert tx.cases.to_watch(case.acknowledge_by - MINUTE, 10) == []
        assert tx.cases.to_watch(case.acknowledge_by, 10) == [case.id]
        tx.cases.save(replace(case, watch_at=None))
        assert tx.cases.to_watch(case.acknowledge_by, 10) == []


# --- notices, alerts, exports -------------------------------------------------------------------


def test_a_notice_is_told_once_and_seen_once(store: SqlStore) -> None:
    scene = prepare(store)
    home = scene.organisation.id
    notice = Notice(new_id(), home, NOW, NoticeKind.GLASS_BROKEN, None, scene.caseworker.id)
    older = replace(notice, id=new_id(), at=NOW - MINUTE)
    with store.begin() as tx:
        assert tx.oversight.add_notice(notice, "once")
        assert not tx.oversight.add_notice(replace(notice, id=new_id()), "once")
        assert tx.oversight.add_notice(older)
        assert tx.oversight.notices(home, 10) == [notice, older]
        assert tx.oversight.notices("elsewhere", 10) == []
        assert len(tx.oversight.notices(None, 10)) == 2
        assert not tx.oversight.see_notice(notice.id, "elsewhere", "boss", NOW)
        assert tx.oversight.see_notice(notice.id, home, "boss", NOW)
        assert not tx.oversight.see_notice(notice.id, home, "boss", NOW)
        first, second = tx.oversight.notices(home, 10)
    assert first == older
    assert (second.seen_by, second.seen_at) == ("boss", NOW)


def test_a_button_finds_its_alert(store: SqlStore) -> None:
    scene = prepare(store)
    with store.begin() as tx:
        case = open_case(tx, scene.contact)
        late = Alert(new_id(), case.id, scene.caseworker.id, 2, NOW, kind=AlertKind.LATE, medium=1)
        tx.alerts.add(late)
        tx.alerts.set_press(late.id, "token")
        assert tx.alerts.pressed("token") == late
        assert tx.alerts.pressed("other") is None


def test_an_export_moves_forward_once(store: SqlStore) -> None:
    scene = prepare(store)
    home = scene.organisation.id
    export = Export(
        id=new_id(),
        organisation_id=home,
        kind=ExportKind.IDENTIFIABLE,
        state=ExportState.ASKED,
        asked_by=scene.caseworker.id,
        asked_at=NOW,
        first_day=DAY,
        last_day=DAY + timedelta(days=1),
        reason="របាយការណ៍",
    )
    asked, approved, fetched = ExportState.ASKED, ExportState.APPROVED, ExportState.FETCHED
    with store.begin() as tx:
        tx.exports.add(export)
        assert tx.exports.get(export.id, home) == export
        with pytest.raises(NotFound):
            tx.exports.get(export.id, "elsewhere")
        assert not tx.exports.move(export.id, approved, fetched, "me", NOW)
        assert tx.exports.move(export.id, asked, approved, "boss", NOW)
        assert not tx.exports.move(export.id, asked, approved, "boss", NOW)
        assert tx.exports.move(export.id, approved, fetched, "me", NOW)
        (now,) = tx.exports.recent(home, 10)
        assert tx.exports.recent("elsewhere", 10) == []
    assert now == replace(export, state=fetched, decided_by="boss", decided_at=NOW)
