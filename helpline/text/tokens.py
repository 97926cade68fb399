"""The Latin words of a message."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from helpline.text.long_text import Repeats, first_and_last
from helpline.text.spellings import Tokens

MOST_WORDS: Final = 2_000
"""Read of one text: more than fit into the 8,000 characters that are stored."""
TOKEN = re.compile(r"[a-z0-9\u00df-\u024f]+(?:'[a-z]+)*")
_BREAK = re.compile("[.!?;\n។៕]")


def tokens(key: str) -> Tokens:
    """The Latin words and numbers of a key, apostrophes dropped ("don't" is "dont").

    Of more than ``MOST_WORDS`` the repeated ones are left out, then those in the middle.
    """
    starts = [match.start() for match in TOKEN.finditer(key)]
    if len(starts) > MOST_WORDS:
        starts = first_and_last(_unlike(key, starts), MOST_WORDS)
    matches = [TOKEN.match(key, start) for start in starts]
    ends = [match.end() for match in matches if match]
    words = [key[start:end].replace("'", "") for start, end in zip(starts, ends, strict=True)]
    breaks = [match.start() for match in _BREAK.finditer(key)] if starts else []
    return Tokens(words, starts, ends, [bisect_left(breaks, start) for start in starts])


def _unlike(key: str, starts: list[int]) -> list[int]:
    """The words that stand in no run of words that was there before: each run has three."""
    seen = Repeats()
    runs = [
        key[start:end] for start, end in zip(starts, [*starts[3:], *[len(key)] * 3], strict=True)
    ]
    new = [seen.is_new(run) for run in runs]
    return [start for at, start in enumerate(starts) if any(new[max(at - 2, 0) : at + 1])]
