"""A diagram as SVG, by itself: no script, no font and no picture from anywhere else."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Final

from helpline.flow.diagram import Box, Diagram, Way
from helpline.flow.layout import Layout, Placed, Size, lay_out

SMALL: Final = 6.3
WIDE: Final = 8.2
"""Widths of letters in pixels: those of a row of text, and capitals and the like."""
LINE: Final = 15.0
COLUMNS: Final = 36
MOST_LINES: Final = 7
PAD: Final = 9.0
MARGIN: Final = 24.0
HEADING: Final = 34.0

FILL: Final = {
    "say": "#eef5ff",
    "ask": "#e2f3e4",
    "branch": "#fff8dc",
    "escalate": "#fde4e1",
    "call": "#eee8fb",
    "end": "#e8e8e8",
    "act": "#ffffff",
    "flow": "#eef5ff",
    "crisis": "#fde4e1",
}
STYLE: Final = """
text { font: 11px "Noto Sans", "Noto Sans Khmer", "DejaVu Sans", sans-serif; fill: #1b1b1b }
.title { font-size: 17px; font-weight: bold }
.name { font-weight: bold }
.row { fill: #0b4a1e }
.box { stroke: #555; stroke-width: 1 }
.first { stroke: #111; stroke-width: 3 }
.way { fill: none; stroke: #666; stroke-width: 1.2 }
"""


def drawn(diagram: Diagram) -> str:
    """The picture, with its size in pixels. The same diagram gives the same bytes."""
    sizes = {box.name: _size(box) for box in diagram.boxes}
    layout = lay_out(sizes, [(way.start, way.to) for way in diagram.ways])
    boxes = {box.name: box for box in diagram.boxes}
    width = layout.width + 2 * MARGIN
    height = layout.height + 2 * MARGIN + HEADING
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        f"<title>{escape(diagram.title)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#666"/></marker></defs>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        f'<text class="title" x="{MARGIN:.0f}" y="{MARGIN + 6:.0f}">{escape(diagram.title)}</text>',
        f'<g transform="translate({MARGIN:.0f} {MARGIN + HEADING:.0f})">',
        *_ways(diagram, boxes, layout),
        *(line for box in diagram.boxes for line in _box(box, layout.boxes[box.name])),
        "</g></svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(box: Box) -> list[str]:
    lines = wrap(box.words, COLUMNS) or [""]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]
    return lines


def _rows(box: Box) -> list[str]:
    return [row if len(row) <= COLUMNS else row[: COLUMNS - 1] + "…" for row in box.rows]


def _size(box: Box) -> Size:
    texts = [box.name, *_lines(box), *_rows(box)]
    return max(map(_width, texts)) + 2 * PAD, len(texts) * LINE + 2 * PAD


def _width(text: str) -> float:
    wide = sum(char.isupper() or char in "_MWmw" or ord(char) > 0x24F for char in text)
    return wide * WIDE + (len(text) - wide) * SMALL


def _box(box: Box, at: Placed) -> list[str]:
    left, top = at.x - at.width / 2, at.y - at.height / 2
    kind = "box first" if box.first else "box"
    corner = 12 if box.shape == "end" else 3
    parts = [
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{at.width:.1f}" '
        f'height="{at.height:.1f}" rx="{corner}" fill="{FILL[box.shape]}"/>'
    ]
    texts = [("name", box.name), *(("words", line) for line in _lines(box))]
    texts += [("row", row) for row in _rows(box)]
    for number, (style, text) in enumerate(texts, start=1):
        y = top + PAD + number * LINE - 4
        parts.append(
            f'<text class="{style}" x="{left + PAD:.1f}" y="{y:.1f}">{escape(text)}</text>'
        )
    return parts


def _ways(diagram: Diagram, boxes: dict[str, Box], layout: Layout) -> list[str]:
    return [
        f'<path class="way" d="{_path(boxes[way.start], way, stones, layout)}" '
        'marker-end="url(#tip)"/>'
        for way, stones in zip(diagram.ways, layout.ways, strict=True)
    ]


def _path(box: Box, way: Way, stones: tuple[tuple[float, float], ...], layout: Layout) -> str:
    """A smooth line from the row (or the bottom) of one box to the nearer edge of the other."""
    start, end = layout.boxes[way.start], layout.boxes[way.to]
    if way.start == way.to:
        return _loop(start)
    ahead = stones[0] if stones else (end.x, end.y)
    points = [_leaving(box, way, start, ahead), *stones, _arriving(end, stones, start)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        path += f" C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
    return path


def _leaving(box: Box, way: Way, at: Placed, ahead: tuple[float, float]) -> tuple[float, float]:
    """Ways leave side by side in the order of their rows, so that they can be told apart."""
    down = ahead[1] >= at.y
    y = at.y + at.height / 2 if down else at.y - at.height / 2
    if way.row is None:
        return at.x, y
    step = at.width / (len(box.rows) + 1)
    return at.x - at.width / 2 + step * (way.row + 1), y


def _arriving(
    at: Placed, stones: tuple[tuple[float, float], ...], start: Placed
) -> tuple[float, float]:
    before = stones[-1] if stones else (start.x, start.y)
    from_above = before[1] <= at.y
    share = max(-0.35, min(0.35, (before[0] - at.x) / 800))
    return at.x + share * at.width, at.y - at.height / 2 if from_above else at.y + at.height / 2


def _loop(at: Placed) -> str:
    right, y = at.x + at.width / 2, at.y
    return f"M{right:.1f} {y - 8:.1f} c26 -10 26 26 0 16"
