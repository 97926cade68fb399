"""Reading one words file into a concept, with the line of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar, cast, get_args

from helpline.core.case import Priority, Reason
from helpline.text.concept import (
    SCRIPTS,
    Concept,
    ConceptDecoy,
    Kind,
    Outcome,
    Pattern,
    Strength,
    WordsScript,
    read_line,
    variants,
)

_Name = TypeVar("_Name", Priority, Reason)
_KEYS: Final = frozenset(
    "concept kind review flow third_party_flow rank short hard near soft whole softened positives"
    " traps decoys".split()
)
_GROUP_KEYS: Final = frozenset({*SCRIPTS, "priority", "reason"})
_STRENGTHS: Final[tuple[Strength, ...]] = ("hard", "near", "soft", "whole")


class FileReader:
    """Collects a file's problems as (line, reason) while it reads."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = [line.strip() for line in text.splitlines()]
        self._places = {line: n for n, line in reversed([*enumerate(self._lines, 1)])}
        self.problems: list[tuple[int, str]] = []

    def line_of(self, needle: str) -> int:
        """The first line that is, else that holds, this text; 1 if none does."""
        if needle in self._places:
            return self._places[needle]
        return next((n for n, line in enumerate(self._lines, 1) if needle in line), 1)

    def spellings(self, data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        """Romanised words and how else they are written: the first of each line is its name."""
        found: dict[str, tuple[str, ...]] = {}
        for line in self._text_lines(data["spellings"]):
            first, *others = line.split()
            if first in found:
                self._wrong(line, f"{first!r} has a line already")
            found[first] = tuple(others)
        return found

    def families(self, data: dict[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
        """By script: the families, each with its name as the first of its words."""
        found: dict[str, dict[str, tuple[str, ...]]] = {script: {} for script in SCRIPTS}
        for script, families in data["families"].items():
            if script not in found:
                self._wrong(script, f"{script!r} is no script")
                continue
            for name, text in families.items():
                words = self._text_lines(text, of_words=True)
                found[script][name] = tuple(dict.fromkeys((name, *words)))
        return found

    def softeners(self, data: dict[str, Any]) -> dict[str, tuple[Pattern, ...]]:
        """By name: the words that make a finding soft, as `softened` of a concept asks for them."""
        return {
            name: tuple(self._group(group, "soft")) for name, group in data["softeners"].items()
        }

    def concept(self, data: dict[str, Any]) -> Concept | None:
        """The concept of this file, or None when it lacks the least that makes one."""
        self._unknown(data, _KEYS, "")
        kind = data.get("kind")
        if not isinstance(data.get("concept"), str) or kind not in get_args(Kind):
            self._wrong("concept", f"needs concept = a name and kind = one of {get_args(Kind)}")
            return None
        if not data.get("review"):
            self._wrong("concept", "needs review = who reviewed it, or that nobody did")
        return Concept(
            name=data["concept"],
            kind=cast(Kind, kind),
            file=self._name,
            review=str(data.get("review", "")),
            flow=data.get("flow"),
            hard=self._outcome(data.get("hard") or data.get("whole") or {}),
            soft=self._outcome(data.get("soft") or {}),
            patterns=tuple(self._patterns(data)),
            softened=frozenset(self._text_lines(data.get("softened", ""), of_words=True)),
            third_party_flow=data.get("third_party_flow"),
            positives=tuple(self._all_lines(data.get("positives", {}))),
            traps=tuple(self._all_lines(data.get("traps", {}))),
            decoys=tuple(self._decoys(data.get("decoys", []))),
            short=frozenset(self._text_lines(data.get("short", ""))),
            rank=int(data.get("rank", 50)),
        )

    def _outcome(self, group: dict[str, Any]) -> Outcome:
        return Outcome(
            self._named(Priority, group.get("priority")), self._named(Reason, group.get("reason"))
        )

    def _named(self, names: type[_Name], value: object) -> _Name | None:
        if value is None:
            return None
        if isinstance(value, str) and value in names.__members__:
            return names(value)
        self._wrong(str(value), f"{value!r} is no {names.__name__.lower()}")
        return None

    def _patterns(self, data: dict[str, Any]) -> Iterable[Pattern]:
        found = 0
        for strength in _STRENGTHS:
            group = data.get(strength, {})
            self._unknown(group, _GROUP_KEYS, strength)
            for pattern in self._group(group, strength):
                found += 1
                yield pattern
        if not found:
            self._wrong("concept", "has no pattern")

    def _group(self, group: dict[str, Any], strength: Strength) -> Iterable[Pattern]:
        for script in SCRIPTS:
            for line in self._text_lines(group.get(script, "")):
                yield from self._line(line, script, strength)

    def _line(self, line: str, script: WordsScript, strength: Strength) -> Iterable[Pattern]:
        try:
            pairs = read_line(line, together=script != "km" and strength != "whole")
        except ValueError as error:
            self._wrong(line, str(error))
            return
        number = self.line_of(line)
        for text, example in pairs:
            if not any(map(str.isalnum, text)):
                self._wrong(line, "an empty pattern")
            else:
                yield Pattern(
                    text, script, strength, example,
                    number, shown="[" in line, alone=len(pairs) == 1,
                )  # fmt: skip

    def _decoys(self, decoys: object) -> Iterable[ConceptDecoy]:
        for decoy in decoys if isinstance(decoys, list) else []:
            if decoy.get("word") and decoy.get("note"):
                yield from (ConceptDecoy(word, decoy["note"]) for word in variants(decoy["word"]))
            else:
                self._wrong(f'"{decoy.get("word", "")}"', "a decoy needs a word and a note")

    def _all_lines(self, group: dict[str, Any]) -> Iterable[str]:
        self._unknown(group, frozenset(SCRIPTS), "tests")
        for script in SCRIPTS:
            yield from self._text_lines(group.get(script, ""))

    def _text_lines(self, text: object, *, of_words: bool = False) -> list[str]:
        if not isinstance(text, str):
            self._wrong("concept", f"{text!r}: words are one text, a line for each")
            return []
        if of_words:
            return text.split()
        return [line for raw in text.splitlines() if (line := raw.strip())]

    def _unknown(self, table: object, known: frozenset[str], where: str) -> None:
        if not isinstance(table, dict):
            self._wrong(where, f"[{where}] is not a table")
            return
        for key in sorted(table.keys() - known):
            self._wrong(key, f"unknown key {key!r} {where and f'in [{where}]'}")

    def _wrong(self, needle: str, reason: str) -> None:
        self.problems.append((self.line_of(needle), reason))
