"""The sender's own age. Under 18 the talk and its priority change (CONVERSATIONS F19, T13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpline.text.facts import age_english, age_khmer
from helpline.text.facts.age_found import Stated
from helpline.text.facts.numbers import figured
from helpline.text.facts.owner import is_of_another
from helpline.text.keyword import whole_message

YOUNGEST: Final = 5
OLDEST: Final = 99
_ALONE = re.compile(
    r"(?:about|around|almost|maybe|probably|only|just|prahel|prohel|ប្រហែល|ប្រហែលជា|ទើប|តែ|មាន)?"
    r" ?([0-9]{1,2}) ?(?:or so|maybe|i think|ទេ|ហើយ|hery|hz)?"
)
_UP_TO = re.compile(r" ?(?:-|–|to|ដល់|ទៅ|dol) ?([0-9]{1,2})(?![0-9])")


def age_in(text: str, *, asked: bool = False) -> int | None:
    """The sender's own age, or None. Where it was `asked` for, a number alone is one.

    An age that belongs to a relative or to the past, a duration and a measure are not returned.
    Whoever turns 18 next month is 17; "under 18" is 17 too.
    """
    key = figured(text)
    stated = next((one.age for one in _stated(key) if _is_of_sender(key, one)), None)
    return _alone(key) if stated is None and asked else stated


def _alone(key: str) -> int | None:
    """A number and nothing else; a smaller one is the digit of an option."""
    found = _ALONE.fullmatch(whole_message(key))
    age = int(found[1]) if found else 0
    return age if age >= YOUNGEST else None


def _stated(key: str) -> Iterator[Stated]:
    found = [*age_english.stated(key), *age_khmer.stated(key)]
    return iter(sorted(found, key=lambda one: one.start))


def _is_of_sender(key: str, one: Stated) -> bool:
    return (
        YOUNGEST <= one.age <= OLDEST
        and not _is_range(key, one)
        and (one.says_who or not is_of_another(key, one.start, one.age))
    )


def _is_range(key: str, one: Stated) -> bool:
    """Whom a job or a law is for: 18 to 35. "15-16" is somebody who is not sure."""
    found = _UP_TO.match(key, one.number_end)
    return found is not None and abs(int(found[1]) - one.age) > 1
