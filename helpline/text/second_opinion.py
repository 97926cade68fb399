"""What the listener adds to what the words found.

It takes nothing away: a message that words call urgent stays so, however harmless the rest of it
looks, for anybody could add harmless words. What the words found to be past, told or denied it
does not raise; where they know a trouble it must be sure, and nearly certain against one that
is never more than the next hour's (a threat, a debt).
"""

from __future__ import annotations

from helpline.core.case import Priority
from helpline.text.lexicon import Lexicon, LexiconHit, Reading
from helpline.text.listener import CERTAIN, DOUBTFUL, SURE, Suspicion
from helpline.text.softening import PRESENT


def second_opinion(
    lexicon: Lexicon, reading: Reading, hits: list[LexiconHit], suspicion: Suspicion, length: int
) -> list[LexiconHit]:
    """The danger that a message of `length` characters holds beyond its words; often none."""
    if suspicion.strength is None or any(map(is_urgent, hits)) or _is_told(reading, hits):
        return []
    if suspicion.share < _needed(hits):
        return []
    return [LexiconHit(lexicon.concept(suspicion.concept), suspicion.strength, 0, length)]


def is_urgent(hit: LexiconHit) -> bool:
    """True if this finding calls a person at once."""
    return hit.concept.outcome(hit.strength).priority is Priority.P1


def _needed(hits: list[LexiconHit]) -> float:
    """The share of danger that counts beside what the words know of the trouble."""
    if any(map(_is_less_urgent, hits)):
        return CERTAIN
    known = any(hit.concept.outcome(hit.strength).priority for hit in hits)
    return SURE if known else DOUBTFUL


def _is_less_urgent(hit: LexiconHit) -> bool:
    most = {hit.concept.hard.priority, hit.concept.soft.priority}
    return Priority.P1 not in most and Priority.P2 in most


def _is_told(reading: Reading, hits: list[LexiconHit]) -> bool:
    return any(one.name != PRESENT for one in reading.softenings) and any(
        hit.concept.kind == "crisis" and hit.strength == "soft" for hit in hits
    )
