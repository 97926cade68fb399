"""What an unknown reader of the phone may see (SAFETY T1, T14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpline.flow import places
from helpline.flow.check.checked import LANGUAGES, Checked, problem
from helpline.flow.definition import Ask, Escalate, Say
from helpline.flow.problems import Problem
from helpline.flow.speech import is_sensitive
from helpline.text.khmer import match_key

# CONVERSATIONS 9.2: never in a text that arrives unasked, nor in a sender name.
FORBIDDEN_ENGLISH: Final = (
    "traffick|victim|survivor|rescue|shelter|police|court|case|abus|rape|hiv|aids|suicid|debt|loan"
    "|broker|helpline|hotline|ngo|violen|counsel|lawyer|embassy|refuge"
)
FORBIDDEN_KHMER: Final = (
    "ជួញដូរមនុស្ស",
    "ជនរងគ្រោះ",
    "ប៉ូលិស",
    "តុលាការ",
    "បំណុល",
    "មេខ្យល់",
    "រំលោភ",
    "ធ្វើអត្តឃាត",
    "អត្តឃាត",
    "អង្គការ",
    "ហិង្សា",
    "មេធាវី",
    "ស្ថានទូត",
    "ជួញដូរ",
)
# Once a talk runs these may be said; on the lock screen of somebody who asked nothing they tell.
UNASKED_ENGLISH: Final = (
    "safe|unsafe|danger|threat|crisis|emergency|referral|referred|legal|clinic|hospital|migrant"
    "|escap|scam|secret|confidential|organi[sz]ation|foundation|charity|social work"
)
UNASKED_KHMER: Final = (
    "សុវត្ថិភាព",
    "គ្រោះថ្នាក់",
    "គំរាម",
    "ធ្វើបាប",
    "បង្ខំ",
    "សង្គ្រោះ",
    "ជំនួយ",
    "ជំពាក់",
    "ករណី",
    "ពេទ្យ",
    "សម្ងាត់",
    "ចំណាកស្រុក",
    "បញ្ជូនបន្ត",
    "មូលនិធិ",
    "នឹកដល់អ្នក",
)
"""The last one, "I miss you", tells a jealous reader something that is not so."""
_ENGLISH = re.compile(rf"\b(?:{FORBIDDEN_ENGLISH})\w*", re.IGNORECASE)
_UNASKED = re.compile(rf"\b(?:{UNASKED_ENGLISH})\w*", re.IGNORECASE)


def gated(checked: Checked) -> Iterator[Problem]:
    """A sensitive flow asks for safety first, unless a crisis cannot wait for that."""
    for edition in checked.flows:
        flow = edition.flow
        if flow.sensitive and not flow.crisis and "safe" not in flow.requires:
            yield problem(edition, "", "a sensitive flow must require safe")
        if "safe" in flow.requires and places.SAFETY not in checked.flows:
            yield problem(edition, "", "requires safe, but there is no F03 to ask")


def lock_screen(checked: Checked) -> Iterator[Problem]:
    """Texts that arrive unasked hold none of the forbidden words, in any language."""
    for language in LANGUAGES:
        for edition, node, words in checked.words(language):
            if node.id in edition.flow.proactive:
                shown = words + " " + _labels(checked, edition.id, node, language)
                for word in forbidden_words(shown) + unasked_words(shown):
                    yield problem(edition, node.id, f"{word!r} may not stand on a lock screen")


def forbidden_words(text: str) -> list[str]:
    """The words of a text that tell a stranger what it is about."""
    return _words_in(text, _ENGLISH, FORBIDDEN_KHMER)


def unasked_words(text: str) -> list[str]:
    """What else tells, in a text that nobody asked for."""
    return _words_in(text, _UNASKED, UNASKED_KHMER)


def _words_in(text: str, english: re.Pattern[str], khmer: tuple[str, ...]) -> list[str]:
    key = match_key(text)
    found = [word for word in khmer if match_key(word) in key]
    return [one.group(0) for one in english.finditer(text)] + found


def crisis_alerts_first(checked: Checked) -> Iterator[Problem]:
    """A crisis flow records its alert before its first word."""
    for edition in checked.flows:
        if edition.flow.crisis and not _alerts_first(checked, edition.id):
            yield problem(
                edition, edition.flow.start, "a crisis flow must escalate before it speaks"
            )


def _alerts_first(checked: Checked, flow: str) -> bool:
    edition = checked.flows.current[flow]
    node = edition.nodes.get(edition.flow.start)
    for _ in edition.nodes:
        if isinstance(node, Escalate):
            return True
        if node is None or not hasattr(node, "go") or isinstance(node, Say | Ask):
            return False
        node = edition.nodes.get(node.go)
    return False


def _labels(checked: Checked, flow: str, node: Say | Ask, language: str) -> str:
    return " ".join(
        checked.catalogs.translate(language, f"{flow}/{node.id}/{option.digit}", option.label)
        for option in (node.options if isinstance(node, Ask) else ())
        if option.label
    )


CALLED: Final = {
    "en": re.compile(r"\b(?:is|are|was|were|been|have) (?:told|alerted|called)\b|calling a person"),
    "km": re.compile("ដឹងហើយ|ដឹងថា|បានហៅ|កំពុងហៅ|បានប្រាប់បុគ្គលិក"),
}
"""Words that say that somebody has been called. Khmer: needs native review."""


PROMISE: Final = {
    "en": re.compile(
        r"\b(?:soon|shortly|right away|immediately|within an? (?:hour|minute)s?"
        r"|in (?:a|an|\d+) (?:hour|minute|moment)s?)\b",
        re.IGNORECASE,
    ),
    "km": re.compile("ឆាប់ៗ|បន្តិចទៀត|ក្នុងពេលឆាប់|ក្នុងមួយម៉ោង"),
}
"""Words that promise a time without saying which. Khmer: needs native review."""


def promises(checked: Checked) -> Iterator[Problem]:
    """A promise has a clock time from the roster, never "soon" (CONVERSATIONS 4.5)."""
    for language in LANGUAGES:
        for edition, node, words in checked.words(language):
            if found := PROMISE[language].search(words):
                yield problem(edition, node.id, f"{found.group(0)!r} promises no clock time")


def telling(checked: Checked) -> Iterator[Problem]:
    """Words that tell a stranger what this is about make a text sensitive (SAFETY T1)."""
    for language in LANGUAGES:
        for edition, node, words in checked.words(language):
            if is_sensitive(edition, node) or edition.flow.crisis:
                continue
            shown = words + " " + _labels(checked, edition.id, node, language)
            for word in forbidden_words(shown):
                yield problem(edition, node.id, f"{word!r} stands in a text that is not sensitive")


def honest(checked: Checked) -> Iterator[Problem]:
    """Only a text with {wait} may say that a person was called (CONVERSATIONS 4.5).

    {wait} has a value only where somebody can be called; every other alternative is also said
    where nobody is on any shift, and there it would not be true.
    """
    for language in LANGUAGES:
        for edition, node, words in checked.words(language):
            if CALLED[language].search(words) and "{wait}" not in words:
                message = "says that somebody was called, which is true only with {wait}"
                yield problem(edition, node.id, message)
