"""Parts, against Twilio's own calculator (sms_segments.json, made by make_sms_segments.mjs)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.khmer import clusters
from helpline.text.sms import count, split

ROWS = json.loads((Path(__file__).parent / "sms_segments.json").read_text(encoding="utf-8"))


def test_never_below_the_calculator_and_seldom_above() -> None:
    ours = [count(row["text"]).parts for row in ROWS]
    assert len(ROWS) > 560
    assert not [row for row, parts in zip(ROWS, ours, strict=True) if parts < row["parts"]]
    same = sum(parts == row["parts"] for row, parts in zip(ROWS, ours, strict=True))
    assert same >= 0.995 * len(ROWS)


def test_the_encoding_is_the_calculators() -> None:
    assert [count(row["text"]).encoding for row in ROWS] == [row["encoding"] for row in ROWS]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ក" * 70, "UCS-2", 70, 1),
        ("ក" * 71, "UCS-2", 71, 2),
        ("ក" * 134, "UCS-2", 134, 2),
        ("ក" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("a" * 69 + "៛", "UCS-2", 70, 1),
        ("a" * 140 + "៛", "UCS-2", 141, 3),
        ("ç", "UCS-2", 1, 1),
        ("", "GSM-7", 0, 1),
    ],
)
def test_edges(text: str, encoding: str, units: int, parts: int) -> None:
    found = count(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


texts = st.lists(
    st.sampled_from(
        ["ខ្ញុំ", "ស្លាប់", " ", "\u200b", "។ ", "Hello. ", "😀", "a", "ក្រ", "\n", "👨‍👩‍👧"]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(texts, st.integers(2, 80))
def test_a_split_joins_back_and_fits(text: str, limit: int) -> None:
    messages = split(text, limit)
    assert "".join(messages) == text
    assert all(len(message.encode("utf-16-le")) // 2 <= limit for message in messages)
    assert all(messages)


@settings(max_examples=400, deadline=None)
@given(texts, st.integers(12, 80))
def test_no_cluster_is_cut(text: str, limit: int) -> None:
    pieces = [cluster for message in split(text, limit) for cluster in clusters(message)]
    assert pieces == clusters(text)


def test_the_cut_is_at_a_sentence_else_at_a_word() -> None:
    assert split("One two three. Four five", 20) == ["One two three. ", "Four five"]
    assert split("One two three four five", 20) == ["One two three four ", "five"]
    assert split("ខ្ញុំទៅផ្ទះ ខ្ញុំមកវិញ", 18)[0] == "ខ្ញុំទៅផ្ទះ "


def test_a_limit_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        split("a", 1)
