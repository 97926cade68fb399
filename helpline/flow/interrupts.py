"""What leaves any question at once: stop, hide, danger, and the universal keys.

Only readers: nothing here decides what happens. Digits are read in any script; the words of a
key count as the whole message, in every language of the catalogues.
"""

from __future__ import annotations

from typing import Final

from helpline.core.message import Kind
from helpline.flow.answers import Labels
from helpline.flow.heard import Heard, is_whole

MENU: Final = "0"
SKIP: Final = "7"
REPEAT: Final = "8"
PERSON: Final = "9"
HIDE: Final = "88"
DANGER: Final = "99"
KEYS: Final = (MENU, SKIP, REPEAT, PERSON, HIDE, DANGER)

CONCEPT_OF_KEY: Final = {
    "menu": MENU,
    "skip": SKIP,
    "repeat": REPEAT,
    "human": PERSON,
    "hide": HIDE,
    "danger": DANGER,
}
"""Concepts of flows/words/ that mean a key, as the whole message."""

WRONG_NUMBER: Final = "wrong_number"
WHO_IS_THIS: Final = "who_is_this"
ABOUT: Final = "about"
KIN: Final = "kin"
SHORT_ENOUGH: Final = 60
"""Longer messages with "wrong number" in them tell a story and end nothing."""


def key_context(key: str) -> str:
    """The catalogue's name of a universal key's label."""
    return f"key/{key}"


def is_stop(heard: Heard) -> bool:
    """The whole message says stop, or the provider took it so."""
    by_words = heard.may_answer and heard.understanding.opt_out
    return by_words or heard.provider_opt_out == "stop"


def universal_key(heard: Heard, labels: Labels) -> str | None:
    """The universal key that the whole message is, if it is one."""
    if not heard.may_answer:
        return None
    if heard.hide_word:
        return HIDE
    if heard.digits:
        return _of_digits("".join(heard.digits) if len(set(heard.digits)) == 1 else "")
    return _of_label(heard.key, labels) or _of_concept(heard)


def is_wrong_number(heard: Heard, *, answers_us: bool, at_opener: bool = False) -> bool:
    """Somebody says that we write to the wrong number, or asks who wrote to them.

    Whoever wrote to us first and asks who this is wants to know: that is for F40. To an opener of
    ours that waits, "who are you" is another reader's question too, and nothing is explained.
    """
    signs = {WRONG_NUMBER, WHO_IS_THIS} if answers_us else {WRONG_NUMBER}
    if at_opener:
        signs |= {ABOUT}
    named = bool(signs & set(heard.understanding.names))
    return heard.may_answer and named and len(heard.text.strip()) <= SHORT_ENOUGH


def names_kin(heard: Heard) -> bool:
    """A wife, a brother … is named: whoever writes may hold that person's phone."""
    return KIN in heard.understanding.names


def is_one_digit(heard: Heard) -> bool:
    """One digit and nothing else: an answer, never a cry for help."""
    return len(heard.digits) == 1 and len(heard.digits[0]) == 1


def says_nothing(heard: Heard) -> bool:
    """Empty, or only emoji and punctuation."""
    return heard.kind is Kind.TEXT and not any(char.isalnum() for char in heard.text)


def _of_digits(digits: str) -> str | None:
    """Keys hit too often still count: 999 is danger, 00 is the menu."""
    if digits in KEYS:
        return digits
    if not digits or len(set(digits)) > 1:
        return None
    return {"9": DANGER, "8": HIDE, "0": MENU}.get(digits[0])


def _of_label(key: str, labels: Labels) -> str | None:
    if not key:
        return None
    return next((k for k in KEYS if key in labels.get(key_context(k), ())), None)


def _of_concept(heard: Heard) -> str | None:
    for found in heard.understanding.concepts:
        key = CONCEPT_OF_KEY.get(found.name)
        if key and is_whole(found, heard.text):
            return key
    return None
