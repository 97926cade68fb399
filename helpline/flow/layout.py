"""Where the boxes of a diagram stand: layers from the start downwards, few crossings.

The usual four steps, each plain and without chance, so that the same flow always gives the same
picture: turn ways that lead back around, give each box the layer of its longest way, put
stepping stones where a way passes a layer, and order each layer by the middle of its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SWEEPS: Final = 12
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """Middle of a box and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Every box's place, every way's stepping stones (in the way's own direction), the whole."""

    boxes: Mapping[str, Placed]
    ways: tuple[tuple[tuple[float, float], ...], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """Room between boxes of a layer and between layers."""

    beside: float = 26.0
    between: float = 64.0
    stone: float = 14.0


def lay_out(
    sizes: Mapping[str, Size], ways: Sequence[tuple[str, str]], spacing: Spacing | None = None
) -> Layout:
    """Place boxes of these sizes, first one on top, and lead the ways between them."""
    spacing = spacing or Spacing()
    forward = _without_circles(list(sizes), ways)
    layers_of = _layers(list(sizes), [way for way in forward if way[0] != way[1]])
    chains, stones = _stepping_stones(forward, layers_of)
    widths = {name: size[0] for name, size in sizes.items()} | dict.fromkeys(stones, spacing.stone)
    rows = _ordered({**layers_of, **stones}, chains)
    across = _across(rows, chains, widths, spacing.beside)
    tops, height = _downwards(rows, sizes, spacing.between)
    boxes = {
        name: Placed(across[name], tops[layers_of[name]] + size[1] / 2, *size)
        for name, size in sizes.items()
    }
    middles = [top + _tallest(row, sizes) / 2 for top, row in zip(tops, rows, strict=True)]
    led = tuple(
        tuple((across[stone], middles[stones[stone]]) for stone in _towards(chain, way[0]))
        for chain, way in zip(chains, ways, strict=True)
    )
    return Layout(boxes, led, max((b.x + b.width / 2 for b in boxes.values()), default=0), height)


def _without_circles(
    names: Sequence[str], ways: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The ways, with those turned around that lead back to where one came from."""
    following: dict[str, list[str]] = {name: [] for name in names}
    for start, to in ways:
        following[start].append(to)
    finished: set[str] = set()
    back: set[tuple[str, str]] = set()
    for root in names:
        _walk(root, following, finished, back)
    return [(to, start) if (start, to) in back else (start, to) for start, to in ways]


def _walk(
    root: str,
    following: Mapping[str, list[str]],
    finished: set[str],
    back: set[tuple[str, str]],
) -> None:
    """Depth first, without recursion: a flow may be a long chain."""
    if root in finished:
        return
    path: list[tuple[str, Iterator[str]]] = [(root, iter(following[root]))]
    open_now = {root}
    while path:
        name, rest = path[-1]
        to = next(rest, None)
        if to is None:
            path.pop()
            open_now.discard(name)
            finished.add(name)
        elif to in open_now:
            back.add((name, to))
        elif to not in finished:
            path.append((to, iter(following[to])))
            open_now.add(to)


def _layers(names: Sequence[str], ways: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each box: one below the lowest box that leads to it; lonely ones come last."""
    before: dict[str, list[str]] = {name: [] for name in names}
    for start, to in ways:
        before[to].append(start)
    layer: dict[str, int] = {}
    waiting = list(reversed(names))
    while waiting:
        name = waiting[-1]
        missing = [one for one in before[name] if one not in layer]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        layer[name] = max((layer[one] + 1 for one in before[name]), default=0)
    led = {name for way in ways for name in way}
    apart = dict.fromkeys((name for name in names if led and name not in led), _last(layer) + 1)
    return layer | apart


def _last(layer: Mapping[str, int]) -> int:
    return max(layer.values(), default=-1)


def _stepping_stones(
    ways: Sequence[tuple[str, str]], layers_of: Mapping[str, int]
) -> tuple[list[list[str]], dict[str, int]]:
    """Each way as a chain of names, one for each layer it passes; the stones with their layers."""
    chains: list[list[str]] = []
    stones: dict[str, int] = {}
    for number, (start, to) in enumerate(ways):
        passed = range(layers_of[start] + 1, layers_of[to])
        own = {f"way {number} at {layer}": layer for layer in passed}
        stones |= own
        chains.append([start, *own, to])
    return chains, stones


def _ordered(layers_of: Mapping[str, int], chains: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows from top to bottom; each swept several times towards the middle of its neighbours."""
    rows: list[list[str]] = [[] for _ in range(_last(layers_of) + 1)]
    for name in _by_first_visit(layers_of, chains):
        rows[layers_of[name]].append(name)
    above, below = _neighbours(chains)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        numbers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for number in numbers:
            fixed = rows[number - 1] if downwards else rows[number + 1]
            _sort(rows[number], fixed, above if downwards else below)
    return rows


def _by_first_visit(layers_of: Mapping[str, int], chains: Sequence[Sequence[str]]) -> list[str]:
    seen = dict.fromkeys(name for chain in chains for name in chain)
    return list(dict.fromkeys([*seen, *layers_of]))


def _neighbours(
    chains: Sequence[Sequence[str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def _sort(row: list[str], fixed: Sequence[str], neighbours: Mapping[str, list[str]]) -> None:
    place = {name: number for number, name in enumerate(fixed)}
    own = {name: number for number, name in enumerate(row)}

    def middle(name: str) -> float:
        places = [place[one] for one in neighbours.get(name, ()) if one in place]
        return sum(places) / len(places) if places else float(own[name])

    row.sort(key=lambda name: (middle(name), own[name]))


def _across(
    rows: Sequence[Sequence[str]],
    chains: Sequence[Sequence[str]],
    widths: Mapping[str, float],
    beside: float,
) -> dict[str, float]:
    """The middle of each name: as near to its neighbours' as the row's order allows."""
    at: dict[str, float] = {}
    for row in rows:
        _spread(row, [0.0] * len(row), widths, beside, at)
    above, below = _neighbours(chains)
    for sweep in range(SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_mean([at[one] for one in neighbours.get(n, ())], at[n]) for n in row]
            _spread(row, wanted, widths, beside, at)
    left = min((at[name] - widths[name] / 2 for name in at), default=0.0)
    return {name: place - left for name, place in at.items()}


def _spread(
    row: Sequence[str],
    wanted: Sequence[float],
    widths: Mapping[str, float],
    beside: float,
    at: dict[str, float],
) -> None:
    """Where they want to be, pushed apart from the left and from the right, half of each."""
    ahead = _pushed(row, wanted, widths, beside)
    mirrored = _pushed(row[::-1], [-one for one in wanted[::-1]], widths, beside)
    behind = [-one for one in mirrored[::-1]]
    for name, left, right in zip(row, ahead, behind, strict=True):
        at[name] = (left + right) / 2


def _pushed(
    row: Sequence[str], wanted: Sequence[float], widths: Mapping[str, float], beside: float
) -> list[float]:
    places: list[float] = []
    for number, name in enumerate(row):
        place = wanted[number]
        if number:
            room = (widths[row[number - 1]] + widths[name]) / 2 + beside
            place = max(place, places[-1] + room)
        places.append(place)
    return places


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _downwards(
    rows: Sequence[Sequence[str]], sizes: Mapping[str, Size], between: float
) -> tuple[list[float], float]:
    """The top of each row, and the height of all."""
    tops: list[float] = []
    top = 0.0
    for row in rows:
        tops.append(top)
        top += _tallest(row, sizes) + between
    return tops, max(0.0, top - between)


def _tallest(row: Sequence[str], sizes: Mapping[str, Size]) -> float:
    return max((sizes[name][1] for name in row if name in sizes), default=0.0)


def _towards(chain: Sequence[str], start: str) -> Sequence[str]:
    """The stones in the direction in which the way is walked."""
    stones = chain[1:-1]
    return stones if chain[0] == start else stones[::-1]
