"""Pictures of flows as Mermaid text: one flow, or the map of all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpline.flow.definition import AnyNode, Ask, Branch, Call, End, Escalate, Say
from helpline.flow.flows import Edition, Flows
from helpline.flow.structure import targets

LONGEST_LABEL = 60


def picture_of(edition: Edition) -> str:
    """One flow: every node, every way, what each question is answered with."""
    lines = ["flowchart TD"]
    for node in edition.flow.node:
        lines.append(f"    {_name(node.id)}{_shape(node)}")
    for node in edition.flow.node:
        lines += [f"    {_name(node.id)} -->{label} {_name(to)}" for label, to in _ways(node)]
    if edition.flow.start in edition.nodes:
        lines.append(f"    style {_name(edition.flow.start)} stroke-width:3px")
    return "\n".join(lines)


def map_of(flows: Flows) -> str:
    """All flows and which of them call which."""
    lines = ["flowchart LR"]
    for edition in flows:
        lines.append(f'    {edition.id}["{edition.id} {_quoted(edition.flow.name)}"]')
        if edition.flow.crisis:
            lines.append(f"    style {edition.id} stroke:#b00,stroke-width:3px")
    calls = {
        (edition.id, node.flow)
        for edition in flows
        for node in edition.nodes.values()
        if isinstance(node, Call)
    }
    lines += [f"    {caller} --> {called}" for caller, called in sorted(calls)]
    return "\n".join(lines)


def _ways(node: AnyNode) -> Iterator[tuple[str, str]]:
    """(label, node id) of every way out; an option is named by its digit and label."""
    if isinstance(node, Ask):
        for option in node.options:
            yield f'|"{option.digit} {_quoted(option.label or option.code)}"|', option.go
        named = (("other", node.go), ("7 skip", node.skip), ("no answer", node.on_timeout))
        yield from ((f'|"{label}"|', to) for label, to in named if to is not None)
    elif isinstance(node, Branch):
        for when in node.when:
            yield f'|"{_condition(when.fact or when.answer or "", when.any, when.none)}"|', when.go
        yield '|"else"|', node.otherwise
    else:
        yield from (("", to) for _key, to in targets(node))


def _condition(of: str, any_of: tuple[str, ...], none_of: tuple[str, ...]) -> str:
    wanted = [f"is {' or '.join(map(_value, any_of))}"] if any_of else []
    unwanted = [f"is not {' or '.join(map(_value, none_of))}"] if none_of else []
    return _quoted(f"{of} {' and '.join(wanted + unwanted)}")


def _value(value: str) -> str:
    return value or "unknown"


def _shape(node: AnyNode) -> str:
    label = f"{node.id}<br/>{_quoted(_words(node))}"
    match node:
        case Ask():
            return f'{{{{"{label}"}}}}'
        case Escalate():
            return f'[["{label}"]]'
        case Branch():
            return f'{{"{label}"}}'
        case End():
            return f'(["{label}"])'
        case _:
            return f'["{label}"]'


def _words(node: AnyNode) -> str:
    match node:
        case Say() | Ask():
            return node.text[0]
        case Escalate():
            return f"{node.priority} {node.reason}"
        case Call():
            return f"call {node.flow}"
        case _:
            return node.kind


def _quoted(text: str) -> str:
    """Mermaid ends a label at a quote; brackets and hashes are entities to it."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return re.sub(r'["#<>{}|]', lambda char: f"#{ord(char.group(0))};", short).replace("\n", " ")


def _name(node_id: str) -> str:
    return node_id.replace(".", "_")
