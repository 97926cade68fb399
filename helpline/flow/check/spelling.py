"""Khmer that no word list can spell: a mistyped translation (KHMER.md, "by non-natives").

Good text leaves at most 0.7% of its syllables outside the words of a list, text with 3% of
typing errors 2.3% and more. It sees no wrong meaning and no wrong register: only a reader does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from helpline.flow.check.checked import Checked
from helpline.flow.check.translations import LANGUAGE
from helpline.flow.problems import Problem
from helpline.text.catalog import Entry
from helpline.text.khmer import clusters, match_key

MOST_OUTSIDE: Final = 0.02
"""Of all Khmer syllables of the catalogue."""
_LONGEST: Final = 16
_RUN = re.compile("[\u1780-\u17d3\u17dd\u200b]+")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Outside:
    """One translation with syllables outside the list, and how many of how many."""

    entry: Entry
    outside: int
    syllables: int


def outside_words(checked: Checked, words: Iterable[str]) -> Iterator[Problem]:
    """The catalogue's strings with unknown syllables, where they are more than 2% of all."""
    known = frozenset(match_key(word) for word in words)
    seen = [
        _counted(entry, known)
        for entry in checked.catalogs.entries.get(LANGUAGE, {}).values()
        if entry.translation
    ]
    syllables = sum(one.syllables for one in seen)
    share = sum(one.outside for one in seen) / max(1, syllables)
    if share <= MOST_OUTSIDE:
        return
    for one in sorted(seen, key=lambda one: (-one.outside / max(1, one.syllables), one.entry.line)):
        if one.outside:
            file = f"locales/{LANGUAGE}/LC_MESSAGES/flows.po"
            message = (
                f"{one.outside} of {one.syllables} syllables are in no word of the list"
                f" ({share:.1%} of the file): {one.entry.translation[:40]!r}"
            )
            yield Problem(file, one.entry.line, one.entry.context, message)


def _counted(entry: Entry, known: frozenset[str]) -> Outside:
    runs = _RUN.findall(match_key(_PLACEHOLDER.sub(" ", entry.translation)))
    pieces = [clusters(run) for run in runs]
    return Outside(entry, sum(uncovered(run, known) for run in pieces), sum(map(len, pieces)))


def uncovered(syllables: list[str], known: frozenset[str]) -> int:
    """The fewest syllables that stay outside when known words are laid over them."""
    best = [0]
    for end in range(1, len(syllables) + 1):
        fewest = best[end - 1] + 1
        for start in range(max(0, end - _LONGEST), end):
            if best[start] < fewest and "".join(syllables[start:end]) in known:
                fewest = best[start]
        best.append(fewest)
    return best[-1]
