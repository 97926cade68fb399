"""Facts of any text: none raises, and none takes longer for a hostile one (T38)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.facts import age_in, amount_in, digits_in, time_in
from helpline.text.provinces import province_in
from tests.pace import seconds

WORDS = (
    "អាយុ ម៉ោង ៨ 15 i am yub $ , . 1 និង ឆ្នាំ ២០០ dollars pm old years ភ្នំពេញ ពីរ រយ ពាន់ ដប់ ប្រាំ"
    " លាន one hundred and million half past to - : k កូន ខ្ញុំ knhom ayu muoy roy ជិត under 18 now in"
    " nov ពី kep ² ៛ ١ ① \ufe0f\u20e3 \u17d2 \ud800 \u200b \n"
).split(" ")
anything = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
)
KIB_64 = 65_536
HOSTILE = {
    "spaces inside": f"a{' ' * (KIB_64 - 2)}a",
    "digits": "1 " * 32_000,
    "commas": ", " * 32_000,
    "digit commas": "1," * 32_000,
    "one long number": "9" * KIB_64,
    "number words": "ប្រាំ" * 12_000,
    "hundreds": "ពីររយ" * 8_000,
    "English numbers": "one hundred and " * 4_000,
    "romanised numbers": "pram roy " * 7_000,
    "almost ages": "i am " * 13_000,
    "ages of children": "កូនខ្ញុំអាយុ១៤ " * 4_000,
    "ages": "អាយុ " * 12_000,
    "almost times": "ម៉ោង " * 12_000,
    "hours": "8 to 9 " * 9_000,
    "sums": "1,000,000 " * 6_000,
    "provinces": "ភ្នំពេញ Kampot " * 4_000,
    "digits and spaces": ("1" + " " * 50) * 1_200,
    "relatives": "my son he " * 6_000,
}


@settings(max_examples=400, deadline=None)
@given(anything, st.booleans())
def test_any_text_is_answered(text: str, asked: bool) -> None:
    """What is answered is a fact of its kind, whatever the text."""
    age, amount = age_in(text), amount_in(text, asked=asked)
    assert age is None or 4 <= age <= 99
    assert amount is None or (amount.value >= 0 and (asked or amount.currency))
    assert all(0 <= digit <= 9 for digit in digits_in(text))
    assert province_in(text) is None or len(province_in(text) or "") == 2
    clock = time_in(text, asked=asked)
    assert clock is None or clock.second == 0


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_facts_of_any_64_kib_are_read_in_time(text: str) -> None:
    """T38. Each alone in a few thousandths of a second: they come on top of all the words."""
    province_in("warm ក")
    for read in (age_in, time_in, amount_in, digits_in, province_in):
        assert seconds(lambda read=read: read(text)) < 0.03, read.__name__  # type: ignore[misc]
