"""A person's answers beside their own earlier ones (CONVERSATIONS 6.2, 7.4)."""

from __future__ import annotations

import pytest

from helpline.core.wellbeing import KEPT, Trend, body_trend, read_scores, trend, with_score

CASES = [
    ((4, 4, 4), 2, Trend.DROP),
    ((4, 4, 4), 3, Trend.NONE),
    ((5, 1, 4), 2, Trend.DROP),
    ((5, 5, 5, 2, 2, 2), 3, Trend.NONE),  # the last three count, not the best ones
    ((5,), 3, Trend.DROP),
    ((), 3, Trend.NONE),
    ((), 1, Trend.VERY_LOW),
    ((5, 5, 5), 1, Trend.VERY_LOW),
    ((3, 3, 2), 2, Trend.TWICE_LOW),
    ((2, 3, 3), 2, Trend.NONE),
    ((1,), 2, Trend.TWICE_LOW),
]


@pytest.mark.parametrize(("past", "score", "expected"), CASES)
def test_a_score_is_compared_with_the_own_median(
    past: tuple[int, ...], score: int, expected: Trend
) -> None:
    assert trend(past, score) is expected


def test_the_body_counts_twice_running_only() -> None:
    assert body_trend((2,), 1) is Trend.TWICE_LOW
    assert body_trend((), 1) is Trend.NONE
    assert body_trend((2, 3), 2) is Trend.NONE


def test_scores_are_kept_in_order_and_not_for_ever() -> None:
    assert with_score("4 3", "2") == "4 3 2"
    assert with_score("", "5") == "5"
    assert read_scores("4 x 9 3") == (4, 3)
    written = ""
    for _ in range(KEPT + 5):
        written = with_score(written, "3")
    assert len(read_scores(written)) == KEPT
