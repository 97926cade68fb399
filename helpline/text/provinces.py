"""The 25 provinces, as people write them: Khmer, Latin and short forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helpline.text.khmer import match_key
from helpline.text.match import Keyword, Matcher, whole_message


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 25, with its official two-digit code (01 to 25)."""

    code: str
    km: str
    latin: str
    forms: tuple[str, ...] = ()
    """Other names: short forms, old spellings, the best-known town."""
    short: tuple[str, ...] = ()
    """Abbreviations that count only as the whole message."""

    @property
    def iso(self) -> str:
        """The ISO 3166-2 code."""
        return f"KH-{int(self.code)}"


PROVINCES: tuple[Province, ...] = (
    Province(
        "01",
        "បន្ទាយមានជ័យ",
        "Banteay Meanchey",
        (
            "banteay mean chey",
            "bantey meanchey",
            "banteaymeanchey",
            "poipet",
            "poi pet",
            "sisophon",
            "serei saophoan",
            "ប៉ោយប៉ែត",
            "សិរីសោភ័ណ",
            "បនាយមានជ័យ",
        ),
        ("bmc",),
    ),
    Province(
        "02",
        "បាត់ដំបង",
        "Battambang",
        ("batdambang", "batambang", "battambong", "bat dambang", "btb province", "បាត់តំបង"),
        ("btb", "bb"),
    ),
    Province(
        "03",
        "កំពង់ចាម",
        "Kampong Cham",
        ("kompong cham", "kg cham", "kampongcham", "k cham", "ក.ចាម"),
        ("kpc", "kc"),
    ),
    Province(
        "04",
        "កំពង់ឆ្នាំង",
        "Kampong Chhnang",
        ("kompong chhnang", "kampong chnang", "kg chhnang", "kompong chnang", "kampongchhnang"),
        ("kch",),
    ),
    Province(
        "05",
        "កំពង់ស្ពឺ",
        "Kampong Speu",
        ("kompong speu", "kampong spueu", "kg speu", "kampongspeu"),
        ("kps",),
    ),
    Province(
        "06",
        "កំពង់ធំ",
        "Kampong Thom",
        ("kompong thom", "kg thom", "kampongthom", "kampong thum"),
        ("kpt",),
    ),
    Province("07", "កំពត", "Kampot", ("kompot", "kam pot")),
    Province(
        "08", "កណ្តាល", "Kandal", ("ta khmau", "takhmao", "ta khmao", "kandaal", "តាខ្មៅ"), ("kdl",)
    ),
    Province("09", "កោះកុង", "Koh Kong", ("kohkong", "kaoh kong", "koh kung"), ("kk",)),
    Province("10", "ក្រចេះ", "Kratié", ("kratie", "kracheh", "kraches", "kratje")),
    Province(
        "11",
        "មណ្ឌលគិរី",
        "Mondulkiri",
        ("mondolkiri", "mondol kiri", "mondul kiri", "sen monorom", "មណ្ឌលគីរី"),
        ("mdk",),
    ),
    Province(
        "12",
        "ភ្នំពេញ",
        "Phnom Penh",
        ("phnompenh", "phnum penh", "pnom penh", "pnompenh", "p.p.", "phnom pen", "ភំពេញ", "ភ្នុំពេញ"),
        ("pp",),
    ),
    Province(
        "13", "ព្រះវិហារ", "Preah Vihear", ("preahvihear", "prah vihear", "preah vihea"), ("pvh",)
    ),
    Province("14", "ព្រៃវែង", "Prey Veng", ("preyveng", "prey vaeng", "prey veang"), ("pv",)),
    Province(
        "15",
        "ពោធិ៍សាត់",
        "Pursat",
        ("pothisat", "pousat", "por sat", "pursath", "ពោធ៌សាត់", "ពោធិសាត់"),
        ("ps",),
    ),
    Province(
        "16",
        "រតនគិរី",
        "Ratanakiri",
        ("rattanakiri", "ratanak kiri", "rotanakiri", "ratana kiri", "banlung", "រតនៈគិរី", "បានលុង"),
        ("rtk",),
    ),
    Province(
        "17",
        "សៀមរាប",
        "Siem Reap",
        ("siemreap", "siem reab", "seam reap", "siemreab", "seim reap"),
        ("sr",),
    ),
    Province(
        "18",
        "ព្រះសីហនុ",
        "Preah Sihanouk",
        (
            "sihanoukville",
            "sihanouk ville",
            "kampong som",
            "kompong som",
            "preah sihanu",
            "sihanouk",
            "shv city",
            "កំពង់សោម",
            "ក្រុងព្រះសីហនុ",
        ),
        ("shv", "kps som"),
    ),
    Province(
        "19", "ស្ទឹងត្រែង", "Stung Treng", ("stungtreng", "steung treng", "stoeng traeng"), ("st",)
    ),
    Province("20", "ស្វាយរៀង", "Svay Rieng", ("svayrieng", "svay reang", "bavet", "បាវិត"), ("svr",)),
    Province("21", "តាកែវ", "Takéo", ("takeo", "ta keo", "takaev", "takev"), ("tk",)),
    Province(
        "22",
        "ឧត្តរមានជ័យ",
        "Oddar Meanchey",
        (
            "otdar meanchey",
            "oddor meanchey",
            "udor meanchey",
            "oddar mean chey",
            "samraong",
            "anlong veng",
            "ឧត្ដរមានជ័យ",
            "អន្លង់វែង",
        ),
        ("omc",),
    ),
    Province("23", "កែប", "Kep", ("krong kep", "kaeb", "kep province")),
    Province("24", "ប៉ៃលិន", "Pailin", ("pai lin", "bailin")),
    Province(
        "25",
        "ត្បូងឃ្មុំ",
        "Tboung Khmum",
        ("tbong khmum", "tbaung khmum", "tboung khmom", "tbong khmom", "thbong khmum", "suong"),
        ("tbk",),
    ),
)

_SPAN = 4_000  # a place is named in the first lines; this bounds the work on a hostile text
_AMBIGUOUS = frozenset({"កណ្តាល", "កែប", "Kep"})
"""Also common words (middle; to grip): they count as a whole message or after ខេត្ត, province."""


def province_in(text: str) -> str | None:
    """The code of the first province named in the text, or None."""
    matcher, codes, whole = _index()
    text = text[:_SPAN]
    alone = whole.get(whole_message(match_key(text)))
    if alone:
        return alone
    found = matcher.find(text)
    return codes[found[0].keyword] if found else None


def province(code: str) -> Province | None:
    """The province with this two-digit code."""
    return next((one for one in PROVINCES if one.code == code), None)


@cache
def _index() -> tuple[Matcher, dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    whole: dict[str, str] = {}
    for one in PROVINCES:
        for name in (one.km, one.latin, *one.forms):
            whole[whole_message(match_key(name))] = one.code
            if name in _AMBIGUOUS:
                codes[f"ខេត្ត{name}" if name == one.km else f"{name} province"] = one.code
            else:
                codes[name] = one.code
        whole.update((short, one.code) for short in one.short)
    keywords = [Keyword(name, strict=True) for name in codes]
    return Matcher(keywords, ("មជ្ឈមណ្ឌល",)), codes, whole
