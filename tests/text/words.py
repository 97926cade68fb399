"""The words files as the tests read them: once, from the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from helpline.text.lexicon import Lexicon, load
from helpline.text.listener import Listener, read_listener
from helpline.text.understanding import Understander

FLOWS = Path(__file__).parents[2] / "flows"
FOLDER = FLOWS / "words"


@cache
def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}


@cache
def lexicon() -> Lexicon:
    return load(files())


@cache
def listener() -> Listener:
    concepts = frozenset(concept.name for concept in lexicon().concepts)
    return read_listener((FLOWS / "listener.tsv").read_text("utf-8"), concepts)


@cache
def understander() -> Understander:
    return Understander(lexicon(), listener())
