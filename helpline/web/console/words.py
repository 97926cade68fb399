"""The console's own words, in the reader's language.

Catalogues are Babel's .po files of the domain `console`, read once at the start: there is no
compiled copy that could be older than its source. English is the msgid. A message that a
catalogue lacks is shown in English; a test sees that Khmer lacks none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

from helpline.operations.sign_in import LANGUAGES

LOCALES = Path(__file__).resolve().parents[3] / "locales"
DOMAIN = "console"


@dataclass(frozen=True, slots=True)
class Words:
    """One language of the console."""

    language: str
    messages: Mapping[str, str] = field(repr=False)

    def say(self, msgid: str, /, **values: object) -> str:
        """The message in this language with its `{placeholders}` filled in.

        The result is plain text: the page escapes it, values included.
        """
        text = self.messages.get(msgid, msgid)
        return text.format(**values) if values else text


def N_(msgid: str) -> str:  # noqa: N802  the name by which extraction knows it
    """Mark a message for the catalogue where it is written, to be translated where it is shown."""
    return msgid


def load(locales: Path = LOCALES) -> dict[str, Words]:
    """Read every language's catalogue. Fuzzy entries do not count as translations."""
    return {language: Words(language, _read(locales, language)) for language in LANGUAGES}


def _read(locales: Path, language: str) -> dict[str, str]:
    path = locales / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy
    }
