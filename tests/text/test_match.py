"""Keywords, decoys and places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.common_words import DECOYS, KEYWORDS
from helpline.text.keyword import Vocabulary
from helpline.text.khmer import match_key
from helpline.text.match import Decoy, Keyword, Matcher, common

VARIANTS = Vocabulary(spellings={"jong": ("chong",), "slab": ("slap",)})


def found(matcher: Matcher, text: str) -> list[tuple[str, str]]:
    return [(match.keyword, text[match.start : match.end]) for match in matcher.find(text)]


CASES = {
    "at whole clusters only": (["ចាស"], [], "មនុស្សចាស់ ចាស", [("ចាស", "ចាស")]),
    "not after a coeng": (["បាយ"], [], "សប្បាយ", []),
    "a decoy hides": (["ទេ"], ["ប្រទេស"], "ប្រទេស ទេ", [("ទេ", "ទេ")]),
    "a decoy hides only its own place": (["ទេ"], ["ប្រទេស"], "ប្រទេសទេ", [("ទេ", "ទេ")]),
    "zero-width inside, raw place": (["ស្លាប់"], [], "xស្លា\u200bប់y", [("ស្លាប់", "ស្លា\u200bប់")]),
    "a space inside": (["ចង់ស្លាប់"], [], "ចង់ ស្លាប់", [("ចង់ស្លាប់", "ចង់ ស្លាប់")]),
    "misspelt, raw place": (["សម្លាប់"], [], "គេសំលាប់", [("សម្លាប់", "សំលាប់")]),
    "one inside the other": (
        ["ស្លាប់", "ស្លាប់ខ្លួន"],
        [],
        "ស្លាប់ខ្លួន",
        [("ស្លាប់ខ្លួន", "ស្លាប់ខ្លួន"), ("ស្លាប់", "ស្លាប់")],
    ),
    "synonyms of one key": (
        ["ប៉ូលិស", "នគរបាល"],
        [],
        "នគរបាល ប៉ូលីស",
        [("នគរបាល", "នគរបាល"), ("ប៉ូលិស", "ប៉ូលីស")],
    ),
    "Khmer gap": (["គេ~វាយ"], [], "គេយកដែកវាយ", [("គេ~វាយ", "គេយកដែកវាយ")]),
    "Khmer gap ends with the sentence": (["គេ~វាយ"], [], "គេមក។វាយ", []),
    "a decoy inside a gap pattern": (["គេ~វាយ"], ["វាយតម្លៃ"], "គេមកវាយតម្លៃ", []),
    "Latin word edges": (["kill"], [], "skill killer KILL!", [("kill", "KILL")]),
    "Latin gap of three": (
        ["kill myself"],
        [],
        "kill a b c myself",
        [("kill myself", "kill a b c myself")],
    ),
    "Latin gap of four is too wide": (["kill myself"], [], "kill a b c d myself", []),
    "no gap over a sentence": (["kill myself"], [], "kill it. I hurt myself", []),
    "either order where asked": (
        ["cut<>wrist"],
        [],
        "my wrist i cut",
        [("cut<>wrist", "wrist i cut")],
    ),
    "one order where not": (["cut wrist"], [], "my wrist i cut", []),
    "apostrophes": (["don't know"], [], "I dont know", [("don't know", "dont know")]),
    "doubled letters": (["help me"], [], "heeelp me", [("help me", "heeelp me")]),
    "Latin decoy": (["dying"], ["dying to"], "dying to see you", []),
    "beside Khmer": (["die"], [], "ចង់die", [("die", "die")]),
}


@pytest.mark.parametrize(("keywords", "decoys", "text", "expected"), CASES.values(), ids=CASES)
def test_find(
    keywords: list[str], decoys: list[str], text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(Matcher(keywords, decoys), text) == expected


@pytest.mark.parametrize("text", ["STOP", " stop! 🙏", "S\u200bTOP.", "ＳＴＯＰ"])
def test_whole_messages(text: str) -> None:
    assert Matcher([Keyword("stop", whole=True)]).find(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("help me! help me!! Help me", "help me"),
        ("ជួយខ្ញុំជួយខ្ញុំ ជួយខ្ញុំ", "ជួយខ្ញុំ"),
        ("stop stop", "stop stop"),
        ("stop, stop, STOP!", "stop stop"),
        ("help me " * 8_000, "help me"),
        ("help me help", None),
        ("help me stop", None),
        ("1 1", None),
        ("11", None),
        ("stopstop", None),
    ],
)
def test_a_whole_message_said_again_and_again(text: str, word: str | None) -> None:
    """As a list says it twice, or once; numbers are never taken for less."""
    words = [Keyword(one, whole=True) for one in ("help me", "stop", "stop stop", "1", "ជួយខ្ញុំ")]
    assert [one.keyword for one in Matcher(words, ()).find(text)] == ([word] if word else [])


@pytest.mark.parametrize("text", ["stop he hits me", "please stop", "stops", "s top"])
def test_a_whole_word_does_not_count_inside(text: str) -> None:
    assert not Matcher([Keyword("stop", whole=True)]).find(text)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("knhom jong slab", True),
        ("chong slap nas", True),
        ("jongg slabb", True),
        ("jong tov slab", True),
        ("jong bonlae slab", False),
        ("slab jong", False),
        ("wrong slab", False),
        ("jung slab", True),
        ("the jung slab is wrong", False),
    ],
)
def test_romanised(text: str, *, hit: bool) -> None:
    keyword = Keyword("jong slab", romanised=True, strict=True)
    assert bool(Matcher([keyword], (), VARIANTS).find(text)) is hit


def test_a_phrase_repeated_over_a_long_text_is_still_found() -> None:
    assert Matcher(["kill myself"]).find("i will kill myself now " * 400)


def test_a_decoy_of_another_group_does_not_hide() -> None:
    words = [Keyword("ទេ", group="a"), Keyword("ទេ", group="b")]
    hits = Matcher(words, [Decoy("ប្រទេស", group="a")]).hits("ប្រទេស")
    assert [hit.keyword.group for hit in hits] == ["b"]


@pytest.mark.parametrize(
    ("keyword", "decoy", "text", "hit"),
    [
        ("ភ័យ", "ហានិភ័យ", "ហានិភ័យ", False),
        ("ភ័យណាស់", "ភ័យ", "ភ័យណាស់", True),
        ("ខ្ញុំភ័យណាស់", "ភ័យណាស់ហើយ", "ខ្ញុំភ័យណាស់ហើយ", False),
        ("គេចាប់ខ្ញុំដាក់គុក", "ចាប់ខ្ញុំ", "គេចាប់ខ្ញុំដាក់គុក", True),
        ("គេចាប់ខ្ញុំដាក់គុក", "ណាគេ", "ណាគេចាប់ខ្ញុំដាក់គុក", True),
        ("cannot leave", "leave work", "i cannot leave work", False),
        ("cannot leave", "leave", "i cannot leave", True),
        ("kill myself", "kill", "i will kill myself", True),
        (
            "they locked us ~ cannot leave",
            "leave work",
            "they locked us and we cannot leave work",
            True,
        ),
        ("he ~~ beat me", "me at chess", "he got angry and beat me at chess", True),
        ("beat me", "beat me at chess", "he beat me at chess", False),
    ],
)
def test_a_decoy_hides_what_it_covers_and_no_longer_keyword(
    keyword: str, decoy: str, text: str, *, hit: bool
) -> None:
    """KHMER: decoys are longer words that contain a keyword. One that has only the end or the
    beginning of a long keyword, or lies inside it, must not silence it.
    """
    words = [Keyword(keyword, group="danger", strict=True)]
    assert bool(Matcher(words, [Decoy(decoy, group="danger")]).find(text)) is hit


def test_a_decoy_for_every_group_hides_only_what_it_covers_wholly() -> None:
    keyword = Keyword("cannot leave", group="danger", strict=True)
    assert Matcher([keyword], ["leave work"]).find("i cannot leave work")
    assert not Matcher([keyword], ["cannot leave work"]).find("i cannot leave work")


def test_of_two_decoys_the_one_that_covers_counts() -> None:
    words = [Keyword("ភ័យ", group="danger")]
    decoys = [Decoy(word, group="danger") for word in ("ហានិភ័យ", "ហា")]
    assert not Matcher(words, decoys).find("ហានិភ័យ")


def test_common_words_are_the_fifty_and_every_decoy_holds_one() -> None:
    assert len(KEYWORDS) == 50
    assert [(word, decoy) for word, decoy in DECOYS if not Matcher([word]).find(decoy)] == []


@pytest.mark.parametrize(("keyword", "decoy"), DECOYS)
def test_a_common_decoy_is_silent_about_its_keyword(keyword: str, decoy: str) -> None:
    assert keyword not in [match.keyword for match in common().find(decoy)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ប្រទេសកម្ពុជា", []),
        ("ខ្ញុំអត់មានលុយទេ", ["អត់", "លុយ", "ទេ"]),
        ("នយោបាយ", []),
        ("ញ៉ាំបាយ", ["បាយ"]),
        ("សុខភាពល្អ", []),
        ("ចាប់ផ្តើមការងារ", ["ការងារ"]),
        ("គេចាប់មនុស្ស", ["ចាប់", "មនុស្ស"]),
        ("ហានិភ័យ", []),
        ("មធ្យោបាយ", []),
        ("កំទេច", []),
        ("ដៃទទេ", []),
        ("ចំណងជើង", []),
        ("ឈឺចាប់", ["ឈឺ"]),
        ("ដេកមិនលក់", ["ដេក"]),
        ("កូនបំណុល", ["បំណុល"]),
        ("បាន\u200bទេ", ["ទេ"]),
        ("អាយុ", []),
    ],
)
def test_common(text: str, words: list[str]) -> None:
    assert [match.keyword for match in common().find(text)] == words


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["ទេ", "ប្រទេស", "ស្លាប់", "\u200b", " ", "kill ", "ា", "\ud800", "x"]),
        max_size=20,
    )
)
def test_places_are_in_the_raw_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for match in Matcher(["ទេ", "ស្លាប់", "kill"], ["ប្រទេស"]).find(text):
        assert match_key(text[match.start : match.end]) == match_key(match.keyword)
