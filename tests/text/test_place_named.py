"""Provinces as people write them; of several, the one where the sender is now (F07.2)."""

from __future__ import annotations

import pytest

from helpline.text.provinces import PROVINCES, province, province_in

NAMED = [
    ("ខ្ញុំនៅបាត់ដំបង", "02"),
    ("ខ្ញុំ\u200bនៅ\u200bបាត់ដំបង", "02"),
    ("នៅខេត្តបាត់ ដំបង", "02"),
    ("I live in Battambang", "02"),
    ("btb", "02"),
    ("nov btb", "02"),
    ("knhom nov batdombong", "02"),
    ("Siem Reap", "17"),
    ("siemreap", "17"),
    ("seam reap", "17"),
    ("ខ្ញុំនៅសៀមរាបណា", "17"),
    ("nov sr", "17"),
    ("Kompong Cham", "03"),
    ("kg cham", "03"),
    ("k. cham", "03"),
    ("ក.ចាម", "03"),
    ("នៅ ក.ចាម", "03"),
    ("pp", "12"),
    ("PP.", "12"),
    ("knhom nov pp", "12"),
    ("i am in pp", "12"),
    ("P.P.", "12"),
    ("Phnom Penh", "12"),
    ("pnhom penh", "12"),
    ("phnom phen", "12"),
    ("ភ្នំពេញ", "12"),
    ("រាជធានីភ្នំពេញ", "12"),
    ("Poipet", "01"),
    ("ប៉ោយប៉ែត", "01"),
    ("paoy paet", "01"),
    ("poypet", "01"),
    ("sisophon", "01"),
    ("BMC", "01"),
    ("banteay mean chey", "01"),
    ("បន្ទាយមានជ័យ", "01"),
    ("Sihanoukville", "18"),
    ("sihanouk ville", "18"),
    ("kampong som", "18"),
    ("ព្រះសីហនុ", "18"),
    ("ខ្ញុំនៅក្រុងសីហនុ", "18"),
    ("ក្រុងព្រះសីហនុ", "18"),
    ("shv", "18"),
    ("they hold me in shv", "18"),
    ("Tbong Khmum", "25"),
    ("ត្បូងឃ្មុំ", "25"),
    ("memot", "25"),
    ("Svay Rieng", "20"),
    ("Bavet", "20"),
    ("បាវិត", "20"),
    ("Prey Veng", "14"),
    ("neak loeung", "14"),
    ("kandal", "08"),
    ("i live in kandal", "08"),
    ("nov kandal", "08"),
    ("ខេត្តកណ្ដាល", "08"),
    ("takhmao", "08"),
    ("chrey thom", "08"),
    ("takeo", "21"),
    ("តាកែវ", "21"),
    ("Mondulkiri", "11"),
    ("មណ្ឌលគីរី", "11"),
    ("Ratanakiri", "16"),
    ("រតនៈគិរី", "16"),
    ("Preah Vihear", "13"),
    ("Oddar Meanchey", "22"),
    ("o smach", "22"),
    ("អូរស្មាច់", "22"),
    ("ឧត្តរមានជ័យ", "22"),
    ("Pailin", "24"),
    ("ប៉ៃលិន", "24"),
    ("បៃលិន", "24"),
    ("Kep", "23"),
    ("i live in kep", "23"),
    ("nov kep", "23"),
    ("ខ្ញុំនៅកែប", "23"),
    ("kep province", "23"),
    ("Kampot", "07"),
    ("bokor", "07"),
    ("Koh Kong", "09"),
    ("Kratie", "10"),
    ("Kratié", "10"),
    ("Pursat", "15"),
    ("ពោធិ៍សាត់", "15"),
    ("Stung Treng", "19"),
    ("Kampong Speu", "05"),
    ("Kampong Thom", "06"),
    ("ខ្ញុំនៅកំពង់ធំ", "06"),
    ("Kampong Chhnang", "04"),
    ("KH-12", "12"),
]
NOW = [
    ("my family in Takeo, i stay Bavet", "20"),
    ("ខ្ញុំមកពីព្រៃវែង ឥឡូវនៅភ្នំពេញ", "12"),
    ("ផ្ទះនៅតាកែវ តែឥឡូវខ្ញុំនៅប៉ោយប៉ែត", "01"),
    ("ស្រុកកំណើតបាត់ដំបង ខ្ញុំនៅសៀមរាប", "17"),
    ("ខ្ញុំនៅភ្នំពេញ ចង់ទៅសៀមរាប", "12"),
    ("mok pi prey veng ilov nov pp", "12"),
    ("knhom nov kampot mok pi takeo", "07"),
    ("I am from Takeo, now in Siem Reap", "17"),
    ("from Kampot to Phnom Penh, i am in Pursat", "15"),
    ("i live in Battambang but i am in Poipet now", "01"),
    ("i was in Battambang, now Kampot", "07"),
    ("born in Kratie, i live in Kampong Cham", "03"),
    ("i am in Pailin, my mother lives in Takeo", "24"),
    ("my family is in Takeo, i am in Bavet", "20"),
    ("i want to go to Siem Reap, i am at Koh Kong", "09"),
    ("kandal market phnom penh", "12"),
    ("Battambang, Siem Reap", "02"),
    ("from Takeo", "21"),
]
TRAPS = [
    "nov kk park",
    "k cham lan",
    "k thom nas",
    "keep",
    "kep me here",
    "they kep me in a room",
    "i keep my phone",
    "app",
    "supper",
    "hello",
    "sr and st",
    "please help ps",
    "i am kk",
    "មជ្ឈមណ្ឌល",
    "នៅកណ្តាលផ្លូវ",
    "កណ្តាលយប់",
    "kandal yub",
    "nov kandal phlov",
    "pak kandal",
    "កែប្រែ",
    "សូមកែប្រែម៉ោង",
    "kampot pepper",
    "sihanouk hospital",
    "camp",
    "kampong",
    "កំពង់",
    "prey",
    "KH-99",
    "",
]


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_province_is_read(text: str, code: str) -> None:
    assert province_in(text) == code


@pytest.mark.parametrize(("text", "code"), NOW)
def test_of_several_it_is_where_the_sender_is_now(text: str, code: str) -> None:
    assert province_in(text) == code


@pytest.mark.parametrize("text", TRAPS)
def test_other_words_are_no_province(text: str) -> None:
    assert province_in(text) is None


@pytest.mark.parametrize("one", PROVINCES, ids=lambda one: one.latin)
def test_every_name_of_a_province_finds_it(one: object) -> None:
    assert isinstance(one, type(PROVINCES[0]))
    for name in (one.km, one.latin, one.latin.upper(), one.iso, *one.forms, *one.short):
        assert province_in(name) == one.code, name
    assert province_in(f"i live in {one.latin} province now") == one.code
    assert province_in(f"i am in {one.latin}") == one.code
    assert province_in(f"knhom nov {one.latin.lower()}") == one.code
    assert province_in(f"ខ្ញុំនៅខេត្ត{one.km}") == one.code
    assert province_in(f"{one.km} ជួយផង") in (one.code, None)
    assert province(one.code) is one


def test_provinces_are_the_25() -> None:
    assert [one.code for one in PROVINCES] == [f"{number:02}" for number in range(1, 26)]
