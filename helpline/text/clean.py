"""What comes in: made safe to store, and otherwise left as the person wrote it.

SAFETY R21: a NUL cuts SQLite's ``length()``, a lone surrogate makes the insert fail and the
provider retries it for ever. So these go at the edge. Everything a caseworker may need as
evidence stays: zero-width characters, joiners, bidi marks, odd digits, emoji.
"""

from __future__ import annotations

import re
from typing import Final

from helpline.text.khmer import clusters

MAX_CLUSTERS: Final = 8_000
MAX_CHARACTERS: Final = 32_000  # one cluster may carry any number of marks, so both are bounded
MARK: Final = " [...]"
"""Stands at the end of a text that was cut, so that nobody takes the rest for the whole."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_in(text: str) -> str:
    """The text as we may store it. Never raises, and cleaning twice changes nothing.

    Promises: no NUL, no C0 or C1 control but newline and tab, no lone surrogate (each becomes
    U+FFFD), at most ``MAX_CLUSTERS`` clusters, a cut text ends with ``MARK``. Line ends become
    one newline. No other character is touched: bidi overrides are evidence too; who shows a
    text isolates it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    text = _LONE_SURROGATE.sub("\ufffd", text)
    return _cut(text)


def _cut(text: str) -> str:
    if len(text) <= MAX_CLUSTERS:
        return text
    pieces = clusters(text[: MAX_CHARACTERS + 1])
    if len(pieces) <= MAX_CLUSTERS and len(text) <= MAX_CHARACTERS:
        return text
    kept = "".join(pieces[: MAX_CLUSTERS - len(MARK)])
    return kept[: MAX_CHARACTERS - len(MARK)] + MARK
