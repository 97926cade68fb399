"""One Khmer word for one thing: the terms that Cambodian institutions settled on.

A reader who meets a thing under two names takes it for two things. The terms are those that
the sources beside them use; where a source has several, each is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from helpline.flow.check.checked import Checked
from helpline.flow.check.translations import LANGUAGE
from helpline.flow.problems import Problem
from helpline.text.khmer import match_key


@dataclass(frozen=True, slots=True)
class Term:
    """English words as a pattern, and the Khmer words of which one must be used for them."""

    english: str
    khmer: tuple[str, ...]
    source: str


_MIGRANTS: Final = "safe-migration texts for workers"
_MINISTRY: Final = "Ministry of Social Affairs"
_SYSTEMS: Final = "case systems in use (OSCaR, Primero)"

TERMS: Final = (
    Term(r"human trafficking", ("ជួញដូរមនុស្ស",), _MINISTRY),
    Term(r"caseworkers?", ("អ្នកកាន់ករណី", "បុគ្គលិកគ្រប់គ្រងករណី"), _SYSTEMS),
    Term(r"social workers?", ("បុគ្គលិកសង្គម",), _SYSTEMS),
    Term(r"case management", ("គ្រប់គ្រងករណី",), _SYSTEMS),
    Term(r"services?", ("សេវា",), _SYSTEMS),
    Term(r"shelters?", ("ជម្រក",), _SYSTEMS),
    Term(r"debts?|owes?|owed|owing", ("បំណុល", "ជំពាក់"), _MIGRANTS),
    Term(r"safe|safely|safety", ("សុវត្ថិភាព",), _MIGRANTS),
    Term(r"confidential|secret", ("សម្ងាត់",), _MIGRANTS),
    Term(r"consents?", ("យល់ព្រម",), _SYSTEMS),
    Term(r"anonymous|anonymously", ("អនាមិក",), _MIGRANTS),
    Term(r"hotlines?", ("លេខទូរស័ព្ទបន្ទាន់", "លេខទូរស័ព្ទសង្គ្រោះបន្ទាន់"), _MIGRANTS),
    Term(r"mental health", ("សុខភាពផ្លូវចិត្ត",), _MIGRANTS),
    Term(r"migrant workers?", ("ពលករចំណាកស្រុក",), _MIGRANTS),
    Term(r"brokers?", ("មេខ្យល់", "ឈ្មួញកណ្តាល"), _MIGRANTS),
    Term(r"agents?", ("ភ្នាក់ងារ",), _MIGRANTS),
    Term(r"exploit\w*", ("កេងប្រវ័ញ្ច",), _MIGRANTS),
    Term(r"violence", ("ហិង្សា",), _MIGRANTS),
    Term(r"threat\w*", ("គំរាម",), _MIGRANTS),
    Term(r"passports?", ("លិខិតឆ្លងដែន",), _MIGRANTS),
    Term(r"ID cards?", ("អត្តសញ្ញាណប័ណ្ណ",), _MIGRANTS),
    Term(r"rights", ("សិទ្ធិ",), _MIGRANTS),
    Term(r"suicide", ("អត្តឃាត", "សម្លាប់ខ្លួន"), _MIGRANTS),
    Term(r"shame|ashamed", ("អាម៉ាស់", "ខ្មាស"), _MIGRANTS),
    Term(r"police", ("នគរបាល", "ប៉ូលិស"), _MIGRANTS),
    Term(r"wages?", ("ប្រាក់ឈ្នួល",), _MIGRANTS),
)

NEVER: Final = {
    "លោកអ្នក": "the reader is អ្នក",
    "ជនរងគ្រោះ": "nobody is called a victim",
    "អ្នករស់រានមានជីវិត": "there is no settled word for a survivor: the reader is អ្នក",
}
"""Khmer that no text says to a person, and why (KHMER.md, register)."""

_PLACEHOLDER: Final = re.compile(r"\{[^}]*\}")
_WORDS: Final = tuple(
    (re.compile(rf"\b(?:{term.english})\b", re.IGNORECASE), term.khmer) for term in TERMS
)


def glossary(checked: Checked) -> Iterator[Problem]:
    """A translation uses the settled term for what its source names, and no banned label."""
    for entry in checked.catalogs.entries.get(LANGUAGE, {}).values():
        if entry.translation:
            for message in _wrong(entry.source, entry.translation):
                file = f"locales/{LANGUAGE}/LC_MESSAGES/flows.po"
                yield Problem(file, entry.line, entry.context, message)


def _wrong(source: str, translation: str) -> Iterator[str]:
    said = match_key(translation)
    for word, terms in _WORDS:
        named = word.search(_PLACEHOLDER.sub(" ", source))
        if named and not any(match_key(term) in said for term in terms):
            yield f"for {named.group()!r} the glossary has {' or '.join(terms)}"
    for label, why in NEVER.items():
        if match_key(label) in said:
            yield f"{label} is never said: {why}"
