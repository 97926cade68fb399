"""Telling a line of news from a message: somebody else's trouble in a reporter's words.

A newspaper's line about a killing holds every word of a message in danger. What sets it apart is
that nobody in it is "I", and that it names its source as reporters do. Both must be there, and a
second trait of news beside them: a neighbour who writes "a girl is locked in a house" names no
source and is heard.
"""

from __future__ import annotations

import re
from typing import Final

MOST: Final = 2_000
"""Characters of a text that can be a line of news; a longer one is a person's letter."""
_LONG: Final = 18

_SENDER = re.compile(
    r"\b(?:i|im|i'm|ive|i've|me|my|myself|we|us|our|you|your|help|please|pls|plz|sos|urgent"
    r"|he|she|her|him)\b"
    r"|ខ្ញុំ|យើង|អ្នកណា|បង(?:ប្អូន|ស្រី|ប្រុស)?អើយ|សូមជួយ|ជួយ(?!សង្គ្រោះ)|ផង",
    re.IGNORECASE,
)
_QUOTE = re.compile(r'"[^"]{1,400}"|“[^”]{1,400}”')
_QUOTED_BY = re.compile(
    r"\b(?:said|says|told|tells|admits|admitted|begs|begged|recalls|recalled)\b|ថ្លែង|ប្រាប់"
)
_REPORTED = re.compile(
    r"\b(?:police|officials?|officers|authorities|witnesses|doctors|lawyers|prosecutors|militants"
    r"|rebels|soldiers|troops|workers|monitors|villagers|analysts|experts|researchers|scientists"
    r"|spokes(?:man|woman|person)|reports?|stud(?:y|ies)|court|coroner|inquiry|tribunal|survivors?"
    r"|ministry|minister|government|army|military|media|newspaper|agency|un)"
    r"(?: \w+){0,2} (?:said|say|says|told|tells|heard|hears|finds|found|warned|warns?|rules|ruled"
    r"|reported|announced|confirmed|accused|charged)\b"
    r"|, (?:\w+ ){1,4}(?:says?|warns?|reveals?|reports?|hears?|heard|rules)\.?$"
    r"|\b(?:according to|told reporters|is reported|are reported|was reported|in a statement"
    r"|news agency|state media)\b|\b(?:reuters|afp|xinhua)\b|\bap\) ?|\bap - "
    r"|ជនសង្ស័យ|ជនរងគ្រោះ|សមត្ថកិច្ច|អាជ្ញាធរ|តុលាការ|ឃាតក|ថ្លែង|បើតាម|យោងតាម|រាយការណ៍|បណ្ដាលឲ្យ"
    r"|បណ្តាលឲ្យ|បណ្តាលឱ្យ|ប្រាប់វិទ្យុ|ប្រាប់សារព័ត៌មាន|អ្នកនាំពាក្យ|ក្រសួង|រដ្ឋមន្ត្រី",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]")
_FIGURE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|million|billion|percent|\d{2,})\b"
    r"|[0-9០-៩]+ ?នាក់|ម្នាក់|ខេត្ត|រាជធានី|ក្រុង|ដុល្លារ",
    re.IGNORECASE,
)


def is_news(text: str) -> bool:
    """True for a line of news that speaks of nobody near its sender.

    A quotation does not make its speaker the sender: '"They beat us", said a freed hostage'.
    """
    if len(text) > MOST:
        return False
    bare = _QUOTE.sub(" ", text)
    if _SENDER.search(bare):
        return False
    if bare != text and len(bare.split()) > 2 and _QUOTED_BY.search(bare):
        return True
    return _REPORTED.search(bare) is not None and _has_second_trait(bare)


def _has_second_trait(text: str) -> bool:
    return bool(_NAME.search(text) or _FIGURE.search(text)) or len(text.split()) > _LONG
