"""Phone numbers: reading one, and finding what looks like one.

A wrong number can send a survivor to a stranger (DIRECTORY.md rule 6), so the outgoing guard
and the checks look for digit runs however they are disguised. Short codes are their own type:
``phonenumbers`` would turn 1288 into +8551288, which is somebody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import phonenumbers

from helpline.text.khmer import Keyed, keyed

REGION: Final = "KH"
SHORT_CODES: Final = frozenset(
    "115 116 117 118 119 1280 1281 1282 1286 1288 1289 1291 1294 1295 1297 1298 1299".split()
)
"""In use in Cambodia (police, ambulance, child line, ministries); no claim that they answer."""

_LONGEST: Final = 40
_SHORT = re.compile(r"[0-9]{3,6}")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A full number that can be dialled from anywhere."""

    e164: str


@dataclass(frozen=True, slots=True)
class ShortCode:
    """A code that works inside one country's networks only."""

    digits: str


@dataclass(frozen=True, slots=True)
class PhoneLike:
    """Something a reader could dial: where it stands, and the number if it is one."""

    text: str
    start: int
    end: int
    number: PhoneNumber | ShortCode | None


def parse(text: str, region: str = REGION) -> PhoneNumber | ShortCode | None:
    """The number a text is, or None. ០១២..., 012..., 855... and +855... are the same number.

    Promises never to raise and never to make a full number out of a short code.
    """
    digits = keyed(text[:_LONGEST]).key.strip()
    bare = re.sub(r"[\s().\-]", "", digits)
    if _SHORT.fullmatch(bare):
        return ShortCode(bare)
    if re.fullmatch(r"855[0-9]{8,9}", bare):
        bare = f"+{bare}"
    if not re.fullmatch(r"\+?[0-9]{7,15}", bare):
        return None
    try:
        number = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return PhoneNumber(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def written(number: PhoneNumber, *, local: bool) -> str:
    """The number as it is dialled inside Cambodia (012 345 678) or from abroad (+855 12 ...)."""
    form = phonenumbers.PhoneNumberFormat
    read = phonenumbers.parse(number.e164)
    is_ours = local and read.country_code == phonenumbers.country_code_for_region(REGION)
    return str(phonenumbers.format_number(read, form.NATIONAL if is_ours else form.INTERNATIONAL))


_RUN = re.compile(r"\+?[0-9](?:[ \t().\-\u2010-\u2015/\u00b7_]{0,3}[0-9])*")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}"
    r"|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:19|20)[0-9]{2}"
)
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\D{1,3}(?:19|20)[0-9]{2})*")
_MONEY_BEFORE = re.compile(r"(?:[$€£៛฿]|\b(?:usd|khr|thb))\s*$")
_MONEY_AFTER = re.compile(
    r"\s*(?:[$€£៛฿]|(?:usd|khr|thb|dollars?|riels?|baht|bath)\b"
    r"|ដុល្លារ|រៀល|បាត(?![\u17b4-\u17d3]))"
)


def phone_like(text: str) -> list[PhoneLike]:
    """Every digit run a reader could take for a phone number, with its place in the raw text.

    Finds Latin and Khmer digits, spaces, dashes and zero-width characters inside. Leaves out
    24/7, years, money, dates and "reply 1 or 2".
    """
    places = keyed(text)
    return [found for run in _RUN.finditer(places.key) if (found := _judged(text, places, run))]


def _judged(text: str, places: Keyed, run: re.Match[str]) -> PhoneLike | None:
    key, (start, end) = places.key, run.span()
    digits = re.sub("[^0-9]", "", run.group())
    if not (digits in SHORT_CODES and run.group() == digits) and not _is_long(run.group(), digits):
        return None
    if _MONEY_BEFORE.search(key[max(0, start - 6) : start]) or _MONEY_AFTER.match(key, end):
        return None
    raw = places.starts[start], places.ends[end - 1]
    return PhoneLike(text[raw[0] : raw[1]], *raw, parse(run.group()))


def _is_long(run: str, digits: str) -> bool:
    if len(digits) < (7 if run[0] in "+0" else 8):
        return False
    if _DATE.fullmatch(run) or _YEARS.fullmatch(run):
        return False
    return not _is_menu(run, digits)


def _is_menu(run: str, digits: str) -> bool:
    """ "1 2 3 4 5 6 7 8": single digits, each one more than the last."""
    singles = all(len(group) == 1 for group in re.findall("[0-9]+", run))
    return singles and all(int(after) - int(one) == 1 for one, after in pairwise(digits))
