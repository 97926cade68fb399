"""T14: the figures reached on the message sets are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.text.words import understander
from tests.understanding import figures
from tests.understanding.figures import Judged
from tests.understanding.sets import (
    DEVELOPMENT,
    EIGHTH_HELDOUT,
    FIFTH_HELDOUT,
    FOURTH_HELDOUT,
    HELDOUT,
    SECOND_HELDOUT,
    SEVENTH_HELDOUT,
    SIXTH_HELDOUT,
    THIRD_HELDOUT,
    read,
)

LEAST_P1 = {"km": 0.98, "romanised": 0.98, "en": 0.98, "mixed": 0.95}
LEAST_QUIET = {"km": 0.98, "romanised": 0.98, "en": 0.98, "mixed": 0.90}
LEAST_HELDOUT = {
    HELDOUT: (0.97, 0.96),
    SECOND_HELDOUT: (0.97, 0.92),
    THIRD_HELDOUT: (0.92, 0.86),
    FOURTH_HELDOUT: (0.98, 0.95),
    FIFTH_HELDOUT: (0.90, 0.94),
    SIXTH_HELDOUT: (0.95, 0.98),
    SEVENTH_HELDOUT: (0.90, 0.97),
    EIGHTH_HELDOUT: (0.89, 0.98),
}
"""P1 recall, and harmless messages that are not P1."""


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


@pytest.mark.parametrize("path", LEAST_HELDOUT)
def test_a_heldout_set_keeps_its_figures(path: Path) -> None:
    """T14, on messages that the words were never tuned on."""
    least_p1, least_quiet = LEAST_HELDOUT[path]
    assert figures.p1_recall(judged(path)).value >= least_p1
    assert figures.quiet(judged(path)).value >= least_quiet
