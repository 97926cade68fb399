"""The second listener: danger in words that no pattern names.

Patterns know what their writers thought of. The listener weighs all small pieces of a message
(`clues`) with weights learnt from made-up messages (tests/understanding/lessons, `make
listener`), a plain logistic regression whose every weight can be read in its file. It only ever
adds a finding: what the words found stays found (docs/adr/0041-second-listener.md).
"""

from __future__ import annotations

import hashlib
import math
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from helpline.text.clues import clues
from helpline.text.concept import Strength
from helpline.text.khmer import match_key
from helpline.text.script import Script

SAFE: Final = frozenset({"ordinary", "news"})
"""What a message may be when nobody in it is in danger; every other kind is a concept."""
SURE: Final = 0.5
"""From this share on a person is called at once."""
DOUBTFUL: Final = 0.3
"""From this share on a question is asked, and a person reads soon."""
CERTAIN: Final = 0.85
"""A share that counts where less would not: for one piece of a letter, or against words."""
FEWEST: Final = 20
"""Known clues that a message must have; with fewer nothing can be said. Two or three words."""
CALM: Final = 0.03
"""Below this share a sentence is harmless, if it has at least `FEWEST_OF_CALM` known clues."""
FEWEST_OF_CALM: Final = 40
"""About eight words."""
NOTHING: Final = 0.015
"""Below this share nothing of danger is heard at all."""
NEWS: Final = 0.8
"""From this share on a text has the tone of a newspaper,"""
LITTLE: Final = 0.07
"""if the share of danger is below this."""
MOST_TOGETHER: Final = 250
"""Known clues, about fifty words; of a longer text the danger in it does not grow with length."""
LONGEST_PIECE: Final = 280
"""Characters: the listener learnt on messages, not on letters."""
MOST_HEARD: Final = 1_600
"""Characters at either end; what stands between is left to the words, which see all of it."""
SCALE: Final = 100
"""The weights file has whole numbers: hundredths."""
_BIAS: Final = "bias"
_PIECE: Final = re.compile(
    rf".{{1,{LONGEST_PIECE}}}(?:[\s.!?។៕\u200b]|\Z)|.{{{LONGEST_PIECE}}}", re.DOTALL
)


class ListenerError(Exception):
    """The weights file cannot be used; says the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What the listener takes a message for."""

    concept: str
    share: float
    """Of 1, that somebody is in danger."""
    news: float = 0.0
    """Of 1, that it is a line of news."""
    known: int = 0
    """How many clues the listener knows."""

    @property
    def is_calm(self) -> bool:
        """True if enough is known of the words, and next to no danger is in them."""
        return self.known >= FEWEST_OF_CALM and self.share < CALM

    @property
    def is_public(self) -> bool:
        """True if nothing of danger is heard in it, or little and a newspaper's tone."""
        of_a_newspaper = self.news >= NEWS and self.share < LITTLE
        return self.known >= FEWEST_OF_CALM and (of_a_newspaper or self.share < NOTHING)

    @property
    def strength(self) -> Strength | None:
        """As of a pattern; None where it is too weak to count."""
        if self.share >= SURE:
            return "hard"
        return "soft" if self.share >= DOUBTFUL else None


@dataclass(frozen=True, slots=True)
class Listener:
    """Weights of clues for each kind of message."""

    kinds: tuple[str, ...]
    bias: tuple[int, ...]
    rows: Mapping[str, int]
    """Where the weights of a clue begin in the table."""
    table: array[int]
    """One row of two-byte numbers after the other: small, and shared by forked processes."""
    mark: str
    """Twelve hex digits over the weights file."""

    def hear(self, text: str, script: Script) -> Suspicion | None:
        """The suspicion of the whole text, or of a piece of it that is certain by itself.

        None where too little is known. A letter of many calm sentences has some that sound like
        danger when they stand alone.
        """
        if len(text) > 2 * MOST_HEARD:
            text = f"{text[:MOST_HEARD]} {text[-MOST_HEARD:]}"
        romanised = script != "en"
        pieces = [
            clues(piece[0], romanised=romanised) for piece in _PIECE.finditer(match_key(text))
        ]
        heard = [self._weigh(frozenset().union(*pieces))]
        if len(pieces) > 1:
            certain = (one for one in map(self._weigh, pieces) if one and one.share >= CERTAIN)
            heard += certain
        return max(filter(None, heard), key=lambda one: one.share, default=None)

    def _weigh(self, found_clues: frozenset[str]) -> Suspicion | None:
        table, width = self.table, len(self.kinds)
        starts = [self.rows[clue] for clue in found_clues if clue in self.rows]
        found = [table[start : start + width] for start in starts]
        if len(found) < FEWEST:
            return None
        each = weight_of_each(len(found)) / SCALE
        shares = _softmax(
            [
                bias / SCALE + sum(weights) * each
                for bias, weights in zip(self.bias, zip(*found, strict=True), strict=True)
            ]
        )
        by_kind = dict(zip(self.kinds, shares, strict=True))
        news = by_kind["news"]
        dangers = {kind: share for kind, share in by_kind.items() if kind not in SAFE}
        most = max(dangers, key=dangers.__getitem__)
        return Suspicion(most, sum(dangers.values()), news, len(found))


def weight_of_each(known: int) -> float:
    """How much each clue weighs in a text with so many known ones."""
    return 1 / max(math.sqrt(known), known / math.sqrt(MOST_TOGETHER))


def read_listener(text: str, concepts: frozenset[str]) -> Listener:
    """The listener of a weights file. Raises ListenerError with line and reason."""
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line and line[0] != "#"
    ]
    if not lines:
        raise ListenerError("the weights file is empty: make listener")
    kinds = tuple(lines[0][1].split("\t")[1:])
    unknown = [kind for kind in kinds if kind not in SAFE | concepts]
    if unknown:
        raise ListenerError(f"line {lines[0][0]}: no such concept: {', '.join(unknown)}")
    if not set(kinds) > SAFE:
        raise ListenerError(
            f"line {lines[0][0]}: {' and '.join(sorted(SAFE))} and a concept, please"
        )
    rows: dict[str, int] = {}
    table = array("h")
    for number, line in lines[1:]:
        clue, *given = line.split("\t")
        if len(given) != len(kinds):
            raise ListenerError(f"line {number}: {len(given)} weights for {len(kinds)} kinds")
        rows[clue] = len(table)
        try:
            table.extend(map(int, given))
        except (ValueError, OverflowError):
            raise ListenerError(
                f"line {number}: a weight is a whole number, at most 32767"
            ) from None
    if _BIAS not in rows:
        raise ListenerError("there is no line for the bias")
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    start = rows.pop(_BIAS)
    return Listener(kinds, tuple(table[start : start + len(kinds)]), rows, table, mark)


def _softmax(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    return [one / sum(raised) for one in raised]
