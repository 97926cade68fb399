"""Ages stated in Khmer, in either script: now, not yet, and no longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpline.text.facts.age_found import N, Stated
from helpline.text.facts.owner import SELF

_YEARS = r"(?:ឆ្នាំ|ឆនាំ|ឆ្នំ|(?:chnam|chhnam|chnaim|chhnaim|jnam|chnem|chnm|cnam)\b)"
_NOT_YET_WORDS = (
    "មិនទាន់ អត់ទាន់ ជិត នឹង ក្រោម min_toan min_ton min_tan mn_toan ot_toan jit chit kraom krom"
)
_NOT_YET = "|".join(word.replace("_", " ") for word in _NOT_YET_WORDS.split())
_FILL = (
    rf"(?:(?:{_NOT_YET}|គ្រប់|គម្រប់|krob|krup|krop|លើស|ទើបតែ|ទើប|ត្រឹម|តែ|បាន|មាន|នៅ|គឺ|ជា|ប្រហែល|ឥឡូវ"
    r"|terb|toeb|tae|trem|ban|mean|nov|keu|jea|now|only|just) ?){0,5}"
)
_NOT_MONTHS = (
    r"(?! ?(?:ខែ|ថ្ងៃ|សប្តាហ៍|នាក់|គីឡូ|ដុល្លារ|រៀល|បាត|ម៉ោង|នាទី|ដង"
    r"|khae|khe|tngai|thngai|neak|nak|kilo|dong\b"
    r"|dollar|riel|months?|days?|weeks?))"
)
_AGE = re.compile(
    rf"(?:អាយុ|(?<=ខ្ញុំ)(?:មាន)?វ័យ|\b(?:ayu|ayuk|ayou|aayu|ajou|ayoo)(?=[ :=0-9]))"
    rf" ?[:=៖(]? ?(?:(?:របស់ ?)?{SELF} ?)?"
    rf"(?P<fill>{_FILL}){N}{_NOT_MONTHS}"
)
_BARE = re.compile(rf"(?:(?P<self>{SELF}) ?|^|[.!?,\n។] ?)(?P<fill>{_FILL}){N} ?{_YEARS}(?!ង)")
_OF_AGE = re.compile(
    rf"(?P<fill>{_FILL})(?:គ្រប់|គម្រប់|\bkr[ou]{{1,2}}[bp]) ?(?:អាយុ|ayu)? ?{N}{_NOT_MONTHS}"
)
_ONLY = re.compile(rf"(?:^|[.!?,\n។] ?){SELF} ?(?P<fill>{_FILL}){N}(?= ?(?:$|[.,!?\n។]|ទេ|te\b))")

_PAST = re.compile(
    r"(?:ពេល(?!នេះ)|កាល(?:ពី)?|(?:តាំង|ចាប់តាំង|ចាប់)(?:តែ)?ពី"
    r"|\b(?:pel|kal|kal pi|tang pi|tang tae pi|pi))"
    rf" ?(?:ដែល|del|dael)? ?(?:{SELF})? ?(?:មាន|នៅ|បាន|mean|nov|ban)? ?$"
)
_AT_AGE = re.compile(r"(?<!ខ្ញុំ)(?<!ខ្ញុំ )(?<!អូន)(?<!មិន)(?:ពី|នៅ) ?$")
_LATER = re.compile(
    r"ដល់ខែ|dol khae|(?:ខែ|ឆ្នាំ|សប្តាហ៍|អាទិត្យ)(?:ក្រោយ|មុខ)|\b(?:khae|chnam) (?:kraoy|krouy|muk)"
)
_THEN = re.compile(rf" ?{_YEARS}? ?(?:កាលនោះ|ពេលនោះ|កាល(?:គេ|ខ្ញុំ|ពី))")
_ONE_PERSON = re.compile(rf" ?(?:{_YEARS})? ?ម្នាក់(?! ?ឯង)")
_LASTED = re.compile(
    r" ?(?:មុន|កន្លង|ទៀត|ក្រោយ|មកហើយ|មកនេះ|(?:នៅ)?(?:ក្នុង)?គុក|mun\b|tiet\b|kraoy\b)"
    r"|មក(?!ពី)|ធ្វើការ|(?:នៅ)?(?:លើ|ក្នុង)| mok\b(?! pi)"
)
_ALREADY = re.compile(r" ?(?:ហើយ|h[zx]\b|hery\b|haey\b|ho[ey]y?\b|heuy\b|hey\b)")
_ALREADY_NOT = re.compile(_ALREADY.pattern + r" ?(?:មិន|អត់|ពុំ|នៅតែ|min\b|ot\b|at\b)")
_REACH: Final = 40
_YOUNG_ADULT: Final = range(12, 22)  # who says to be "of age"; else គ្រប់ counts years of work


def stated(key: str) -> Iterator[Stated]:
    """All ages that words of Khmer state, but those of the past; no durations."""
    for pattern in (_AGE, _BARE, _OF_AGE, _ONLY):
        for found in pattern.finditer(key):
            if _is_age(key, found, pattern):
                age = int(found["n"]) - _is_not_yet(key, found)
                yield Stated(age, _start(found), found.end("n"))


def _start(found: re.Match[str]) -> int:
    """Behind the pronoun, so that who asks whose age it is sees it: កូនខ្ញុំ១៤ឆ្នាំ."""
    return found.start("fill") if found.re is not _AGE else found.start()


def _is_age(key: str, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    before = key[max(0, found.start() - _REACH) : found.start()]
    if _PAST.search(before) or _THEN.match(key, found.end("n")):
        return False
    if pattern is _AGE:
        one_person = _ONE_PERSON.match(key, found.end("n"))
        return not (one_person or _AT_AGE.search(before) or _is_of_law(before, found))
    if pattern is _BARE:
        return not _is_duration(key, found)
    return pattern is not _OF_AGE or int(found["n"]) in _YOUNG_ADULT


def _is_of_law(before: str, found: re.Match[str]) -> bool:
    """ "អាយុក្រោម ១៨" of nobody in particular."""
    return "ក្រោម" in found["fill"] and re.search(rf"{SELF} ?$", before) is None


def _is_duration(key: str, found: re.Match[str]) -> bool:
    """Ten years ago, ten years already: but "ខ្ញុំ ១៥ ឆ្នាំហើយ" is somebody of 15."""
    already = _ALREADY_NOT if found["self"] else _ALREADY
    return bool(_LASTED.match(key, found.end()) or already.match(key, found.end()))


def _is_not_yet(key: str, found: re.Match[str]) -> bool:
    if re.search(_NOT_YET, found["fill"]):
        return True
    if "គ្រប់" not in found[0] and "kr" not in found[0]:
        return False
    around = key[max(0, found.start() - _REACH) : found.end() + _REACH // 2]
    return _LATER.search(around) is not None
