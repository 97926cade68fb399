"""T14: the figures reached on the message sets are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.text.words import understander
from tests.understanding import figures
from tests.understanding.figures import Judged
from tests.understanding.sets import DEVELOPMENT, HELDOUT, read

LEAST_P1 = {"km": 0.97, "romanised": 0.95, "en": 0.97, "mixed": 0.70}
LEAST_QUIET = {"km": 0.98, "romanised": 0.94, "en": 0.95, "mixed": 0.90}
LEAST_P1_HELDOUT = 0.80
LEAST_QUIET_HELDOUT = 0.94


@cache
def judged(path: Path) -> Sequence[Judged]:
    return figures.judge(read(path), understander())


@pytest.mark.parametrize("script", LEAST_P1)
def test_danger_is_seen_in_every_script(script: str) -> None:
    """T14, on the set that the words are tuned on."""
    some = figures.of(judged(DEVELOPMENT), script)
    assert figures.p1_recall(some).value >= LEAST_P1[script]


@pytest.mark.parametrize("script", LEAST_QUIET)
def test_ordinary_talk_calls_nobody(script: str) -> None:
    """T14: an alarm too many costs attention that somebody else needs."""
    some = figures.of(judged(DEVELOPMENT), script)
    assert figures.quiet(some).value >= LEAST_QUIET[script]


def test_the_heldout_set_keeps_its_figures() -> None:
    """T14, on messages that the words were never tuned on."""
    assert figures.p1_recall(judged(HELDOUT)).value >= LEAST_P1_HELDOUT
    assert figures.quiet(judged(HELDOUT)).value >= LEAST_QUIET_HELDOUT
