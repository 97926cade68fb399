"""Options chosen by digits (CONVERSATIONS 4.2), and numbers that choose nothing."""

from __future__ import annotations

import pytest

from helpline.text.facts import digits_in

CHOSEN = [
    ("1", (1,)),
    ("8", (8,)),
    ("99", (9, 9)),
    ("1 3", (1, 3)),
    ("135", (1, 3, 5)),
    ("1,3", (1, 3)),
    ("១,៣", (1, 3)),
    ("១៣៥", (1, 3, 5)),
    ("១\u200b៣", (1, 3)),
    ("1,3 and 5", (1, 3, 5)),
    ("1 និង 3", (1, 3)),
    ("លេខ ១", (1,)),
    ("លេខ១ និងលេខ៣", (1, 3)),
    ("1-3", (1, 3)),
    ("1.3", (1, 3)),
    ("1/3", (1, 3)),
    ("1+3", (1, 3)),
    ("(1)", (1,)),
    ("[1]", (1,)),
    ("#1", (1,)),
    ("2.", (2,)),
    ("2!", (2,)),
    ("1 👍", (1,)),
    ("no 1", (1,)),
    ("number 2", (2,)),
    ("1️⃣", (1,)),
    ("1️⃣ 3️⃣", (1, 3)),
    ("1⃣3⃣", (1, 3)),
    ("① ③", (1, 3)),
    ("１ ３", (1, 3)),
    ("๑ ๓", (1, 3)),
    ("lek 3", (3,)),
    ("1 nung 2", (1, 2)),
    ("1 2 2", (1, 2, 2)),
    ("one and three", (1, 3)),
    ("មួយ", (1,)),
    ("លេខពីរ", (2,)),
    ("មួយ និង បី", (1, 3)),
    ("muoy", (1,)),
    ("lek bei", (3,)),
    ("bei", (3,)),
    ("Pi.", (2,)),
]
TRAPS = [
    "pi tngai",
    "13 years",
    "012345678",
    "012 345 678",
    "1 apple",
    "",
    "yes",
    "20:00",
    "8:30",
    "12/3/2024",
    "1,000",
    "$5",
    "5%",
    "-",
    "()",
    "មួយរយ",
    "twelve people",
    "no one",
    "1" * 100,
    "1 " * 60,
]


@pytest.mark.parametrize(("text", "digits"), CHOSEN)
def test_digits_choose_options(text: str, digits: tuple[int, ...]) -> None:
    assert digits_in(text) == digits


@pytest.mark.parametrize("text", TRAPS)
def test_what_chooses_nothing(text: str) -> None:
    assert digits_in(text) == ()
