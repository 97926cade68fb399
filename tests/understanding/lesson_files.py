"""The lessons of the second listener: made-up messages and what each of them is.

One file for each hand that wrote them (lessons/hand_*.tsv), tab-separated: script, kind, text.
The kind is `ordinary`, `news`, or the concept of a danger. `\\u200b` stands for the character.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "lessons"
COLUMNS: Final = ("script", "kind", "text")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message, what it is, and the hand that wrote it."""

    hand: str
    script: str
    kind: str
    text: str


def read_lessons() -> tuple[Lesson, ...]:
    """Every lesson, by file name and line. Raises ValueError with file and line."""
    return tuple(lesson for path in _files() for lesson in _of_file(path))


def fingerprint() -> str:
    """Sixteen hex digits over all lessons; the weights file carries them."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> list[Path]:
    return sorted(FOLDER.glob("hand_*.tsv"))


def _of_file(path: Path) -> Iterator[Lesson]:
    first, *lines = path.read_text("utf-8").splitlines()
    if tuple(first.split("\t")) != COLUMNS:
        raise ValueError(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not all(cells):
            raise ValueError(f"{path.name}, line {number}: three cells, none empty")
        script, kind, text = cells
        yield Lesson(path.stem, script, kind, text.replace("\\u200b", "\u200b"))
