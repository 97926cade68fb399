"""Numbers, short codes and what looks like one (DIRECTORY.md rule 6)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.phone import PhoneNumber, ShortCode, parse, phone_like

SAME = [
    "012345678",
    "012 345 678",
    "+85512345678",
    "85512345678",
    "០១២៣៤៥៦៧៨",
    "0\u200b12345678",
    "012-345-678",
]


@pytest.mark.parametrize("text", SAME)
def test_every_form_is_one_number(text: str) -> None:
    assert parse(text) == PhoneNumber("+85512345678")


@pytest.mark.parametrize("text", ["1288", "១២៨៨", "117", " 1280 "])
def test_short_codes_stay_short(text: str) -> None:
    found = parse(text)
    assert isinstance(found, ShortCode)
    assert len(found.digits) <= 4


@pytest.mark.parametrize("text", ["", "hello", "12", "0" * 50, "+", "\ud800", "9" * 16])
def test_no_number(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "call 012 345 678",
        "០១២ ៣៤៥ ៦៧៨",
        "+855 12-345-678",
        "0\u200b1\u200b2345678",
        "tel:012345678",
        "012.345.678",
        "(012) 345 678",
        "1288",
        "0 1 2 3 4 5 6 7 9",
        "៨៥៥១២៣៤៥៦៧៨",
        "call 119 now",
        "012–345–678",
    ],
)
def test_phone_like(text: str) -> None:
    assert len(phone_like(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "2008",
        "US$800-1000",
        "2024-05-06",
        "06/05/2024",
        "reply 1 or 2",
        "2008-2012",
        "1 2 3 4 5 6 7 8",
        "100000000 riel",
        "09:00-19:30",
        "20,000,000",
        "២០០៨",
        "K-17",
        "1 yes 2 no 7 skip",
        "150 people",
    ],
)
def test_not_phone_like(text: str) -> None:
    assert phone_like(text) == []


def test_the_place_is_in_the_raw_text() -> None:
    text = "ទូរស័ព្ទ ០១២\u200b៣៤៥៦៧៨ បាន"
    (found,) = phone_like(text)
    assert text[found.start : found.end] == found.text == "០១២\u200b៣៤៥៦៧៨"
    assert found.number == PhoneNumber("+85512345678")


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("0123456789០១២៣ -+./()$"), st.characters(codec=None)), max_size=60
    )
)
def test_any_text_is_answered(text: str) -> None:
    parse(text)
    for found in phone_like(text):
        assert text[found.start : found.end] == found.text
