"""What a text costs by SMS, and how to cut one that is too long for one message.

GSM 03.38: 160 seven-bit characters, 153 a part when there are several; anything outside that
alphabet turns the whole text into UTF-16: 70 units, 67 a part. One Khmer letter is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import category

from helpline.text.khmer import clusters

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC: Final = frozenset(
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÉÑÖØÜßàäåæÇèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
)
_EXTENSION: Final = frozenset("\f[\\]^{|}~€")  # an escape and a character: two units each
_GSM: Final = _BASIC | _EXTENSION


@dataclass(frozen=True, slots=True)
class Parts:
    """The cost of one text: how it is encoded, how many units it has, how many parts are paid."""

    encoding: Encoding
    units: int
    parts: int


def count(text: str) -> Parts:
    """The parts an SMS is billed as; an estimate that rather says one too many.

    The larger of two packings: carriers cut between code units, Twilio's calculator (npm
    ``sms-segments-calculator``) between graphemes as Unicode 10 had them (KHMER.md).
    """
    if _GSM.issuperset(text):
        sizes = [2 if char in _EXTENSION else 1 for char in text]
        return Parts("GSM-7", sum(sizes), _packed(sizes, 160, 153))
    by_unit = [_units(char) for char in text]
    parts = max(_packed(by_unit, 70, 67), _packed(_grapheme_sizes(text), 70, 67))
    return Parts("UCS-2", sum(by_unit), parts)


_JOINER: Final = "\u200d"
_HOLDS_NOTHING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7fb]")
_GLUED = re.compile(
    "[\u2640\u2642\u2695\u2696\u2708\u2764\U0001f308\U0001f33e\U0001f373\U0001f393\U0001f3a4\U0001f3a8"
    "\U0001f3eb\U0001f3ed\U0001f466-\U0001f469\U0001f48b\U0001f4bb\U0001f4bc\U0001f527\U0001f52c\U0001f5e8"
    "\U0001f680\U0001f692]"
)
_PREPENDED: Final = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0d4e"
_CARRIES: Final = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")


def _grapheme_sizes(text: str) -> Iterable[int]:
    """The units of each grapheme by the rules of Unicode 10, which cut after a coeng."""
    sizes: list[int] = []
    before = ""
    flags = 0
    for char in text:
        flags = flags + 1 if _REGIONAL.match(char) else 0
        if before and _is_joined(before, char, flags):
            sizes[-1] += _units(char)
        else:
            sizes.append(_units(char))
        before = char
    return sizes


def _is_joined(before: str, char: str, flags: int) -> bool:
    if before == "\r" and char == "\n":
        return True
    if char < " " or (category(char) in _HOLDS_NOTHING and not _CARRIES.match(char)):
        return False
    if before in _PREPENDED:
        return True
    if category(before) in _HOLDS_NOTHING and not _CARRIES.match(before):
        return False
    return (
        category(char)[0] == "M"
        or _CARRIES.match(char) is not None
        or char in "\u0e33\u0eb3\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or (flags > 0 and flags % 2 == 0)
        or (before == _JOINER and _GLUED.match(char) is not None)
        or (_JAMO.match(before) is not None and _JAMO.match(char) is not None)
    )


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _packed(sizes: Iterable[int], whole: int, part: int) -> int:
    sizes = list(sizes)
    if sum(sizes) <= whole:
        return 1
    parts, free = 1, part
    for size in sizes:
        if size > free:
            parts, free = parts + 1, part
        free -= size
    return parts


_SENTENCE_END = re.compile(r"[.!?។៕\n]+[\s\u200b]*\Z")
_WORD_END = re.compile(r"[\s\u200b]\Z")
_SMALLEST_LIMIT: Final = 2  # a surrogate pair stays whole


def split(text: str, limit: int) -> list[str]:
    """The text as separate messages of at most ``limit`` UTF-16 units; joined they are the text.

    Cuts after a sentence, else after a space or zero-width space, else between clusters; inside
    a cluster only where one cluster alone is longer than the limit.
    """
    if limit < _SMALLEST_LIMIT:
        raise ValueError(f"a limit of {limit} cannot hold a character")
    messages: list[str] = []
    pending: list[str] = []
    size = 0
    for piece in _pieces(text, limit):
        while size + _units(piece) > limit:
            edge = _last_edge(pending)
            messages.append("".join(pending[:edge]))
            pending = pending[edge:]
            size = sum(map(_units, pending))
        pending.append(piece)
        size += _units(piece)
    return [*messages, "".join(pending)] if pending else messages


def _pieces(text: str, limit: int) -> list[str]:
    return [
        piece
        for cluster in clusters(text)
        for piece in ([cluster] if _units(cluster) <= limit else cluster)
    ]


def _last_edge(pieces: list[str]) -> int:
    """Where to cut: the last sentence in the second half, else the last word, else the end."""
    half = len(pieces) // 2
    for edge in range(len(pieces), half, -1):
        if _SENTENCE_END.search("".join(pieces[max(0, edge - 8) : edge])):
            return edge
    for edge in range(len(pieces), half // 2, -1):
        if _WORD_END.search(pieces[edge - 1]):
            return edge
    return len(pieces)
