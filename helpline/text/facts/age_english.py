"""Ages stated in English: now, not yet, and no longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpline.text.facts.age_found import N, Stated

_I = r"\b(?:i'm|i'll|i've|im|iam|i m|i)"
_FILLERS = (
    "am will be only just now still already almost nearly about around a an like not even yet"
    " under below over than less more younger older turn turning turned become becoming soon"
    " also actually barely really girl boy child kid minor aged age going_to have"
)
_FILLER = "|".join(word.replace("_", " ") for word in _FILLERS.split())
_MEASURE = (
    r"(?! ?(?:%|percent|per cent|minutes?|mins?|hours?|hrs?|hr"
    r"|k|km|kms|kilometers?|kg|kgs|kilos?|kilograms?"
    r"|cm|m|meters?|metres?|miles?|lbs?|pounds?|feet|foot|ft|inch(?:es)?|days?|weeks?|months?|floors?"
    r"|dollars?|usd|riels?|baht|ringgit|yuan|times|points?|pm|am(?! i\b)|o'?clock|of|st|nd|rd|th"
    r"|in (?:the |a )?(?:list|line|queue|row)"
    r"|(?:years?|yrs?) (?:in|at|of|here|there|with|away|ago|without|from|since|after|before"
    r"|late|free|work\w*|sober|clean|married))\b|[a-xz])"
)
_SAID = re.compile(rf"(?P<i>{_I}) (?P<fill>(?:(?:{_FILLER}) ){{0,6}}){N}{_MEASURE}")
_UNSAID = re.compile(
    rf"(?:^|[.!?,\n;] ?|\b(?:and|but) )(?P<fill>(?:(?:{_FILLER}) ){{1,6}}){N}{_MEASURE}"
)
_YEARS_OLD = re.compile(
    rf"{N} ?(?P<dash>-?)(?:(?:years?|yrs?|yr|year's|y)[ -]*old\b|(?:yo|y/o|y\.o)\b|yrs\b(?! [a-z]))"
)
_AGE = re.compile(
    rf"\b(?:my )?(?:ages?|aged) ?(?:is|:|=|of)? ?"
    rf"(?:(?:only|just|about|around|now) ){{0,2}}{N}{_MEASURE}"
)
_WE = re.compile(rf"\bwe(?: are|'re) (?:both |all |only )?{N} ?(?:years?|yrs?)\b")

_STATES: Final = frozenset("am turn turning turned be become becoming".split())
_NOT_YET: Final = frozenset(
    "will turn turning become becoming almost nearly under below less younger".split()
)
_YET = re.compile(r" ?(?:years? |yrs? )?(?:old )?yet\b")
_ENDS = re.compile(r" ?(?:$|[.,!?\n;])")
_UNTIL = re.compile(r"\b(?:until|till|before)\s$")
_WHEN = re.compile(r"\b(?:when|while|since|once)\s$")
_PAST = re.compile(
    r"\b(?:was|were|been|at|since|from|by|turned|had)\s"
    r"(?:(?:the|only|just|about|like|around) ){0,2}$"
)
_OTHERS = re.compile(
    r"\b(?:the|an?|my|our|his|her|their|your|this|that|another|one|some|every|each|these|those|legal"
    r"|minimum|min|maximum|max|required|average|[0-9]+)\s$"
)
_ME_A = re.compile(
    r"\b(?:i am|i'm|im|i m|am|as|me|me,|myself|myself,)\s(?:(?:just|only|still) )?an?\s$"
)
_STARTS = re.compile(r"(?:^|[.!?,\n] ?)$")
_OF_KIN = re.compile(
    r"[ -]*(?:son|daughter|sister|brother|niece|nephew|cousin|friend|wife|husband|baby)s?\b"
)
_REACH: Final = 40


def stated(key: str) -> Iterator[Stated]:
    """All ages that words of English state, but those of the past and of the next noun."""
    for found in _SAID.finditer(key):
        age = _present(key, found, said=found["i"] != "i")
        if age is not None:
            yield Stated(age, found.start(), found.end("n"), says_who=True)
    for found in _UNSAID.finditer(key):
        age = _present(key, found, said=False)
        if age is not None:
            yield Stated(age, found.start("fill"), found.end("n"))
    for pattern in (_YEARS_OLD, _AGE, _WE):
        for found in pattern.finditer(key):
            before = key[max(0, found.start() - _REACH) : found.start()]
            if not _is_of_noun(key, before, found):
                yield Stated(int(found["n"]), found.start(), found.end("n"))


def _is_of_noun(key: str, before: str, found: re.Match[str]) -> bool:
    """A 15 year old sister, the legal age, at age 12: but "me, a 15 year old"."""
    if _PAST.search(before) or _OF_KIN.match(key, found.end()):
        return True
    if found.re is _YEARS_OLD and found["dash"] and not _STARTS.search(before):
        return not _ME_A.search(before)
    return _OTHERS.search(before) is not None and not _ME_A.search(before)


def _present(key: str, found: re.Match[str], *, said: bool) -> int | None:
    """The age now. ``said``: that the sender is of this age is in the pronoun (I'm)."""
    words = set(found["fill"].split())
    before = key[max(0, found.start() - _REACH) : found.start()]
    age = int(found["n"])
    now = "now" in words and _ENDS.match(key, found.end("n"))
    if not (said or words & _STATES or now):
        return None
    if words & _NOT_YET or _UNTIL.search(before):
        return age - 1
    if "not" in words:
        return _not_of_age(key, found, words)
    return None if _WHEN.search(before) else age


def _not_of_age(key: str, found: re.Match[str], words: set[str]) -> int | None:
    """ "Not 18 yet", "not even 16" and "not 18" are a year less; "not 20" says nothing."""
    age = int(found["n"])
    told = {"yet", "even"} & words or _YET.match(key, found.end("n")) or age == 18
    return age - 1 if told else None
