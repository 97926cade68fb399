"""What a text costs: SMS parts with the longest values, and Khmer beside English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from helpline.core.events import Text
from helpline.flow.check.checked import LANGUAGES, Checked, problem
from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Edition
from helpline.flow.problems import Problem
from helpline.flow.speech import text_of
from helpline.text import sms

MOST_PARTS: Final = {"en": 2, "km": 4}
"""Hard stops (CONVERSATIONS 9.1). One English part and three Khmer ones are the aim."""
MOST_PARTS_UNASKED: Final = {"en": 1, "km": 2}
MOST_RATIO: Final = 1.6
WORTH_COMPARING: Final = 40
"""Shorter labels differ by words, not by length."""

LONGEST: Final = {
    "name": "Romduol",
    "operator": "Chab Dai Coalition Cambodia",
    "wait": "23/11 08:00",
    "wait2": "23/11 08:00",
    "open": "23/11 08:00",
    "hours": "08:00-17:00",
    "first": "Sreymom",
    "n": "12",
    "time": "23/11 20:00",
    "time2": "23/11 20:30",
    "when": "23/11 10:00",
    "service": "a health centre near you",
    "service2": "a health centre near you",
    "office": "the office",
    "org": "a free legal aid office",
    "nick": "Srey",
    "code": "mango",
    "hello": "23/11",
    "return_code": "HMKXRTWD",
    "telegram_link": "https://t.me/romduol_bot?start=abcdefghijklmnopqrstuvwx",
    "police": "117",
    "ambulance": "119",
    "line": "1280",
    "child_line": "1280",
    "phone": "+855 23 123 4567",
    "office_phone": "+855 23 123 4567",
    "number": "+855 23 123 4567",
    "embassy": "+66 2 957 5851",
    "right_id_poor": "x" * 80,
    "topic": "talking with a person",
    "recap": "talking with a person",
    "question": "Are you safe where you are?",
}
"""The longest value each placeholder is expected to take; a quoted question has its own check."""


def parts(checked: Checked) -> Iterator[Problem]:
    """Every alternative with its option lines fits its budget in both languages."""
    for language in LANGUAGES:
        for edition, node in checked.spoken():
            for source in node.text:
                yield from _over(checked, edition, node, source, language)


def long_translations(checked: Checked) -> Iterator[Problem]:
    """Khmer much longer than English: worth a second look, not wrong by itself."""
    for edition, node in checked.spoken():
        for source in node.text:
            context = f"{edition.id}/{node.id}"
            english = checked.catalogs.translate("en", context, source)
            khmer = checked.catalogs.translate("km", context, source)
            ratio = sms.count(khmer).units / max(1, len(english))
            if len(english) >= WORTH_COMPARING and ratio > MOST_RATIO:
                yield problem(edition, node.id, f"Khmer is {ratio:.1f} times as long as English")


def shown(checked: Checked, flow: str, node: Say | Ask, source: str, language: str) -> str:
    """One alternative as an SMS with the longest values."""
    whole = text_of(flow, node)
    text = Text(whole.context, (source,), whole.options, whole.keys)
    return checked.catalogs.render(text, language, LONGEST).as_lines()


def _over(
    checked: Checked, edition: Edition, node: Say | Ask, source: str, language: str
) -> Iterator[Problem]:
    unasked = node.id in edition.flow.proactive
    most = (MOST_PARTS_UNASKED if unasked else MOST_PARTS)[language]
    counted = sms.count(shown(checked, edition.id, node, source, language))
    if language == "en" and counted.encoding != "GSM-7":
        return  # said elsewhere, and counted as what it is meant to be
    if counted.parts > most:
        message = f"{counted.parts} SMS parts in {language}, at most {most}: {source[:40]!r}"
        yield problem(edition, node.id, message)
