"""The empty sheet: its head and one row that shows what goes where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from helpline.directory.sheet.columns import COLUMNS, NAMES

BOM = "\ufeff"
"""Without it spreadsheets do not read Khmer letters."""


def template() -> str:
    """CSV with a row of names and a made-up row that an import refuses until it is deleted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows((NAMES, [column.example for column in COLUMNS]))
    return BOM + out.getvalue()


def explained() -> Iterator[str]:
    """One line for each column."""
    for column in COLUMNS:
        needed = " (must be filled)" if column.needed else ""
        yield f"{column.name}{needed}: {column.says}"
