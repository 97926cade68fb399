"""The silence ladder as the table has it (CONVERSATIONS 7.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpline.core.call import second_try, wanted_at
from helpline.core.contact import SafeTimes
from helpline.core.silence import Act, ladder
from helpline.core.timing import ZONE, is_safe

STANDARD = [
    (2, Act.SAME_OPENER),
    (5, Act.OTHER_CHANNEL),
    (8, Act.CALL),
    (14, Act.TRUSTED),
    (30, Act.DOOR_OPEN),
    (60, Act.DOOR_OPEN),
    (90, Act.DOOR_OPEN),
    (183, Act.DOOR_OPEN),
    (365, Act.DOOR_OPEN),
    (365, Act.DORMANT),
]
HIGH = [
    (1, Act.SAME_OPENER),
    (1, Act.OTHER_CHANNEL),
    (2, Act.CALL),
    (5, Act.TRUSTED),
    (7, Act.MEETING),
]


def days(high: bool) -> list[tuple[int, Act]]:
    return [(round(step.after / timedelta(days=1)), step.act) for step in ladder(high=high)]


def test_the_standard_ladder() -> None:
    assert days(high=False) == STANDARD


def test_the_high_ladder_is_faster_and_calls_monthly_for_half_a_year() -> None:
    assert days(high=True)[:5] == HIGH
    calls = [day for day, act in days(high=True) if act is Act.MONTHLY_CALL]
    assert calls == [30, 61, 91, 122, 152, 183]
    assert days(high=True)[-1] == (365, Act.DORMANT)


@pytest.mark.parametrize("high", [True, False])
def test_every_silence_reaches_a_person_before_anything_ends(high: bool) -> None:
    """SAFETY T9: silence is never taken for "fine"."""
    acts = [act for _, act in days(high)]
    assert acts.index(Act.CALL) < acts.index(Act.DOOR_OPEN)
    assert acts[-1] is Act.DORMANT
    assert acts.count(Act.DORMANT) == 1


MORNING = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("first", "day", "hours"),
    [
        (MORNING, 4, range(15, 20)),
        (MORNING.replace(hour=18), 5, range(9, 13)),
        (MORNING.replace(hour=14, minute=0), 5, range(9, 13)),
    ],
)
def test_the_second_try_is_at_another_time_of_day(first: datetime, day: int, hours: range) -> None:
    for chance in (0.0, 0.5, 0.99):
        second = second_try(first, SafeTimes(), chance).astimezone(ZONE)
        assert second.day == day
        assert second.hour in hours
        assert is_safe(second, SafeTimes())


def test_a_call_is_due_when_it_was_wanted() -> None:
    at = MORNING
    assert wanted_at("20:00", at) == at.replace(hour=20, minute=0)
    assert wanted_at("08:00", at) == at.replace(hour=8, minute=0) + timedelta(days=1)
    assert wanted_at("midday", at) == at.replace(hour=11, minute=30)
    assert wanted_at("now", at) == at
    assert wanted_at("", at.astimezone(UTC)) == at
