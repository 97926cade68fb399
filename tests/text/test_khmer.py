"""Keys, clean texts and clusters of Khmer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.text.khmer import clean_out, clusters, keyed, match_key

PIECES = "កសហអបមរដតងញយ្្្្៉៊ុំាិីឹឺេែោើៈះ័៌់\u17dd\u17b4\u17a3\u17a4\u17d3\u17d8\u200b\u200c\u200d aAbB12១២'’-😀👨"
WORDS = ["ឱ្យ", "អោយ", "ប៉ូលីស", "នគរបាល", "ហឹង្សា", "សំលាប់", "ចាក់សោរ", "ឥលូវ", "ខ្ញំុ", "ទូរសព្ទ"]
khmer = st.lists(st.sampled_from([*PIECES, *WORDS]), max_size=30).map("".join)
anything = st.one_of(khmer, st.text(max_size=60), st.text(st.characters(codec=None), max_size=20))

SAME_KEY = {
    "shifter after the vowel": ("ម៉ោង", "មោ៉ង"),
    "one vowel typed as two": ("ធ្វើ", "ធ្វេី"),
    "oo typed as two": ("ចោរ", "ចេារ"),
    "-u typed for the shifter": ("ស៊ី", "សុី"),
    "coeng ro before another coeng": ("ស្ត្រី", "ស្រ្តី"),
    "coeng da for coeng ta": ("បណ្តាល", "បណ្ដាល"),
    "sign before the vowel": ("ខ្ញុំ", "ខ្ញំុ"),
    "a doubled mark": ("ខ្ញុំ", "ខ្ញុំំំ"),
    "zero-width space inside": ("ស្លាប់", "ស្លា\u200bប់"),
    "soft hyphen and joiner": ("ស្លាប់", "ស្លា\u00ad\u200dប់"),
    "invisible vowel": ("កម", "ក\u17b4ម"),
    "old letters": ("អារ", "\u17a4រ"),
    "give, three spellings": ("ឱ្យ", "អោយ"),
    "police, two words": ("ប៉ូលិស", "នគរបាល"),
    "violence": ("ហិង្សា", "ហឹង្សា"),
    "telephone": ("ទូរស័ព្ទ", "ទូរសព្ទ"),
    "kill, older spelling": ("សម្លាប់", "សំលាប់"),
    "digits": ("1288", "១២៨៨"),
    "capitals and width": ("stop", "ＳＴＯＰ"),
    "apostrophes": ("don't", "don’t"),
    "long runs": ("heelp", "heeeeelp"),
}
OTHER_KEY = {
    "three and p": ("បី", "ប៉ី"),
    "old and yes": ("ចាស់", "ចាស"),
    "seize and finish": ("ចាប់", "ចប់"),
    "two letters stay": ("feel", "fel"),
}


@pytest.mark.parametrize(("one", "other"), SAME_KEY.values(), ids=SAME_KEY)
def test_spellings_of_one_word_share_a_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_KEY.values(), ids=OTHER_KEY)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_a_key_of_a_key_is_itself(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_the_key_with_places_is_the_same_key(text: str) -> None:
    found = keyed(text)
    assert found.key == match_key(text)
    assert len(found.key) == len(found.starts) == len(found.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert list(found.starts) == sorted(found.starts)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean_out(text)
    assert clean_out(cleaned) == cleaned
    assert not set("\u200b\u200c\u2060\ufeff\u00ad\u17a3\u17d3\u17d8") & set(cleaned)


@settings(max_examples=300, deadline=None)
@given(khmer)
def test_cleaning_keeps_the_meaning(text: str) -> None:
    assert match_key(clean_out(text)).replace("។ល។", "\u17d8") == match_key(text)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_clusters_join_back(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ខ្ញុំ", ["ខ្ញុំ"]),
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("ចង់ស្លាប់", ["ច", "ង់", "ស្លា", "ប់"]),
        ("a១", ["a", "១"]),
        ("👨‍👩‍👧x", ["👨‍👩‍👧", "x"]),
        ("🇰🇭🇰🇭", ["🇰🇭", "🇰🇭"]),
        ("👍🏽", ["👍🏽"]),
        ("é", ["é"]),
        ("\r\n", ["\r\n"]),
        ("", []),
    ],
)
def test_a_cluster_is_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert clusters(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ខ្ញំុ", "ខ្ញុំ"),
        ("មោ៉ង", "ម៉ោង"),
        ("ធ្វេី", "ធ្វើ"),
        ("ស្រ្តី", "ស្ត្រី"),
        ("ទី\u200bនេះ", "ទីនេះ"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("ក\u200dខ", "កខ"),
        ("៘", "។ល។"),
        ("បណ្ដាល", "បណ្ដាល"),
        ("Hello, 123", "Hello, 123"),
    ],
)
def test_clean_out(text: str, expected: str) -> None:
    assert clean_out(text) == expected


@pytest.mark.parametrize("text", ["ក" + "ា" * 10_000, "្" * 10_000, "\ud800", "\0", "ក្" * 9_000])
def test_hostile_texts_are_answered(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)
    assert clean_out(clean_out(text)) == clean_out(text)
    assert "".join(clusters(text)) == text
