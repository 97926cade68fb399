"""CPU time that a test can judge: in seconds of a machine that does a known piece of work in time.

Other work runs beside the tests and the same machine is at times half as fast as at others; a
limit in its own seconds would fail by chance.
"""

from __future__ import annotations

import time
from collections.abc import Callable

KNOWN_WORK = 0.018
"""Seconds that `_known_work` takes where the figures of docs/understanding.md were measured."""
RUNS = 3


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The least CPU time of some runs, as the machine of the figures would have taken."""
    return min(_taken(work) / _slowness() for _ in range(runs))


def _slowness() -> float:
    return max(min(_taken(_known_work) for _ in range(RUNS)) / KNOWN_WORK, 1.0)


def _known_work() -> None:
    counts: dict[int, int] = {}
    for number in range(200_000):
        counts[number % 997] = counts.get(number % 997, 0) + number


def _taken(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
