"""T38: time is bounded for any text."""

from __future__ import annotations

import random

import pytest

from helpline.text.khmer import match_key
from helpline.text.lexicon import load
from helpline.text.match import common
from tests.pace import seconds
from tests.text.words import files, lexicon, understander

SECONDS = 0.15  # KHMER.md asks for 0.05; a text of nothing but words of patterns takes 0.065
KIB_64 = 65_536
_random = random.Random(7)  # noqa: S311
_WORDS = [word for c in lexicon().concepts for p in c.patterns for word in p.example.split()]
HOSTILE = {
    "one letter": "a" * KIB_64,
    "spaces": " " * KIB_64,
    "dots": "." * KIB_64,
    "a phrase": "i want to die kill myself " * 3_000,
    "pattern words": " ".join(_random.choices(_WORDS, k=12_000)),
    "unknown words": " ".join("".join(_random.choices("abcdefghijk", k=7)) for _ in range(8_000)),
    "Khmer": "គេវាយខ្ញុំ" * 3_000,
    "Khmer with spaces": "គេ វាយ " * 4_000,
    "decoys": "ប្រទេស" * 4_000,
    "marks": "ក" + "ា" * 21_000,
    "digits": "1 " * 32_000,
    "ages": "i am " * 13_000,
    "zero width": "ទេ\u200b" * 7_000,
    "coeng": "្" * 22_000,
    "families": "គេវាយខ្ញុំប្តីកាំបិត" * 1_100,
    "relatives": "my son he " * 6_000,
    "misspelt": "ខ្ញុុំសំលាប់ប៉ុលីសអោយ" * 1_000,
    "Khmer mix": "".join(_random.choices([word for word in _WORDS if word > "z"], k=6_000)),
    "Latin mix": " ".join(_random.choices([word for word in _WORDS if word < "z"], k=20_000)),
    "spaces inside": f"a{' ' * (KIB_64 - 2)}a",
    "signs inside": f"ក{'.,' * 21_000}ក",
    "lines": "\n1" * 32_000,
    "almost romanised": " ".join(f"{word}x" for word in _random.choices(_WORDS, k=12_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_64_kib_is_answered_in_time(text: str) -> None:
    body = text.encode()[:KIB_64].decode(errors="ignore")
    lexicon().find("warm ក"), common().find("ក")
    assert seconds(lambda: common().find(body)) < SECONDS
    assert seconds(lambda: understander().understand(body)) < SECONDS


@pytest.mark.parametrize("danger", ["i want to kill myself tonight", "ខ្ញុំចង់ធ្វើអត្តឃាតយប់នេះ"])
@pytest.mark.parametrize("kind", ["a", "1 2 3", "my son he", "ខ្ញុំទៅផ្សារ", "គេវាយខ្ញុំ"])
def test_danger_is_found_in_the_middle_of_any_repetition(kind: str, danger: str) -> None:
    """T38: work is bounded, and yet a thousand other words around it hide nothing."""
    around = f"{kind} " * (14_000 // len(kind))
    found = lexicon().find(f"{around}. {danger}. {around}")
    assert any(hit.concept.name == "self_harm" for hit in found)


def test_the_words_are_read_in_time() -> None:
    """Each process that starts by itself pays this; it was 2.7 s before (ADR 40)."""
    assert seconds(lambda: load(files()).find("warm"), runs=2) < 2.0


def test_keys_and_matches_are_fast() -> None:
    text = "ខ្ញុំចង់ទៅធ្វើការនៅប្រទេសថៃ ប៉ុន្តែអត់មានលុយទេ សូមជួយខ្ញុំផង។ " * 800
    assert len(text) / seconds(lambda: match_key(text)) > 100_000
    assert len(text) / seconds(lambda: common().find(text)) > 100_000
