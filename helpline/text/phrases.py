"""Finding phrases of Latin words: English, and Khmer written in Latin letters.

Words match on word edges. Between the words of a phrase a few others may stand: any up to three
where the phrase asks for a gap, else at most two small words that carry no meaning of their own.
Romanised Khmer has no standard spelling: each of its words stands for its listed variants and,
from four letters up, for whatever rapidfuzz calls 80% equal (KHMER.md: 0.2% collisions with
English; phonetic skeletons collide with 23.6%).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from helpline.text.keyword import FAMILY, Vocabulary, Words
from helpline.text.romanised import is_romanised
from helpline.text.spellings import Phrase, Tokens, VariantIndex

MAX_GAP: Final = 3
WIDE_GAP: Final = 8
_MAX_FILLERS: Final = 2
_FUZZY_WORDS_A_MESSAGE: Final = 200  # bounds the work on a hostile text; a long letter has fewer
_LONG: Final = 400
_WINDOW: Final = 14  # reaches over a phrase of some gaps
_REPEATS: Final = 3
MOST_WORDS: Final = 2_000
"""Read of one text: more than fit into the 8,000 characters that are stored; the last ones too."""
_LAST_WORDS: Final = 600

_NOTHING: Final = Vocabulary()
TOKEN = re.compile(r"[a-z0-9\u00df-\u024f]+(?:'[a-z]+)*")
_BREAK = re.compile("[.!?;\n។៕]")
_DOUBLED = re.compile(r"([a-z])\1")

FILLERS: Final = frozenset(
    "a all already also always an and anymore as at be been being completely even ever fucking"
    " have i im is it its ive just kind literally more most much my myself never no not now of oh"
    " ok only please plz pls quite really so some still such than that the then there they this"
    " to today too u very was were will would you"
    " tov toy mok hery haey hoey nas nah te tae ban ot kom pi nov krub mneak mnak del dael"
    " chea jea kor ko knong pg oy aoy pong phong veng vinh tiet".split()
)


class PhraseHit(NamedTuple):
    """The phrase by its number, and its first and last place in the key."""

    phrase: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    tight: dict[str, _Node] = field(default_factory=dict)
    loose: dict[str, _Node] = field(default_factory=dict)
    wide: dict[str, _Node] = field(default_factory=dict)
    phrases: list[int] = field(default_factory=list)


def tokens(key: str) -> Tokens:
    """The Latin words and numbers of a key, apostrophes dropped ("don't" is "dont").

    Of a text with more than ``MOST_WORDS`` the first and the last are read.
    """
    starts = [match.start() for match in TOKEN.finditer(key)]
    if len(starts) > MOST_WORDS:
        starts = starts[: MOST_WORDS - _LAST_WORDS] + starts[-_LAST_WORDS:]
    matches = [TOKEN.match(key, start) for start in starts]
    ends = [match.end() for match in matches if match]
    words = [key[start:end].replace("'", "") for start, end in zip(starts, ends, strict=True)]
    breaks = [match.start() for match in _BREAK.finditer(key)] if starts else []
    return Tokens(words, starts, ends, [bisect_left(breaks, start) for start in starts])


class PhraseSearch:
    """Finds phrases in a list of tokens, with the spellings and families of a vocabulary."""

    def __init__(self, phrases: Iterable[Phrase], vocabulary: Vocabulary = _NOTHING) -> None:
        self._root = _Node()
        self._starts = self._root.tight.keys()
        self._plain: set[str] = set()
        self._variants = VariantIndex(vocabulary.spellings)
        self._families: dict[str, list[str]] = {}
        self._unnamed: set[str] = set()
        self._join(vocabulary.en, "", str)
        self._join(vocabulary.romanised, "~", self._variants.name)
        for number, phrase in enumerate(phrases):
            self._add(number, phrase)

    def _join(self, families: Words, sign: str, name: Callable[[str], str]) -> None:
        for family, words in families.items():
            for word in words:
                self._families.setdefault(name(word), []).append(f"{sign}<{family}>")
                if not sign:
                    self._plain.add(word)

    def _add(self, number: int, phrase: Phrase) -> None:
        if phrase.romanised:
            phrase = self._variants.joined_phrase(phrase)
        node = self._root
        for word, gap in zip(phrase.words, phrase.gaps, strict=True):
            branch: dict[str, _Node] = getattr(node, gap)
            node = branch.setdefault(self._name(word, phrase), _Node())
        node.phrases.append(number)

    def _name(self, word: str, phrase: Phrase) -> str:
        if FAMILY.match(word):
            return self._family(word, phrase)
        if phrase.romanised:
            return self._variants.name(word)
        self._plain.add(word)
        return word

    def _family(self, word: str, phrase: Phrase) -> str:
        """The name of a family in the tree; ``<a|b>`` is one without a name of its own."""
        sign = "~" if phrase.romanised else ""
        name = sign + word
        if "|" in word and name not in self._unnamed:
            self._unnamed.add(name)
            own = self._variants.name if phrase.romanised else str
            self._join({word[1:-1]: tuple(word[1:-1].split("|"))}, sign, own)
        return name

    def find(self, found: Tokens, most: int) -> list[PhraseHit]:
        """Phrases at every place they begin, each at its nearest end; about ``most`` at most."""
        if not (self._root.tight and found.words):
            return []
        found = self._variants.joined(found)
        words = found.words
        romanised = is_romanised(words)
        forms = self._forms(words, romanised=romanised)
        begins = {word for word, shape in forms.items() if not self._starts.isdisjoint(shape)}
        walk = _Walk(found, [forms[word] for word in words])
        hits: list[PhraseHit] = []
        seen: dict[str, int] = {}
        for first, word in enumerate(words):
            if word not in begins:
                continue
            if len(words) > _LONG and _is_repeated(seen, words, first):
                continue
            hits += walk.from_(self._root, first)
            if len(hits) >= most:
                break
        return hits

    def _forms(self, words: list[str], *, romanised: bool) -> dict[str, tuple[str, ...]]:
        forms: dict[str, tuple[str, ...]] = {}
        budget = _FUZZY_WORDS_A_MESSAGE
        for word in dict.fromkeys(words):
            names = self._variants.exact(word)
            if (
                not names
                and (romanised or (word not in self._plain and word not in FILLERS))
                and budget
            ):
                budget -= 1
                names = self._variants.similar(word, romanised=romanised)
            single = _DOUBLED.sub(r"\1", word)
            plain = (word,) if single == word else (word, single)
            forms[word] = self._with_families((*plain, *names))
        return forms

    def _with_families(self, names: tuple[str, ...]) -> tuple[str, ...]:
        families = [family for name in names for family in self._families.get(name, ())]
        return (*names, *dict.fromkeys(families)) if families else names


def _is_repeated(seen: dict[str, int], words: list[str], first: int) -> bool:
    """In a very long text the same run of words is looked at a few times, not thousands."""
    window = " ".join(words[first : first + _WINDOW])
    seen[window] = seen.get(window, 0) + 1
    return seen[window] > _REPEATS


def _last_of_sentence(sentences: list[int]) -> list[int]:
    """For each word the last word of its sentence."""
    last = {sentence: place for place, sentence in enumerate(sentences)}
    return [last[sentence] for sentence in sentences]


class _Walk:
    """Follows the tree of phrases through one message."""

    def __init__(self, found: Tokens, shapes: list[tuple[str, ...]]) -> None:
        self._starts = found.starts
        self._ends = found.ends
        self._last_of = _last_of_sentence(found.sentences)
        self._shapes = shapes
        sets = {shape: frozenset(shape) for shape in set(shapes)}
        self._sets = [sets[shape] for shape in shapes]
        self._small = [word in FILLERS for word in found.words]
        self._tight: dict[int, range] = {}

    def from_(self, root: _Node, first: int) -> Iterable[PhraseHit]:
        start = self._starts[first]
        todo: list[tuple[_Node, int]] = []
        self._follow(root.tight, (first,), todo)
        seen: set[tuple[int, int]] = set()
        told: set[int] = set()
        while todo:
            node, place = todo.pop()
            if (id(node), place) in seen:
                continue
            seen.add((id(node), place))
            for phrase in node.phrases:
                if phrase not in told:
                    told.add(phrase)
                    yield PhraseHit(phrase, start, self._ends[place])
            if node.tight:
                self._follow(node.tight, self._near(place), todo)
            if node.loose:
                self._follow(node.loose, self._behind(place, MAX_GAP), todo)
            if node.wide:
                self._follow(node.wide, self._behind(place, WIDE_GAP), todo)

    def _follow(
        self, branch: dict[str, _Node], places: Iterable[int], todo: list[tuple[_Node, int]]
    ) -> None:
        """The children of a branch whose word stands at one of these places."""
        keys = branch.keys()
        for place in places:
            if not keys.isdisjoint(self._sets[place]):  # of two sets the smaller is walked
                todo += [(branch[form], place) for form in self._shapes[place] if form in branch]

    def _near(self, place: int) -> range:
        """The next word, and those behind a few small words that carry no meaning."""
        places = self._tight.get(place)
        if places is None:
            behind = self._behind(place, _MAX_FILLERS)
            small = next((n for n, at in enumerate(behind) if not self._small[at]), len(behind))
            places = self._tight[place] = behind[: small + 1]
        return places

    def _behind(self, place: int, most: int) -> range:
        """The next word, and those behind at most ``most`` others of the same sentence."""
        last = min(place + most + 1, self._last_of[place])
        return range(place + 1, min(max(last, place + 1), len(self._starts) - 1) + 1)
