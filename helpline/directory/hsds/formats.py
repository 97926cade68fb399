"""Formats of values, judged as JSON Schema's standard vocabulary has them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(
    r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII | re.IGNORECASE,
)

_PLAIN = r"[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2}"
_SEGMENT = rf"(?:{_PLAIN}|[:@])"
_HOST = rf"(?:\[[0-9A-Fa-f:.]+\]|(?:{_PLAIN})*)"
_AUTHORITY = rf"(?:(?:{_PLAIN}|:)*@)?{_HOST}(?::\d*)?"
_PATH = rf"(?://{_AUTHORITY}(?:/{_SEGMENT}*)*|/(?:{_SEGMENT}+(?:/{_SEGMENT}*)*)?|{_SEGMENT}+(?:/{_SEGMENT}*)*|)"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:{_PATH}(?:\?(?:{_SEGMENT}|[/?])*)?(?:#(?:{_SEGMENT}|[/?])*)?"
)


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """An e-mail address holds an @; whether it works only a letter can tell."""
    return "@" in text


def is_uri(text: str) -> bool:
    return _URI.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    found = _MOMENT.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    return year > 0 and 1 <= day <= monthrange(year, month)[1]


def is_date(text: str) -> bool:
    return _reads(date.fromisoformat, text) and len(text) == 10


def is_time(text: str) -> bool:
    return _reads(time.fromisoformat, text)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
