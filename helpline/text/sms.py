"""What a text costs by SMS, and how to cut one that is too long for one message.

GSM 03.38: 160 seven-bit characters, 153 a part when there are several; anything outside that
alphabet turns the whole text into UTF-16: 70 units, 67 a part. One Khmer letter is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

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

    The larger of two packings: carriers cut between code units, Twilio's calculator never cuts
    inside a grapheme, and the truth was found between the two (KHMER.md).
    """
    if _GSM.issuperset(text):
        sizes = [2 if char in _EXTENSION else 1 for char in text]
        return Parts("GSM-7", sum(sizes), _packed(sizes, 160, 153))
    by_unit = [_units(char) for char in text]
    by_cluster = [_units(cluster) for cluster in clusters(text)]
    parts = max(_packed(by_unit, 70, 67), _packed(by_cluster, 70, 67))
    return Parts("UCS-2", sum(by_unit), parts)


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
