"""What a contact said, as the flow layer hears it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from helpline.core.message import Kind
from helpline.text.khmer import match_key
from helpline.text.match import whole_message
from helpline.text.understanding import Found, Understanding

LONGEST_KEY = 200
"""Short answers are looked for in this much of a message; the rest is a story, not a key."""
_DIGIT_GROUPS = re.compile("[0-9]+")


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
    def digits(self) -> tuple[str, ...]:
        """The numbers of a message that holds nothing else, typed (`1 3`) or said (`លេខ មួយ`)."""
        return digit_groups(self.short) or tuple(map(str, self.understanding.digits))

    @cached_property
    def key(self) -> str:
        """The whole message as a match key, without the punctuation and emoji around it."""
        return whole_message(match_key(self.short))


def digit_groups(text: str) -> tuple[str, ...]:
    """The numbers of a message that holds nothing else; Khmer digits are digits. Else empty."""
    ascii_text = with_ascii_digits(text)
    if any(unicodedata.category(char)[0] == "L" for char in ascii_text):
        return ()
    return tuple(_DIGIT_GROUPS.findall(ascii_text))


def with_ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9."""
    return "".join(map(_ascii_digit, text))


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def is_whole(found: Found, text: str) -> bool:
    """True if nothing but punctuation and emoji stands beside the concept."""
    rest = text[: found.start] + text[found.end :]
    return not any(unicodedata.category(char)[0] in "LMN" for char in rest)
