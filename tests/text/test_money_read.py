"""Sums of money: debts, ransoms, wages, in the currencies of the countries people return from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpline.text.facts import Amount, amount_in

SUMS = [
    ("$200", 200, "USD"),
    ("3000$", 3000, "USD"),
    ("$3,000", 3000, "USD"),
    ("$ 50.50", "50.50", "USD"),
    ("US$ 500", 500, "USD"),
    ("3000 dollars", 3000, "USD"),
    ("500usd", 500, "USD"),
    ("USD 1,200.50", "1200.50", "USD"),
    ("1.500 dollars", 1500, "USD"),
    ("luy 500 dola", 500, "USD"),
    ("800 us dollars", 800, "USD"),
    ("5k dollars", 5000, "USD"),
    ("5 thousand dollars", 5000, "USD"),
    ("two hundred dollars", 200, "USD"),
    ("a hundred dollars", 100, "USD"),
    ("five thousand two hundred dollars", 5200, "USD"),
    ("three hundred and fifty dollars", 350, "USD"),
    ("they want 10000 USDT", 10000, "USD"),
    ("២០០ ដុល្លារ", 200, "USD"),
    ("១០០០០ដុល្លា", 10000, "USD"),
    ("២០០\u200bដុល្លារ", 200, "USD"),
    ("១០០ដុល", 100, "USD"),
    ("៣.០០០ដុល្លារ", 3000, "USD"),
    ("ពីររយដុល្លារ", 200, "USD"),
    ("មួយពាន់ដុល្លារ", 1000, "USD"),
    ("មួយពាន់ ប្រាំរយ ដុល្លារ", 1500, "USD"),
    ("3 ពាន់ដុល្លារ", 3000, "USD"),
    ("ហាសិបដុល្លារ", 50, "USD"),
    ("pi roy dollar", 200, "USD"),
    ("muoy poan dola", 1000, "USD"),
    ("pram roy dollar", 500, "USD"),
    ("5 លានរៀល", 5_000_000, "KHR"),
    ("៥លានរៀល", 5_000_000, "KHR"),
    ("ពីរលានកន្លះរៀល", 2_500_000, "KHR"),
    ("៥០ ម៉ឺនរៀល", 500_000, "KHR"),
    ("10 ម៉ឺនរៀល", 100_000, "KHR"),
    ("មួយម៉ឺនប្រាំពាន់រៀល", 15_000, "KHR"),
    ("៥សែនរៀល", 500_000, "KHR"),
    ("៥០០០៛", 5000, "KHR"),
    ("2 million riel", 2_000_000, "KHR"),
    ("1.5 million riels", 1_500_000, "KHR"),
    ("1.500.000 riel", 1_500_000, "KHR"),
    ("10 000 riel", 10_000, "KHR"),
    ("50k riel", 50_000, "KHR"),
    ("20,000 KHR", 20_000, "KHR"),
    ("3 lean riel", 3_000_000, "KHR"),
    ("6 mern riel", 60_000, "KHR"),
    ("10000 baht", 10_000, "THB"),
    ("១ម៉ឺនបាត", 10_000, "THB"),
    ("5000 thai baht", 5000, "THB"),
    ("៥ពាន់លុយថៃ", 5000, "THB"),
    ("฿500", 500, "THB"),
    ("30,000 ringgit", 30_000, "MYR"),
    ("RM 2000", 2000, "MYR"),
    ("RM500", 500, "MYR"),
    ("២០០០ រីងហ្គីត", 2000, "MYR"),
    ("20000 yuan", 20_000, "CNY"),
    ("5000 RMB", 5000, "CNY"),
    ("៥ពាន់យ័ន", 5000, "CNY"),
    ("20 million dong", 20_000_000, "VND"),
    ("20.000.000 VND", 20_000_000, "VND"),
    ("១០លានដុង", 10_000_000, "VND"),
    ("2 million won", 2_000_000, "KRW"),
    ("១លានវ៉ុន", 1_000_000, "KRW"),
    ("50000 yen", 50_000, "JPY"),
    ("NT$ 15000", 15_000, "TWD"),
    ("S$ 600", 600, "SGD"),
    ("600 singapore dollars", 600, "SGD"),
    ("3 million rupiah", 3_000_000, "IDR"),
    ("50000 kip", 50_000, "LAK"),
    ("i owe 3 people 500 dollars", 500, "USD"),
    ("they asked 200 dollars then 900 dollars", 200, "USD"),
]
TRAPS = [
    "chheu sonlob 2 dong",
    "ke vay knhom 12 dong",
    "they want 3000",
    "5 people",
    "៣លាន",
    "២០០ បាត់",
    "៥ បាត់ដំបង",
    "i am 15",
    "room 300",
    "012 345 678",
    "រាប់ពាន់ដុល្លារ",
    "they won 2 games, i won 5",
    "dollars",
    "$",
    "2 bathrooms",
    "they sold 3 us girls",
    "10 dongles",
    "ពីរោះណាស់",
    "៥ ដុំ",
]
WHEN_ASKED = [
    ("3000", 3000, None),
    ("៣លាន", 3_000_000, None),
    ("ពីររយ", 200, None),
    ("two hundred", 200, None),
    ("i owe 3 banks 500 dollars", 500, "USD"),
    ("300 each month", 300, None),
]


@pytest.mark.parametrize(("text", "value", "currency"), SUMS)
def test_a_sum_is_read_with_its_currency(text: str, value: int | str, currency: str) -> None:
    found = amount_in(text)
    assert found is not None and (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_sum_is_none(text: str) -> None:
    assert amount_in(text) is None


@pytest.mark.parametrize(("text", "value", "currency"), WHEN_ASKED)
def test_a_bare_number_is_a_sum_where_one_was_asked(
    text: str, value: int, currency: str | None
) -> None:
    found = amount_in(text, asked=True)
    assert found is not None and (found.value, found.currency) == (Decimal(value), currency)


def test_a_sum_is_no_floating_point_number() -> None:
    assert amount_in("$0.10") == Amount(Decimal("0.10"), "USD")
