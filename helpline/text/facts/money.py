"""Sums of money, in the currencies of Cambodia and of the countries people come home from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from helpline.text.facts.numbers import figured
from helpline.text.khmer import MARKS, match_key

Currency = Literal[
    "USD", "KHR", "THB", "MYR", "CNY", "VND", "KRW", "JPY", "TWD", "SGD", "IDR", "LAK"
]
"""ISO 4217."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; the currency is None where the person did not say it."""

    value: Decimal
    currency: Currency | None


_WORDS: Final[dict[Currency, str]] = {  # USDT, asked as a ransom by scam compounds, is a dollar
    "USD": "$ dollar dollars dolla dola dolar dollas usdt us ដុល្លារ ដុល្លា ដុលា ដុល្លា ដុលារ ដុល លុយអាមេរិក",
    "KHR": "៛ riel riels reil rial រៀល រៀល លុយខ្មែរ",
    "THB": "฿ baht bahts bath bat បាត លុយថៃ",
    "MYR": "rm ringgit ringgits ringit ringget រីងហ្គីត រិងហ្គីត រីងគីត រិងគិត រីងគិត លុយម៉ាឡេ",
    "CNY": "¥ rmb yuan yuans yuen យ័ន យន់ លុយចិន",
    "VND": "₫ dong dongs ដុង លុយយួន លុយវៀតណាម",
    "KRW": "₩ won វ៉ុន លុយកូរ៉េ",
    "JPY": "yen យ៉េន លុយជប៉ុន",
    "TWD": "nt$ ntd លុយតៃវ៉ាន់",
    "SGD": "s$ លុយសិង្ហបុរី",
    "IDR": "rp rupiah rupia រូពី រូពៀ",
    "LAK": "₭ kip គីប លុយឡាវ",
}
_NAMES: Final[dict[str, Currency]] = {
    **{match_key(word): code for code, words in _WORDS.items() for word in words.split()},
    **{code.lower(): code for code in get_args(Currency)},
    "singapore dollar": "SGD", "singapore dollars": "SGD",
    "taiwan dollar": "TWD", "taiwan dollars": "TWD", "us$": "USD",
    "luy thai": "THB",
}  # fmt: skip
del _NAMES["us"]  # also "we": it only says whose dollars
_BEFORE: Final = (
    *("us$", "nt$", "s$", "$", "៛", "฿", "¥", "₫", "₩", "₭", "rm", "rp", "rmb"),
    *(code.lower() for code in get_args(Currency)),
)


def _one_of(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_NUMBER = (
    r"(?<![0-9.,])([0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}"
    r"|[0-9]{1,3}(?: [0-9]{3}){0,3} 000|[0-9]{1,15})(\.[0-9]{1,2})?(?![0-9]|[.,][0-9])"
)
_WHOSE = r"(?:(?:us|american|thai|malaysian?|chinese|vietnam(?:ese)?|korean?|khmer|cambodian?) )?"
_SUM = re.compile(
    rf"(?:(?<![a-z])({_one_of(_BEFORE)})\s?)?{_NUMBER}"
    rf"(?:\s?{_WHOSE}({_one_of(_NAMES)})(?![a-z]|[{MARKS}]))?(?![a-z])"
)
_LEAST: Final[dict[Currency, int]] = {"KRW": 100, "VND": 5_000}
"""Below it "won" is what one did, and "dong" is how often (3 dong, ៣ដង)."""


def amount_in(text: str, *, asked: bool = False) -> Amount | None:
    """The first sum with its currency; ``asked``: a number alone counts where there is none."""
    bare: Amount | None = None
    for found in _SUM.finditer(figured(text)):
        before, whole, cents, after = found.groups()
        value = Decimal(re.sub("[ ,.]", "", whole) + (cents or ""))
        currency = _NAMES.get(after or before or "")
        if currency and value < _LEAST.get(currency, 0):
            currency = None
        if currency:
            return Amount(value, currency)
        bare = bare or Amount(value, None)
    return bare if asked else None
