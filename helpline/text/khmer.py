"""Khmer text: a key for comparing, a clean form for sending, clusters for cutting.

The same Khmer word is typed in many ways that look alike on screen: marks in another order,
one vowel typed as two, a zero-width space inside. Without one key 15.5% of keyword hits were
missed in a real safe-migration app (KHMER.md). Two functions, never one: ``match_key`` throws
distinctions away and is never stored or shown; ``clean_out`` keeps every distinction a reader
can see and is what we send.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

COENG: Final = "\u17d2"
MARKS: Final = "\u17b4-\u17d3\u17dd"  # dependent vowels, signs and the coeng, for a regex class

_COENG_RO: Final = "\u17d2\u179a"
_COENG_DA: Final = "\u17d2\u178a"
_COENG_TA: Final = "\u17d2\u178f"
_E, _AA, _II, _OE, _OO, _U = "\u17c1", "\u17b6", "\u17b8", "\u17be", "\u17c4", "\u17bb"
_MUUSIKATOAN, _TRIISAP = "\u17c9", "\u17ca"

_CHANGES_LENGTH = re.compile(
    "[\u00ad\u17a4\u17b4\u17b5\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_KHMER = re.compile("[\u1780-\u17ff]")
_SYLLABLE = re.compile(f"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[{MARKS}])+")
_ATOM = re.compile("\u17d2[\u1780-\u17b3]|.", re.DOTALL)
_RUN = re.compile(r"([a-z])\1{2,}")

_DIGITS: Final = {0x17E0 + n: str(n) for n in range(10)}
_FULLWIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u201b\u2032\u00b4"), "'")
_INVISIBLE: Final = [
    0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0xFEFF, 0x17B4, 0x17B5,
]  # fmt: skip
_DEPRECATED: Final = {0x17A3: "\u17a2", 0x17D3: "\u17c6"}
_KEY_TABLE: Final[dict[int, str | None]] = {
    **dict.fromkeys(_INVISIBLE, None),
    **_DEPRECATED, 0x17A4: "\u17a2\u17b6",
    **_DIGITS, **_FULLWIDTH, **_APOSTROPHES, 0x00A0: " ",
}  # fmt: skip
_CLEAN_TABLE: Final[dict[int, str | None]] = {
    **dict.fromkeys([0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD], None),
    **_DEPRECATED, 0x17D8: "។ល។",
}  # fmt: skip

_EMOJI = (
    "\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_LOOSE_JOINER = re.compile(f"(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])")

# Spellings of one word that differ in letters, not only in order. Left is the form the key has.
# Sources: KHMER.md; the two spellings in use since the 1960s reform (សំលាប់, សម្លាប់).
_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "ឲ្យ": ("ឱ្យ", "អោយ", "ឳ្យ", "អុោយ", "ឲយ", "ឱយ"),
    "ប៉ូលិស": ("ប៉ូលីស", "ប៉ូលឹស", "ប៉ុលិស", "ប៉ុលីស", "ប៉ូលិះ", "ប៉ូលិច", "នគរបាល"),
    "ហិង្សា": ("ហឹង្សា", "ហិង្សារ", "ហឹង្សារ", "ហឹង្សាា"),
    "ទូរស័ព្ទ": ("ទូរសព្ទ", "ទូរស័ព្ធ", "ទូរសព្ធ", "ទូរស័ព្ត", "ទូស័ព្ទ", "ទូរស័ទ្ទ"),
    "សម្លាប់": ("សំលាប់", "សំម្លាប់", "សំឡាប់", "សម្លាប"),
    "គំរាម": ("គម្រាម", "គំម្រាម"),
    "ខ្ញុំ": ("ខ្ញំុ", "ខ្ញុុំ", "ខ្ញំ", "ខ្ងុំ", "ខុ្ញំ", "ខ្នុំ"),
    "ជម្ងឺ": ("ជំងឺ", "ជំម្ងឺ"),
    "កម្លាំង": ("កំលាំង", "កំឡាំង", "កម្លំាង"),
    "ជម្រាប": ("ជំរាប",),
    "ចម្លើយ": ("ចំលើយ",),
    "បំណុល": ("បំនុល", "បំណុុល", "បណុល"),
    "ស្រឡាញ់": ("ស្រលាញ់", "ស្រលាញ", "ស្រឡាញ"),
    "ឥឡូវ": ("ឥលូវ", "អឡូវ", "អីលូវ", "អីឡូវ", "ឥឡូូវ", "ឥលូវ"),
    "លិខិតឆ្លងដែន": ("លិខិតឆ្លងដេន", "លិខិតឆ្លងែដន"),
    "ចាក់សោ": ("ចាក់សោរ", "ចាក់សោះ"),
    "មេខ្យល់": ("មេខ្យល", "មេខ្យ៉ល់", "មេខ្សល់"),
    "អត្តឃាត": ("អត្តឃាត់", "អត្ថឃាត", "អត្តឃាដ"),
}


class Keyed(NamedTuple):
    """A key and, for each of its characters, the slice of the raw text it came from."""

    key: str
    starts: Sequence[int]
    ends: Sequence[int]


def match_key(text: str) -> str:
    """The form in which two spellings of one word are equal. For comparing only.

    Promises: never raises; ``match_key(match_key(t)) == match_key(t)``; no zero-width character,
    no Khmer digit and no capital ASCII letter is left.
    """
    if text.isascii():
        return _fold_latin(text)
    text = _fold_latin(text.translate(_KEY_TABLE))
    if not _KHMER.search(text):
        return text
    return _respell(_SYLLABLE.sub(_key_of_match, text))


def keyed(text: str) -> Keyed:
    """``match_key`` with the way back: where in the raw text each character of the key stands."""
    chars, starts, ends = _fold_characters(text)
    pieces = _cut_runs(chars, starts, ends)
    pieces = _fold_syllables(*pieces)
    return _respell_keyed(*pieces)


def clean_out(text: str) -> str:
    """The form in which we send a text: cheaper in SMS units and the same on screen.

    Drops zero-width characters (each costs a unit), keeps the joiner inside emoji, folds
    discouraged letters and brings each syllable into canonical order. Idempotent, never raises.
    """
    if text.isascii():
        return text
    text = _LOOSE_JOINER.sub("", text.translate(_CLEAN_TABLE))
    if not _KHMER.search(text):
        return text
    return _SYLLABLE.sub(_ordered_of_match, text)


# A cluster: what a reader sees as one sign. The standard rules before the newest Unicode cut
# after the coeng, which shows the reader a broken letter.
_CLUSTER = re.compile(
    "\r\n"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    f"|[\u1780-\u17b3](?:\u17d2[\u200c\u200d]?[\u1780-\u17b3]|[{MARKS}\u200c\u200d])*"
    "|(?s:.)(?:[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f"
    f"\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f{MARKS}\u200c]"
    f"|\u200d[{_EMOJI}]?)*"
)


def clusters(text: str) -> list[str]:
    """The text in pieces that must not be cut; joined they are the text again."""
    if text.isascii() and "\r" not in text:
        return list(text)
    return _CLUSTER.findall(text)


# --- one syllable ---------------------------------------------------------------------------

_STRONG_ANY = frozenset("កខគឃចឆជឈដឋឌឍតថទធផពភឞសហអ\u179d")
_ABOVE = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be\u17bf\u17d0\u17dd")


def _rank(atom: str) -> int:
    if len(atom) == 2:
        return 4 if atom == _COENG_RO else 3
    if atom == COENG:
        return 1  # a coeng without a letter stays next to its base, so that it cannot catch another
    if atom == "\u17cc":
        return 2
    if atom in (_MUUSIKATOAN, _TRIISAP):
        return 5
    if atom in "\u17c7\u17c8":
        return 11
    return _VOWEL_RANK.get(atom, 10)


_VOWEL_RANK: Final = {
    **dict.fromkeys("\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5", 6),
    **dict.fromkeys("\u17bb\u17bc\u17bd", 7),
    **dict.fromkeys("\u17b7\u17b8\u17b9\u17ba", 8),
    "\u17b6": 9,
}


def _sorted_atoms(syllable: str) -> list[str]:
    atoms = _ATOM.findall(syllable)
    return [atoms[0], *sorted(atoms[1:], key=_rank)]


def _join_vowels(atoms: list[str]) -> list[str]:
    """Vowels typed as their two halves become one letter; both ways of three halves agree."""
    if _E in atoms or (_OE in atoms and _AA in atoms) or (_OO in atoms and _II in atoms):
        halves = {_OE: (_E, _II), _OO: (_E, _AA)}
        atoms = [half for atom in atoms for half in halves.get(atom, (atom,))]
        while _E in atoms and (_II in atoms or _AA in atoms):
            half, whole = (_II, _OE) if _II in atoms else (_AA, _OO)
            atoms.remove(half)
            atoms[atoms.index(_E)] = whole
        atoms = [atoms[0], *sorted(atoms[1:], key=_rank)]
    return atoms


def _ordered(syllable: str) -> str:
    return "".join(_join_vowels(_sorted_atoms(syllable)))


def _folded(syllable: str) -> str:
    """Order, then what only a key may do: fold look-alikes, drop what is doubled."""
    atoms = [_COENG_TA if atom == _COENG_DA else atom for atom in _sorted_atoms(syllable)]
    atoms = [atoms[0], *dict.fromkeys(atom for atom in atoms[1:] if atom != COENG)]
    atoms = list(dict.fromkeys(_join_vowels(atoms)[1:]))
    return syllable[0] + "".join(_fold_shifter(syllable[0], atoms))


def _fold_shifter(base: str, atoms: list[str]) -> list[str]:
    """Under a high vowel the shifter is drawn like -u, so people type -u: one key for both."""
    above = any(atom in _ABOVE for atom in atoms) or (_AA in atoms and "\u17c6" in atoms)
    shifters = [atom for atom in atoms if atom in (_MUUSIKATOAN, _TRIISAP)]
    if not shifters and not (above and _U in atoms):
        return atoms
    rest = [atom for atom in atoms if atom not in (_MUUSIKATOAN, _TRIISAP)]
    if above and _U in rest:
        rest.remove(_U)
    shifter = _right_shifter(base, atoms, shifters)
    place = next((n for n, atom in enumerate(rest) if _rank(atom) > 5), len(rest))
    return [*rest[:place], shifter, *rest[place:]]


def _right_shifter(base: str, atoms: list[str], shifters: list[str]) -> str:
    """Only ប takes both shifters; elsewhere the letter's series says which one was meant."""
    letters = [base, *(atom[1] for atom in atoms if len(atom) == 2)]
    if "ប" in letters:
        return shifters[0] if shifters else _MUUSIKATOAN
    return _TRIISAP if any(letter in _STRONG_ANY for letter in letters) else _MUUSIKATOAN


