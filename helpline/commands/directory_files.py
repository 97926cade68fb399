"""Reading what `directory import` is given: a file, a zip or a folder, within limits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from helpline.directory.hours import ZONE
from helpline.directory.hsds.archive import LARGEST, MOST_FILES, unpack
from helpline.directory.hsds.check import Problem
from helpline.directory.hsds.parcel import Parcel, parcel_of
from helpline.directory.hsds.table import read_tables
from helpline.directory.hsds.text import Documents, read_text
from helpline.directory.sheet.read import read_sheet
from helpline.directory.sheet.rows import LARGEST as LARGEST_SHEET
from helpline.directory.sheet.rows import is_sheet, read_rows

ZIP = b"PK\x03\x04"
WORKBOOKS = frozenset({".xlsx", ".xls", ".ods"})


def read_path(path: Path, now: datetime) -> Parcel:
    """Read and judge a file or folder, with a progress bar on a terminal."""
    if path.suffix.lower() == ".csv" and path.is_file() and is_sheet(_beginning(path)):
        return _sheet(path, now)
    documents, problems, warnings = _documents(path)
    with click.progressbar(length=len(documents), label="reading", file=sys.stderr) as bar:
        parcel = parcel_of(documents, now, lambda: bar.update(1), problems)
    parcel.warnings[:0] = warnings
    return parcel


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8192)


def _sheet(path: Path, now: datetime) -> Parcel:
    """A sheet of services, one a row."""
    with path.open("rb") as file:
        rows, problems = read_rows(file.read(LARGEST_SHEET + 1))
    if problems:
        return Parcel(problems=problems)
    with click.progressbar(length=len(rows), label="reading", file=sys.stderr) as bar:
        return read_sheet(rows, now.astimezone(ZONE).date(), lambda: bar.update(1))


def _documents(path: Path) -> tuple[Documents, list[Problem], list[Problem]]:
    if path.is_dir():
        return (*_tables(path), [])
    if path.suffix.lower() in WORKBOOKS:
        return [], [Problem(path.name, "is a workbook: save its sheet as «CSV UTF-8»")], []
    size = path.stat().st_size
    if size > LARGEST:
        limit = LARGEST // 1024 // 1024
        what = f"{size // 1024 // 1024} MB is too large (at most {limit} MB): split it"
        return [], [Problem(path.name, what)], []
    data = path.read_bytes()
    if data.startswith(ZIP):
        files, problems = unpack(data)
        return ([], problems, []) if problems else (*read_tables(files), [])
    if path.suffix.lower() == ".csv":
        return (*read_tables({path.name: data}), [])
    return read_text(data)


def _tables(folder: Path) -> tuple[Documents, list[Problem]]:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    for path in _csv_files(folder):
        total += path.lstat().st_size
        if path.is_symlink():
            problems.append(Problem(path.name, "is a link: only files in the folder are read"))
        elif total > LARGEST:
            problems.append(Problem(path.name, f"more than {LARGEST // 1024 // 1024} MB together"))
            break
        else:
            files[path.name] = path.read_bytes()
    return ([], problems) if problems else read_tables(files)


def _csv_files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.csv"))[:MOST_FILES]
