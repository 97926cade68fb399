"""What one cell of a sheet says. Each reader raises ValueError with what is wrong with it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from helpline.directory.hours import read_hours
from helpline.directory.hsds.cells import KHMER_DIGITS, bare
from helpline.directory.hsds.formats import is_uri
from helpline.directory.hsds.read import province_code
from helpline.directory.model import Area
from helpline.text.phone import PhoneNumber, ShortCode, parse

Code = TypeVar("Code", bound=StrEnum)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 60
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
SCIENTIFIC = re.compile(r"[0-9.,]+E\+?[0-9]+", re.IGNORECASE)
PARTS = re.compile(r"[;,/\n]|\bor\b")
NATIONAL = frozenset({"national", "nationwide", "ទូទាំងប្រទេស"})
REMOTE = frozenset({"remote", "ពីចម្ងាយ"})


def words(cell: str, longest: int = 200) -> str:
    """Text without a formula in it."""
    text = bare(cell)
    if len(text) > longest:
        raise ValueError(f"is longer than {longest} letters")
    return text


def own_id(cell: str) -> str:
    """An id that never changes."""
    text = words(cell).casefold()
    if not ID.fullmatch(text) or len(text) > LONGEST_ID:
        raise ValueError(f"{text!r} is no id: a-z, 0-9 and -, at most {LONGEST_ID}")
    return text


def code(kinds: type[Code], cell: str, empty: Code | None = None) -> Code:
    """One of a closed list."""
    text = words(cell).casefold().replace(" ", "_")
    if not text and empty is not None:
        return empty
    try:
        return kinds(text)
    except ValueError:
        known = ", ".join(one.value for one in kinds)
        raise ValueError(f"{text!r} is none of {known}") from None


def codes(kinds: type[Code], cell: str) -> tuple[Code, ...]:
    """Several of a closed list, each once."""
    return tuple(dict.fromkeys(code(kinds, part) for part in several(cell)))


def several(cell: str) -> list[str]:
    """What a cell lists."""
    return [part.strip() for part in PARTS.split(words(cell, 2000)) if part.strip()]


def area(cell: str) -> Area:
    """Provinces by name in any script or by code, `national`, `remote`."""
    provinces: list[str] = []
    wide: dict[str, bool] = {}
    for part in several(cell):
        if part.casefold() in NATIONAL:
            wide["national"] = True
        elif part.casefold() in REMOTE:
            wide["remote"] = True
        elif found := province_code(part.translate(KHMER_DIGITS)):
            provinces.append(found)
        else:
            raise ValueError(f"{part!r} is no province of Cambodia")
    return Area(provinces=tuple(dict.fromkeys(provinces)), **wide)


def phones(cell: str) -> list[PhoneNumber | ShortCode]:
    """Every number of a cell, each once."""
    found: list[PhoneNumber | ShortCode] = []
    for part in several(cell):
        if SCIENTIFIC.fullmatch(part):
            raise ValueError(f"{part!r}: the spreadsheet has cut this number; format it as text")
        number = parse(part)
        if number is None:
            raise ValueError(f"{part!r} is no phone number")
        if number not in found:
            found.append(number)
    return found


def hours(cell: str) -> str:
    """Opening hours as `helpline.directory.hours` reads them."""
    text = words(cell).translate(KHMER_DIGITS)
    read_hours(text)
    return text


def web(cell: str) -> str:
    """A web address."""
    text = words(cell)
    if text and not (is_uri(text) and text.startswith(("https://", "http://"))):
        raise ValueError(f"{text!r} is no web address (with https://)")
    return text


def past_date(cell: str, today: date) -> str:
    """A year, a month or a day that is not ahead; `undated` for nothing."""
    text = words(cell).translate(KHMER_DIGITS)
    if not text:
        return "undated"
    found = DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date like 2026, 2026-03 or 2026-03-21")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        begins = date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is no date") from None
    if begins > today:
        raise ValueError(f"{text!r} lies in the future")
    return text
