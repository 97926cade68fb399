"""The parts of a day, and which hour of the day "8 in the evening" is."""

from __future__ import annotations

import re
from typing import Final, Literal

from helpline.text.khmer import match_key

Period = Literal["morning", "noon", "afternoon", "evening", "night"]
_WORDS: Final[dict[Period, str]] = {
    "morning": "ព្រឹក ព្រលឹម ទាបភ្លឺ prek pruk proek preuk morning am a.m",
    "noon": "ថ្ងៃត្រង់ ថ្ងៃ noon midday trong thngai_trong tngai_trong thngai tngai",
    "afternoon": "រសៀល roseal rosiel afternoon pm p.m",
    "evening": "ល្ងាច ព្រលប់ lngeach longeach lngiech l'ngeach evening eve",
    "night": "យប់ អធ្រាត្រ yub yup yob night tonight midnight",
}
PERIOD_OF: Final[dict[str, Period]] = {
    match_key(word).replace("_", " "): period
    for period, words in _WORDS.items()
    for word in words.split()
}
PERIOD: Final = (
    f"(?<![a-z])({'|'.join(map(re.escape, sorted(PERIOD_OF, key=len, reverse=True)))})(?![a-z])"
)
"""One group: the word, behind which no letter goes on ("nights")."""
NOON: Final = rf"(?<![a-z])(?:noon|midday)|{match_key('ថ្ងៃត្រង់')}|\bth?ngai trong"


def hour_of_day(hour: int, period: Period | None) -> int:
    """0 to 23. One to four at night is after midnight."""
    if period == "morning" and hour == 12:
        return 0
    if period == "night":
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    if period in ("afternoon", "evening") and 1 <= hour < 12:
        return hour + 12
    if period == "noon" and 1 <= hour <= 5:
        return hour + 12
    return hour
