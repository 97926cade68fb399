"""Spellings that look alike on screen, or that one hand types for another, have one key.

The table follows KHMER.md (``match_key``) and the Unicode order of a Khmer syllable: base, coeng
pairs with coeng-ro last, shifter, vowel, signs. Written for this test.
"""

from __future__ import annotations

import pytest

from helpline.text.khmer import clean_out, match_key
from helpline.text.match import Matcher

ALIKE = {
    "coeng ro comes last": ("ស្ត្រី", "ស្រ្តី", "ស្ដ្រី", "ស្រ្ដី"),
    "vowel typed before the coeng": ("ខ្មែរ", "ខែ្មរ"),
    "vowel between two coengs": ("គ្រួសារ", "គួ្រសារ"),
    "coeng da for coeng ta": ("កណ្តាល", "កណ្ដាល"),
    "two coengs da and ta": ("សន្តិសុខ", "សន្ដិសុខ"),
    "sign before vowel": ("ចាំ", "ចំា"),
    "nikahit before u": ("កុំ", "កំុ"),
    "oo typed as two": ("លោក", "លេាក", "លាេក"),
    "oe typed as two": ("ធ្វើ", "ធ្វេី", "ធ្វីេ", "ធើ្វ"),
    "u typed for triisap": ("ស៊ី", "សុី", "សីុ"),
    "wrong shifter, strong letter": ("ស៊ីភ្លើង", "ស៉ីភ្លើង"),
    "u typed for muusikatoan": ("ម៉ឺន", "មុឺន", "មឺុន"),
    "shifter before the coeng": ("ម្យ៉ាង", "ម៉្យាង"),
    "shifter behind the vowel": ("ប៉ាន់", "បា៉ន់"),
    "shifter and a split vowel": ("ស៊ើប", "សុើប", "ស៊េីប", "សុេីប", "សើុប"),
    "shifter and am": ("ស៊ាំ", "សុាំ", "សាុំ", "សុំា"),
    "deprecated qaq": ("អាកាស", "\u17a3ាកាស", "\u17a4កាស"),
    "deprecated bathamasat": ("ខ្ញុំ", "ខ្ញុ\u17d3", "ខ្ញុុំ", "ខុ្ញំ"),
    "inherent vowel signs": ("នគរ", "ន\u17b4គរ", "ន\u17b5គរ"),
    "zero width space": ("ជួយខ្ញុំ", "ជួយ\u200bខ្ញុំ", "ជួ\u200bយខ្ញុំ"),
    "joiners": ("ប្រទេស", "ប្រ\u200cទេស", "ប្រ\u200dទេស", "\ufeffប្រទេស", "ប្រ\u00adទេស"),
    "a sign typed twice": ("ទុក្ខ", "ទុុក្ខ"),
    "toandakhiat typed twice": ("ពេទ្យ៍", "ពេទ្យ៍៍"),
    "bantoc typed twice": ("រត់", "រត់់"),
    "give": ("ឲ្យ", "ឱ្យ", "អោយ"),
    "police": ("ប៉ូលិស", "ប៉ូលីស", "បូ៉លិស", "ប៉ុលិស"),
    "violence": ("ហិង្សា", "ហឹង្សា"),
    "telephone": ("ទូរស័ព្ទ", "ទូរសព្ទ"),
    "kill": ("សម្លាប់", "សំលាប់"),
    "threaten": ("គំរាម", "គម្រាម"),
    "digits": ("១៣", "13"),
}
APART = "កូន កុន កោន កន ខ្លាច ខ្លា លក់ លាក់ ស្រី ស្រូវ ប៉ុន បុណ្យ ដៃ តៃ".split()
"""Words a key must not make one."""


@pytest.mark.parametrize("spellings", ALIKE.values(), ids=ALIKE)
def test_spellings_that_look_alike_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({match_key(one) for one in spellings}) == 1
    assert len({match_key(clean_out(one)) for one in spellings}) == 1


def test_the_table_is_of_different_texts_and_folds_far() -> None:
    texts = [one for spellings in ALIKE.values() for one in spellings]
    assert len(set(texts)) == len(texts) >= 84
    assert len({match_key(one) for one in texts}) == len(ALIKE) <= 41


@pytest.mark.parametrize("spellings", ALIKE.values(), ids=ALIKE)
def test_a_keyword_is_found_in_every_spelling(spellings: tuple[str, ...]) -> None:
    word = Matcher([spellings[0]])
    assert [one for one in spellings if not word.find(f"({one})")] == []


def test_different_words_keep_different_keys() -> None:
    assert len({match_key(word) for word in APART}) == len(APART)
