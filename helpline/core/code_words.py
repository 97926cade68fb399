"""A code word of two syllables, for those who choose none themselves (CONVERSATIONS F08.6)."""

from __future__ import annotations

LATIN = tuple(first + second for first in "bdklmnrst" for second in "aeiou")
# review: needs native review
KHMER = tuple(first + second for first in "កចបមនលសរ" for second in "ាីូេៃ")


def word_of(number: int, language: str) -> str:
    """The word that stands for a random number; easy to say, with no meaning."""
    syllables = KHMER if language == "km" else LATIN
    first, second = number % len(syllables), number // len(syllables) % len(syllables)
    return syllables[first] + syllables[second]
