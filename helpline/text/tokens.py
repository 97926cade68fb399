"""The Latin words of a message."""

from __future__ import annotations

import re
from bisect import bisect_left

from helpline.text.spellings import Tokens

TOKEN = re.compile(r"[a-z0-9\u00df-\u024f]+(?:'[a-z]+)*")
_BREAK = re.compile("[.!?;\n។៕]")


def tokens(key: str) -> Tokens:
    """The Latin words and numbers of a key, apostrophes dropped ("don't" is "dont")."""
    matches = list(TOKEN.finditer(key))
    starts = [match.start() for match in matches]
    words = [match[0].replace("'", "") for match in matches]
    breaks = [match.start() for match in _BREAK.finditer(key)] if starts else []
    sentences = [bisect_left(breaks, start) for start in starts]
    return Tokens(words, starts, [match.end() for match in matches], sentences)
