"""Tables that leave the helpline, safe to open in any spreadsheet (SAFETY T23).

A spreadsheet runs a cell that begins with one of these signs, also in its full-width form, and
takes a tab or a line break for the start of a new one. Such a cell gets an apostrophe in front,
which shows it as the text that it is. Numbers with a plus stay text for the same reason.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

RISKY = frozenset("=+-@|%\t\r\n")
UNSEEN = " \u00a0\ufeff\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""Blanks and marks of direction, behind which a sign could hide."""
ROW = Sequence[str]


def safe_cell(text: str) -> str:
    """The text as a cell that is never a formula. NUL and other controls are left out."""
    clean = "".join(c for c in text if c in "\t\r\n" or unicodedata.category(c) != "Cc")
    first = clean.lstrip(
        " \u00a0\ufeff\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
    )
    plain = unicodedata.normalize("NFKC", first[:1])
    risky = plain[:1] in RISKY or clean[:1] in RISKY
    return f"'{clean}" if risky else clean


def as_csv(header: ROW, rows: Iterable[ROW]) -> bytes:
    """UTF-8 with a mark at the beginning, so that Khmer is read as Khmer; every cell quoted."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(header: ROW, rows: Iterable[ROW]) -> bytes:
    """One sheet in which every cell is a string: no formula, no link, no number."""
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((header, *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, safe_cell(cell))
        sheet.freeze_panes(1, 0)
    return target.getvalue()
