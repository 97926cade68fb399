"""What a contact said, as the flow layer hears it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from helpline.core.message import Kind
from helpline.text.khmer import match_key
from helpline.text.match import whole_message
from helpline.text.understanding import Found, Understanding

LONGEST_KEY = 200
"""Short answers are looked for in this much of a message; the rest is a story, not a key."""


@dataclass(frozen=True)
class Heard:
    """One message of a contact with what was understood of it."""

    kind: Kind
    understanding: Understanding
    text: str = field(default="", repr=False)
    pressed: str | None = None
    """The digit of a valid button of the pending question, e.g. `1`, `9` or `99`."""
    stale_button: bool = False
    """An old or foreign button: it changes nothing (SAFETY T4)."""
    provider_opt_out: str | None = None
    """`stop` or `start` where the provider itself acted on the words."""
    hide_word: bool = False
    """The message is the word that this contact chose instead of 88; kept hashed by the store."""

    @property
    def may_answer(self) -> bool:
        """Only words and buttons answer questions; an edit or a picture never does."""
        return self.kind in (Kind.TEXT, Kind.BUTTON)

    @property
    def short(self) -> str:
        """The message as digits and labels are looked for in it."""
        return self.pressed or self.text[:LONGEST_KEY]

    @cached_property
    def key(self) -> str:
        """The whole message as a match key, without the punctuation and emoji around it."""
        return whole_message(match_key(self.short))


def is_whole(found: Found, text: str) -> bool:
    """True if nothing but punctuation and emoji stands beside the concept."""
    rest = text[: found.start] + text[found.end :]
    return not any(unicodedata.category(char)[0] in "LMN" for char in rest)
