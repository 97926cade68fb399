"""May it be written now: the whole rule, with time and chance as arguments (SAFETY T7-T11, R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.core.checkin import Frequency, Kind
from helpline.core.contact import SafeTimes
from helpline.core.timing import (
    NEVER,
    ZONE,
    Around,
    Do,
    closes_at,
    decide,
    decide_step,
    evening_of,
    is_safe,
    next_day,
    planned_moment,
    safe_moment,
)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=ZONE)
DAY = timedelta(days=1)
FREE = Around(
    consent=True,
    opted_out=False,
    silent=False,
    safe_times=SafeTimes(),
    quiet_until=None,
    plan_began_at=NOON - 3 * DAY,
    frequency=Frequency.AS_PLANNED,
    sent_before=(),
    last_talk_at=NOON - 3 * DAY,
    person_owns=False,
    question_waits=False,
    address_silent_for=3 * DAY,
)
QUESTIONS = Kind.QUESTIONS

# What differs from a free moment, and the verdict with its reason.
VERDICTS = [
    ({}, Do.SEND, ""),
    ({"consent": False}, Do.DROP, "no_consent"),
    ({"opted_out": True}, Do.DROP, "opted_out"),
    ({"safe_times": NEVER}, Do.DROP, "writes_first"),
    ({"frequency": Frequency.NEVER}, Do.DROP, "writes_first"),
    ({"silent": True}, Do.WAIT, "not_safe"),
    ({"quiet_until": NOON + DAY}, Do.WAIT, "paused"),
    ({"person_owns": True}, Do.WAIT, "talk_open"),
    ({"question_waits": True}, Do.WAIT, "talk_open"),
    ({"last_talk_at": NOON - timedelta(minutes=119)}, Do.WAIT, "talk_open"),
    ({"last_talk_at": NOON - timedelta(minutes=121)}, Do.SEND, ""),
    ({"safe_times": SafeTimes(time(17), time(19))}, Do.WAIT, "not_a_safe_time"),
    ({"sent_before": (NOON - timedelta(hours=11),)}, Do.WAIT, "cap"),
    ({"sent_before": (NOON - timedelta(hours=13),)}, Do.SEND, ""),
    ({"silence_runs": True}, Do.DROP, "silence"),
    ({"address_silent_for": None}, Do.PERSON, "no_address"),
    ({"address_silent_for": 89 * DAY}, Do.SEND, ""),
    ({"address_silent_for": 90 * DAY}, Do.PERSON, "address_too_old"),
    ({"can_reply": False}, Do.PERSON, "one_way"),
    ({"prefers_call": True}, Do.PERSON, "prefers_call"),
    ({"window_closed": True}, Do.PERSON, "window_closed"),
]


@pytest.mark.parametrize(("different", "do", "why"), VERDICTS)
def test_each_reason_has_its_verdict(different: dict[str, object], do: Do, why: str) -> None:
    around = replace(FREE, **different)  # type: ignore[arg-type]
    verdict = decide(QUESTIONS, NOON, NOON, around, 0.5)
    assert (verdict.do, verdict.why) == (do, why)


@pytest.mark.parametrize("kind", [Kind.CARING, Kind.HOLIDAY])
@pytest.mark.parametrize("different", [{"address_silent_for": 90 * DAY}, {"prefers_call": True}])
def test_a_greeting_needs_no_person(kind: Kind, different: dict[str, object]) -> None:
    around = replace(FREE, **different)  # type: ignore[arg-type]
    assert decide(kind, NOON, NOON, around, 0.5).do is Do.DROP


def test_what_a_person_does_needs_no_safe_hour() -> None:
    at_night = NOON.replace(hour=2)
    assert decide(Kind.BY_PERSON, at_night, at_night, FREE, 0.5).do is Do.PERSON


def test_more_than_two_hours_late_is_a_persons(  # SAFETY R16
) -> None:
    on_time = decide(QUESTIONS, NOON - timedelta(hours=2), NOON, FREE, 0.5)
    late = decide(QUESTIONS, NOON - timedelta(hours=2, seconds=1), NOON, FREE, 0.5)
    assert on_time.do is Do.SEND
    assert (late.do, late.why) == (Do.PERSON, "late")
    assert decide(Kind.CARING, NOON - timedelta(hours=3), NOON, FREE, 0.5).do is Do.DROP


def test_a_stop_counts_before_lateness() -> None:
    around = replace(FREE, opted_out=True)
    assert decide(QUESTIONS, NOON - DAY, NOON, around, 0.5).do is Do.DROP


def test_after_week_four_two_in_seven_days_are_enough() -> None:
    twice = (NOON - 6 * DAY, NOON - 3 * DAY)
    early = replace(FREE, plan_began_at=NOON - 20 * DAY, sent_before=twice)
    tapered = replace(early, plan_began_at=NOON - 29 * DAY)
    assert decide(QUESTIONS, NOON, NOON, early, 0.5).do is Do.SEND
    verdict = decide(QUESTIONS, NOON, NOON, tapered, 0.5)
    assert (verdict.do, verdict.why) == (Do.WAIT, "cap")
    assert verdict.until is not None
    assert verdict.until >= NOON - 6 * DAY + 7 * DAY


def test_one_a_local_day_even_with_twelve_hours_between() -> None:
    morning, night = NOON.replace(hour=0, minute=30), NOON.replace(hour=19)
    around = replace(FREE, sent_before=(morning,))
    verdict = decide(QUESTIONS, night, night, around, 0.0)
    assert verdict.until == next_day(night).replace(hour=9)


def test_twelve_hours_count_across_midnight() -> None:
    """SAFETY R16, for somebody whose safe hours go over midnight."""
    night = SafeTimes(time(18), time(12))
    late = NOON.replace(hour=22) - DAY
    around = replace(FREE, safe_times=night, sent_before=(late,))
    assert decide(QUESTIONS, NOON.replace(hour=9), NOON.replace(hour=9), around, 0.5).why == "cap"
    eleven = NOON.replace(hour=9, minute=30)
    assert decide(QUESTIONS, eleven, eleven, around, 0.5).why == "cap"
    twelve = NOON.replace(hour=10)
    assert decide(QUESTIONS, twelve, twelve, around, 0.5).do is Do.SEND


def test_a_step_of_the_ladder_may_share_the_day_only_where_it_says_so() -> None:
    around = replace(FREE, sent_before=(NOON - timedelta(hours=3),), silence_runs=True)
    assert decide_step(NOON, NOON, around, 0.5, capped=True).do is Do.WAIT
    assert decide_step(NOON, NOON, around, 0.5, capped=False).do is Do.SEND


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
TIMES = st.builds(SafeTimes, MINUTES, MINUTES).filter(
    lambda times: (times.end.hour * 60 + times.end.minute - times.start.hour * 60
                   - times.start.minute) % 1440 >= 10
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
CHANCES = st.floats(0, 1, exclude_max=True)


@given(MOMENTS, TIMES, CHANCES)
def test_a_safe_moment_is_safe_and_not_before(
    at: datetime, times: SafeTimes, chance: float
) -> None:
    found = safe_moment(at, times, chance)
    assert found >= at
    assert is_safe(found, times)
    assert found - at < timedelta(days=2)


@given(MOMENTS, st.integers(0, 800), TIMES, CHANCES)
def test_a_planned_moment_is_on_its_day_and_safe(
    began: datetime, days: int, times: SafeTimes, chance: float
) -> None:
    found = planned_moment(began, timedelta(days=days), times, chance)
    assert is_safe(found, times)
    day = (began + timedelta(days=days)).astimezone(ZONE).date()
    over_midnight = times.start > times.end
    assert found.astimezone(ZONE).date() in {day, day + DAY if over_midnight else day}


@given(MOMENTS, TIMES, CHANCES)
def test_nothing_is_valid_beyond_the_safe_hours(
    at: datetime, times: SafeTimes, chance: float
) -> None:
    """SAFETY T10: the end of validity is the end of the very hours it is sent in."""
    sent = safe_moment(at, times, chance)
    closes = closes_at(sent, times)
    assert closes > sent
    assert closes.astimezone(ZONE).time().replace(second=0, microsecond=0) == times.end


def test_the_hour_varies_with_chance() -> None:
    hours = {
        planned_moment(NOON, 3 * DAY, SafeTimes(), n / 10).astimezone(ZONE).hour for n in range(10)
    }
    assert len(hours) >= 8


def test_the_evening_is_another_time_of_day() -> None:
    for chance in (0.0, 0.5, 0.99):
        at = evening_of(NOON.date(), SafeTimes(), chance).astimezone(ZONE)
        assert time(15, 45) <= at.time() <= time(19, 30)
