"""Which script and language a message is in, by Unicode block and a few words."""

from __future__ import annotations

import re
from typing import Final, Literal

from helpline.text.khmer import match_key
from helpline.text.romanised import is_romanised
from helpline.text.tokens import tokens

Script = Literal["km", "latn", "en", "th", "vi", "other", "none"]
"""``latn`` is Khmer in Latin letters, ``none`` a message without letters (digits, emoji)."""

_KHMER = re.compile("[\u1780-\u17d3\u17dc\u17dd\u19e0-\u19ff]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_VIETNAMESE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_SPAN: Final = 4_000  # enough to tell one language from another
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")


def script_of(text: str) -> Script:
    """The script most of the letters are in; Khmer wins where any Khmer letter stands."""
    if _KHMER.search(text):
        return "km"
    if _THAI.search(text):
        return "th"
    if _VIETNAMESE.search(text):
        return "vi"
    if _LATIN.search(text):
        return _latin_script(text)
    return "other" if _LETTER.search(text) else "none"


def _latin_script(text: str) -> Script:
    return "latn" if is_romanised(tokens(match_key(text[:_SPAN])).words) else "en"


def language_of(script: Script) -> Literal["km", "en"] | None:
    """The language we answer in; None where we cannot tell and answer in both."""
    if script in ("km", "latn"):
        return "km"
    return "en" if script == "en" else None
