"""Cells of CSV files: read with Khmer digits allowed, written so that no program runs them."""

from __future__ import annotations

import math
import re
import unicodedata

from helpline.directory.hsds import formats
from helpline.directory.hsds.shape import ENUMS, Field

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that a spreadsheet takes for a formula, full-width ones too (SAFETY T23)."""
_NUMBER = re.compile(r"[+-]?[0-9 ().\-]+")
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
JUDGES = {
    "uuid": (formats.is_uuid, "a UUID"),
    "email": (formats.is_email, "an e-mail address"),
    "uri": (formats.is_uri, "a web address (URI)"),
    "datetime": (formats.is_moment, "a date with time and zone"),
    "date": (formats.is_date, "a date like 2026-11-21"),
    "time": (formats.is_time, "a time like 08:00"),
}


def written(value: object) -> str:
    """A cell that stays text: a formula is marked by an apostrophe, a telephone number is not."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return f"'{text}" if _runs(text) else text


def read(field: Field, cell: str) -> tuple[object | None, str | None]:
    """The value of a cell and what is wrong with it; (None, None) for an empty one."""
    if not cell.strip():
        return None, "must not be empty" if field.in_table else None
    try:
        text = bare(cell)
    except ValueError as error:
        return None, str(error)
    if field.type == "number":
        return _number(text)
    if field.type in ENUMS and text not in ENUMS[field.type]:
        return None, f"{text!r} is none of {', '.join(ENUMS[field.type])}"
    if field.type in {"date", "time", "datetime"}:
        text = text.translate(KHMER_DIGITS)
    judge = JUDGES.get(field.type)
    if judge is not None and not judge[0](text):
        return None, f"{text!r} is not {judge[1]}"
    return text, None


def bare(cell: str) -> str:
    """The text of a cell, without the apostrophe that keeps a formula from running.

    Raises ValueError for a formula.
    """
    text = unicodedata.normalize("NFC", cell.strip())
    if text.startswith("'") and _runs(text[1:]):
        return text[1:]
    if _runs(text):
        raise ValueError("begins like a formula of a spreadsheet")
    return text


def _runs(text: str) -> bool:
    return text.startswith(RUNS) and not _NUMBER.fullmatch(text.translate(KHMER_DIGITS))


def _number(text: str) -> tuple[object | None, str | None]:
    try:
        value = float(text.translate(KHMER_DIGITS))
    except ValueError:
        return None, f"{text!r} is not a number"
    if not math.isfinite(value):
        return None, f"{text!r} is not a number"
    return (int(value) if value.is_integer() else value), None
