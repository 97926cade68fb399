"""How somebody's answers change: compared with their own past only (CONVERSATIONS 6.2, 7.4)."""

from __future__ import annotations

from enum import StrEnum
from statistics import median

VERY_BAD = 1
BAD = 2
DROP = 2
COMPARED = 3
"""The own median is that of so many last answers."""
KEPT = 12


class Trend(StrEnum):
    """What a new answer means beside the earlier ones."""

    VERY_LOW = "very_low"
    """The lowest answer there is: P2."""
    DROP = "drop"
    """Two or more below the own median of the last three: P3."""
    TWICE_LOW = "twice_low"
    """Bad or very bad twice running: P3."""
    NONE = "none"


def read_scores(written: str) -> tuple[int, ...]:
    """Scores as a fact keeps them: `4 3 5`, oldest first. Whatever is none is left out."""
    return tuple(int(word) for word in written.split() if word in {"1", "2", "3", "4", "5"})


def with_score(written: str, score: str) -> str:
    """The same with one more, the oldest dropped."""
    return " ".join(str(one) for one in (*read_scores(written), *read_scores(score))[-KEPT:])


def trend(past: tuple[int, ...], score: int) -> Trend:
    """Of an answer from 1 to 5. One or two earlier answers are compared with as well as three."""
    if score == VERY_BAD:
        return Trend.VERY_LOW
    if past and median(past[-COMPARED:]) - score >= DROP:
        return Trend.DROP
    if past and score <= BAD and past[-1] <= BAD:
        return Trend.TWICE_LOW
    return Trend.NONE


def body_trend(past: tuple[int, ...], score: int) -> Trend:
    """Of the body only this counts: bad or very bad twice running (P4)."""
    return Trend.TWICE_LOW if past and score <= BAD and past[-1] <= BAD else Trend.NONE
