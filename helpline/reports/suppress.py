"""Small numbers: what may be published of a count (CONVERSATIONS 8, SAFETY T29).

A count below ten could be somebody; so it is hidden, other counts are rounded to five, and where
one hidden cell could be worked out from a total, a second one is hidden with it.
"""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 10
"""Counts from here on may be published."""
STEP = 5
LEAST_WHOLE = 20
"""A percentage needs so many to be of."""
HIDDEN = f"<{LEAST}"


def count(n: int, *, national: bool = True) -> str:
    """A count as it is published. A true 0 is shown for the whole country only."""
    if n == 0 and national:
        return "0"
    return str(rounded(n)) if n >= LEAST else HIDDEN


def rounded(n: int) -> int:
    """To the nearest five; halves go up."""
    return (2 * n + STEP) // (2 * STEP) * STEP


def share(part: int, whole: int) -> str:
    """A percentage of published counts, or "" where it would tell a hidden one.

    It is worked out from the rounded counts: from exact ones the hidden count could be told.
    """
    rest = whole - part
    telling = any(0 < n < LEAST for n in (part, rest))
    if whole < LEAST_WHOLE or telling:
        return ""
    return f"{min(100, round(100 * rounded(part) / rounded(whole)))} %"


def row(counts: Mapping[str, int], *, national: bool = False) -> dict[str, str]:
    """Cells of one row whose total may be known: one hidden cell never stands alone.

    Where exactly one cell is hidden, the smallest of the others is hidden with it, because the
    total minus the rest would tell it.
    """
    shown = {name: count(n, national=national) for name, n in counts.items()}
    hidden = [name for name, text in shown.items() if text == HIDDEN]
    if len(hidden) == 1 and len(counts) > 1:
        others = [name for name in counts if name not in hidden]
        shown[min(others, key=lambda name: (counts[name], name))] = HIDDEN
    return shown