@lru_cache(maxsize=8192)
def _folded_cached(syllable: str) -> str:
    return _folded(syllable)


def _key_of_match(match: re.Match[str]) -> str:
    syllable = match.group()
    return _folded_cached(syllable) if len(syllable) <= 16 else _folded(syllable)


def _ordered_of_match(match: re.Match[str]) -> str:
    return _ordered(match.group())


# --- Latin ----------------------------------------------------------------------------------


def _fold_latin(text: str) -> str:
    return _RUN.sub(r"\1\1", _lower(text))


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower()[0] for char in text)


# --- the spelling table ---------------------------------------------------------------------


def _spelling_table() -> dict[str, str]:
    fold = _SYLLABLE.sub
    return {
        key: fold(_key_of_match, right)
        for right, others in _SPELLINGS.items()
        for other in others
        if (key := fold(_key_of_match, other)) != fold(_key_of_match, right)
    }


_RESPELL: Final = _spelling_table()
_MISSPELT = re.compile(
    f"(?<!{COENG})(?:{'|'.join(sorted(_RESPELL, key=len, reverse=True))})(?![{MARKS}])"
)
_ROUNDS: Final = 6


def _respell(key: str) -> str:
    for _ in range(_ROUNDS):
        again = _MISSPELT.sub(lambda match: _RESPELL[match.group()], key)
        if again == key:
            break
        key = again
    return key


