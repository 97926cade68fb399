"""Which script and language a message is in, by Unicode block and a few words."""

from __future__ import annotations

import re
from typing import Final, Literal

from helpline.text.khmer import match_key
from helpline.text.phrases import tokens

Script = Literal["km", "latn", "en", "th", "vi", "other", "none"]
"""``latn`` is Khmer in Latin letters, ``none`` a message without letters (digits, emoji)."""

_KHMER = re.compile("[\u1780-\u17d3\u17dc\u17dd\u19e0-\u19ff]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_VIETNAMESE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")

# Words that tell romanised Khmer from English. None is an English word.
_ROMANISED: Final = frozenset(
    "knhom khnhom knyom khnom nhom nhum khnhum knhum nhnom nknhom jong chong jorng"
    " chorng ot min men mean mian ban baan tov tau toy mok mork nas nah juoy chuoy jouy"
    " luy loy lui chheu chhue chher chomngeu ke keh kae bong oun ony pros srey ney nis"
    " nih nung neung del dael nov hery haey hoy heuy suosdey sousdey sursdey susdey"
    " soksabay sok baat bat jas chas jah teh te ei ey avey aveu yang mej ponman phteah"
    " pteah phtas thngai tngai yub yup kon koun bdey pdey brapon propun mae pa krusar"
    " kruosar slab slap vay veay kom mneak mnak neak bomnol jompeak chompeak jak chak"
    " mekhyol thaoke thaokae tuk tuek nesat srok khmer phasa chnam kar ngear twer tver"
    " phnom kampong jomreab chumreap suor kit chraen rok som sum orkun arkun akun lub"
    " chhop pel na yum khol niyeay ruos rous ros samlab somlab romlop leb thnam polis"
    " tolakar mdong tiet phlech lek thmey".split()
)
_ENGLISH: Final = frozenset(
    "a about after again all am and any are as at be because been boat boss but by call"
    " can cannot cant child children come could debt did die do does dont for from get"
    " go going good hack had has have he hello help her here hi him his home hospital"
    " how hungry hurt husband i if im in is it job kill know language leave let like"
    " loan lost me menu money more mother my name need new no not now number of on or"
    " our out passport pay people person phone please police question safe said sell she"
    " sick sleep so some speak stop talk thanks that the their them there they this to"
    " today took tomorrow tonight want was we went were what when where who why wife"
    " will with work wrong yes you your english thank thailand family legal law rights"
    " case father brother sister son daughter years old kids pain doctor medicine ok"
    " okay".split()
)  # "at", "mean", "te", "some" stand in both worlds: a word decides only together with others


def script_of(text: str) -> Script:
    """The script most of the letters are in; Khmer wins where any Khmer letter stands."""
    if _KHMER.search(text):
        return "km"
    if _THAI.search(text):
        return "th"
    if _VIETNAMESE.search(text):
        return "vi"
    if _LATIN.search(text):
        return _latin_script(text)
    return "other" if _LETTER.search(text) else "none"


def _latin_script(text: str) -> Script:
    words = [token.word for token in tokens(match_key(text))]
    khmer = sum(word in _ROMANISED for word in words)
    english = sum(word in _ENGLISH for word in words)
    if khmer > english:
        return "latn"
    return "en" if english or not khmer else "latn"


def language_of(script: Script) -> Literal["km", "en"] | None:
    """The language we answer in; None where we cannot tell and answer in both."""
    if script in ("km", "latn"):
        return "km"
    return "en" if script == "en" else None
