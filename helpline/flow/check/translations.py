"""Khmer: complete, not guessed, with the same placeholders, in the form that is sent."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.flow.check.checked import Checked
from helpline.flow.extract import texts_of
from helpline.flow.problems import Problem
from helpline.text.catalog import KEY_LABELS, Entry, names_in
from helpline.text.khmer import clean_out

LANGUAGE = "km"


def complete(checked: Checked) -> Iterator[Problem]:
    """Every text has a translation that is not a guess: a fuzzy one would be said in English."""
    for file, line, context, source in _expected(checked):
        entry = checked.catalogs.entry(LANGUAGE, context, source)
        node = context.partition("/")[2]
        if entry is None or not entry.translation:
            yield Problem(file, line, node, f"not translated: {source[:50]!r}")
        elif entry.fuzzy:
            yield Problem(file, line, node, f"the translation is fuzzy: {source[:50]!r}")


def canonical(checked: Checked) -> Iterator[Problem]:
    """Wrong order looks right on screen, and a zero-width character costs: only bytes tell."""
    for entry in _entries(checked):
        if clean_out(entry.translation) != entry.translation:
            yield _at(entry, "not in canonical form, or with zero-width characters")


def placeholders(checked: Checked) -> Iterator[Problem]:
    """A translation has the placeholders of its source, each as often."""
    for entry in _entries(checked):
        if entry.translation and names_in(entry.translation) != names_in(entry.source):
            wanted = ", ".join(sorted(names_in(entry.source))) or "none"
            yield _at(entry, f"the placeholders must be: {wanted}")


def unused(checked: Checked) -> Iterator[Problem]:
    """An entry that no text uses any more is a translation somebody still pays for."""
    known = {(context, source) for _file, _line, context, source in _expected(checked)}
    for entry in _entries(checked):
        if (entry.context, entry.source) not in known:
            yield _at(entry, "no text uses this entry any more: make texts")


def _expected(checked: Checked) -> Iterator[tuple[str, int, str, str]]:
    for edition in checked.flows:
        for line, context, source in texts_of(edition):
            yield edition.file, line, context, source
    for key, label in KEY_LABELS.items():
        yield "helpline/text/catalog.py", 1, f"key/{key}", label


def _entries(checked: Checked) -> Iterator[Entry]:
    for entries in checked.catalogs.entries.values():
        yield from entries.values()


def _at(entry: Entry, message: str) -> Problem:
    file = f"locales/{entry.language}/LC_MESSAGES/flows.po"
    return Problem(file, entry.line, entry.context, f"{message}: {entry.source[:40]!r}")