# --- the key with positions: the same steps, piece by piece ------------------------------------

_Pieces = tuple[str, Sequence[int], Sequence[int]]


def _fold_characters(text: str) -> _Pieces:
    if not _CHANGES_LENGTH.search(text):
        key = text if text.isascii() else text.translate(_KEY_TABLE)
        return _lower(key), range(len(text)), range(1, len(text) + 1)
    chars: list[str] = []
    starts: list[int] = []
    for place, char in enumerate(text):
        new = _KEY_TABLE.get(ord(char), char)
        if new:
            chars.append(new)
            starts += [place] * len(new)
    return _lower("".join(chars)), starts, [place + 1 for place in starts]


def _cut_runs(key: str, starts: Sequence[int], ends: Sequence[int]) -> _Pieces:
    spans = [(*found.span(), found[1] * 2) for found in _RUN.finditer(key)]
    return _replace((key, starts, ends), spans)


def _replace(pieces: _Pieces, spans: list[tuple[int, int, str]]) -> _Pieces:
    """Put new texts in place of spans; every new character points at the whole old span."""
    key, starts, ends = pieces
    if not spans:
        return pieces
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    last = 0
    for start, end, new in [*spans, (len(key), len(key), "")]:
        out += (key[last:start], new)
        new_starts += starts[last:start]
        new_ends += ends[last:start]
        if new:
            new_starts += [starts[start]] * len(new)
            new_ends += [ends[end - 1]] * len(new)
        last = end
    return "".join(out), new_starts, new_ends


def _fold_syllables(key: str, starts: Sequence[int], ends: Sequence[int]) -> _Pieces:
    """Only syllables whose length changes move anything; the others keep their places."""
    spans: list[tuple[int, int, str]] = []

    def fold(found: re.Match[str]) -> str:
        new = _key_of_match(found)
        if len(new) == found.end() - found.start():
            return new
        spans.append((*found.span(), new))
        return found.group()

    return _replace((_SYLLABLE.sub(fold, key), starts, ends), spans)


def _respell_keyed(key: str, starts: Sequence[int], ends: Sequence[int]) -> Keyed:
    pieces: _Pieces = (key, starts, ends)
    for _ in range(_ROUNDS):
        spans = [
            (*found.span(), _RESPELL[found.group()]) for found in _MISSPELT.finditer(pieces[0])
        ]
        if not spans:
            break
        pieces = _replace(pieces, spans)
    return Keyed(*pieces)
