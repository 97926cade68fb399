"""The words files as the tests read them: once, from the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from helpline.text.lexicon import Lexicon, load
from helpline.text.understanding import Understander

FOLDER = Path(__file__).parents[2] / "flows" / "words"


@cache
def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}


@cache
def lexicon() -> Lexicon:
    return load(files())


@cache
def understander() -> Understander:
    return Understander(lexicon())
