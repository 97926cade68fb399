"""Pictures of flows as Mermaid text: one flow, or the map of all."""

from __future__ import annotations

import re
from typing import Final

from helpline.flow.diagram import Box, Diagram, Way, of_all, of_flow
from helpline.flow.flows import Edition, Flows

LONGEST_LABEL: Final = 60

BRACKETS: Final = {
    "ask": ("{{", "}}"),
    "escalate": ("[[", "]]"),
    "branch": ("{", "}"),
    "end": ("([", "])"),
}


def picture_of(edition: Edition) -> str:
    """One flow: every node, every way, what each question is answered with."""
    diagram = of_flow(edition)
    first = [f"    style {_name(box.name)} stroke-width:3px" for box in diagram.boxes if box.first]
    return "\n".join(["flowchart TD", *_drawn(diagram), *first])


def map_of(flows: Flows) -> str:
    """All flows and which of them call which."""
    diagram = of_all(flows)
    crises = [
        f"    style {box.name} stroke:#b00,stroke-width:3px"
        for box in diagram.boxes
        if box.shape == "crisis"
    ]
    return "\n".join(["flowchart LR", *_drawn(diagram), *crises])


def _drawn(diagram: Diagram) -> list[str]:
    boxes = {box.name: box for box in diagram.boxes}
    return [f"    {_name(box.name)}{_shaped(box)}" for box in diagram.boxes] + [
        f"    {_name(way.start)} -->{_label(boxes[way.start], way)} {_name(way.to)}"
        for way in diagram.ways
    ]


def _shaped(box: Box) -> str:
    left, right = BRACKETS.get(box.shape, ("[", "]"))
    between = " " if box.shape in ("flow", "crisis") else "<br/>"
    return f'{left}"{box.name}{between}{_quoted(box.words)}"{right}'


def _label(box: Box, way: Way) -> str:
    return "" if way.row is None else f'|"{_quoted(box.rows[way.row])}"|'


def _quoted(text: str) -> str:
    """Mermaid ends a label at a quote; brackets and hashes are entities to it."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return re.sub(r'["#<>{}|]', lambda char: f"#{ord(char.group(0))};", short).replace("\n", " ")


def _name(node_id: str) -> str:
    return node_id.replace(".", "_")
