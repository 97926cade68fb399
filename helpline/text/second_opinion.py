"""What the listener adds to what the words found.

It takes nothing away: a message that words call urgent stays so, however harmless the rest of it
looks, for anybody could add harmless words. What the words found to be past, told or denied it
does not raise, and where they know the trouble (a threat, a debt) it must be nearly certain.
"""

from __future__ import annotations

from typing import Final

from helpline.core.case import Priority
from helpline.text.lexicon import Lexicon, LexiconHit, Reading
from helpline.text.listener import Suspicion

CERTAIN: Final = 0.85
"""The share of danger that overrules a less urgent trouble that the words name."""


def second_opinion(
    lexicon: Lexicon, reading: Reading, hits: list[LexiconHit], suspicion: Suspicion, length: int
) -> list[LexiconHit]:
    """The danger that a message of `length` characters holds beyond its words; often none."""
    if suspicion.strength is None or any(map(is_urgent, hits)) or _is_told(reading, hits):
        return []
    if any(map(_is_named, hits)) and suspicion.share < CERTAIN:
        return []
    return [LexiconHit(lexicon.concept(suspicion.concept), suspicion.strength, 0, length)]


def is_urgent(hit: LexiconHit) -> bool:
    """True if this finding calls a person at once."""
    return hit.concept.outcome(hit.strength).priority is Priority.P1


def _is_named(hit: LexiconHit) -> bool:
    most = {hit.concept.hard.priority, hit.concept.soft.priority}
    return Priority.P1 not in most and Priority.P2 in most


def _is_told(reading: Reading, hits: list[LexiconHit]) -> bool:
    return bool(reading.softenings) and any(
        hit.concept.kind == "crisis" and hit.strength == "soft" for hit in hits
    )
