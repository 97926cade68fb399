"""Telling a line of news from a message: somebody else's trouble in a reporter's words.

A newspaper's line about a killing holds every word of a message in danger. What sets it apart is
that nobody in it is "I", and that it names sources, courts, ages and strangers as reporters do.
Each such trait is a point, and a source is two. A neighbour who writes "a girl is locked in a
house" has none of them and is heard; so is whoever says "now", "here" or "please".
"""

from __future__ import annotations

import re
from typing import Final

MOST: Final = 2_000
"""Characters of a text that can be a line of news; a longer one is a person's letter."""
_CERTAIN: Final = 2
_ENOUGH: Final = 3
_ENOUGH_OF_SOMEBODY: Final = 4
"""Points of a line that says "he" or "she": whoever writes about a relative does so too."""
_LONG: Final = 18

_QUOTE = re.compile(r'"[^"]{1,400}"|“[^”]{1,400}”|«[^»]{1,400}»')
_SPEAKER = re.compile(
    r"(?<=QUOTE)[,.]? (?:he|she|they) (?:said|says|added|told|recalled|recalls)\b", re.IGNORECASE
)
_QUOTED_BY = re.compile(
    r"\b(?:said|says|told|tells|admits|admitted|begs|begged|recalls|recalled|described|added)\b"
    r"|ថ្លែង|ប្រាប់|សម្តី"
)
_QUOTATION = re.compile(
    r"""[,.?!]["”] (?:[\w.'-]+ ){0,8}?(?:said|says|added|told|stated|asked|wrote)\b[^"“”]{0,60}$"""
    r"""|^(?:[\w.'-]+ ){1,8}(?:said|added|told [\w.'-]+|stated|wrote), ["“]""",
    re.IGNORECASE,
)
"""A comma inside the marks and who said it behind them: newspapers and novels set it so."""
_TO_REPORTERS = re.compile(
    r", (?:(?!(?:i|my|we|our|he|she|they|his|her)\b)[\w-]+ ){0,3}"
    r"(?:(?:act(?:or|ress)|singer|star|minister|mp|survivor|witness|journalist|official|assistant"
    r"|shopkeeper|villagers|coroner|player|politician|court|tribunal|inquiry|report|study)"
    r" (?:says?|reveals?|tells?|hears?|heard)\b"
    r"|[\w-]+ tells (?:the )?(?:court|tribunal|inquiry|parliament|reporters|commission))",
    re.IGNORECASE,
)
"""Newspapers leave the quotation marks out of headlines: "He threatened me, singer tells court"."""

_SENDER = re.compile(
    r"\b(?:i|im|i'm|ive|i've|me|my|myself|we|us|our|you|your|help|please|pls|plz|sos|urgent"
    r"|here|hurry|right now|knhom|khnhom|nhom|kyom|khnom|knyom|khom|oun"
    r"|yerng|juoy|chuoy|jouy|elov|ilov)\b"
    r"|ខ្ញុំ|យើង|អូន|អ្នកណា|បង(?:ប្អូន|ស្រី|ប្រុស)?អើយ|សូមជួយ|ជួយ(?!សង្គ្រោះ)|ផង|ឥឡូវ",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"\b(?:he|she|her|him)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\b(?:now|again|today|tonight|still|yesterday|no|neighbou?r|scared|afraid|dont|cant|wont)\b",
    re.IGNORECASE,
)

