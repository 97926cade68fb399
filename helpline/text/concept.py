"""What the lexicon is made of: concepts, their patterns, and how a line of a words file is read.

A line is an example a person could write, with the pattern in brackets::

    i will [kill myself] tonight
    គេ[ចាក់សោ(ទ្វារ|បន្ទប់)]ពីក្រៅ          two patterns, two examples
    they [hit me {with a stick} again]     a gap, with words that fill it in the example
    my [brother ~~ locked] in              a wide gap
    now [<he> <hits> <me>]                 any word of each family; the name is the example

So every pattern is born with a sentence it must be found in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Final, Literal

from helpline.core.case import Priority, Reason

Strength = Literal["hard", "near", "soft", "whole"]
"""``hard`` acts at once; ``near`` does too, where the message is short and speaks of the sender or
asks for help; ``soft`` asks one question; ``whole`` counts only as the whole message."""
WordsScript = Literal["km", "romanised", "en"]
Kind = Literal["crisis", "risk", "need", "keyword", "interrupt", "kin"]

SCRIPTS: Final[tuple[WordsScript, ...]] = ("km", "romanised", "en")
MOST_VARIANTS: Final = 500
_FILLED = re.compile(r"\s*\{[^}]*\}\s*")
_FIRST_OF = re.compile(r"<([^<>|]+)\|[^<>]*>")
_GROUP = re.compile(r"\(([^()]*\|[^()]*)\)")
_ONE_WORD = re.compile(r"[a-z0-9']+")
_EDGES: Final = frozenset({"", " ", "[", "]"})
_WITHOUT_SIGNS: Final = str.maketrans({"{": None, "}": None, "~": " ", "<": None, ">": None})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finding leads to: how soon a person is needed and why."""

    priority: Priority | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing a person may write, and a message in which it must be found."""

    text: str
    script: WordsScript
    strength: Strength
    example: str
    line: int
    shown: bool = True
    """False for a bare pattern, which a positive of the file has to hold."""
    alone: bool = True
    """False for one of several variants of a line; those of one concept may overlap."""


@dataclass(frozen=True, slots=True)
class ConceptDecoy:
    """A longer word that contains a pattern, with the reviewer's reason for leaving it out."""

    word: str
    note: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning, in all its words."""

    name: str
    kind: Kind
    file: str
    review: str
    flow: str | None
    hard: Outcome
    soft: Outcome
    patterns: tuple[Pattern, ...]
    softened: frozenset[str] = frozenset()
    """The softeners that make a hard finding of this concept soft: past, story, negated."""
    third_party_flow: str | None = None
    """Where it goes when it is a relative's trouble; the reason is then THIRD_PARTY_DANGER."""
    positives: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    decoys: tuple[ConceptDecoy, ...] = ()
    short: frozenset[str] = frozenset()
    """Patterns that may be shorter than the rule, each listed on purpose."""
    rank: int = field(default=50)
    """Of two findings of one priority the lower rank decides the flow."""

    def outcome(self, strength: Strength) -> Outcome:
        """What a finding of this strength leads to."""
        return self.soft if strength == "soft" else self.hard


def read_line(line: str, *, together: bool = False) -> list[tuple[str, str]]:
    """The (pattern, example) pairs of a line. Raises ValueError with the reason.

    ``together`` keeps a group of single words in one pattern, as ``<a|b>``: what is found is the
    same, and thousands of variants become a handful.
    """
    if together:
        line = _GROUP.sub(_as_family, line)
    written = list(variants(line))
    if len(written) > MOST_VARIANTS:
        raise ValueError(f"{len(written)} variants, at most {MOST_VARIANTS}: use two lines")
    if line.count("[") != line.count("]") or line.count("[") > 1:
        raise ValueError("one pair of brackets, please")
    return [_pattern_and_example(variant) for variant in written]


def _as_family(group: re.Match[str]) -> str:
    before, after = group.string[: group.start()][-1:], group.string[group.end() :][:1]
    words = group[1].split("|")
    beside_words = before in _EDGES and after in _EDGES and before + after != "[]"
    if beside_words and all(map(_ONE_WORD.fullmatch, words)):
        return f"<{'|'.join(word.replace(chr(39), '') for word in words)}>"
    return group[0]


def variants(line: str) -> Iterable[str]:
    """What a line with ``(one|two)`` in it stands for."""
    pieces = _GROUP.split(line)
    options = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(pieces)]
    return ("".join(choice) for choice in product(*options))


def _pattern_and_example(line: str) -> tuple[str, str]:
    before, opened, rest = line.partition("[")
    inside, _, after = rest.partition("]") if opened else (line, "", "")
    pattern = _FILLED.sub(" ~ ", inside) if "{" in inside else inside
    example = _FIRST_OF.sub(r"\1", inside.replace("<>", " ")).translate(_WITHOUT_SIGNS)
    before, after = (_FIRST_OF.sub(r"\1", part) for part in (before, after))
    whole = f"{before}{example}{after}" if opened else example
    return " ".join(pattern.split()), whole
