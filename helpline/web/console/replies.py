"""Canned replies: words for what is said often, in the contact's language.

They come with the program, in `locales/<language>/replies.toml`, so that a native reader reviews
them like every other text. What is known is filled in; what only the caseworker knows stays as
`{place}`, and an answer with such a place in it is not sent (operations.cases.writing).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpline.web.console.words import LOCALES

PLACEHOLDERS = frozenset({"first", "name", "time", "place"})
_NAME = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Canned:
    """One reply in one language."""

    key: str
    title: str
    text: str


def load(locales: Path = LOCALES) -> dict[str, dict[str, Canned]]:
    """Language -> key -> reply, in the order of the files."""
    return {path.parent.name: _read(path) for path in sorted(locales.glob("*/replies.toml"))}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known; other places stay for the caseworker to fill in."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def _read(path: Path) -> dict[str, Canned]:
    rows = tomllib.loads(path.read_text("utf-8"))["reply"]
    return {row["key"]: Canned(row["key"], row["title"], row["text"]) for row in rows}
