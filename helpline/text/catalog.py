"""What is said to contacts, in their language: catalogues by Babel, rendered for a channel.

A text is looked up by context (`F20/F20.1`, an option's label `F20/F20.1/1`, a flow's title
`F20/title`, a universal key `key/9`) and its English source. Values are put in once and never
read again for placeholders, so nothing that a contact wrote can become a text of ours.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import PoFileError, read_po

from helpline.core.errors import HelplineError
from helpline.core.events import Text
from helpline.text.khmer import match_key
from helpline.text.match import whole_message

SOURCE_LANGUAGE: Final = "en"

KEY_LABELS: Final[Mapping[str, str]] = {
    "0": "menu",
    "7": "skip",
    "8": "repeat",
    "9": "a person",
    "88": "hide",
    "99": "in danger",
}
"""English labels of the universal keys, by context `key/<key>`."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SENTENCE = re.compile(r"[^.!?។\n]*[.!?។\n]*\s*")
_LABEL_CONTEXT = re.compile(r"key/\d+|F\d\d/F\d\d\.\w+/\d")
_REVIEW = "review:"
_NOT_REVIEWED = "needs native review"


class CatalogError(HelplineError):
    """A catalogue cannot be read."""


class Speakable(Protocol):
    """A node with a text, as flow/ defines it (text/ lies below and does not import it)."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> tuple[str, ...]: ...
    @property
    def keys(self) -> tuple[Any, ...]: ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text in one language with all its values, and what can be chosen."""

    text: str
    options: tuple[tuple[str, str], ...] = ()
    """(digit, label); the label is empty where the text itself names the digit."""
    keys: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    """Placeholders without a value in every alternative: their sentences were left out."""

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """(digit, label) of everything that can be pressed.

        The label shows its digit, so that it can be typed and remembered too.
        """
        return tuple(
            (digit, f"{digit} {label}".strip()) for digit, label in (*self.options, *self.keys)
        )

    def as_lines(self) -> str:
        """For channels without buttons: options as numbered lines, then the keys."""
        lines = [f"{digit} {label}" for digit, label in (*self.options, *self.keys) if label]
        return "\n".join([self.text, *lines] if self.text else lines)

    def as_buttons(self) -> str:
        """For channels with buttons: the words alone."""
        return self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one catalogue, as a check sees it."""

    language: str
    context: str
    source: str
    translation: str
    fuzzy: bool
    line: int
    review: str
    """Who reviewed it and when, or an empty text."""


@dataclass(frozen=True)
class Catalogs:
    """All catalogues. A text that one lacks is said in English, never left out."""

    entries: Mapping[str, Mapping[tuple[str, str], Entry]] = field(repr=False)
    """Language -> (context, source) -> entry."""

    @classmethod
    def from_po(cls, files: Mapping[str, str | bytes]) -> Self:
        """Read .po files by language. Raises CatalogError that names the line.

        Never compiled ones: Babel's reader of those forgets contexts, so that "yes" under two
        questions becomes one text.
        """
        return cls({language: _read_po(language, data) for language, data in files.items()})

    def translate(self, language: str, context: str, source: str) -> str:
        """The words for a source text; the source where the catalogue has none to rely on."""
        entry = self.entry(language, context, source)
        return entry.translation if entry and entry.translation and not entry.fuzzy else source

    def entry(self, language: str, context: str, source: str) -> Entry | None:
        """The entry of a text, translated or not."""
        return self.entries.get(language, {}).get((context, source))

    def render(
        self,
        text: Text,
        language: str,
        values: Mapping[str, str],
        quotes: Mapping[str, Text] | None = None,
    ) -> Rendered:
        """The first alternative whose placeholders all have values, with options and keys.

        A quoted text brings its options along: the recap of a question shows its answers. A
        value of the same name (what a caseworker agreed) is said in place of the quote.
        """
        quoted = {name: self.render(one, language, values) for name, one in (quotes or {}).items()}
        known = {name: one.text for name, one in quoted.items() if one.text}
        known |= {name: value for name, value in values.items() if value}
        words = [self.translate(language, text.context, source) for source in text.texts]
        said, missing, used = _first_complete(words, known)
        shown = [one for name, one in quoted.items() if name in used and not values.get(name)]
        options = tuple(
            (one.digit, self._label(language, f"{text.context}/{one.digit}", one.label))
            for one in text.options
        )
        keys = tuple((key, self._key_label(language, key)) for key in text.keys)
        return Rendered(
            text=said,
            options=options + tuple(option for one in shown for option in one.options),
            keys=_once(keys + tuple(key for one in shown for key in one.keys)),
            missing=missing,
        )

    def preview(
        self, flow: str, node: Speakable, language: str, values: Mapping[str, str] | None = None
    ) -> str:
        """The first alternative as lines, with placeholders left as they are where no value is."""
        source = self.translate(language, f"{flow}/{node.id}", node.text[0])
        options = [
            (option.digit, self._label(language, f"{flow}/{node.id}/{option.digit}", option.label))
            for option in getattr(node, "options", ())
        ]
        keys = [(key, self._key_label(language, key)) for key in node.keys]
        return Rendered(_filled(source, values or {}), tuple(options), tuple(keys)).as_lines()

    def labels(self) -> dict[str, frozenset[str]]:
        """Context of an option or key -> its label in every language, as match keys."""
        found: dict[str, set[str]] = {
            f"key/{key}": {_word_key(label)} for key, label in KEY_LABELS.items()
        }
        for entries in self.entries.values():
            for (context, source), entry in entries.items():
                if _LABEL_CONTEXT.fullmatch(context):
                    words = {_word_key(source), _word_key(entry.translation)} - {""}
                    found.setdefault(context, set()).update(words)
        return {context: frozenset(words) for context, words in found.items()}

    def version(self, context: str, language: str) -> str:
        """The content hash of the words shown under a context: what a consent refers to."""
        entries = self.entries.get(language, {})
        words = [
            f"{source}\0{self.translate(language, context, source)}"
            for known, source in sorted(entries)
            if known == context
        ]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]

    def unreviewed(self, language: str) -> int:
        """How many texts no native reader has put a name to."""
        return sum(not entry.review for entry in self.entries.get(language, {}).values())

    def _label(self, language: str, context: str, source: str | None) -> str:
        return self.translate(language, context, source) if source else ""

    def _key_label(self, language: str, key: str) -> str:
        return self.translate(language, f"key/{key}", KEY_LABELS[key])


def names_in(text: str) -> frozenset[str]:
    """The placeholders of a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def _first_complete(
    texts: list[str], values: Mapping[str, str]
) -> tuple[str, tuple[str, ...], frozenset[str]]:
    """The words said, the names that no alternative could do without, the names used."""
    for text in texts:
        names = names_in(text)
        if names <= values.keys():
            return _filled(text, values), (), names
    last = texts[-1]
    missing = tuple(sorted(names_in(last) - values.keys()))
    whole = "".join(
        sentence for sentence in _SENTENCE.findall(last) if names_in(sentence) <= values.keys()
    ).strip()
    if whole:
        return _filled(whole, values), missing, names_in(whole)
    rest = _PLACEHOLDER.sub(lambda name: values.get(name.group(1), ""), last)
    return " ".join(rest.split()), missing, names_in(last)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Every placeholder replaced once; what a value contains is never looked at again."""
    return _PLACEHOLDER.sub(lambda name: values.get(name.group(1), name.group(0)), text)


def _once(keys: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(keys))


def _word_key(label: str) -> str:
    return whole_message(match_key(label))


def _read_po(language: str, data: str | bytes) -> dict[tuple[str, str], Entry]:
    raw = data.encode() if isinstance(data, str) else data
    try:
        catalog = read_po(io.BytesIO(raw), locale=language, abort_invalid=True)
    except PoFileError as error:
        raise CatalogError(f"the {language} catalogue, line {error.lineno}: {error}") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise CatalogError(f"the {language} catalogue cannot be read: {error}") from error
    return _entries(language, catalog)


def _entries(language: str, catalog: Catalog) -> dict[tuple[str, str], Entry]:
    return {
        (entry.context, entry.source): entry
        for entry in (_entry(language, message) for message in _messages(catalog))
    }


def _messages(catalog: Catalog) -> Iterator[BabelMessage]:
    return (message for message in catalog if message.id)


def _entry(language: str, message: BabelMessage) -> Entry:
    source = message.id if isinstance(message.id, str) else message.id[0]
    translation = message.string if isinstance(message.string, str) else ""  # no plurals here
    return Entry(
        language=language,
        context=message.context or "",
        source=source,
        translation=translation or "",
        fuzzy=message.fuzzy,
        line=message.lineno or 0,
        review=_review(message),
    )


def _review(message: BabelMessage) -> str:
    for comment in message.user_comments:
        if comment.startswith(_REVIEW):
            who = comment.removeprefix(_REVIEW).strip()
            return "" if who == _NOT_REVIEWED else who
    return ""
