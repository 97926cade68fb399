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
FEWEST: Final = 10
"""Known clues that a message must have; with fewer nothing can be said."""
LONGEST_PIECE: Final = 280
"""Characters: the listener learnt on messages, not on letters."""
MOST_HEARD: Final = 1_600
"""Characters at either end; what stands between is left to the words, which see all of it."""
_SCALE: Final = 1_000
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
    weights: Mapping[str, tuple[int, ...]]
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
        found = [self.weights[clue] for clue in found_clues if clue in self.weights]
        if len(found) < FEWEST:
            return None
        length = math.sqrt(len(found)) * _SCALE
        shares = _softmax(
            [
                bias / _SCALE + sum(weights) / length
                for bias, weights in zip(self.bias, zip(*found, strict=True), strict=True)
            ]
        )
        dangers = {
            kind: share for kind, share in zip(self.kinds, shares, strict=True) if kind not in SAFE
        }
        return Suspicion(max(dangers, key=dangers.__getitem__), sum(dangers.values()))


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
    weights = {}
    for number, line in lines[1:]:
        clue, *given = line.split("\t")
        try:
            weights[clue] = tuple(map(int, given))
        except ValueError:
            raise ListenerError(f"line {number}: a weight is a whole number") from None
        if len(given) != len(kinds):
            raise ListenerError(f"line {number}: {len(given)} weights for {len(kinds)} kinds")
    if _BIAS not in weights:
        raise ListenerError("there is no line for the bias")
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Listener(kinds, weights.pop(_BIAS), weights, mark)


def _softmax(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    return [one / sum(raised) for one in raised]
