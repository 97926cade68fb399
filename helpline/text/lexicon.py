"""The lexicon: every concept with its words, read from text and refused unless it is sound.

The words are data so that a social worker can change them; therefore the loader trusts nothing.
It reports every problem of every file at once, each with file, line and reason.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from helpline.text.clean import MAX_CHARACTERS
from helpline.text.concept import SCRIPTS, Concept, Pattern, Strength
from helpline.text.khmer import clusters, match_key
from helpline.text.lexicon_file import FileReader
from helpline.text.match import Decoy, Hit, Keyword, Matcher, dense, has_khmer, parts_of

CRISIS_CONCEPTS: Final = frozenset(
    "self_harm goodbye_burden overdose violence_now weapon held phone_taken borrowed_phone"
    " sold ransom medical_red sexual_violence child_danger threat debt_threat no_food_shelter"
    " relative_danger".split()
)
"""Without one of these, in each script, the helpline does not start (CONVERSATIONS 6.3)."""

MIN_KHMER_CLUSTERS: Final = 3
MIN_LATIN_LETTERS: Final = 4
MIN_TRAPS: Final = 2


class Problem(NamedTuple):
    """One thing wrong in a words file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


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


@dataclass(frozen=True)
class Lexicon:
    """All concepts, ready to look for."""

    concepts: tuple[Concept, ...]
    spellings: Mapping[str, tuple[str, ...]]
    hash: str
    """Twelve hex digits over all files: stands in the log and in each case record."""

    @property
    def count(self) -> int:
        """How many patterns there are."""
        return sum(len(concept.patterns) for concept in self.concepts)

    def concept(self, name: str) -> Concept:
        """The concept of this name; KeyError if there is none."""
        return self._by_name[name]

    def find(self, text: str) -> list[LexiconHit]:
        """Every pattern in the text, by place; beyond what ``clean_in`` lets in nothing is read."""
        return [self._owned(hit) for hit in self._matcher.hits(text[:MAX_CHARACTERS])]

    def softened(self, text: str) -> frozenset[str]:
        """The names of the concepts whose softening words stand in the text."""
        return frozenset(hit.keyword.group for hit in self._softeners.hits(text))

    @cached_property
    def _by_name(self) -> dict[str, Concept]:
        return {concept.name: concept for concept in self.concepts}

    def _owned(self, hit: Hit) -> LexiconHit:
        concept, strength = self._owners[hit.keyword]
        return LexiconHit(concept, strength, hit.start, hit.end)

    @cached_property
    def _owners(self) -> dict[Keyword, tuple[Concept, Strength]]:
        owners: dict[Keyword, tuple[Concept, Strength]] = {}
        for concept in self.concepts:
            for pattern in sorted(concept.patterns, key=lambda one: one.strength == "soft"):
                owners.setdefault(_keyword(concept.name, pattern), (concept, pattern.strength))
        return owners

    @cached_property
    def _matcher(self) -> Matcher:
        decoys = [Decoy(d.word, one.name) for one in self.concepts for d in one.decoys]
        return Matcher(self._owners, decoys, self.spellings)

    @cached_property
    def _softeners(self) -> Matcher:
        words = [_keyword(one.name, word) for one in self.concepts for word in one.softened_by]
        return Matcher(words, (), self.spellings)


def load(files: Mapping[str, str], required: Iterable[str] = CRISIS_CONCEPTS) -> Lexicon:
    """The lexicon of these files (name -> text). Raises LexiconError with all problems at once."""
    problems: list[Problem] = []
    concepts: list[Concept] = []
    spellings: dict[str, tuple[str, ...]] = {}
    for name in sorted(files):
        reader = FileReader(name, files[name])
        try:
            data = tomllib.loads(files[name])
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(name, _toml_line(str(error)), f"not TOML: {error}"))
            continue
        if "spellings" in data:
            spellings.update(reader.spellings(data))
        else:
            concept = reader.concept(data)
            concepts += [concept] if concept else []
        problems += (Problem(name, line, reason) for line, reason in reader.problems)
    problems += _checks(concepts, files, required)
    if problems:
        raise LexiconError(problems)
    return Lexicon(tuple(concepts), spellings, _hash(files))


