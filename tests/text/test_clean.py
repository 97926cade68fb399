"""What may be stored of what comes in (SAFETY R21)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.clean import MARK, MAX_CHARACTERS, MAX_CLUSTERS, clean_in
from helpline.text.khmer import clusters

anything = st.text(st.characters(codec=None), max_size=200)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_what_is_left_can_be_stored(text: str) -> None:
    cleaned = clean_in(text)
    cleaned.encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\n\t" for char in cleaned)
    assert not any(0x7F <= ord(char) <= 0x9F for char in cleaned)
    assert clean_in(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\0b", "ab"),
        ("a\x1b[31mb\x85", "a[31mb"),
        ("one\r\ntwo\rthree\tx", "one\ntwo\nthree\tx"),
        ("\ud800x\udc00", "\ufffdx\ufffd"),
        ("ស្លា\u200bប់\u200d", "ស្លា\u200bប់\u200d"),
        ("\u202eevidence\u2066", "\u202eevidence\u2066"),
        ("😀១២", "😀១២"),
    ],
)
def test_only_what_breaks_storage_goes(text: str, expected: str) -> None:
    assert clean_in(text) == expected


@pytest.mark.parametrize("text", ["ខ្ញុំ" * 9_000, "a" * 70_000, "ក" + "ា" * 70_000])
def test_a_long_text_is_cut_and_says_so(text: str) -> None:
    cut = clean_in(text)
    assert cut.endswith(MARK)
    assert len(clusters(cut)) <= MAX_CLUSTERS
    assert len(cut) <= MAX_CHARACTERS
    assert text.startswith(cut.removesuffix(MARK))


def test_a_text_of_the_longest_size_is_whole() -> None:
    text = "ក្រ" * MAX_CLUSTERS
    assert clean_in(text) == text