_REPORTED = re.compile(
    r"\b(?:police|officials?|officers|authorities|witnesses|doctors|lawyers|prosecutors|militants"
    r"|rebels|soldiers|troops|workers|monitors|villagers|analysts|experts|researchers|scientists"
    r"|spokes(?:man|woman|person)|reports?|stud(?:y|ies)|court|coroner|inquiry|tribunal|survivors?"
    r"|ministry|minister|government|army|military|media|newspaper|agency|un|campaigners|family"
    r"|governor|residents|correspondent|rapporteur|women|video|statistics|suspect|defendant)"
    r"(?: \w+){0,2} (?:said|say|says|told|tells|heard|hears|finds|found|warned|warns?|rules|ruled"
    r"|reported|announced|announces|confirmed|confirms|accused|charged|complained|believe|shows?"
    r"|admitted|described)\b"
    r"|, (?:\w+ ){1,4}(?:says?|warns?|reveals?|reports?|hears?|heard|rules)\.?$"
    r"|\b(?:according to|told reporters|is reported|are reported|was reported|in a statement"
    r"|news agency|state media)\b|\b(?:reuters|afp|xinhua)\b|\bap\) ?|\bap - "
    r"|ជនសង្ស័យ|ជនរងគ្រោះ|សមត្ថកិច្ច|អាជ្ញាធរ|តុលាការ|ឃាតក|ថ្លែង|បើតាម|យោងតាម|រាយការណ៍|បណ្ដាលឲ្យ"
    r"|បណ្តាលឲ្យ|បណ្តាលឱ្យ|ប្រាប់វិទ្យុ|ប្រាប់សារព័ត៌មាន|អ្នកនាំពាក្យ|ក្រសួង|រដ្ឋមន្ត្រី"
    r"|ចៅក្រម|ព្រះរាជអាជ្ញា|ស្នងការ|អាវុធហត្ថ|ជនល្មើស|សាលក្រម|កាត់ទោស|បង្ក្រាប|អធិការដ្ឋាន|ប៉ុស្តិ៍"
    r"|សាកសព|ឃាតកម្ម|រឿងក្តី|រដ្ឋាភិបាល|អង្គការសហប្រជាជាតិ|អ្នកជំនាញ|ពលករទេសន្តរ|វិធីការពារ|រៀបរាប់ថា",
    re.IGNORECASE,
)
"""A source, named as reporters do: two points."""
_REPORTERS: Final = (
    re.compile(
        r"\b(?:charged (?:with|over)|sentenced|convicted|jailed|arrested?|accused of|plead(?:s|ed)"
        r"|indicted|on trial|suspects?|defendant|prosecutors?|magistrate|judge|in custody|deported"
        r"|acquitted|raid(?:s|ed)?|rescues?|rescued|frees|freed|robbed|robbery|talked down"
        r"|pretrial|inquiry)\b"
    ),
    re.compile(
        r"\b(?:American|Mexican|British|French|German|Dutch|Russian|Ukrainian|Israeli|Iraqi|Iranian"
        r"|Syrian|Libyan|Nigerian|Kenyan|Indian|Pakistani|Bangladeshi|Indonesian|Filipino|Korean"
        r"|Japanese|Taiwanese|Rohingya|Australian|Canadian|Texas|London|Kansas|Miami|Baghdad|Gaza"
        r"|Balochistan|Kerala|Incheon|nationals?|nationwide|UN|EU|NSW|MP)\b|ជនជាតិ|ជនភៀសខ្លួន"
    ),
    re.compile(
        r", \d{1,2},|\b\d{1,2}-year-old|\baged (?:\d|four|five|six|seven|eight|nine)"
        r"|\b(?:one|two|three|four|five|\d+) (?:people|workers|men|women|children|teenagers"
        r"|hostages|passengers|killed|dead|injured|kidnapped|arrested)\b|អាយុ ?[0-9០-៩]+ ?ឆ្នាំ",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:\W*)(?:Police|Officials|Marines|Troops|Gunmen|Kidnappers|Hackers|Pirates|Militants"
        r"|Firefighters|Miners|Campaigners|Prosecutors|Authorities|Armed men|Gang|Man|Woman|Couple"
        r"|Elderly|Teen(?:ager)?s?|Father|Mother|Bride|Driver|Motodop|Student|Residents|Workers"
        r"|Trafficked|Kidnapped|Escaped|Suicide|Rape|Debt collectors|Singer|Actor|Body|Twins"
        r"|The (?:defendant|suspect|UN)|An? [\w-]+ (?:court|judge))\b"
        r"|^(?:ស្ត្រី|ស្រ្តី|បុរស|កុមារ|យុវជន|កម្មការិនី|កម្មករ|នគរបាល|ប្រជាពលរដ្ឋ|ក្រុមចោរ|ចោរ|ជន"
        r"|សិស្ស|និស្សិត|តារា|កង|អ្នកទោស|ពលករ|ចៅក្រម|តុលាការ)"
    ),
)
"""A court's words; a stranger's country; an age or a number of people; who opens a headline."""
_ANYBODY: Final = (
    re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]"),
    re.compile(
        r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|million|billion|percent|\d{2,})\b"
        r"|[0-9០-៩]+ ?នាក់|ម្នាក់|ខេត្ត|រាជធានី|ក្រុង|ដុល្លារ|ស្លាប់",
        re.IGNORECASE,
    ),
)
"""A name; a figure or a place: in news, and in messages too."""


def is_news(text: str) -> bool:
    """True for a line of news that speaks of nobody near its sender.

    A quotation does not make its speaker the sender: '"They beat us", said a freed hostage'.
    """
    if len(text) > MOST:
        return False
    if _TO_REPORTERS.search(text):
        return True
    marked = _QUOTE.sub("QUOTE", text)
    bare = _SPEAKER.sub(" said", marked).replace("QUOTE", " ")
    if _SENDER.search(bare):
        return False
    certain, points = _points(bare)
    if "QUOTE" in marked and len(bare.split()) > 2 and _QUOTED_BY.search(bare):
        return points > 0 or not _SOMEBODY.search(marked)
    if _SOMEBODY.search(bare) and (points < _ENOUGH_OF_SOMEBODY or _GOES_ON.search(bare)):
        return False
    return certain >= _CERTAIN and points >= _ENOUGH


def is_quotation(text: str) -> bool:
    """True for somebody's words as they are printed. What they say still counts by its words."""
    return len(text) <= MOST and _QUOTATION.search(text.strip()) is not None


def names_sender(text: str) -> bool:
    """True if somebody speaks for himself or asks, or it is here, or it goes on now."""
    return any(signs.search(text) for signs in (_SENDER, _GOES_ON))


def _points(text: str) -> tuple[int, int]:
    """What only reporters write, and with it what anybody may write too."""
    source = 2 if _REPORTED.search(text) else 0
    certain = source + sum(bool(one.search(text)) for one in _REPORTERS)
    anybody = sum(bool(one.search(text)) for one in _ANYBODY)
    return certain, certain + anybody + (len(text.split()) > _LONG)
