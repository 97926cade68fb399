"""How texts are written: English for GSM-7, no digits that could be dialled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpline.flow.check.checked import LANGUAGES, Checked, problem
from helpline.flow.definition import Ask
from helpline.flow.extract import texts_of
from helpline.flow.problems import Problem
from helpline.text import sms
from helpline.text.phone import phone_like

BILINGUAL: Final = frozenset({"F00.scripts", "F02.1"})
"""The only texts in two languages: they are for somebody whose language cannot be told."""


def english_alphabet(checked: Checked) -> Iterator[Problem]:
    """One letter outside GSM-7 makes an English text twice as dear."""
    for edition in checked.flows:
        for line, context, source in texts_of(edition):
            node = context.split("/")[1]
            words = checked.catalogs.translate("en", context, source)
            if node not in BILINGUAL and not is_gsm7(words):
                strange = sorted({char for char in words if not is_gsm7(char)})
                message = f"not GSM-7: {' '.join(strange)}"
                yield Problem(edition.file, line, node, message)


def is_gsm7(text: str) -> bool:
    """True if an SMS of this text needs no UCS-2; braces of placeholders do not count."""
    return sms.count(re.sub(r"[{}]", "", text)).encoding == "GSM-7"


def phones(checked: Checked) -> Iterator[Problem]:
    """A number in a text is a number that nobody verified (DIRECTORY.md)."""
    for language in LANGUAGES:
        for edition in checked.flows:
            for line, context, source in texts_of(edition):
                for found in phone_like(checked.catalogs.translate(language, context, source)):
                    message = f"{found.text!r} looks like a phone number: use a placeholder"
                    yield Problem(edition.file, line, context.split("/")[1], message)


def unnamed_digits(checked: Checked) -> Iterator[Problem]:
    """An option that is neither labelled nor named in the text can be chosen by nobody."""
    for edition, node in checked.spoken():
        for option in node.options if isinstance(node, Ask) else ():
            named = all(option.digit in re.findall(r"\d", text) for text in node.text)
            if not option.label and not named:
                yield problem(edition, node.id, f"option {option.digit} has no label")
