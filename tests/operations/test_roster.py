"""Who is on shift, and what may honestly be promised (CONVERSATIONS 4.5, 6.1)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from helpline.core.case import Priority
from helpline.core.caseworker import Caseworker, Role, Shift
from helpline.operations.roster import ZONE, Roster


def person(name: str, role: Role = Role.CASEWORKER, *, disabled: bool = False) -> Caseworker:
    return Caseworker(name, "o", name, name.title(), role, "km", "", None, None, disabled)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026 in Phnom Penh; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


WEEKDAYS = tuple(Shift("dara", day, time(8), time(17)) for day in range(5))
NIGHT = Shift("sophea", 0, time(22), time(6))


@pytest.mark.parametrize(
    ("at", "present"),
    [
        (local(2, 7, 59), []),
        (local(2, 8), ["dara"]),
        (local(2, 16, 59), ["dara"]),
        (local(2, 17), []),
        (local(2, 22), ["sophea"]),
        (local(3, 5, 59), ["sophea"]),
        (local(3, 6), []),
        (local(7, 10), []),
    ],
)
def test_shifts_begin_on_time_end_on_time_and_cross_midnight(
    at: datetime, present: list[str]
) -> None:
    roster = Roster((person("dara"), person("sophea")), (*WEEKDAYS, NIGHT))
    assert [p.id for p in roster.on_shift(at)] == present


def test_the_next_opening_skips_the_weekend() -> None:
    roster = Roster((person("dara"),), WEEKDAYS)
    assert roster.opens_at(local(6, 18)) == local(9, 8)


def test_a_disabled_person_is_not_on_shift_and_opens_nothing() -> None:
    roster = Roster((person("dara", disabled=True),), WEEKDAYS)
    assert roster.on_shift(local(2, 9)) == ()
    assert roster.opens_at(local(2, 9)) is None


def test_an_administrator_on_the_roster_answers_nobody() -> None:
    roster = Roster((person("dara", Role.SYSTEM_ADMIN),), WEEKDAYS)
    assert roster.on_shift(local(2, 9)) == ()


def test_the_ladder_ends_with_supervisors_who_are_not_on_shift() -> None:
    boss = person("chanthy", Role.SUPERVISOR)
    roster = Roster((boss, person("dara"), person("sophea")), WEEKDAYS)
    assert [p.id for p in roster.ladder(local(2, 9))] == ["dara", "chanthy"]


def test_a_holiday_has_no_shifts_and_no_promises() -> None:
    feast = frozenset({local(2, 12).date(), local(3, 12).date()})
    roster = Roster((person("dara"),), WEEKDAYS, feast)
    assert roster.on_shift(local(2, 9)) == ()
    assert roster.opens_at(local(2, 7)) == local(4, 8)
    assert roster.promise(local(2, 9), Priority.P2) == local(4, 12)


def test_a_night_shift_into_a_holiday_is_worked_to_its_end() -> None:
    roster = Roster((person("sophea"),), (NIGHT,), frozenset({local(3, 12).date()}))
    assert [p.id for p in roster.on_shift(local(3, 5))] == ["sophea"]


def test_several_shifts_a_day_leave_the_gap_between_them_empty() -> None:
    shifts = (Shift("dara", 0, time(8), time(12)), Shift("dara", 0, time(14), time(18)))
    roster = Roster((person("dara"),), shifts)
    assert [bool(roster.on_shift(local(2, hour))) for hour in (9, 13, 15, 19)] == [
        True,
        False,
        True,
        False,
    ]
    assert roster.opens_at(local(2, 12, 30)) == local(2, 14)


def test_who_speaks_the_language_of_the_contact_comes_first() -> None:
    english = replace(person("dara"), speaks=("en",))
    khmer = replace(person("sophea"), speaks=("km",))
    always = tuple(
        Shift(name, day, time(0), time(0)) for name in ("dara", "sophea") for day in range(7)
    )
    roster = Roster((english, khmer), always)
    assert [p.id for p in roster.on_shift(local(2, 9), language="km")] == ["sophea", "dara"]
    assert [p.id for p in roster.on_shift(local(2, 9), language="en")] == ["dara", "sophea"]


def test_a_safeguarding_lead_is_called_for_minors_only_and_then_first() -> None:
    """SAFETY T13: the lead answers for minors, and is nobody for everybody else."""
    lead = person("maly", Role.SAFEGUARDING_LEAD)
    always = tuple(Shift("maly", day, time(0), time(0)) for day in range(7))
    roster = Roster((person("dara"), lead), (*WEEKDAYS, *always))
    assert [p.id for p in roster.ladder(local(2, 9))] == ["dara"]
    assert [p.id for p in roster.ladder(local(2, 9), minor=True)] == ["maly", "dara"]
    assert roster.on_shift(local(7, 9)) == ()
    assert roster.promise(local(7, 9), Priority.P1) == local(9, 8, 15), "nobody for an adult"


def test_nobody_is_promised_where_nobody_works() -> None:
    assert Roster((person("dara"),), ()).promise(local(2, 9), Priority.P1) is None


def test_out_of_hours_the_promise_begins_with_the_next_shift() -> None:
    roster = Roster((person("dara"),), WEEKDAYS)
    assert roster.promise(local(6, 20), Priority.P2) == local(9, 12)
    assert roster.promise(local(6, 20), Priority.P1) == local(9, 8, 15)


def test_a_routine_deadline_counts_working_time_only() -> None:
    """Nine working hours from Friday noon: five on Friday, four on Monday."""
    roster = Roster((person("dara"),), WEEKDAYS)
    assert roster.deadline(local(6, 12), Priority.P3, acknowledge=False) == local(9, 12)


def test_a_serious_deadline_counts_working_hours_and_a_day_at_most() -> None:
    """CONVERSATIONS 6.1, P2: four working hours, and 24 hours by the clock, also weekends."""
    roster = Roster((person("dara"),), WEEKDAYS)
    assert roster.deadline(local(2, 15), Priority.P2, acknowledge=False) == local(3, 10)
    saturday = local(7, 3)
    assert roster.deadline(saturday, Priority.P2, acknowledge=False) == saturday + timedelta(days=1)


def test_round_the_clock_is_always_staffed() -> None:
    always = tuple(Shift("dara", day, time(0), time(0)) for day in range(7))
    roster = Roster((person("dara"),), always)
    assert all(roster.on_shift(local(2, 0) + timedelta(hours=h)) for h in range(0, 200, 5))


def test_a_crisis_at_night_is_promised_what_the_one_on_call_can_keep() -> None:
    """CONVERSATIONS 6.1: within half an hour, where somebody is on call."""
    roster = Roster((person("dara"), person("chanthy", Role.SUPERVISOR)), WEEKDAYS)
    assert roster.promise(local(6, 20), Priority.P1) == local(6, 20, 30)
