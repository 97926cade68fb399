"""An age as a sentence states it, before anybody asks whose it is."""

from __future__ import annotations

from typing import Final, NamedTuple

N: Final = r"(?<![0-9.,:/])(?P<n>[0-9]{1,2})(?![0-9]|[:.,/][0-9]|%| [0-9]{2,3} [0-9])"
"""A number of one or two digits that is no clock time, date, share or telephone number."""


class Stated(NamedTuple):
    """An age, where the words that state it begin, and where its number ends."""

    age: int
    start: int
    number_end: int
    says_who: bool = False
    """The words name the sender: I am 15."""
