"""What a picture of flows shows: boxes with rows, and ways between them. No place, no colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from helpline.flow.definition import (
    AnyNode,
    Ask,
    Branch,
    Call,
    End,
    Escalate,
    GiveConsent,
    Remember,
    Say,
    SetTask,
)
from helpline.flow.flows import Edition, Flows
from helpline.flow.structure import targets

Shape = Literal["say", "ask", "branch", "escalate", "call", "end", "act", "flow", "crisis"]
SHAPES: Final[dict[str, Shape]] = {
    "say": "say",
    "ask": "ask",
    "branch": "branch",
    "escalate": "escalate",
    "call": "call",
    "end": "end",
}
"""By the kind of a node; every other kind only does something."""


@dataclass(frozen=True, slots=True)
class Box:
    """One node: its name, what it says or does, and the rows from which ways lead on."""

    name: str
    shape: Shape
    words: str
    rows: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """From a box, by one of its rows (None: by the box itself), to another box."""

    start: str
    to: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes in the order of the files, and ways in the order of their rows."""

    title: str
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]


def of_flow(edition: Edition) -> Diagram:
    """One flow: every node and every way out of it."""
    nodes = edition.flow.node
    return Diagram(
        title=f"{edition.id} {edition.flow.name}",
        boxes=tuple(_box(node, first=node.id == edition.flow.start) for node in nodes),
        ways=tuple(way for node in nodes for way in _ways(node)),
    )


def of_all(flows: Flows) -> Diagram:
    """The map: every flow, and which calls which."""
    editions = list(flows)
    known = {edition.id for edition in editions}
    calls = {
        (edition.id, node.flow)
        for edition in editions
        for node in edition.nodes.values()
        if isinstance(node, Call) and node.flow in known and node.flow != edition.id
    }
    return Diagram(
        title="All flows",
        boxes=tuple(
            Box(
                name=edition.id,
                shape="crisis" if edition.flow.crisis else "flow",
                words=edition.flow.name,
            )
            for edition in editions
        ),
        ways=tuple(Way(caller, called) for caller, called in sorted(calls)),
    )


def rows_of(node: AnyNode) -> Iterator[tuple[str, str]]:
    """(what is answered or holds, node id) of every way out of a node that has several."""
    if isinstance(node, Ask):
        for option in node.options:
            yield f"{option.digit} {option.label or option.code}", option.go
        named = (
            ("other words" if node.options else "an answer", node.go),
            ("not the word", node.wrong),
            ("7 skip", node.skip),
            ("no answer", node.on_timeout),
        )
        yield from ((label, to) for label, to in named if to is not None)
    elif isinstance(node, Branch):
        for when in node.when:
            yield condition(when.fact or when.answer or "", when.any, when.none), when.go
        yield "else", node.otherwise


def words_of(node: AnyNode) -> str:
    """What a node says, or what it does in few words."""
    match node:
        case Say() | Ask():
            return node.text[0]
        case Escalate():
            return f"{node.priority} {node.reason}"
        case Call():
            return f"call {node.at or node.flow}"
        case End():
            return "end, quiet" if node.quiet else "end"
        case _:
            return _deed(node)


def _deed(node: AnyNode) -> str:
    match node:
        case Remember():
            return ", ".join(f"{fact} = {value or 'unknown'}" for fact, value in node.set.items())
        case SetTask():
            return f"task {node.task} after {node.after.days} days"
        case GiveConsent():
            return f"consent to {node.purpose}: {'yes' if node.granted else 'no'}"
        case _:
            return node.kind.replace("_", " ")


def condition(of: str, any_of: tuple[str, ...], none_of: tuple[str, ...]) -> str:
    """A condition in words: `safe is yes`, `age is not under_15 or 15_17`."""
    wanted = [f"is {' or '.join(map(_value, any_of))}"] if any_of else []
    unwanted = [f"is not {' or '.join(map(_value, none_of))}"] if none_of else []
    return f"{of} {' and '.join(wanted + unwanted)}"


def _box(node: AnyNode, *, first: bool) -> Box:
    rows = tuple(label for label, _ in rows_of(node))
    return Box(node.id, SHAPES.get(node.kind, "act"), words_of(node), rows, first)


def _ways(node: AnyNode) -> Iterator[Way]:
    rows = list(rows_of(node))
    if rows:
        yield from (Way(node.id, to, number) for number, (_, to) in enumerate(rows))
    else:
        yield from (Way(node.id, to) for _, to in targets(node))


def _value(value: str) -> str:
    return value or "unknown"
