"""Pacing: it says how long to wait, and one chat never holds up another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.channels.pacing import Pace


class HandClock:
    """Seconds that move only by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_all_chats_together_get_thirty_a_second() -> None:
    clock = HandClock()
    pace = Pace(clock)
    sent = sum(pace.take(str(chat)) == 0 for chat in range(100))
    assert sent == 30
    clock.at += 1
    sent = sum(pace.take(str(chat)) == 0 for chat in range(100, 200))
    assert sent == 30


def test_a_chat_that_waits_takes_no_share_of_the_others() -> None:
    pace = Pace(HandClock())
    for _ in range(1000):
        pace.take("busy")
    assert sum(pace.take(str(chat)) == 0 for chat in range(100)) == 27


def test_a_pause_is_for_one_chat() -> None:
    clock = HandClock()
    pace = Pace(clock)
    pace.pause("a", 60)
    assert pace.take("a") == pytest.approx(60)
    assert pace.take("b") == 0
    clock.at += 60
    assert pace.take("a") == 0


def test_chats_at_rest_are_forgotten() -> None:
    clock = HandClock()
    pace = Pace(clock, overall=(10**6, 10**6))
    for chat in range(3 * Pace.REMEMBERED):
        clock.at += 1
        pace.take(str(chat))
    assert len(pace._chats) <= Pace.REMEMBERED + 1


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_chat_ever_gets_more_than_its_rate_and_burst(steps: list[float]) -> None:
    clock = HandClock()
    pace = Pace(clock)
    sent = 0
    for step in steps:
        clock.at += step
        sent += pace.take("a") == 0
    assert sent <= 3 + clock.at + 1e-6


def test_whoever_waits_as_told_is_let_through() -> None:
    clock = HandClock()
    pace = Pace(clock)
    for _ in range(20):
        clock.at += pace.take("a") + 1e-9
        assert pace.take("a") <= 1
