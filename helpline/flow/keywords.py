"""Which flow the words of a message ask for."""

from __future__ import annotations

from typing import Final

from helpline.flow import places
from helpline.flow.engine import Walk
from helpline.flow.heard import Heard

RESERVED: Final = frozenset({"stop", "hide", "wrong_number"})
"""Concepts that only their own rules act on, never as a word inside a sentence."""
RESERVED_FLOWS: Final = frozenset({places.STOP, places.HIDE, places.WRONG_NUMBER})


def target_of(walk: Walk, heard: Heard) -> tuple[str, str] | None:
    """The flow and node that the words ask for; the lexicon's own choice comes first."""
    entries = [
        walk.flows.entries[found.name]
        for found in heard.understanding.concepts
        if found.name in walk.flows.entries and found.name not in RESERVED
    ]
    chosen = walk.flows.find(heard.understanding.flow) if heard.understanding.flow else None
    if chosen is not None:
        entries = [entry for entry in entries if entry[0] == chosen.id] or entries
        if chosen.id not in RESERVED_FLOWS and not any(e[0] == chosen.id for e in entries):
            entries = [(chosen.id, chosen.flow.start)]
    return min(entries, key=_greeting_last, default=None)


def _greeting_last(entry: tuple[str, str]) -> bool:
    return entry[0] == places.WELCOME
