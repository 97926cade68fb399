"""Finding phrases of Latin words: English, and Khmer written in Latin letters.

Words match on word edges. Between the words of a phrase a few others may stand: any up to three
where the phrase asks for a gap, else at most two small words that carry no meaning of their own.
Romanised Khmer has no standard spelling: each of its words stands for its listed variants and,
from four letters up, for whatever rapidfuzz calls 80% equal (KHMER.md: 0.2% collisions with
English; phonetic skeletons collide with 23.6%).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from helpline.text.keyword import FAMILY, Vocabulary, Words
from helpline.text.romanised import is_english, is_romanised
from helpline.text.spellings import Gap, Phrase, Tokens, VariantIndex

MAX_GAP: Final = 3
WIDE_GAP: Final = 8
_MAX_FILLERS: Final = 2
_FUZZY_WORDS_A_MESSAGE: Final = 200  # bounds the work on a hostile text; a long letter has fewer
_NOTHING: Final = Vocabulary()
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


class _Node:
    """A place in the tree. Most of its four fields are empty, so the empty ones are shared."""

    __slots__ = ("loose", "phrases", "tight", "wide")

    def __init__(self) -> None:
        self.tight: Mapping[str, _Node] = _NO_BRANCH
        self.loose: Mapping[str, _Node] = _NO_BRANCH
        self.wide: Mapping[str, _Node] = _NO_BRANCH
        self.phrases: tuple[int, ...] = ()

    def child(self, gap: Gap, name: str) -> _Node:
        """The node behind this word, made if there is none."""
        branch: dict[str, _Node] = getattr(self, gap)
        if branch is _NO_BRANCH:
            branch = {}
            setattr(self, gap, branch)
        if name not in branch:
            branch[name] = _Node()
        return branch[name]


_NO_BRANCH: Final[dict[str, _Node]] = {}
_NONE: Final[frozenset[str]] = frozenset()


class PhraseSearch:
    """Finds phrases in a list of tokens, with the spellings and families of a vocabulary."""

    def __init__(self, phrases: Iterable[Phrase], vocabulary: Vocabulary = _NOTHING) -> None:
        self._root = _Node()
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
            node = node.child(gap, self._name(word, phrase))
        node.phrases += (number,)

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
        starts = self._root.tight.keys()
        begins = {word for word, shape in forms.items() if not starts.isdisjoint(shape)}
        walk = _Walk(found, [forms[word] for word in words])
        hits: list[PhraseHit] = []
        for first, word in enumerate(words):
            if word in begins:
                hits += walk.from_(self._root, first)
            if len(hits) >= most:
                break
        return hits

    def _forms(self, words: list[str], *, romanised: bool) -> dict[str, tuple[str, ...]]:
        forms: dict[str, tuple[str, ...]] = {}
        budget = 0 if is_english(words) else _FUZZY_WORDS_A_MESSAGE
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
        self._roots: dict[tuple[str, ...], list[_Node]] = {}
        self._close: dict[int, frozenset[str]] = {}
        self._far: dict[int, frozenset[str]] = {}

    def from_(self, root: _Node, first: int) -> list[PhraseHit]:
        """The phrases that begin with this word."""
        shape = self._shapes[first]
        roots = self._roots.get(shape)
        if roots is None:
            roots = self._roots[shape] = [root.tight[name] for name in shape if name in root.tight]
        todo = [(node, first) for node in roots if self._is_of_use(node, first)]
        hits: list[PhraseHit] = []
        if not todo:  # so it is with most words: some phrase begins with them, and not here
            return hits
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
                    hits.append(PhraseHit(phrase, self._starts[first], self._ends[place]))
            self._go_on(node, place, todo)
        return hits

    def _go_on(self, node: _Node, place: int, todo: list[tuple[_Node, int]]) -> None:
        """To what may stand behind."""
        if node.tight:
            self._follow(node.tight, self._near(place), todo)
        if node.loose:
            self._follow(node.loose, self._behind(place, MAX_GAP), todo)
        if node.wide:
            self._follow(node.wide, self._behind(place, WIDE_GAP), todo)

    def _is_of_use(self, node: _Node, place: int) -> bool:
        """False if no phrase ends here and nothing that stands behind belongs to one."""
        if node.phrases:
            return True
        if node.wide:
            far = self._far.get(place) or self._names(self._far, place, WIDE_GAP)
            if not node.wide.keys().isdisjoint(far):
                return True
        close = self._close.get(place) or self._names(self._close, place, MAX_GAP)
        return not (node.tight.keys().isdisjoint(close) and node.loose.keys().isdisjoint(close))

    def _names(self, known: dict[int, frozenset[str]], place: int, gap: int) -> frozenset[str]:
        """All that the words behind a place may stand for."""
        behind = self._behind(place, gap)
        names = known[place] = _NONE.union(*self._sets[behind.start : behind.stop])
        return names

    def _follow(
        self, branch: Mapping[str, _Node], places: Iterable[int], todo: list[tuple[_Node, int]]
    ) -> None:
        """The children of a branch whose word stands at one of these places, and that may end."""
        for place in places:
            for form in self._common(branch, place):
                node = branch[form]
                if self._is_of_use(node, place):
                    todo.append((node, place))

    def _common(self, branch: Mapping[str, _Node], place: int) -> Sequence[str]:
        """What the branch and the word there have in common: of the two the shorter is walked.

        Some words stand for hundreds of families.
        """
        shape = self._shapes[place]
        if len(branch) > len(shape):
            return [form for form in shape if form in branch]
        names = self._sets[place]
        found = [form for form in branch if form in names]
        return found if len(found) < 2 else sorted(found, key=shape.index)

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
