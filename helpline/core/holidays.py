"""The holidays on which a greeting goes to those who agreed to be written to (CONVERSATIONS 7.1).

New Year is counted by the sun and always holds 14 April. Pchum Ben is counted by the moon: its
last day is set by the government's yearly calendar. The dates below are unverified: they were
reckoned by the new moon of that month, so that a plan has a line for the greeting. It is sent only
if the organisation has entered that very day among its own holidays (`MOVABLE`), and a year that is
not in the table has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

NEW_YEAR = (4, 14)
MOVABLE = frozenset({"pchum_ben"})
"""Greetings whose day a person has to confirm, by entering it as a holiday of the organisation."""
# Unverified: reckoned, not read in a calendar.
PCHUM_BEN: dict[int, date] = {
    2026: date(2026, 10, 11),
    2027: date(2027, 9, 30),
}


def holidays(first: date, last: date) -> Iterator[tuple[str, date]]:
    """Name and day of each holiday from `first` to `last`."""
    for year in range(first.year, last.year + 1):
        days = [("new_year", date(year, *NEW_YEAR))]
        if year in PCHUM_BEN:
            days.append(("pchum_ben", PCHUM_BEN[year]))
        yield from ((name, day) for name, day in days if first <= day <= last)