def _hash(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name]}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


def _toml_line(message: str) -> int:
    digits = message.partition("at line ")[2].split(",")[0].rstrip(")")
    return int(digits) if digits.isdigit() else 1


def _keyword(group: str, pattern: Pattern) -> Keyword:
    return Keyword(
        pattern.text,
        group=group,
        whole=pattern.strength == "whole",
        romanised=pattern.script == "romanised",
        strict=True,
    )


# --- checks over all concepts -------------------------------------------------------------------


def _checks(
    concepts: list[Concept], files: Mapping[str, str], required: Iterable[str]
) -> Iterable[Problem]:
    yield from _missing(concepts, required)
    yield from _same_name(concepts)
    yield from _collisions(concepts)
    for concept in concepts:
        reader = FileReader(concept.file, files[concept.file])
        for line, reason in (*_too_short(concept), *_untested(concept), *_scripts(concept)):
            yield Problem(concept.file, line or reader.line_of("concept"), reason)


def _missing(concepts: list[Concept], required: Iterable[str]) -> Iterable[Problem]:
    there = {concept.name for concept in concepts}
    for name in sorted(set(required) - there):
        yield Problem(f"{name}.toml", 1, "this crisis concept is missing")


def _same_name(concepts: list[Concept]) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for concept in concepts:
        if concept.name in seen:
            yield Problem(concept.file, 1, f"{concept.name!r} is also in {seen[concept.name]}")
        seen.setdefault(concept.name, concept.file)


def _collisions(concepts: list[Concept]) -> Iterable[Problem]:
    seen: dict[tuple[str, bool, str], tuple[str, Pattern]] = {}
    for concept in concepts:
        for pattern in concept.patterns:
            file, other = seen.setdefault(_collision_key(pattern), (concept.file, pattern))
            if pattern is not other and not _may_overlap(concept.file, pattern, file, other):
                yield Problem(
                    concept.file, pattern.line,
                    f"{pattern.text!r} is {other.text!r} of {file}:{other.line} to the matcher",
                )  # fmt: skip


def _may_overlap(file: str, pattern: Pattern, other_file: str, other: Pattern) -> bool:
    """Variants of one concept and strength may meet; anything else is a mistake."""
    same = file == other_file and pattern.strength == other.strength
    return same and not (pattern.alone and other.alone)


def _collision_key(pattern: Pattern) -> tuple[str, bool, str]:
    key = pattern.text if pattern.text.isascii() else dense(match_key(pattern.text))
    return key, pattern.strength == "whole", "latin" if pattern.script == "en" else pattern.script


def _too_short(concept: Concept) -> Iterable[tuple[int, str]]:
    for pattern in concept.patterns:
        listed = pattern.strength == "whole" or pattern.text in concept.short
        if not listed and _is_short(pattern.text):
            yield pattern.line, f"{pattern.text!r} is too short to stand inside a message"


def _is_short(text: str) -> bool:
    if not has_khmer(text):
        return sum(map(str.isalnum, text)) < MIN_LATIN_LETTERS
    whole = "".join(parts_of(text)[0])
    return len(clusters(dense(match_key(whole)).replace(" ", ""))) < MIN_KHMER_CLUSTERS


def _untested(concept: Concept) -> Iterable[tuple[int, str]]:
    """A pattern shown in its own message is tested; a bare one needs a positive that holds it."""
    positives = [dense(match_key(text)) for text in concept.positives]
    for pattern in concept.patterns:
        if pattern.shown or pattern.strength == "whole":
            continue
        key = dense(match_key(pattern.text))
        if not any(key in positive and key != positive for positive in positives):
            yield pattern.line, f"{pattern.text!r} has no positive: show it inside a message"


def _scripts(concept: Concept) -> Iterable[tuple[int, str]]:
    used = {pattern.script for pattern in concept.patterns}
    if concept.kind == "crisis":
        for script in SCRIPTS:
            if script not in used:
                yield 0, f"a crisis concept needs patterns in {script}"
    if concept.kind != "kin" and len(concept.traps) < MIN_TRAPS * len(used):
        yield 0, f"{len(concept.traps)} traps, at least {MIN_TRAPS} for each of {len(used)} scripts"
