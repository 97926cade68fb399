"""What makes a lexicon unsound: found over all concepts, each with file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from helpline.text.concept import SCRIPTS, Concept, Pattern
from helpline.text.keyword import FAMILY, Vocabulary, dense, dense_key, has_khmer, parts_of
from helpline.text.khmer import COENG, clusters, match_key
from helpline.text.lexicon_file import FileReader

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


def checks(
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
    key = pattern.text if pattern.text.isascii() else dense_key(pattern.text)
    return key, pattern.strength == "whole", "latin" if pattern.script == "en" else pattern.script


_BASE: Final = f"(?<!{COENG})[\u1780-\u17b3]"
_LONG_ENOUGH = re.compile(f"[a-z0-9]{{{MIN_LATIN_LETTERS}}}|(?:{_BASE}.*?){{{MIN_KHMER_CLUSTERS}}}")
"""Most patterns are, and need no counting."""


def _too_short(concept: Concept) -> Iterable[tuple[int, str]]:
    for pattern in concept.patterns:
        listed = pattern.strength == "whole" or pattern.text in concept.short
        if not listed and _is_short(pattern.text):
            yield pattern.line, f"{pattern.text!r} is too short to stand inside a message"


def _is_short(text: str) -> bool:
    if FAMILY.search(text):
        return FAMILY.fullmatch(text) is not None
    key = dense_key(text)
    if _LONG_ENOUGH.search(key):
        return False
    if not has_khmer(text):
        return sum(map(str.isalnum, text)) < MIN_LATIN_LETTERS
    whole = "".join(parts_of(key)[0]).replace(" ", "")
    return len(clusters(whole)) < MIN_KHMER_CLUSTERS


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


def unknown_names(
    concepts: list[Concept], vocabulary: Vocabulary, softeners: Mapping[str, object]
) -> Iterable[Problem]:
    known = {"km": vocabulary.km, "romanised": vocabulary.romanised, "en": vocabulary.en}
    for concept in concepts:
        for name in sorted(concept.softened - softeners.keys()):
            yield Problem(concept.file, 1, f"there is no softener {name!r}")
        for pattern in concept.patterns:
            for family in FAMILY.findall(pattern.text):
                if "|" not in family and family not in known[pattern.script]:
                    reason = f"there is no family {family!r} in {pattern.script}"
                    yield Problem(concept.file, pattern.line, reason)
