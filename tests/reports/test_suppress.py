"""Small numbers never tell who somebody is (CONVERSATIONS 8, SAFETY T29)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.reports import suppress
from helpline.reports.indicators import Indicator, Journey, measure, publish
from helpline.reports.suppress import HIDDEN

COUNTS = st.integers(0, 400)


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, "0"), (1, HIDDEN), (9, HIDDEN), (10, "10"), (12, "10"), (13, "15"), (100, "100")],
)
def test_counts_as_they_are_published(n: int, shown: str) -> None:
    assert suppress.count(n) == shown


def test_a_true_zero_is_for_the_whole_country_only() -> None:
    assert suppress.count(0, national=False) == HIDDEN


@given(n=COUNTS, national=st.booleans())
def test_no_count_below_ten_is_ever_shown_and_none_is_exact_to_the_person(
    n: int, national: bool
) -> None:
    """T29"""
    shown = suppress.count(n, national=national)
    if 0 < n < 10:
        assert shown == HIDDEN
    elif shown != HIDDEN:
        assert int(shown) % 5 == 0
        assert abs(int(shown) - n) <= 2


@given(counts=st.dictionaries(st.text("abcdef", min_size=1, max_size=2), COUNTS, min_size=2))
def test_a_hidden_cell_never_stands_alone(counts: dict[str, int]) -> None:
    """T29: the row's total minus the others would tell it."""
    shown = suppress.row(counts)
    hidden = [name for name, text in shown.items() if text == HIDDEN]
    assert len(hidden) != 1
    assert all(name in hidden for name, n in counts.items() if n < 10)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (10, 19, ""),
        (10, 20, "50 %"),
        (5, 40, ""),
        (35, 40, ""),
        (0, 40, "0 %"),
        (40, 40, "100 %"),
        (30, 60, "50 %"),
    ],
)
def test_percentages_need_twenty_and_tell_no_hidden_count(
    part: int, whole: int, shown: str
) -> None:
    assert suppress.share(part, whole) == shown


@given(whole=COUNTS, data=st.data())
def test_an_indicator_never_tells_a_small_part_or_a_small_rest(
    whole: int, data: st.DataObject
) -> None:
    """T29: what is published fits more than one small part, so it tells none."""
    part = data.draw(st.integers(0, whole))
    (shown,) = publish([Indicator("key", "label", part, whole)])
    if 0 < part < 10 or 0 < whole - part < 10:
        assert shown.part == HIDDEN
        assert not shown.share


def test_journeys_are_counted_among_those_they_are_about() -> None:
    people = [
        Journey(offered=True, sent=True, accepted=True, accepted_in_time=True, told=True),
        Journey(offered=True, sent=True, refused_on_gender=True, told=True),
        Journey(offered=True, declined=True),
        Journey(),
    ]
    found = {one.key: (one.part, one.whole) for one in measure(people)}
    assert found["offered"] == (3, 4)
    assert found["referred"] == (2, 4)
    assert found["declined"] == (1, 4)
    assert found["accepted_in_time"] == (1, 2)
    assert found["refused_on_gender"] == (1, 2)
    assert found["active_6_months"] == (0, 0)


def test_still_active_counts_only_who_met_long_enough_ago() -> None:
    people = [
        Journey(met_by_receiver=True, met_months_ago=7, active_after=frozenset({6})),
        Journey(met_by_receiver=True, met_months_ago=13, active_after=frozenset()),
        Journey(met_by_receiver=True, met_months_ago=2),
    ]
    found = {one.key: (one.part, one.whole) for one in measure(people)}
    assert found["active_6_months"] == (1, 2)
    assert found["active_12_months"] == (0, 1)
