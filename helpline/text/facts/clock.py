"""Clock times: "ម៉ោង ៨ យប់", "8 in the evening", "half past seven", "20:15", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Final

from helpline.text.facts.day_parts import NOON, PERIOD, PERIOD_OF, Period, hour_of_day
from helpline.text.facts.numbers import figured
from helpline.text.keyword import whole_message

_H = r"(?<![0-9:.,])(?:[01]?[0-9]|2[0-4])(?![0-9])"
_HOUR = rf"({_H})(?:[:h.]([0-5][0-9])(?![0-9]))?"
_OCLOCK = r"(?:(?<![0-9])(?<![0-9] )(?:ម៉ោង|\b(?:maong|moang|mong|maung)))"  # behind a number: hours
_LINK = (
    r"(?:(?:in the|at|of the|on the|this|every|tomorrow|early|late|ពេល|នៅ|pel|nov|o'?clock) ?){0,3}"
)
_DAY = r"(?:នេះ|ស្អែក|មិញ|this|nis|nih|saek|sa'ek|tomorrow|at|around|about|,) ?"
_UNTIL = r" ?(?:-|–|to|till|until|and|or|ដល់|ទៅ|ឬ|និង|dol|tov|rue) ?"
_END_OF_CLAUSE = r"(?=\s*(?:$|[.,!?\n។]))"

_RANGE = re.compile(rf"{_HOUR}{_UNTIL}{_OCLOCK}? ?{_HOUR} ?{_LINK}{PERIOD}")
_WITH_PERIOD = re.compile(rf"(?P<at>{_OCLOCK} ?)?{_HOUR} ?(?P<link>{_LINK}){PERIOD}")
_PERIOD_FIRST = re.compile(
    rf"(?<![0-9])(?<![0-9] ){PERIOD} ?(?:{_DAY}){{0,2}}"
    rf"(?:(?:{_OCLOCK}|(?<=at )|(?<=around )|(?<=about )) ?{_HOUR}|{_HOUR}{_END_OF_CLAUSE})"
)
_PLAIN = re.compile(
    rf"{_OCLOCK} ?{_HOUR}|{_HOUR} ?o'?clock\b"
    r"|(?<![0-9:])([01]?[0-9]|2[0-4])[:h]([0-5][0-9])(?![0-9])"
)
_NAMED = re.compile(rf"(?<!បាយ)(?<!បាយ )(?:{NOON}|(midnight|អធ្រាត្រ|adhreat))(?![a-z])")
_ASKED = re.compile(
    r"(?:(?:call|me|at|around|about|after|before|from|ក្រោយ|មុន|ប្រហែល|ម៉ោង"
    r"|kraoy|mun) ?){0,3}" + _HOUR
)

_HALF = re.compile(
    rf"({_OCLOCK} ?)?({_H}) ?(?:កន្លះ|konlas|kanlah|kanlas|knlah|and a half)"
    rf"(?P<then> ?{_LINK}{PERIOD})?"
)
_PAST = re.compile(rf"\b(half|quarter|[0-5]?[0-9])(?: minutes?)? (past|to) ({_H})")
_MINUTES = re.compile(
    rf"({_OCLOCK} ?{_H}) ?(?P<less>ខ្វះ|khvas)? ?(?:និង|ហើយ|ning|nung)? ?([0-5]?[0-9]) ?(?:នាទី|neati)"
)
_BEFORE_PERIOD = re.compile(rf"({_H}) ([0-5][0-9])(?= ?(?:am|pm|a\.m|p\.m)(?![a-z]))")
_MINUTES_OF: Final = {"half": 30, "quarter": 15}


def time_in(text: str, *, asked: bool = False) -> time | None:
    """The clock time a message names: "ម៉ោង ៨ យប់" and "8 evening" are 20:00.

    Of a range it is the beginning. ``asked`` says that a time was the question: then a bare "8"
    or "8:30" counts too.
    """
    key = _spoken(figured(text))
    return next(_times(key, asked=asked), None)


def _times(key: str, *, asked: bool) -> Iterator[time]:
    bare = _ASKED.fullmatch(whole_message(key)) if asked else None
    yield from (clock for found in _RANGE.finditer(key) if (clock := _of_range(found)))
    for found in _WITH_PERIOD.finditer(key):
        if asked or found["at"] or _is_hour(found, key):
            yield from _clock(found[2], found[3], PERIOD_OF[found[5]])
    for found in _PERIOD_FIRST.finditer(key):
        hour, minute = (found[2], found[3]) if found[2] else (found[4], found[5])
        if found[1] not in _NEVER_FIRST and (found[2] or found[1] not in _DAY_OR_DAYS):
            yield from _clock(hour, minute, PERIOD_OF[found[1]])
    for found in _PLAIN.finditer(key):
        hour, minute = (found[place] for place in _pair(found))
        yield from _clock(hour, minute, None)
    for found in _NAMED.finditer(key):
        yield time(0 if found[1] else 12)
    if bare:
        yield from _clock(bare[1], bare[2], None)


def _pair(found: re.Match[str]) -> tuple[int, int]:
    """The groups of hour and minute in that of the three patterns which was found."""
    return next((place, place + 1) for place in (1, 3, 5) if found[place])


def _clock(hour: str, minute: str | None, period: Period | None) -> Iterator[time]:
    """Nothing where there is no such time: 24:30, 16 am."""
    of_day, minutes = int(hour), int(minute or 0)
    if of_day == 0 and period:  # 3-0 tonight
        return
    if of_day == 24 and minutes == 0:
        yield time(0)
    elif of_day < 24 and not (of_day > 12 and period == "morning"):
        yield time(hour_of_day(of_day, period), minutes)


def _of_range(found: re.Match[str]) -> time | None:
    """ "6 to 8 pm" begins at 18:00, "11-1pm" at 11:00."""
    period = PERIOD_OF[found[5]]
    first = next(_clock(found[1], found[2], period), None)
    last = next(_clock(found[3], found[4], period), None)
    if first is None or last is None:
        return None
    return first if first < last else next(_clock(found[1], found[2], None), None)


_DURATION = re.compile(r" ?(?:ហើយ|មក|មុន|ទៀត|hz|hery|haey|mun|mok)")
_DAY_OR_DAYS: Final = frozenset({"ថ្ងៃ", "thngai", "tngai"})
_NIGHT_OR_NIGHTS: Final = frozenset({"យប់", "yub", "yup", "yob"})
_NEVER_FIRST: Final = frozenset({"am", "a.m", "pm", "p.m"})
_AM_I = re.compile(r" (?:i|not|so|very|\w+ing)\b")


def _is_hour(found: re.Match[str], key: str) -> bool:
    """Without "o'clock": "៣ ថ្ងៃ" is three days, "៣ យប់" three nights, "16 am i" a verb."""
    word, hour = found[5], int(found[2])
    if word == "am":
        return not _AM_I.match(key, found.end())
    if word in _DAY_OR_DAYS:
        return False
    if word in _NIGHT_OR_NIGHTS:
        return 6 <= hour <= 12 and not _DURATION.match(key, found.end())
    return word in _NEVER_FIRST or bool(found["link"]) or hour > 3  # one morning, two nights


# --- minutes in words -------------------------------------------------------------------------


def _spoken(key: str) -> str:
    """Half past seven is 7:30, ម៉ោង ៨ ខ្វះ ១៥ នាទី is ម៉ោង 7:45, 8 30 pm is 8:30 pm."""
    key = _HALF.sub(_half, key)
    key = _PAST.sub(_past, key)
    key = _MINUTES.sub(_with_minutes, key)
    return _BEFORE_PERIOD.sub(r"\1:\2", key)


def _half(found: re.Match[str]) -> str:
    """Only of an hour: two and a half kilometres are no time."""
    if not (found[1] or found["then"]):
        return found[0]
    return f"{found[1] or ''}{found[2]}:30{found['then'] or ''}"


def _past(found: re.Match[str]) -> str:
    minutes = _MINUTES_OF[found[1]] if found[1] in _MINUTES_OF else int(found[1])
    if found[2] == "to" and found[1] != "quarter" and "minute" not in found[0]:
        return found[0]  # "8 to 9": a range
    return _shifted(int(found[3]), minutes if found[2] == "past" else -minutes)


def _with_minutes(found: re.Match[str]) -> str:
    at = found[1].rstrip("0123456789")
    minutes = int(found[3])
    return at + _shifted(int(found[1][len(at) :]), -minutes if found["less"] else minutes)


def _shifted(hour: int, minutes: int) -> str:
    if minutes < 0:
        hour, minutes = (hour - 1) % 12 or 12, (60 + minutes) % 60
    return f"{hour}:{minutes:02}"
