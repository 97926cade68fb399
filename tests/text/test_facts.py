"""Digits, ages, times, sums and provinces in a message."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.extract import Amount, age_in, amount_in, digits_in, time_in
from helpline.text.provinces import PROVINCES, province, province_in

anything = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(
        st.sampled_from(
            "អាយុ ម៉ោង ៨ 15 i am yub $ , . 1 និង ឆ្នាំ ២០០ dollars pm old years ភ្នំពេញ".split(" ")
        ),
        max_size=12,
    ).map(" ".join),
)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1 3", (1, 3)),
        ("135", (1, 3, 5)),
        ("1,3", (1, 3)),
        ("១,៣", (1, 3)),
        ("១ និង ៣", (1, 3)),
        ("1 and 3", (1, 3)),
        ("(2)", (2,)),
        ("2.", (2,)),
        ("99", (9, 9)),
        ("8", (8,)),
        ("1️⃣", (1,)),
        ("012345678", ()),
        ("1 apple", ()),
        ("", ()),
        ("yes", ()),
        ("1" * 100, ()),
    ],
)
def test_digits(text: str, digits: tuple[int, ...]) -> None:
    assert digits_in(text) == digits


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("១៤ ឆ្នាំ", 14),
        ("15 chnam", 15),
        ("I am sixteen", 16),
        ("អាយុ ១៥", 15),
        ("ayu 15", 15),
        ("ខ្ញុំអាយុ ដប់ប្រាំ ឆ្នាំ", 15),
        ("I'm 15 and scared", 15),
        ("knhom 16 chnam", 16),
        ("i am 34", 34),
        ("twenty three years old", 23),
        ("17yo", 17),
        ("I am 17, my son is 1", 17),
        ("my son is 12 years old", None),
        ("កូនខ្ញុំអាយុ ១២ ឆ្នាំ", None),
        ("I worked 3 years", None),
        ("ខ្ញុំធ្វើការ ១០ ឆ្នាំ", None),
        ("10 ឆ្នាំមុន", None),
        ("im 20 minutes away", None),
        ("15", None),
    ],
)
def test_age(text: str, age: int | None) -> None:
    assert age_in(text) == age


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("ម៉ោង ៨ យប់", time(20)),
        ("8 evening", time(20)),
        ("8pm", time(20)),
        ("20:00", time(20)),
        ("ម៉ោង ៨កន្លះ ព្រឹក", time(8, 30)),
        ("maong 9 prek", time(9)),
        ("call me at 7:30 pm", time(19, 30)),
        ("night 9", time(21)),
        ("12 noon", time(12)),
        ("2 night", time(2)),
        ("១២ យប់", time(0)),
        ("ម៉ោង ៨ និង ៣០ នាទី យប់", time(20, 30)),
        ("12 am", time(0)),
        ("hello", None),
        ("i am 15", None),
    ],
)
def test_time(text: str, clock: time | None) -> None:
    assert time_in(text) == clock


def test_a_bare_hour_counts_when_a_time_was_asked() -> None:
    assert time_in("8") is None
    assert time_in("៨", asked=True) == time(8)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$200", Amount(Decimal(200), "USD")),
        ("២០០ ដុល្លារ", Amount(Decimal(200), "USD")),
        ("20,000 riel", Amount(Decimal(20_000), "KHR")),
        ("៥០ ម៉ឺនរៀល", Amount(Decimal(500_000), "KHR")),
        ("5k dollars", Amount(Decimal(5_000), "USD")),
        ("5000 baht", Amount(Decimal(5_000), "THB")),
        ("២០០ បាត់", None),
        ("i am 15", None),
    ],
)
def test_amount(text: str, amount: Amount | None) -> None:
    assert amount_in(text) == amount


@pytest.mark.parametrize("one", PROVINCES, ids=lambda one: one.latin)
def test_every_name_of_a_province_finds_it(one: object) -> None:
    assert isinstance(one, type(PROVINCES[0]))
    for name in (one.km, one.latin, one.latin.upper(), *one.forms, *one.short):
        assert province_in(name) == one.code, name
    assert province_in(f"i live in {one.latin} province now") == one.code
    assert province_in(f"ខ្ញុំនៅខេត្ត{one.km}") == one.code
    assert province(one.code) is one


def test_provinces_are_the_25() -> None:
    assert [one.code for one in PROVINCES] == [f"{number:02}" for number in range(1, 26)]


@pytest.mark.parametrize("text", ["នៅកណ្តាលផ្លូវ", "keep it", "hello", "មជ្ឈមណ្ឌល", "sr and st"])
def test_other_words_are_no_province(text: str) -> None:
    assert province_in(text) is None


@settings(max_examples=300, deadline=None)
@given(anything)
def test_any_text_is_answered(text: str) -> None:
    digits_in(text), age_in(text), time_in(text, asked=True), amount_in(text, asked=True)
    province_in(text)
