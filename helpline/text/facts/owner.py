"""Whose age it is: the sender's own, or that of a relative or another person just named."""

from __future__ import annotations

import re
from typing import Final

from helpline.text.khmer import COENG, match_key

_ROMANISED_I = (
    "knhom khnhom knyom khnyom khnom knom nhom nhum nhm nyom khyom kyom knhum khnhum xom jom oun"
)
SELF: Final = rf"(?:ខ្ញុំ|(?<!{COENG})អូន|យើង|\b(?:{'|'.join(_ROMANISED_I.split())})\b(?!'))"
"""I and we in Khmer, of both scripts; អូន as the young call themselves."""
_SELF_EN = r"\b(?:i'm|i am|im|i|me|myself|we|us)\b"
_CHILD_NOUN = r"(?:girl|boy|child|kid|minor|student|teenager|orphan|woman|lady|man)\b"
_PREDICATE = (  # I am a girl; ខ្ញុំជាក្មេង: the noun is the sender
    rf"{SELF} ?(?:គឺ|ទើប|នៅ)? ?(?:ជា|នៅ|jea|chea|nov)? ?(?:ក្មេង|kmeng|koun kmeng)"
    rf"|{SELF} ?(?:គឺ)?ជា(?:កុមារី?|យុវតី|យុវជន|ស្ត្រី|បុរស|កម្មករ|សិស្ស)"
    rf"|{_SELF_EN} (?:am )?(?:just |only |still )?(?:an? )?(?:[a-z]+ )?{_CHILD_NOUN}"
)
_KIN_KM = (
    "កូន ប្អូន កូនស្រី កូនប្រុស ក្មួយ ចៅ ប្តី ប្រពន្ធ បងប្រុស បងស្រី បងប្អូន មិត្ត ក្មេង សង្សារ គូដណ្តឹង"
    " កូនសិស្ស អ្នកជិតខាង ជនរងគ្រោះ មិត្តភក្តិ មិត្តរួមថ្នាក់ កុមារ កុមារី យុវតី យុវជន ស្ត្រី បុរស"
    " កម្មករ តារា អ្នកស្រី"
)
_KIN_LATIN = (
    "kon koun kaun bdey pdey pdei propun prapun brapon brapun p'oun pa'oun paoun b'oun bong_srey"
    " bong_bros bong_proh kmuoy kmouy khmouy klaeng kmeng chao jao mit songsa"
    " son daughter child children kid kids baby brother sister wife husband nephew niece cousin"
    " friend friends girl girls boy boys girlfriend boyfriend neighbour neighbor grandson"
    " granddaughter stepson stepdaughter student victim woman worker"
)
_ELDER_KM = "ម្តាយ ម៉ាក់ ម៉ែ ឪពុក ប៉ា ពុក លោកតា យាយ ជីតា ជីដូន មីង ពូ អ៊ំ ថៅកែ ចៅហ្វាយ"
_ELDER_LATIN = (
    "mother mom mum mama father dad papa stepfather stepmother grandmother grandma grandfather"
    " grandpa uncle aunt parents boss mday mdai mak puk ov_puk yeay lok_ta ming pou thaoke"
)
_PRONOUN_KM = "គាត់ នាង វា"
_PRONOUN_LATIN = "he she they him her them his their kat keat koat vea neang"


def _khmer(words: str) -> str:
    return (
        f"(?<!{COENG})(?:{'|'.join(map(match_key, sorted(words.split(), key=len, reverse=True)))})"
    )


def _latin(words: str) -> str:
    return rf"\b(?:{'|'.join(word.replace('_', ' ') for word in words.split())})\b"


_WHICH = r"(?: ?(?:ស្រី|ប្រុស|ក្រមុំ|កំលោះ|ច្បង|ពៅ|តូច|ធំ|srey|srei|bros|proh|pros|pov|touch))?"
_OF_MINE = rf"(?: ?(?:របស់|robos) ?{SELF}|{SELF}| {SELF}(?= ))?"
_MENTION = re.compile(
    rf"(?P<self>{_PREDICATE})"
    rf"|(?P<kin>(?:{_khmer(_KIN_KM)}|{_latin(_KIN_LATIN)}){_WHICH}{_OF_MINE})"
    rf"|(?P<elder>(?:{_khmer(_ELDER_KM)}|{_latin(_ELDER_LATIN)}|\bta(?= {SELF})){_OF_MINE})"
    rf"|(?P<pronoun>{_khmer(_PRONOUN_KM)}|{_latin(_PRONOUN_LATIN)})"
    rf"|(?P<me>{SELF}|{_SELF_EN})"
)
_SENTENCE_END = re.compile(r"[.!?\n។]")
_REACH: Final = 80
_PRONOUN_REACH: Final = 16  # "they beat me every day, 15 years old" is no age of theirs
ADULT: Final = 18


def is_of_another(key: str, place: int, age: int) -> bool:
    """True if the last person named before this place, in its sentence, is not the sender.

    No mother, uncle or employer is under 18: such an age is of somebody named before them, or
    the sender's.
    """
    before = _SENTENCE_END.split(key[max(0, place - _REACH) : place])[-1]
    for named in reversed(list(_MENTION.finditer(before))):
        if named.lastgroup in ("self", "me"):
            return False
        if named.lastgroup == "kin" or (named.lastgroup == "elder" and age >= ADULT):
            return True
        if named.lastgroup == "pronoun" and len(before) - named.end() < _PRONOUN_REACH:
            return True
    return False
