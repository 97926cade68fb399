"""Words for numbers in Khmer, in Khmer with Latin letters and in English, as data."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from helpline.text.khmer import match_key

Kind = Literal["figure", "word", "factor", "teen", "half"]


class NumberWord(NamedTuple):
    """What a word adds to the number that it stands in."""

    value: int
    kind: Kind
    room: int = 0
    """A word of a smaller value may follow and is added: forty-two, ប្រាំពីរ (five and two)."""


def _words(texts: str, first: int, room: int = 0) -> dict[str, NumberWord]:
    """Numbers one after the other, the spellings of one joined by ``|``."""
    return {
        match_key(spelling.replace("_", " ")): NumberWord(first + place, "word", room)
        for place, spellings in enumerate(texts.split())
        for spelling in spellings.split("|")
    }


def _tens(texts: str) -> dict[str, NumberWord]:
    return {
        word: number._replace(value=number.value * 10)
        for word, number in _words(texts, 2, room=10).items()
    }


def _factors(texts: str, value: int) -> dict[str, NumberWord]:
    return {match_key(word): NumberWord(value, "factor", value) for word in texts.split()}


KHMER: Final = {
    **_words("មួយ ពីរ បី បួន", 1),
    **_words("ប្រាំ", 5, room=5),
    **_words("ប្រាំពិល|ប្រាំពីល", 7),
    **_words("ដប់", 10, room=10),
    **_tens(
        "ម្ភៃ|ម្ភែ|មៃ សាមសិប|សាម_សិប សែសិប|សែ_សិប ហាសិប|ហា_សិប ហុកសិប|ហុក_សិប"
        " ចិតសិប|ចិត_សិប ប៉ែតសិប|ប៉ែត_សិប កៅសិប|កៅ_សិប"
    ),
    match_key("ដណ្តប់"): NumberWord(10, "teen"),
    match_key("កន្លះ"): NumberWord(0, "half"),
    **_factors("រយ", 100),
    **_factors("ពាន់ ពាន", 1_000),
    **_factors("ម៉ឺន មុឺន ម៉ឹន", 10_000),
    **_factors("សែន", 100_000),
    **_factors("លាន", 1_000_000),
}
ROMANISED: Final = {
    **_words("muoy|muy|mouy pi|pii|pir bei|bey buon|boun|bourn", 1),
    **_words("pram|bram", 5, room=5),
    **_words(
        "prammuoy|prammuy|pramuoy prampi|prampir|prampil|prampel|pram_pel prambei|prambey"
        " prambuon|pramboun",
        6,
    ),
    **_words("dop|dob|dorp", 10, room=10),
    **_tens(
        "mphei|mphey|mpei|mopei|mophey|muphei|maphey samsep|samseb|samsip saesep|sesep|saeseb"
        " hasep|haseb hoksep|hokseb chetsep paetsep kaosep"
    ),
    **dict.fromkeys(("dandop", "dondop", "dandob"), NumberWord(10, "teen")),
    **_factors("roy rouy", 100),
    **_factors("poan porn pon", 1_000),
    **_factors("meun mern moeun", 10_000),
    **_factors("saen sen", 100_000),
    **_factors("lean lien", 1_000_000),
}
ENGLISH: Final = {
    **_words(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen|sixten seventeen eighteen|eightteen nineteen",
        0,
    ),
    **_tens("twenty thirty forty|fourty fifty sixty seventy eighty ninety"),
    **_factors("hundred hundreds", 100),
    **_factors("thousand", 1_000),
    **_factors("million millions", 1_000_000),
}
WEAK: Final = frozenset("pi pii pir bei bey buon boun bourn pram bram dob dorp".split())
"""Also other words ("pi" is two and from): they count beside a unit or as a whole message."""
