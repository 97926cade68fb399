"""Reads an answer to a question out of what was heard.

Digits first (any script, with or without a dot or brackets), then the words of a label in any
language as the whole message, then yes and no as whole messages, then an option's concepts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpline.core.conversation import Fact, Secret
from helpline.flow.definition import Ask, Option
from helpline.flow.heard import Heard, is_whole, with_ascii_digits
from helpline.text.khmer import clusters, match_key
from helpline.text.match import whole_message

Labels = Mapping[str, frozenset[str]]
"""Context of an option -> its label in every language, as match keys."""

TEXT_CODE = "text"
TEXT_VALUE = "set"
SKIP_CODE = "skipped"
ANY_WORDS = frozenset({"text", "secret"})
"""Questions that any words answer: what leaves a question at once still leaves these."""
YES_NO = frozenset({"yes", "no"})
LONGEST_NUMBER = 4
LONGEST_SECRET = 40
"""Characters of a code word, a hide word or a return code, with the spaces in it."""
LONGEST_LIST = 14
YOUNGEST, OLDEST = 8, 110
"""Years that a writer can have; smaller numbers at that question are mistyped options."""
AGE_BANDS = ((15, "under_15"), (18, "15_17"), (OLDEST + 1, "adult"))

_DIGIT_AND_WORDS = re.compile(r"\W*([0-9])\W+(.+)", re.DOTALL)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the code for the record, where it leads, what `remember` keeps."""

    code: str
    go: str
    value: str
    digit: str = ""
    words: str = field(default="", repr=False)
    """What was confided, where the question asks for a secret."""


def read_answer(flow: str, ask: Ask, heard: Heard, labels: Labels) -> Answer | None:
    """The answer to this question, or None if it is none of those that the question takes."""
    if not heard.may_answer:
        return None
    if ask.answer == "several":
        return _several(flow, ask, heard, labels)
    option = _one(flow, ask, heard, labels)
    return _of_option(option) if option else _free(ask, heard)


def option_context(flow: str, node: str, digit: str) -> str:
    """The catalogue's name of an option's label."""
    return f"{flow}/{node}/{digit}"


def _of_option(option: Option) -> Answer:
    return Answer(option.code, option.go, option.code if option.keep else "", option.digit)


def _one(flow: str, ask: Ask, heard: Heard, labels: Labels) -> Option | None:
    """The one option that was meant; None where two could be."""
    if heard.digits:
        return _by_digit(ask, heard.digits[0]) if len(heard.digits) == 1 else None
    return (
        _by_digit_and_label(flow, ask, heard, labels)
        or _by_label(flow, ask, heard.key, labels)
        or _only([option for option in ask.options if _by_yes_no(option, heard)])
        or _only([option for option in ask.options if _by_concept(option, heard)])
    )


def _only(options: list[Option]) -> Option | None:
    return options[0] if len(options) == 1 else None


def _by_digit(ask: Ask, digit: str) -> Option | None:
    return next((option for option in ask.options if option.digit == digit), None)


def _by_digit_and_label(flow: str, ask: Ask, heard: Heard, labels: Labels) -> Option | None:
    """`1 yes` and `1. yes`: the digit counts if the words beside it say the same."""
    found = _DIGIT_AND_WORDS.fullmatch(with_ascii_digits(heard.short))
    option = _by_digit(ask, found.group(1)) if found else None
    if found is None or option is None:
        return None
    words = whole_message(match_key(found.group(2)))
    return option if words in _label_keys(flow, ask, option, labels) else None


def _by_label(flow: str, ask: Ask, key: str, labels: Labels) -> Option | None:
    if not key:
        return None
    return _only(
        [option for option in ask.options if key in _label_keys(flow, ask, option, labels)]
    )


def _label_keys(flow: str, ask: Ask, option: Option, labels: Labels) -> frozenset[str]:
    translated = labels.get(option_context(flow, ask.id, option.digit), frozenset())
    return translated | {whole_message(match_key(option.label))} if option.label else translated


