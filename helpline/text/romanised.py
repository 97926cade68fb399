"""Khmer in Latin letters: which messages are, and when two spellings are one word.

There is no standard. Consonants stay nearly the same whoever writes, vowels do not: so inside a
message that is romanised Khmer two words with the same consonants and a like look are one word.
Nowhere else: such skeletons are those of 23.6% of English words too (KHMER.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

LIKE: Final = 74
"""Least rapidfuzz ratio of two spellings with the same consonants."""
_FEWEST_CONSONANTS: Final = 2
_FEWEST_ENGLISH: Final = 2
_LENGTHS_APART: Final = 2

# Words that tell romanised Khmer from English. None is an English word.
_ROMANISED: Final = frozenset(
    "kom khom knom kgnom nhum kyom hz hx pg pong pongdae tnam thnam pteah phteah pdey bdei"
    " ilov eylov elov aylov yk tv tov lk aoy oy towke taukae chuy chouy dg dong kg kampong"
    " troung donghaerm haerm klach klat khlach rol roal yerng yeung neay tuk tek mneak muk mok"
    " pteypoh sonlob sonlop nas na minh msel kanleng kanlaeng bong srey bros pros prapun"
    " propon koun kaun mak pouk ov ey avey ler leu nis hnung hnoeng ning tha deng doeng ches"
    " mean min ot mdech mech yang nih vinh kmean kmeng ayu ayuk chnam chhnam khae pon dola"
    " prak lous luk jab choab sok soksabay jg yub proek prek lngeach saek sa-ek tngai thngai"
    " kar twer tver rok tinh phsar psar sala rean som sum tos chheu chhue chher pet vay vea"
    " neak nah roch ruoch chenh jenh trolop tralob srok pel vela knhom khnhom knyom khnom nhom"
    " khnhum knhum nhnom nknhom jong chong jorng chorng men mian ban baan tau toy mork juoy"
    " chuoy jouy luy loy lui chomngeu ke keh kae oun ony ney nung neung del dael nov hery haey"
    " hoy heuy suosdey sousdey sursdey susdey baat bat jas chas jah teh te ei aveu mej ponman"
    " phtas yup kon bdey brapon propun mae pa krusar kruosar slab slap veay mnak bomnol"
    " jompeak chompeak jak chak mekhyol thaoke thaokae tuek nesat khmer phasa ngear phnom"
    " jomreab chumreap suor kit chraen orkun arkun akun lub chhop yum khol niyeay ruos rous"
    " ros samlab somlab romlop leb polis tolakar mdong tiet phlech lek thmey".split()
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


_SOUNDS: Final = (
    (re.compile("chh|ch|jh|j|c(?![hk])"), "c"),
    (re.compile("kh|gh|ck|kg(?=n)|k|g(?!n)|q"), "k"),
    (re.compile("ngh?(?![aeiouy])|gn$|ng$"), "n"),
    (re.compile("gn|nh|ny"), "n"),
    (re.compile("th|dh|t|d"), "t"),
    (re.compile("ph|bh|p|b"), "p"),
    (re.compile("w|v"), "v"),
    (re.compile("z|x|s+h?"), "s"),
    (re.compile("(?<=[aeiou])r(?![aeiou])"), ""),
    (re.compile("[aeiouyh0-9]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def is_romanised(words: Sequence[str]) -> bool:
    """True if more of these words are Khmer in Latin letters than English."""
    khmer = sum(word in _ROMANISED for word in words)
    return khmer > sum(word in _ENGLISH for word in words)


def is_english(words: Sequence[str]) -> bool:
    """True if some of these words are English and none is surely Khmer in Latin letters.

    There "approach" is no spelling of *prakach* (has fits), though rapidfuzz calls them alike.
    """
    english = sum(word in _ENGLISH for word in words)
    return english >= _FEWEST_ENGLISH and not any(word in _ROMANISED for word in words)


@lru_cache(maxsize=4_096)
def skeleton(word: str) -> str:
    """The consonants of a romanised word; empty where they are too few to tell a word."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word if len(word) >= _FEWEST_CONSONANTS else ""


def is_like(word: str, other: str) -> bool:
    """True if two words of one skeleton may be one."""
    return abs(len(word) - len(other)) <= _LENGTHS_APART and fuzz.ratio(word, other) >= LIKE
