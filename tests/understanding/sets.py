"""The message sets that measure the lexicon, read and checked (README.md beside them)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from helpline.core.case import Reason

HERE: Final = Path(__file__).parent
HELDOUT: Final = HERE / "heldout.tsv"
SECOND_HELDOUT: Final = HERE / "second_heldout.tsv"
THIRD_HELDOUT: Final = HERE / "third_heldout.tsv"
FOURTH_HELDOUT: Final = HERE / "fourth_heldout.tsv"
FIFTH_HELDOUT: Final = HERE / "fifth_heldout.tsv"
SIXTH_HELDOUT: Final = HERE / "sixth_heldout.tsv"
SEVENTH_HELDOUT: Final = HERE / "seventh_heldout.tsv"
EIGHTH_HELDOUT: Final = HERE / "eighth_heldout.tsv"
HELDOUTS: Final = (
    HELDOUT, SECOND_HELDOUT, THIRD_HELDOUT, FOURTH_HELDOUT, FIFTH_HELDOUT, SIXTH_HELDOUT,
    SEVENTH_HELDOUT, EIGHTH_HELDOUT,
)  # fmt: skip
DEVELOPMENT: Final = HERE / "development.tsv"

SetScript = Literal["km", "romanised", "en", "mixed"]
Kind = Literal["crisis", "concern", "trap", "ordinary"]
Expected = Literal["yes", "no", "either"]

COLUMNS: Final = ("id", "script", "kind", "p1", "concepts", "reason", "text", "note")
SCRIPTS: Final[tuple[SetScript, ...]] = get_args(SetScript)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_DANGEROUS: Final = ("crisis", "concern")
_NAME: Final = re.compile(r"\??[a-z][a-z_]*")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.|$)")


class BadSet(Exception):
    """A message set cannot be read; says in which file and line, and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that somebody could send, and what has to be found in it."""

    id: str
    script: SetScript
    kind: Kind
    p1: Expected
    """Whether a person has to be called at once; ``either`` where both answers are right."""
    expected: tuple[str, ...]
    """Concepts of which at least one has to be found. The first is what the message is about."""
    allowed: frozenset[str]
    """Concepts that are truly in the message: `expected`, and those marked ``?``."""
    reason: Reason | None
    """The reason that should be among those found. None where it is not measured."""
    text: str
    """As sent, with its U+200B."""
    note: str
    """What it means in English. Empty for an English message."""
    line: int

    @property
    def harmless(self) -> bool:
        """True for traps and ordinary talk, where no danger may be seen."""
        return self.kind not in _DANGEROUS


def read(path: Path) -> tuple[Message, ...]:
    """All messages of a set, in file order. Raises BadSet with file, line and reason."""
    messages: list[Message] = []
    ids: dict[str, int] = {}
    texts: dict[str, int] = {}
    for number, cells in _rows(path):
        try:
            message = _message(number, cells)
            _refuse_twice(ids, message.id, number)
            _refuse_twice(texts, message.text, number)
        except ValueError as wrong:
            raise BadSet(f"{path.name}, line {number}: {wrong}") from wrong
        messages.append(message)
    if not messages:
        raise BadSet(f"{path.name}: no messages in it")
    return tuple(messages)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadSet(f"{path.name}: cannot be read as UTF-8: {wrong}") from wrong
    if lines[0].split("\t") != list(COLUMNS):
        raise BadSet(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
    for number, line in enumerate(lines[1:], start=2):
        if line:
            yield number, line.split("\t")


def _message(number: int, cells: list[str]) -> Message:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells, and there are {len(COLUMNS)} columns")
    ident, script, kind, p1, concepts, reason, text, note = cells
    expected, allowed = _concepts(concepts)
    message = Message(
        id=ident,
        script=cast(SetScript, _one_of(script, SCRIPTS, "script")),
        kind=cast(Kind, _one_of(kind, KINDS, "kind")),
        p1=cast(Expected, _one_of(p1, get_args(Expected), "p1")),
        expected=expected,
        allowed=allowed,
        reason=_reason(reason),
        text=_decoded(text),
        note=note,
        line=number,
    )
    _refuse_contradiction(message)
    return message


def _refuse_contradiction(message: Message) -> None:
    if not message.id or not message.text.strip():
        raise ValueError("id and text must not be empty")
    if message.kind == "crisis" and message.p1 == "no":
        raise ValueError("a crisis that is not P1 is a concern")
    if message.harmless and message.p1 == "yes":
        raise ValueError(f"a message that is {message.kind} cannot be P1")
    if not message.harmless and not message.expected:
        raise ValueError(f"a {message.kind} must name the concepts to be found")


def _concepts(cell: str) -> tuple[tuple[str, ...], frozenset[str]]:
    names = cell.split(",") if cell else []
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no concept name")
    plain = [name.removeprefix("?") for name in names]
    if len(set(plain)) < len(plain):
        raise ValueError("a concept is named twice")
    return tuple(name for name in names if not name.startswith("?")), frozenset(plain)


def _reason(cell: str) -> Reason | None:
    if not cell:
        return None
    return Reason(_one_of(cell, tuple(Reason), "reason"))


def _one_of(cell: str, choices: tuple[str, ...], column: str) -> str:
    if cell not in choices:
        raise ValueError(f"{column} is {cell!r}, and must be one of {', '.join(choices)}")
    return cell


def _decoded(text: str) -> str:
    r"""The text with each \uXXXX made the character; a backslash stands for nothing else."""

    def character(found: re.Match[str]) -> str:
        escape = found[1]
        if len(escape) != len("uXXXX"):
            raise ValueError("a backslash must be followed by u and four hex digits")
        return chr(int(escape[1:], 16))

    return _ESCAPE.sub(character, text)


def _refuse_twice(seen: dict[str, int], value: str, number: int) -> None:
    if value in seen:
        raise ValueError(f"{value!r} stands in line {seen[value]} already")
    seen[value] = number