def _by_yes_no(option: Option, heard: Heard) -> bool:
    names = YES_NO & {option.code, *option.concepts}
    return any(
        found.name in names and is_whole(found, heard.text)
        for found in heard.understanding.concepts
    )


def _by_concept(option: Option, heard: Heard) -> bool:
    names = set(option.concepts) - YES_NO
    return any(found.name in names for found in heard.understanding.concepts)


def _several(flow: str, ask: Ask, heard: Heard, labels: Labels) -> Answer | None:
    chosen = _chosen(flow, ask, heard, labels)
    if len(chosen) == 1:
        return _of_option(chosen[0])
    if not chosen or ask.go is None:
        return None
    codes = " ".join(option.code for option in chosen)
    return Answer(codes, ask.go, codes)


def _chosen(flow: str, ask: Ask, heard: Heard, labels: Labels) -> tuple[Option, ...]:
    """The options meant by `1 3 5`, `135`, `1,3`, `១,៣`, `1 និង 3`, a label or their concepts."""
    digits = "".join(heard.digits)
    if digits:
        known = {option.digit for option in ask.options}
        wrong = len(digits) > LONGEST_LIST or not set(digits) <= known
        return () if wrong else tuple(o for o in ask.options if o.digit in digits)
    one = _one(flow, ask, heard, labels)
    if one:
        return (one,)
    return tuple(option for option in ask.options if _by_concept(option, heard))


def _free(ask: Ask, heard: Heard) -> Answer | None:
    """An answer that is no option: a number, words, a province or a time."""
    value = _FREE.get(ask.answer, lambda _ask, _heard: None)(ask, heard)
    if value is None or ask.go is None:
        return None
    if ask.answer == "text":
        return Answer(TEXT_CODE, ask.go, TEXT_VALUE)
    if ask.answer == "secret":
        return Answer(TEXT_CODE, ask.go, "", words=value)
    option = next((option for option in ask.options if option.code == value), None)
    return _of_option(option) if option else Answer(value, ask.go, value)


def _number(ask: Ask, heard: Heard) -> str | None:
    number = _plain_number(heard)
    return _age_band(number) if ask.remember is Fact.AGE else number


def _plain_number(heard: Heard) -> str | None:
    if len(heard.digits) == 1 and len(heard.digits[0]) <= LONGEST_NUMBER:
        return str(int(heard.digits[0]))
    age = heard.understanding.age
    return str(age) if age is not None and not heard.digits else None


def _age_band(years: str | None) -> str | None:
    """Only the band of an age is ever kept (SAFETY T13); fewer years are a slip of a digit."""
    if years is None or not YOUNGEST <= int(years) <= OLDEST:
        return None
    return next(band for below, band in AGE_BANDS if int(years) < below)


def _words(ask: Ask, heard: Heard) -> str | None:
    text = heard.text.strip()
    spoken = any(unicodedata.category(char)[0] in "LN" for char in text)
    return text if spoken and len(clusters(text)) >= ask.minimum_characters else None


def _secret(ask: Ask, heard: Heard) -> str | None:
    """A word or a code. A longer message is a sentence, which somebody has to read."""
    words = _words(ask, heard)
    whole = ask.secret is Secret.TRUSTED_CONTACT or len(heard.text.strip()) <= LONGEST_SECRET
    return words if whole else None


def _province(_ask: Ask, heard: Heard) -> str | None:
    return heard.understanding.province


def _time(_ask: Ask, heard: Heard) -> str | None:
    if heard.understanding.time_of_day:
        return heard.understanding.time_of_day.strftime("%H:%M")
    clock = _CLOCK.fullmatch(with_ascii_digits(heard.short.strip()))
    return f"{int(clock.group(1)):02}:{clock.group(2)}" if clock else None


_FREE = {
    "number": _number,
    "text": _words,
    "secret": _secret,
    "province": _province,
    "time": _time,
}
