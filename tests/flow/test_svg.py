"""Pictures as SVG: everything is on them, nothing hides another thing, the same bytes again."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest

from helpline.flow.diagram import Box, Diagram, Way, of_all, of_flow
from helpline.flow.flows import Flows
from helpline.flow.layout import Layout, lay_out
from helpline.flow.svg import drawn

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  made by us


def a_diagram(*ways: tuple[str, str]) -> Diagram:
    names = dict.fromkeys(name for way in ways for name in way)
    boxes = tuple(Box(name, "say", name) for name in names)
    return Diagram("a diagram", boxes, tuple(Way(*way) for way in ways))


def laid_out(*ways: tuple[str, str]) -> Layout:
    names = dict.fromkeys(name for way in ways for name in way)
    return lay_out(dict.fromkeys(names, (100.0, 40.0)), ways)


def test_every_node_way_and_answer_is_on_the_picture(real_flows: Flows) -> None:
    for edition in real_flows:
        diagram = of_flow(edition)
        root = parsed(drawn(diagram))
        texts = {text.text for text in root.iter(f"{SVG}text")}
        assert set(edition.nodes) <= texts, edition.id
        assert len(list(root.iter(f"{SVG}path"))) == len(diagram.ways) + 1  # the tip


def test_the_map_shows_every_flow_and_every_call(real_flows: Flows) -> None:
    diagram = of_all(real_flows)
    assert {box.name for box in diagram.boxes} == {edition.id for edition in real_flows}
    assert Way("F03", "F21") in diagram.ways
    assert drawn(diagram) == drawn(of_all(real_flows))


def test_no_box_covers_another_one(real_flows: Flows) -> None:
    for diagram in (of_all(real_flows), *map(of_flow, real_flows)):
        sizes = {box.name: (120.0 + len(box.words) % 90, 60.0) for box in diagram.boxes}
        placed = lay_out(sizes, [(way.start, way.to) for way in diagram.ways]).boxes
        for one, other in combinations(placed.values(), 2):
            beside = abs(one.x - other.x) >= (one.width + other.width) / 2
            below = abs(one.y - other.y) >= (one.height + other.height) / 2
            assert beside or below, diagram.title


def test_ways_lead_down_except_where_they_lead_back() -> None:
    layout = laid_out(("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"))
    heights = [layout.boxes[name].y for name in "abcd"]
    assert heights == sorted(heights)
    assert len(set(heights)) == 4


def test_a_way_past_a_layer_has_a_stone_in_it_in_its_own_direction() -> None:
    layout = laid_out(("a", "b"), ("b", "c"), ("a", "c"), ("c", "a"))
    straight, back = layout.ways[2], layout.ways[3]
    assert [y for _, y in straight] == [layout.boxes["b"].y]
    assert [y for _, y in back] == [layout.boxes["b"].y]
    assert layout.ways[0] == ()


def test_lonely_boxes_stand_last() -> None:
    sizes = dict.fromkeys(("lonely", "a", "b"), (100.0, 40.0))
    placed = lay_out(sizes, [("a", "b")]).boxes
    assert placed["lonely"].y > placed["b"].y


@pytest.mark.parametrize("ways", [(("a", "a"),), (("a", "b"), ("b", "a"))])
def test_circles_are_drawn(ways: tuple[tuple[str, str], ...]) -> None:
    parsed(drawn(a_diagram(*ways)))


def test_words_cannot_break_the_picture() -> None:
    diagram = Diagram('<&"', (Box("F11.1", "ask", "<script>&\"'", ("1 <b>",)),), ())
    root = parsed(drawn(diagram))
    assert "<script>&\"'" in {text.text for text in root.iter(f"{SVG}text")}
    assert root.find(f".//{SVG}script") is None
