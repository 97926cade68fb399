"""Which provinces lie beside each other, for services that somebody could travel to."""

from __future__ import annotations

_BORDERS = """
01: 02 17 22
02: 01 15 17 24
03: 04 06 08 10 14 25
04: 03 05 06 08 15
05: 04 07 08 09 12 15 21
06: 03 04 10 13 17 19
07: 05 09 18 21 23
08: 03 04 05 12 14 21
09: 05 07 15 18
10: 03 06 11 19 25
11: 10 16 19
12: 05 08
13: 06 17 19 22
14: 03 08 20 25
15: 02 04 05 09
16: 11 19
17: 01 02 06 13 22
18: 07 09
19: 06 10 11 13 16
20: 14
21: 05 07 08
22: 01 13 17
23: 07
24: 02
25: 03 10 14
"""

NEIGHBOURS: dict[str, frozenset[str]] = {
    line[:2]: frozenset(line[3:].split()) for line in _BORDERS.strip().splitlines()
}
"""Province code -> codes of the provinces that share a border with it."""
