"""The lexicon: every concept with its words, read from text and refused unless it is sound.

The words are data so that a social worker can change them; therefore the loader trusts nothing.
It reports every problem of every file at once, each with file, line and reason.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from helpline.text.concept import SCRIPTS, Concept, Pattern, Strength
from helpline.text.keyword import Vocabulary
from helpline.text.lexicon_check import Problem, checks, unknown_names
from helpline.text.lexicon_file import FileReader
from helpline.text.long_text import in_part
from helpline.text.match import Decoy, Keyword, Matcher

CRISIS_CONCEPTS: Final = frozenset(
    "self_harm goodbye_burden overdose violence_now weapon held phone_taken borrowed_phone"
    " sold ransom medical_red sexual_violence child_danger threat debt_threat no_food_shelter"
    " relative_danger".split()
)
"""Without one of these, in each script, the helpline does not start (CONVERSATIONS 6.3)."""


class LexiconError(Exception):
    """The words files cannot be used; ``problems`` holds everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class LexiconHit(NamedTuple):
    """A pattern found in a message, with its concept."""

    concept: Concept
    strength: Strength
    start: int
    end: int


class Softening(NamedTuple):
    """Words that say that something is past, a story, or not so; and where they stand."""

    name: str
    start: int
    end: int


class Reading(NamedTuple):
    """What stands in one text, by place."""

    hits: list[LexiconHit]
    softenings: list[Softening]


@dataclass(frozen=True)
class Lexicon:
    """All concepts, ready to look for."""

    concepts: tuple[Concept, ...]
    vocabulary: Vocabulary
    softeners: Mapping[str, tuple[Pattern, ...]]
    hash: str
    """Twelve hex digits over all files: stands in the log and in each case record."""

    @property
    def count(self) -> int:
        """How many patterns there are."""
        return sum(len(concept.patterns) for concept in self.concepts)

    def concept(self, name: str) -> Concept:
        """The concept of this name; KeyError if there is none."""
        return self._by_name[name]

    def read(self, text: str) -> Reading:
        """Every pattern and every softener in what is read of the text (`long_text`)."""
        hits = self._matcher.hits(_without_states(in_part(text)))
        return Reading(
            [LexiconHit(*self._owners[hit.keyword], hit.start, hit.end)
             for hit in hits if hit.keyword in self._owners],
            [Softening(self._softening[hit.keyword], hit.start, hit.end)
             for hit in hits if hit.keyword in self._softening],
        )  # fmt: skip

    def find(self, text: str) -> list[LexiconHit]:
        """Every pattern in the text, by place."""
        return self.read(text).hits

    @cached_property
    def _by_name(self) -> dict[str, Concept]:
        return {concept.name: concept for concept in self.concepts}

    @cached_property
    def _owners(self) -> dict[Keyword, tuple[Concept, Strength]]:
        owners: dict[Keyword, tuple[Concept, Strength]] = {}
        for concept in self.concepts:
            for pattern in sorted(concept.patterns, key=lambda one: _ORDER[one.strength]):
                owners.setdefault(_keyword(concept.name, pattern), (concept, pattern.strength))
        return owners

    @cached_property
    def _softening(self) -> dict[Keyword, str]:
        return {
            _keyword(f"{name} softener", pattern): name
            for name, patterns in self.softeners.items()
            for pattern in patterns
        }

    @cached_property
    def _matcher(self) -> Matcher:
        decoys = [Decoy(d.word, one.name) for one in self.concepts for d in one.decoys]
        return Matcher([*self._owners, *self._softening], decoys, self.vocabulary)


_STATES = re.compile(r"\bU\.?S\b")


def _without_states(text: str) -> str:
    """ "US" amid small letters is a country, not "us"; two signs stand in its place."""
    return _STATES.sub(lambda found: "_" * len(found[0]), text) if text.upper() != text else text


def load(files: Mapping[str, str], required: Iterable[str] = CRISIS_CONCEPTS) -> Lexicon:
    """The lexicon of these files (name -> text). Raises LexiconError with all problems at once."""
    problems: list[Problem] = []
    parsed = dict(_parsed(files, problems))
    readers = {name: FileReader(name, files[name]) for name in parsed}
    shared = _shared(parsed, readers)
    concepts = [
        concept
        for name, data in parsed.items()
        if not _SHARED & data.keys() and (concept := readers[name].concept(data))
    ]
    for name, reader in readers.items():
        problems += (Problem(name, line, reason) for line, reason in reader.problems)
    problems += checks(concepts, files, required)
    problems += unknown_names(concepts, *shared)
    if problems:
        raise LexiconError(problems)
    return Lexicon(tuple(concepts), *shared, _hash(files))


_SHARED: Final = frozenset({"spellings", "families", "softeners"})
_Data = dict[str, Any]


def _parsed(files: Mapping[str, str], problems: list[Problem]) -> Iterable[tuple[str, _Data]]:
    for name in sorted(files):
        try:
            yield name, tomllib.loads(files[name])
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(name, _toml_line(str(error)), f"not TOML: {error}"))


def _shared(
    parsed: Mapping[str, _Data], readers: Mapping[str, FileReader]
) -> tuple[Vocabulary, dict[str, tuple[Pattern, ...]]]:
    """What all concepts use: spellings, families and softeners, each in a file of its own."""
    spellings: dict[str, tuple[str, ...]] = {}
    families: dict[str, dict[str, tuple[str, ...]]] = {script: {} for script in SCRIPTS}
    softeners: dict[str, tuple[Pattern, ...]] = {}
    for name, data in parsed.items():
        if "spellings" in data:
            spellings.update(readers[name].spellings(data))
        if "families" in data:
            for script, words in readers[name].families(data).items():
                families[script].update(words)
        if "softeners" in data:
            softeners.update(readers[name].softeners(data))
    return Vocabulary(spellings, families["km"], families["romanised"], families["en"]), softeners


def _hash(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name]}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


def _toml_line(message: str) -> int:
    digits = message.partition("at line ")[2].split(",")[0].rstrip(")")
    return int(digits) if digits.isdigit() else 1


_ORDER: Final[Mapping[Strength, int]] = {"hard": 0, "whole": 0, "near": 1, "soft": 2}


def _keyword(group: str, pattern: Pattern) -> Keyword:
    whole, romanised = pattern.strength == "whole", pattern.script == "romanised"
    return Keyword(pattern.text, group, whole, romanised, strict=True)
