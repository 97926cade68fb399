"""The time at which we may call (CONVERSATIONS F25.2): a wrong one rings in the wrong hands."""

from __future__ import annotations

from datetime import time

import pytest

from helpline.text.facts import time_in

KHMER = [
    ("ម៉ោង ៨ យប់", "20:00"),
    ("ម៉ោង៨យប់", "20:00"),
    ("ម៉ោង\u200b៨\u200bយប់", "20:00"),
    ("ម៉ោងប្រាំបីយប់", "20:00"),
    ("ម៉ោង ប្រាំ បី យប់", "20:00"),
    ("ម៉ោងប្រាំពីរល្ងាច", "19:00"),
    ("ម៉ោងដប់ពីរថ្ងៃត្រង់", "12:00"),
    ("ម៉ោងដប់មួយកន្លះព្រឹក", "11:30"),
    ("ម៉ោង ៧ ព្រឹក", "07:00"),
    ("ម៉ោង ៦ព្រលឹម", "06:00"),
    ("ម៉ោង ១២ ថ្ងៃត្រង់", "12:00"),
    ("ម៉ោង ១ ថ្ងៃ", "13:00"),
    ("ម៉ោង ១២ យប់", "00:00"),
    ("ម៉ោង ២ យប់", "02:00"),
    ("ម៉ោង ១២ អធ្រាត្រ", "00:00"),
    ("ម៉ោង ៣ រសៀល", "15:00"),
    ("ម៉ោង ៥ ល្ងាច", "17:00"),
    ("ម៉ោង៩កន្លះព្រឹក", "09:30"),
    ("ម៉ោង ៨កន្លះ ព្រឹក", "08:30"),
    ("ម៉ោង ៨ និង ១៥ នាទី យប់", "20:15"),
    ("ម៉ោង ៨ ១៥ នាទី", "08:15"),
    ("ម៉ោង ១៤:៣០", "14:30"),
    ("ម៉ោង ៨", "08:00"),
    ("ព្រឹកម៉ោង ៨", "08:00"),
    ("យប់ម៉ោង ៩", "21:00"),
    ("ល្ងាចស្អែក ម៉ោង ៥", "17:00"),
    ("យប់នេះម៉ោង៩", "21:00"),
    ("៨ ល្ងាច", "20:00"),
    ("៩យប់", "21:00"),
    ("១២ យប់", "00:00"),
    ("ម៉ោង ៨ ពេលយប់", "20:00"),
    ("ម៉ោង ៦ ដល់ ៨ ល្ងាច", "18:00"),
    ("ថ្ងៃត្រង់", "12:00"),
    ("ខលមកម៉ោង ៨ យប់បានទេ", "20:00"),
]
ROMANISED = [
    ("mong 8 yub", "20:00"),
    ("maong 7 prek", "07:00"),
    ("maong 9 konlas prek", "09:30"),
    ("moang 5 lngeach", "17:00"),
    ("maong 3 roseal", "15:00"),
    ("mong prambei yub", "20:00"),
    ("maong dop prek", "10:00"),
    ("maong 12 thngai trong", "12:00"),
    ("yub maong 9", "21:00"),
]
ENGLISH = [
    ("8pm", "20:00"),
    ("8 pm", "20:00"),
    ("8 p.m.", "20:00"),
    ("8.30 pm", "20:30"),
    ("8 30 pm", "20:30"),
    ("20:15", "20:15"),
    ("20h15", "20:15"),
    ("7:05 am", "07:05"),
    ("12am", "00:00"),
    ("12pm", "12:00"),
    ("24:00", "00:00"),
    ("noon", "12:00"),
    ("call at noon please", "12:00"),
    ("midnight", "00:00"),
    ("at 12 midnight", "00:00"),
    ("12 midday", "12:00"),
    ("8 in the evening", "20:00"),
    ("eight in the evening", "20:00"),
    ("8 evening", "20:00"),
    ("7 tomorrow morning", "07:00"),
    ("9 every night", "21:00"),
    ("tomorrow evening at 6", "18:00"),
    ("morning at 9", "09:00"),
    ("tonight at 10", "22:00"),
    ("night 9", "21:00"),
    ("9 o'clock at night", "21:00"),
    ("8 o'clock", "08:00"),
    ("half past seven in the morning", "07:30"),
    ("half past 8 pm", "20:30"),
    ("quarter past six in the evening", "18:15"),
    ("quarter to 9 pm", "20:45"),
    ("seven thirty pm", "19:30"),
    ("after 6 in the evening", "18:00"),
    ("8-9pm", "20:00"),
    ("between 6 and 8 pm", "18:00"),
    ("11am to 2pm", "11:00"),
    ("11-1pm", "11:00"),
]
TRAPS = [
    "two and a half stars",
    "ផ្លូវ ២កន្លះ គីឡូ",
    "i am 8",
    "I am eleven.",
    "i am 12, he touches me",
    "មួយព្រឹក",
    "one night",
    "2 nights",
    "tang pi prek",
    "៥នាទីព្រឹកនេះ",
    "man u 3-0 yub minh",
    "ថ្ងៃនេះ ១១.១១",
    "25:00",
    "8:75",
    "24:30",
    "room 12",
    "i have 8 children",
    "1300",
    "ម៉ោង ២៥",
    "ខ្ញុំអត់បាយ ៣ ថ្ងៃ",
    "៣ថ្ងៃហើយ",
    "ខ្ញុំអត់ដេក ៣ យប់",
    "១០ យប់ហើយ អត់បានដេក",
    "ធ្វើការ ១២ ម៉ោង",
    "ធ្វើការ ១២ ម៉ោង ៧ ថ្ងៃ",
    "tver ka 12 mong 7 tngai",
    "ម៉ោងប៉ុន្មាន",
    "យប់ ៣ នាក់វាយខ្ញុំ",
    "last night 3 men came",
    "every morning 5 people",
    "3 nights",
    "5 mornings",
    "i am 16 am i allowed to leave",
    "this afternoon",
    "24/7",
    "i work 12 hours",
    "អត់បានញ៉ាំបាយថ្ងៃត្រង់",
    "nooner",
]
WHEN_ASKED = [
    ("8", "08:00"),
    ("៨", "08:00"),
    ("8:30", "08:30"),
    ("8.30", "08:30"),
    ("at 8", "08:00"),
    ("after 8", "08:00"),
    ("ក្រោយ ៨", "08:00"),
    ("ប្រាំបី", "08:00"),
    ("eight", "08:00"),
    ("៨ យប់", "20:00"),
    ("៣ យប់", "03:00"),
    ("99", None),
    ("i have 8 children", None),
    ("", None),
]


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "clock"), [*KHMER, *ROMANISED, *ENGLISH])
def test_a_clock_time_is_read(text: str, clock: str) -> None:
    assert time_in(text) == _clock(clock)
    assert time_in(text, asked=True) == _clock(clock)


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_clock_time_is_none(text: str) -> None:
    assert time_in(text) is None


@pytest.mark.parametrize(("text", "clock"), WHEN_ASKED)
def test_a_bare_hour_is_a_time_where_one_was_asked(text: str, clock: str | None) -> None:
    assert time_in(text, asked=True) == _clock(clock)
