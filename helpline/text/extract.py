"""Facts in a message: chosen digits, an age, a clock time, a sum of money.

Everything is read from the key, where Khmer digits are Latin ones. Each pattern is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Final, Literal

from helpline.text.khmer import match_key
from helpline.text.match import whole_message

MOST_OPTIONS: Final = 7  # CONVERSATIONS 4.2: options 1 to 7; a longer run is some other number
_SPAN: Final = 4_000  # facts stand in the first lines; this bounds the work on a hostile text


def _key_of(text: str) -> str:
    """The key of a message's first part, its runs of white space cut to one."""
    return _SPACES.sub(r"\1", match_key(text[:_SPAN]))


_SPACES = re.compile(r"(\s)\s*")
_CHOICE_WORDS = re.compile(r"\b(?:and|or|no|number|num|nung|ning|lek|nr)\b\.?|និង|លេខ|ហើយ|ឬ|&|\+")
_CHOICES = re.compile(r"[0-9](?:[\s,.;:/)(\-]*[0-9])*[\s.)]*")


def digits_in(text: str) -> tuple[int, ...]:
    """The options a message chooses: "1 3", "135", "1,3", "១,៣", "1 and 3". Else nothing."""
    key = _CHOICE_WORDS.sub(" ", whole_message(match_key(text[:60]))).strip(" .,()")
    if len(text) > 60 or not _CHOICES.fullmatch(key):
        return ()
    digits = [int(char) for char in key if char.isdigit()]
    return tuple(digits) if len(digits) <= MOST_OPTIONS else ()


# --- age ------------------------------------------------------------------------------------

_ONES_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS_EN = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_ONES_KM = ("", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ", "ប្រាំបី", "ប្រាំបួន")
_TENS_KM = {"ដប់": 10, "ម្ភៃ": 20, "សាមសិប": 30, "សែសិប": 40, "ហាសិប": 50, "ហុកសិប": 60}


def _number_words() -> dict[str, int]:
    words = {word: number for number, word in enumerate(_ONES_EN) if number >= 5}
    for tens, value in _TENS_EN.items():
        words[tens] = value
        words.update({f"{tens} {_ONES_EN[one]}": value + one for one in range(1, 10)})
    for tens, value in _TENS_KM.items():
        words.update({match_key(tens + one): value + n for n, one in enumerate(_ONES_KM)})
    words.update({match_key(one): n for n, one in enumerate(_ONES_KM) if n >= 5})
    return words


_NUMBERS: Final = _number_words()
_N = "([0-9]{1,2}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_END = r"(?![0-9\w]|[\u17b4-\u17d3]|[:.,][0-9])"
_NOT_A_MEASURE = (
    r"(?!\s*(?:%|minutes?|mins?|hours?|hrs?|km|kg|days?|weeks?|months?|dollars?|usd|riel|baht|people|times"
    r"|pm|am|o'?clock|of|in the|at night|st|nd|rd|th)\b)"
)
_AGES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"អាយុ\s*(?:របស់\s*)?(?:ខ្ញុំ)?\s*(?:គឺ|ជា|បាន|ទើប|ទើបតែ|តែ)?\s*{_N}{_END}",
        rf"(?:^|[.!?\n,]\s*|ខ្ញុំ\s*(?:ទើប|ទើបតែ|មាន|បាន|មានអាយុ)?\s*){_N}\s*ឆ្នាំ(?!\s*(?:មុន|ហើយ|មក|កន្លង|ទៀត|ក្រោយ))",
        rf"\b(?:ayu|ayuk|aayu|ajou)\s*(?:knhom|khnhom|knyom)?\s*{_N}{_END}",
        rf"(?:^|[.!?\n,]\s*|\b(?:knhom|khnhom|knyom|khnom|nhom)\s+(?:mean\s+|ban\s+|terb\s+)?){_N}\s*(?:chnam|chhnam|chhnaim|jnam|chnem)\b(?!\s*(?:mun|hery|haey|hoy|mok|tiet))",
        r"\b(?:i am|i'm|im|i m|am|i turned|i will be|i'll be)\s+"
        rf"(?:only\s+|just\s+|now\s+|almost\s+|about\s+|a\s+)?{_N}{_END}{_NOT_A_MEASURE}",
        rf"\b(?:my age|age|aged)\s*(?:is|:|=)?\s*{_N}{_END}",
        rf"(?<![0-9])(?<!\ba )(?<!\ban )(?<!\bthe ){_N}\s*(?:years?|yrs?)\s*old\b",
        rf"(?:^|[.!?\n,]\s*|\b(?:as|me,|am|i'm|im) an? ){_N}[ \-]*(?:years?|yrs?)[ \-]*old\b",
        rf"(?<![0-9]){_N}\s*(?:yo|y/o|y\.o)\b",
    )
)
_KIN = re.compile(
    r"\b(?:son|daughter|child|kid|baby|brother|sister|wife|husband|father|mother|nephew|niece|cousin|friend|he|she|boy|girl"
    r"|kon|koun|bdey|propun|brapon|paoun|pa'?oun|kmuoy|klaeng|kmeng)\b"
    r"|កូន|ប្អូន|បងប្រុស|បងស្រី|ប្តី|ប្រពន្ធ|ក្មួយ|ឪពុក|ម្តាយ|មិត្ត|គាត់|វា|ក្មេង|ចៅ"
)


