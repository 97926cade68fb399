"""Return codes: by which somebody with a new number says that we know them (SAFETY T8)."""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "2345679ACDEFHJKMNPQRTUVWXY"
"""No letter or digit that looks or sounds like another one (0 O, 1 I L, 5 S, 2 Z, 8 B ...)."""
LENGTH: Final = 8


def code_of(number: int) -> str:
    """The code that a random number of at least 64 bits stands for."""
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def read_code(words: str) -> str | None:
    """The code in these words, with or without spaces and dashes; None if it is none."""
    code = "".join(char for char in words.upper() if not char.isspace() and char not in "-.")
    return code if len(code) == LENGTH and all(char in ALPHABET for char in code) else None
