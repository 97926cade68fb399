"""The province a message names, as people write it: Khmer, Latin and short forms.

Of several it is the one where the sender is now: that is where help has to be (F07.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from helpline.text.khmer import MARKS, match_key
from helpline.text.match import Keyword, Matcher, whole_message
from helpline.text.province_names import PROVINCES, Province

__all__ = ["PROVINCES", "Province", "province", "province_in"]

_SPAN: Final = 4_000  # a place is named in the first lines; this bounds the work on a hostile text
_MOST: Final = 40  # places; nobody names more who says where they are
_DECOYS: Final = (
    "មជ្ឈមណ្ឌល", "ម្រេចកំពត", "kampot pepper", "sihanouk hospital", "sihanouk boulevard",
    "sihanouk blvd",
)  # fmt: skip
_ALSO_A_WORD: Final = frozenset({"កណ្តាល", "កែប", "Kep", "Kandal"})
"""Middle, to grip, keep: they count as a whole message or beside words that ask for a place."""
_CLEAR_SHORTS: Final = frozenset("pp btb bmc shv omc kpc svr pvh mdk rtk tbk kdl".split())
"""Those that are no English word and no other abbreviation, behind "in" and "at" too."""


class _Place(NamedTuple):
    start: int
    end: int
    code: str


def province_in(text: str) -> str | None:
    """The code of the province where the sender is, or of the first one named, or None."""
    key = match_key(text[:_SPAN])
    alone = _whole().get(whole_message(key))
    if alone:
        return alone
    places = list(islice(_places(key), _MOST))
    return max(places, key=lambda one: _nearness(key, places, one)).code if places else None


def province(code: str) -> Province | None:
    """The province with this two-digit code."""
    return next((one for one in PROVINCES if one.code == code), None)


def _places(key: str) -> Iterator[_Place]:
    """All that are named, by place; the first of the longest where two names overlap."""
    matcher, codes = _matcher()
    found = [_Place(one.start, one.end, codes[one.keyword]) for one in matcher.find(key)]
    pattern, names = _beside_words()
    for one in pattern.finditer(key):
        name = one.lastgroup or ""
        found.append(_Place(*one.span(name), names[one[name]]))
    last = -1
    for place in sorted(found, key=lambda one: (one.start, -one.end)):
        if place.start >= last:
            yield place
            last = place.end


# --- where the sender is --------------------------------------------------------------------------

_AREA = r"(?:(?:the|khet|khaet|krong|city|town|province of|ខេត្ត|ក្រុង|រាជធានី) ?)*$"
_NOW = re.compile(r"(?:ឥឡូវ|សព្វថ្ងៃ|ពេលនេះ|\b(?:ilov|ilou|elov|eylov|now|currently|today)\b)")
_I_AM = re.compile(
    rf"(?:\b(?:i am|i'm|im|we are|we're|me|us|they hold me) (?:[a-z]+ )?(?:in|at|near)"
    rf"|ខ្ញុំ ?(?:កំពុង)?នៅ"
    rf"|\b(?:kn?h?[yn]?h?om|n[hy]om) (?:kompong )?n[ou]?[vu]) ?{_AREA}"
)
_AT = re.compile(
    rf"(?:\b(?:in|at|near|inside|nov|nou|nv|arrived?|came to|moved to)|នៅ|មកដល់|ទៅដល់) ?{_AREA}"
)
_ELSEWHERE = re.compile(
    rf"(?:\b(?:from|to|was in|were in|born in|worked in|lived in|pi|tov|tv)"
    rf"|(?<!ដល់)(?:ពី|ទៅ)|កំណើត|កើតនៅ) ?{_AREA}"
)
_OF_KIN = re.compile(
    r"\b(?:family|mother|father|parents|husband|wife|son|daughter|sister|brother|home|house|born|phteah|pteah)\b"
    r"|ផ្ទះ|ស្រុក|គ្រួសារ|ម្តាយ|ឪពុក|ប្តី|ប្រពន្ធ|កូន|ប្អូន"
)
_REACH: Final = 40


def _nearness(key: str, places: list[_Place], one: _Place) -> int:
    """How much the words before a place say that the sender is there now."""
    since = max((other.end for other in places if other.end <= one.start), default=0)
    before = key[max(since, one.start - _REACH) : one.start]
    if _ELSEWHERE.search(before):
        return 0
    if _NOW.search(before) or _NOW.match(key[one.end : one.end + _REACH].lstrip()):
        return 5
    if _I_AM.search(before):
        return 4
    at = 3 if _AT.search(before) else 2
    return at - 2 if _OF_KIN.search(before) else at


# --- the names --------------------------------------------------------------------------------


@cache
def _whole() -> dict[str, str]:
    return {
        whole_message(match_key(name)): one.code
        for one in PROVINCES
        for name in (one.km, one.latin, one.iso, *one.forms, *one.short)
    }


@cache
def _matcher() -> tuple[Matcher, dict[str, str]]:
    codes = {
        name: one.code
        for one in PROVINCES
        for name in (one.km, one.latin, *one.forms)
        if name not in _ALSO_A_WORD
    }
    return Matcher([Keyword(name, strict=True) for name in codes], _DECOYS), codes


@cache
def _beside_words() -> tuple[re.Pattern[str], dict[str, str]]:
    """Abbreviations and names that are also words, each behind words that ask for a place."""
    words = {match_key(name): one.code for one in PROVINCES for name in _also_words(one)}
    shorts = {match_key(short): one.code for one in PROVINCES for short in one.short}
    ends = r"(?= ?(?:$|[.,!?\n។]))"
    khmer_at = r"(?:នៅ|ពី|ទៅ|មក|\b(?:nov|nou|nv|pi|tov|tv|mok)\b) ?"
    area = r"(?:ខេត្ត|ក្រុង|\b(?:khet|khaet|krong)\b) ?"
    english_at = r"\b(?:in|at|from|near|to) "
    edge = rf"(?![a-z{MARKS}]| park)"  # KK Park is in Myanmar
    pattern = re.compile(
        rf"(?:{area}|{english_at})(?P<a>{_one_of(words)}){edge}"
        rf"|\b(?P<b>{_one_of(words)}) (?:province|city|town|beach|khet)\b"
        rf"|(?:{khmer_at}|, ?)(?P<c>{_one_of(words)}){edge}{ends}"
        rf"|(?:{khmer_at}|{area})(?P<d>{_one_of(shorts)}){edge}"
        rf"|{english_at}(?P<e>{_one_of(_CLEAR_SHORTS)}){edge}"
    )
    return pattern, words | shorts


def _also_words(one: Province) -> list[str]:
    return [name for name in (one.km, one.latin) if name in _ALSO_A_WORD]


def _one_of(names: frozenset[str] | dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