def age_in(text: str) -> int | None:
    """The sender's own age, or None. An age that belongs to a relative is not returned."""
    key = _key_of(text)
    for pattern in _AGES:
        for found in pattern.finditer(key):
            age = _number(found[1])
            if 5 <= age <= 99 and not _someone_else(key, found.start()):
                return age
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _someone_else(key: str, place: int) -> bool:
    """True if the words just before, in the same sentence, speak of another person."""
    before = re.split(r"[.!?\n។]", key[max(0, place - 25) : place])[-1]
    kin = [found.end() for found in _KIN.finditer(before)]
    if not kin:
        return False
    rest = before[kin[-1] :]
    return re.search(r"\b(?:i|knhom|khnhom|and|hery)\b|ហើយ|,", rest) is None


# --- clock times ------------------------------------------------------------------------------

Period = Literal["morning", "noon", "afternoon", "evening", "night"]
_PERIODS: Final[dict[str, Period]] = {
    "ព្រឹក": "morning",
    "prek": "morning",
    "pruk": "morning",
    "proek": "morning",
    "preuk": "morning",
    "morning": "morning",
    "am": "morning",
    "a.m": "morning",
    "ព្រលឹម": "morning",
    "ថ្ងៃត្រង់": "noon",
    "noon": "noon",
    "midday": "noon",
    "trong": "noon",
    "ថ្ងៃ": "noon",
    "រសៀល": "afternoon",
    "roseal": "afternoon",
    "rosiel": "afternoon",
    "afternoon": "afternoon",
    "pm": "afternoon",
    "p.m": "afternoon",
    "ល្ងាច": "evening",
    "lngeach": "evening",
    "longeach": "evening",
    "lngiech": "evening",
    "evening": "evening",
    "eve": "evening",
    "យប់": "night",
    "yub": "night",
    "yup": "night",
    "yob": "night",
    "night": "night",
    "tonight": "night",
}
_PERIOD_WORDS = sorted(map(match_key, _PERIODS), key=len, reverse=True)
_PERIOD = f"({'|'.join(map(re.escape, _PERIOD_WORDS))})(?![a-z])"
_HOUR = (
    r"([01]?[0-9]|2[0-4])(?:\s*(?:[:h.]|និង|ហើយ)\s*([0-5][0-9])(?:\s*(?:នាទី|neati|min))?"
    r"|(\s*(?:កន្លះ|konlas|kanlah|and a half)))?"
)
_OCLOCK = r"(?:ម៉ោង|maong|moang|mong|maung|at|around|about)"
_TIMES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_OCLOCK}\s*)?(?<![0-9]){_HOUR}\s*(?:o'?clock\s*)?"
        rf"(?:in the\s+|at\s+|ពេល\s*|pel\s+)?{_PERIOD}",
        rf"(?!a\.?m|p\.?m){_PERIOD}\s*(?:at\s+)?(?:{_OCLOCK}\s*)?(?<![0-9]){_HOUR}(?![0-9])",
        rf"(?:ម៉ោង|maong|moang|mong|maung)\s*{_HOUR}(?![0-9])",
        r"(?<![0-9])([01]?[0-9]|2[0-3])[:h]([0-5][0-9])()(?![0-9])",
    )
)
_BARE_HOUR = re.compile(_HOUR)


