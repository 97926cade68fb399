"""The options a message chooses by their digits (CONVERSATIONS 4.2)."""

from __future__ import annotations

import re
from typing import Final

from helpline.text.facts.numbers import figured
from helpline.text.keyword import whole_message
from helpline.text.khmer import match_key

MOST_OPTIONS: Final = 7  # options 1 to 7; a longer run is some other number
_LONGEST: Final = 60
_DRAWN: Final[dict[int, str | None]] = {
    0x20E3: " ", 0xFE0F: None,  # the key of a keypad, drawn around a digit
    **{0x2460 + place: f" {place + 1} " for place in range(9)},  # digits in a circle
    **{0x0E50 + digit: str(digit) for digit in range(10)},  # Thai
}  # fmt: skip
_BETWEEN = re.compile(r"\b(?:and|or|no|number|num|nung|ning|lek|nr)\b\.?|និង|លេខ|ហើយ|ឬ|[&+#]")
_CHOICES = re.compile(r"[0-9](?:[\s,.;/)(\-]*[0-9])*[\s.)]*")
_OTHER = re.compile(r"[%$៛]|[0-9],[0-9]{3}")
_GROUP = re.compile("[0-9]+")


def digits_in(text: str) -> tuple[int, ...]:
    """The options a message chooses: "1 3", "135", "1,3", "១,៣", "1 and 3", "មួយ". Else nothing.

    A clock time, a date, a share, a sum and a telephone number choose nothing.
    """
    if len(text) > _LONGEST or _OTHER.search(text):
        return ()
    key = _BETWEEN.sub(" ", whole_message(figured(text.translate(_DRAWN)))).strip(" .,()")
    groups = _GROUP.findall(key)
    digits = [int(digit) for group in groups for digit in group]
    if not _CHOICES.fullmatch(key) or len(digits) > MOST_OPTIONS:
        return ()
    one_each = all(len(group) == 1 for group in groups)
    one_run = len(groups) == 1 and groups[0] in match_key(text)  # as typed, not a number in words
    return tuple(digits) if one_each or one_run else ()
