"""Which keywords the decoys of one message hide."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

_GOOD_PART: Final = 0.4
"""Of a keyword: "leave" is that much of "cannot leave"."""


class Cover:
    """The decoys of one message, by group. A decoy without a group acts on every group."""

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._furthest: dict[str, list[int]] = {}
        for start, end, group in spans:
            self._starts.setdefault(group, []).append(start)
            self._ends.setdefault(group, []).append(end)
            furthest = self._furthest.setdefault(group, [])
            furthest.append(max(end, furthest[-1] if furthest else 0))

    def acts_on(self, group: str) -> bool:
        """False if no decoy of this message can hide a keyword of the group."""
        return group in self._starts or "" in self._starts

    def hides(self, group: str, start: int, end: int) -> bool:
        """True if a decoy covers this place wholly: a longer word that contains the keyword.

        One of the group's own may also reach out of it, if it has a good part of it: "leave work
        early" hides "cannot leave", and not "locked in the house and cannot leave". A decoy that
        lies inside a longer keyword says nothing about it.
        """
        if "" in self._starts and self._reach("", start + 1) >= end:
            return True
        if not group or group not in self._starts:
            return False
        if self._reach(group, start + 1) >= end:
            return True
        behind = end - self._first_beyond(group, start, end)
        return max(behind, self._reach(group, start) - start) >= _GOOD_PART * (end - start)

    def _reach(self, group: str, before: int) -> int:
        """How far the decoys reach that begin before a place."""
        at = bisect_left(self._starts[group], before)
        return self._furthest[group][at - 1] if at else 0

    def _first_beyond(self, group: str, start: int, end: int) -> int:
        """Where the first decoy begins that begins inside and ends outside; ``end`` if none."""
        starts, ends = self._starts[group], self._ends[group]
        for at in range(bisect_left(starts, start), bisect_left(starts, end)):
            if ends[at] > end:
                return starts[at]
        return end
