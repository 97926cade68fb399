"""Finding many fixed Khmer strings at once, at whole clusters only.

Khmer has no spaces between words, so a keyword is a substring; but inside another syllable it
is another word. A hit must begin at a base letter and end before no mark. All strings go into
one compiled pattern shaped as a tree, so the time does not grow with the number of strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from helpline.text.khmer import COENG, MARKS

_ANY: Final = 1_000_000
_END: Final = f"(?![{MARKS}])"
_MARK = re.compile(f"[{MARKS}]")


class Span(NamedTuple):
    """One occurrence of a literal."""

    literal: str
    start: int
    end: int


class LiteralSearch:
    """Finds every occurrence of every literal, overlapping ones too, in one pass."""

    def __init__(self, literals: Iterable[str]) -> None:
        words = frozenset(literals)
        if "" in words:
            raise ValueError("an empty string is found everywhere")
        self._shorter = {word: _aligned_prefixes(word, words) for word in words}
        self._pattern = re.compile(f"(?<!{COENG})(?=({_tree(words)}))") if words else None

    def find(self, key: str, most: int = _ANY) -> list[Span]:
        """Occurrences by place, the longest first where several begin together; about ``most``."""
        spans: list[Span] = []
        for start, word in self._longest(key):
            if len(spans) >= most:
                break
            spans.append(Span(word, start, start + len(word)))
            spans += [Span(short, start, start + len(short)) for short in self._shorter[word]]
        return spans

    def _longest(self, key: str) -> Iterable[tuple[int, str]]:
        if self._pattern is None:
            return ()
        return ((found.start(), found[1]) for found in self._pattern.finditer(key))


def _aligned_prefixes(word: str, words: frozenset[str]) -> tuple[str, ...]:
    ends = range(len(word) - 1, 0, -1)
    return tuple(word[:end] for end in ends if word[:end] in words and not _MARK.match(word[end]))


class _Node:
    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.is_word = False


def _tree(words: Iterable[str]) -> str:
    root = _Node()
    for word in sorted(words):
        node = root
        for char in word:
            node = node.children.setdefault(char, _Node())
        node.is_word = True
    return _pattern_below(root)


def _pattern_below(node: _Node) -> str:
    chain = ""
    while len(node.children) == 1 and not node.is_word:
        char, node = next(iter(node.children.items()))
        chain += re.escape(char)
    branches = [re.escape(char) + _pattern_below(child) for char, child in node.children.items()]
    if node.is_word:
        branches.append(_END)
    return chain + (branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})")
