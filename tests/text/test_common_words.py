"""The 50 common words where words meet (KHMER.md, Matching): no space says where one ends."""

from __future__ import annotations

import pytest

from helpline.text.common_words import DECOYS
from helpline.text.khmer import match_key
from helpline.text.match import common

BESIDE_ANOTHER_WORD = [
    ("សូមជួយខ្ញុំផង", "ជួយ"),
    ("ក្រុមជួយគ្នា", "ជួយ"),
    ("អប់រំជួយសិស្ស", "ជួយ"),
    ("មិនមែនទេសូមកុំខឹង", "ទេ"),
    ("គ្មានទេសម្រាប់ខ្ញុំ", "ទេ"),
    ("មិនទៅទេចង់នៅស្រុក", "ទេ"),
    ("មិនបានទេពីព្រោះឈឺ", "ទេ"),
    ("អត់ទេវាឆ្ងាយ", "ទេ"),
    ("អត់ទេពាក្យនោះខុស", "ទេ"),
    ("មិនរៀនទេសាលាបិទ", "ទេ"),
    ("មិនមានទេសិស្សឈប់", "ទេ"),
    ("មិនមែនទេតើអ្នកណា", "ទេ"),
    ("មិនហូបទេហាងបិទ", "ទេ"),
    ("ការលក់ដី", "លក់"),
    ("ខ្មែរលក់បន្លែ", "លក់"),
    ("គាត់ទទួលលក់ម៉ូតូ", "លក់"),
    ("បណ្ដើរយំបណ្ដើរ", "យំ"),
    ("អ្នកមានទោសយំ", "យំ"),
    ("តម្រួតថៃ", "ថៃ"),
    ("ខ្មែរងាប់ពីរនាក់", "ងាប់"),
    ("គេរួចចាប់ខ្ញុំ", "ចាប់"),
    ("រោងចក្រចាប់កម្មករ", "ចាប់"),
    ("គេចាប់ពីរនាក់", "ចាប់"),
    ("គេចាប់ពីផ្ទះ", "ចាប់"),
    ("គេចាប់ដៃខ្ញុំចង", "ចាប់"),
    ("គេចាប់ដីគាត់", "ចាប់"),
    ("រោងចក្រឈប់ដំណើរការ", "ឈប់"),
    ("ប៉ុន្មានថ្ងៃឈប់ធ្វើការ", "ឈប់"),
    ("រោងចក្រវាយកម្មករ", "វាយ"),
    ("គេវាយនរណា", "វាយ"),
    ("អាហារបាយ", "បាយ"),
    ("ញ៉ាំបាយអត់", "បាយ"),
    ("លុយទឹកភ្លើង", "លុយ"),
    ("ខ្មែរបាទ", "បាទ"),
    ("លោកសុខនរិន្ទ", "សុខ"),
    ("សិទ្ធិពលរដ្ឋ", "សិទ្ធិ"),
    ("គ្រប់រូបសិទ្ធិស្មើគ្នា", "សិទ្ធិ"),
    ("មិត្តភេទស្រី", "ភេទ"),
    ("កូនតុលាការ", "កូន"),
    ("លោកស្រីសោភ័ណ", "ស្រី"),
    ("លោកស្រីសុគន្ធ", "ស្រី"),
    ("លោកស្រីវិជ័យ", "ស្រី"),
    ("លោកជ័យស្រីពៅ", "ស្រី"),
]
"""Two words or more, made up for this test: a shorter decoy once hid the one named."""

ANOTHER_MEANING = [
    ("កាលៈទេសៈនេះ", "ទេ"),
    ("គេនិរទេសខ្លួនគាត់", "ទេ"),
    ("ទេសាភិបាលកិច្ច", "ទេ"),
    ("ពួកទេវតា", "ទេ"),
    ("វត្តទេវារាម", "ទេ"),
    ("ទេពារក្សថែរក្សា", "ទេ"),
    ("អតីតព្រះរាជទេពី", "ទេ"),
    ("មគ្គទេសក៍នាំផ្លូវ", "ទេ"),
    ("បំផ្លាញកំទេច", "ទេ"),
    ("លោកទេព", "ទេ"),
    ("ទំពាំងបាយជូរ", "បាយ"),
    ("របាយការណ៍ប្រចាំខែ", "បាយ"),
    ("ដើរលុយទឹក", "លុយ"),
    ("អ្នករត់ការជើងសារ", "ជើង"),
    ("ទិញចាប់ហួយ", "ចាប់"),
    ("ទង្វើអមនុស្សធម៌", "មនុស្ស"),
    ("មហាតថៃ", "ថៃ"),
    ("ថ្ងៃឈប់សម្រាកបុណ្យ", "ឈប់"),
    ("អាណាចក្រស្រីវិជ័យ", "ស្រី"),
]


def seen(text: str) -> list[str]:
    return [match.keyword for match in common().find(text)]


@pytest.mark.parametrize(("text", "keyword"), BESIDE_ANOTHER_WORD)
def test_a_word_is_found_where_it_meets_another(text: str, keyword: str) -> None:
    assert keyword in seen(text)


@pytest.mark.parametrize(("text", "keyword"), ANOTHER_MEANING)
def test_a_longer_word_of_another_meaning_is_silent(text: str, keyword: str) -> None:
    assert keyword not in seen(text)


def test_no_decoy_is_its_keyword_and_one_common_letter() -> None:
    """Words end and begin with every plain letter, so such a decoy hides real words.

    No word ends in អ, ឧ or ឱ and none begins with ឝ; ទេព and ទេវ are names and gods, ទទេ is
    "empty": each is seen more often than a "no" beside that letter.
    """
    accepted = {"ទេព", "ទេវ", "ទទេ"}
    assert [
        decoy
        for keyword, decoy in DECOYS
        if match_key(decoy).replace(match_key(keyword), "", 1) in CONSONANTS
        and decoy not in accepted
    ] == []


CONSONANTS = frozenset("កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡ")