def time_in(text: str, *, asked: bool = False) -> time | None:
    """The clock time a message names: "ម៉ោង ៨ យប់" and "8 evening" are 20:00.

    ``asked`` says that a time was the question: then a bare "8" or "8:30" counts too.
    """
    key = _key_of(text)
    for number, pattern in enumerate(_TIMES):
        found = pattern.search(key)
        if found:
            groups = list(found.groups())
            period = groups.pop(0 if number == 1 else -1) if number < 2 else None
            return _clock(groups, period)
    bare = _BARE_HOUR.fullmatch(whole_message(key)) if asked else None
    return _clock(list(bare.groups()), None) if bare else None


_PERIOD_OF: Final = {match_key(word): period for word, period in _PERIODS.items()}


def _clock(groups: list[str | None], period: str | None) -> time:
    hour = int(groups[0] or 0) % 24
    minute = 30 if groups[2] else int(groups[1] or 0)
    return time(_hour_of_day(hour, _PERIOD_OF.get(period or "")), minute)


def _hour_of_day(hour: int, period: Period | None) -> int:
    if period == "morning" and hour == 12:
        return 0
    if period == "night":  # one to four at night is after midnight
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    if period in ("afternoon", "evening") and 1 <= hour < 12:
        return hour + 12
    if period == "noon" and 1 <= hour <= 5:
        return hour + 12
    return hour


# --- money --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; the currency is None where the person did not say it."""

    value: Decimal
    currency: Literal["USD", "KHR", "THB"] | None


_CURRENCY: Final[dict[str, Literal["USD", "KHR", "THB"]]] = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "dolla": "USD",
    "dola": "USD",
    "ដុល្លារ": "USD",
    "ដុល្លា": "USD",
    "ដុលា": "USD",
    "៛": "KHR",
    "khr": "KHR",
    "riel": "KHR",
    "riels": "KHR",
    "reil": "KHR",
    "រៀល": "KHR",
    "฿": "THB",
    "thb": "THB",
    "baht": "THB",
    "bath": "THB",
    "bat": "THB",
    "បាត": "THB",
}
_TIMES_TEN: Final = {
    "k": 1_000,
    "thousand": 1_000,
    "ពាន់": 1_000,
    "poan": 1_000,
    "million": 1_000_000,
    "លាន": 1_000_000,
    "lean": 1_000_000,
    "ម៉ឺន": 10_000,
    "មុឺន": 10_000,
    "meun": 10_000,
    "រយ": 100,
    "roy": 100,
    "hundred": 100,
}
_KEYED_CURRENCY: Final = {match_key(word): code for word, code in _CURRENCY.items()}
_KEYED_TIMES: Final = {match_key(word): factor for word, factor in _TIMES_TEN.items()}


def _one_of(words: dict[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SUM = re.compile(
    rf"(us\$|[$៛฿]|\b(?:usd|khr|thb)\b)?\s*(?<![0-9])([0-9]{{1,12}}(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,2}})?)"
    rf"\s*({_one_of({**_KEYED_TIMES})})?(?![a-z])\s*({_one_of({**_KEYED_CURRENCY})})?(?![a-z]|[\u17b4-\u17d3])"
)


def amount_in(text: str, *, asked: bool = False) -> Amount | None:
    """The first sum of money with its currency; ``asked``: a number alone counts too."""
    for found in _SUM.finditer(_key_of(text)):
        before, number, factor, after = found.groups()
        currency = _KEYED_CURRENCY.get(after or before or "")
        if currency or asked:
            value = Decimal(number.replace(",", "")) * _KEYED_TIMES.get(factor or "", 1)
            return Amount(value, currency)
    return None
