"""From the bytes of a sheet to its rows, each with its number as a spreadsheet shows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from helpline.directory.hsds.check import Problem
from helpline.directory.sheet.columns import NAMES, NEEDED

LARGEST = 16 * 1024 * 1024
MOST_ROWS = 20_000
MARK = "name_en"
"""A column that every sheet has and no table of HSDS."""
SEPARATORS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Row = tuple[int, dict[str, str]]


def is_sheet(data: bytes) -> bool:
    """True for a CSV file with our columns; the tables of HSDS have others."""
    head = data[:8192].decode("utf-8", "replace").partition("\n")[0]
    return data.startswith(UTF_16) or MARK in _cut(head)


def read_rows(data: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows that hold anything, or why the sheet is refused as a whole."""
    if len(data) > LARGEST:
        size = len(data) // 1024 // 1024
        return [], [Problem("file", f"{size} MB is too large (at most {LARGEST >> 20} MB)")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem("file", "this is not UTF-8: save it as «CSV UTF-8»")]
    try:
        return _read(text)
    except csv.Error as error:
        return [], [Problem("file", f"this is not CSV: {error}")]


def _read(text: str) -> tuple[list[Row], list[Problem]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = [name.strip().casefold() for name in next(reader, [])]
    wrong = list(_wrong_names(names))
    if wrong:
        return [], wrong
    rows: list[Row] = []
    for number, cells in enumerate(reader, 2):
        filled = dict(zip(names, cells, strict=False))
        if any(cell.strip() for cell in cells):
            rows.append((number, filled | {"": "".join(cells[len(names) :])}))
        if len(rows) > MOST_ROWS:
            return [], [Problem("file", f"more than {MOST_ROWS} services: split it")]
    return rows, [] if rows else [Problem("file", "no row has anything in it")]


def _wrong_names(names: list[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(names):
        if name not in NAMES:
            yield Problem("row 1", f"no column is called {name!r}: see `directory template`")
        elif names.count(name) > 1:
            yield Problem("row 1", f"the column {name!r} stands there twice")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        yield Problem("row 1", f"no column {', '.join(missing)}: see `directory template`")


def _cut(head: str) -> list[str]:
    for mark in SEPARATORS[1:]:
        head = head.replace(mark, ",")
    return [name.strip(' \r"\ufeff').casefold() for name in head.split(",")]
