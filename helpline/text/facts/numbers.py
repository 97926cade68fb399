"""The key of a message with its numbers in figures: "ដប់បួន", "dop buon", "fourteen" read 14."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from helpline.text.facts.number_words import ENGLISH, KHMER, ROMANISED, WEAK, NumberWord
from helpline.text.keyword import whole_message
from helpline.text.khmer import COENG, MARKS, match_key

SPAN: Final = 4_000
"""Facts stand in the first lines; this bounds the work on a hostile text."""
_SPACES = re.compile(r"(\s)\s*")
_LATIN: Final = {**ROMANISED, **ENGLISH}
_A: Final = NumberWord(1, "word")  # a hundred
_K: Final = NumberWord(1_000, "factor", 0)


def _any_of(words: dict[str, NumberWord]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FIGURE = r"[0-9]{1,3}(?:[.,][0-9]{3}){1,4}(?![0-9])|[0-9]{1,12}(?:\.[0-9]{1,2})?(?![0-9])"
_WORD = re.compile(
    rf"(?P<figure>(?<![0-9.,:])(?:{_FIGURE}))(?:\s?(?P<k>k)(?![a-z'\u1780-\u17ff]))?"
    rf"|(?<!{COENG})(?<!ជា)(?P<khmer>{_any_of(KHMER)})(?![{MARKS}])"
    r"|(?<![a-z'])(?P<a>a)(?= (?:hundred|thousand|million)\b)"
    rf"|(?<![a-z'])(?<!no )(?<!some )(?<!any )(?<!the )(?P<latin>{_any_of(_LATIN)})(?![a-z'])"
)
_BESIDE_UNIT = re.compile(
    r" ?(?:chh?n\w{2,3}\b|jnam|roy|poan|meun|mern|lean|dol|rie|baht"
    r"|yub|yup|prek|pruk|lnge|roseal|neak|khae)"
)
_BEHIND_ANCHOR = re.compile(r"\b(?:a?ayuk?|ayou|m[ao]{1,2}ng|moang|maung|lek|krob|krup)[ :]?$")
_JOINTS: Final = frozenset({"", " ", "-", " and "})


@dataclass(slots=True)
class _Number:
    """A number as it is being read: what stands, and how much room its last word leaves."""

    start: int
    end: int
    total: Decimal = Decimal(0)
    part: Decimal | None = None
    room: int = 0
    lowest: int = 10**12
    """The lowest factor so far: they go down, as in a million, two hundred thousand."""
    words: int = 0
    weak: bool = True
    last: NumberWord | None = None

    @property
    def value(self) -> Decimal:
        return self.total + (self.part or 0)

    def take(self, word: NumberWord, value: Decimal) -> bool:
        """Adds the next word, if it belongs to the same number."""
        taken = _TAKERS[word.kind](self, word, value)
        if taken:
            self.last = word
        return taken

    def _figure(self, _: NumberWord, value: Decimal) -> bool:
        if self.last is not None and (self.last.kind != "factor" or value >= self.room):
            return False
        self.part = value
        self.room = 0
        return True

    def _word(self, word: NumberWord, value: Decimal) -> bool:
        if self.last is not None and not 0 < value < self.room:
            return False
        self.part = (self.part or 0) + value
        self.room = word.room
        return True

    def _teen(self, word: NumberWord, value: Decimal) -> bool:
        fits = self.last is not None and self.last.kind == "word" and 0 < (self.part or 0) < 10
        return fits and self._add(word, value)

    def _half(self, word: NumberWord, _: Decimal) -> bool:
        if self.last is None or self.last.kind != "factor":
            return False
        return self._add(word, Decimal(self.last.value) / 2)

    def _add(self, word: NumberWord, value: Decimal) -> bool:
        self.part = (self.part or 0) + value
        self.room = word.room
        return True

    def _factor(self, word: NumberWord, value: Decimal) -> bool:
        if not self.part or value >= self.lowest:
            return False
        if value == 100 and self.part < 100:
            self.part *= value
        elif value > 100:
            self.total += self.part * value
            self.part = None
            self.lowest = word.value
        else:
            return False
        self.room = word.value
        return True


_TAKERS: Final = {
    "figure": _Number._figure,
    "word": _Number._word,
    "teen": _Number._teen,
    "half": _Number._half,
    "factor": _Number._factor,
}


def figured(text: str) -> str:
    """The key of a message's first part, white space cut to one, its numbers in figures."""
    key = _SPACES.sub(r"\1", match_key(text[:SPAN]))
    out: list[str] = []
    last = 0
    for number in _numbers(key):
        if number.words and _counts(key, number):
            out += (key[last : number.start], _written(key, number))
            last = number.end
    return "".join((*out, key[last:]))


def _counts(key: str, number: _Number) -> bool:
    if not number.weak or whole_message(key) == key[number.start : number.end]:
        return True
    before = key[max(0, number.start - 8) : number.start]
    return bool(_BESIDE_UNIT.match(key, number.end) or _BEHIND_ANCHOR.search(before))


def _written(key: str, number: _Number) -> str:
    """The figures, kept apart from figures beside them."""
    before = " " if key[max(0, number.start - 1) : number.start].isdigit() else ""
    after = " " if key[number.end : number.end + 1].isdigit() else ""
    return f"{before}{number.value.normalize():f}{after}"


def _numbers(key: str) -> Iterator[_Number]:
    number: _Number | None = None
    for start, end, word, value in _found(key):
        joined = number is not None and _is_joint(key[number.end : start], word)
        if number is None or not (joined and number.take(word, value)):
            if number is not None:
                yield number
            number = _Number(start, end)
            if not number.take(word, value):
                number = None
                continue
        number.end = end
        number.words += word.kind != "figure"
        number.weak &= word.kind in ("figure", "word") and key[start:end] in WEAK
    if number is not None:
        yield number


def _is_joint(between: str, word: NumberWord) -> bool:
    """Figures go on only where nothing stands between: ១ម៉ឺន៥ពាន់, not "2 million 5 people"."""
    return not between if word.kind == "figure" else between in _JOINTS


def _found(key: str) -> Iterator[tuple[int, int, NumberWord, Decimal]]:
    for found in _WORD.finditer(key):
        if found["figure"]:
            start, end = found.span("figure")
            yield start, end, NumberWord(0, "figure"), _decimal(found["figure"])
            if found["k"]:
                yield end, found.end(), _K, Decimal(1_000)
        else:
            name = found.lastgroup or ""
            word = _A if name == "a" else (KHMER if name == "khmer" else _LATIN)[found[0]]
            yield found.start(), found.end(), word, Decimal(word.value)


_THOUSANDS = re.compile(r"[.,](?=[0-9]{3}(?![0-9]))")


def _decimal(figure: str) -> Decimal:
    return Decimal(_THOUSANDS.sub("", figure))
