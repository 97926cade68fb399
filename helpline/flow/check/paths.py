"""Ways through a flow: every node can be reached, every way comes to rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from helpline.flow import places
from helpline.flow.check.checked import Checked, problem
from helpline.flow.definition import AnyNode, Ask, Call, End, Say
from helpline.flow.flows import Edition
from helpline.flow.problems import Problem
from helpline.flow.structure import targets

LONGEST_WAIT = timedelta(days=31)
MOST_TEXTS = 2


def reachable(checked: Checked) -> Iterator[Problem]:
    """Every node is led to from a place where a talk can come in."""
    called = {
        node.at
        for edition in checked.flows
        for node in edition.nodes.values()
        if isinstance(node, Call) and node.at
    }
    for edition in checked.flows:
        seen = _from(edition, _entrances(edition) | (called & edition.nodes.keys()))
        for node in edition.nodes:
            if node not in seen:
                yield problem(edition, node, "nothing leads here")


def named(checked: Checked) -> Iterator[Problem]:
    """Every node that the program says or enters by name exists."""
    for node in sorted(places.BY_NAME):
        edition = checked.flows.edition(node.partition(".")[0])
        if edition is None or node not in edition.nodes:
            file = edition.file if edition else "flows/"
            yield Problem(file, 0, node, "the program says this node by name, and it is missing")


def ends(checked: Checked) -> Iterator[Problem]:
    """From every node a question or an end can be reached."""
    for edition in checked.flows:
        for node in edition.nodes:
            if not any(_rests(edition.nodes[other]) for other in _from(edition, {node})):
                yield problem(edition, node, "no way from here comes to a question or an end")


def loops(checked: Checked) -> Iterator[Problem]:
    """No circle of nodes without a question in it: it would talk without end."""
    for edition in checked.flows:
        for node in edition.nodes.values():
            if not isinstance(node, Ask) and node.id in _unasked_from(edition, node):
                yield problem(edition, node.id, "a circle without a question")


def waits(checked: Checked) -> Iterator[Problem]:
    """Every wait ends, and not after so long that nobody knows what was asked."""
    for edition in checked.flows:
        for node in edition.nodes.values():
            if isinstance(node, Ask):
                wait = edition.flow.timeout if node.timeout is None else node.timeout
                if not timedelta(0) < wait <= LONGEST_WAIT:
                    yield problem(edition, node.id, f"waits for {wait}")


def texts_in_a_row(checked: Checked) -> Iterator[Problem]:
    """At most two texts before an answer (CONVERSATIONS 4.4)."""
    for edition in checked.flows:
        for node in edition.spoken():
            if _row(edition, node, 0) > MOST_TEXTS:
                yield problem(edition, node.id, f"more than {MOST_TEXTS} texts in a row from here")


def _entrances(edition: Edition) -> set[str]:
    flow = edition.flow
    named = {
        flow.start,
        *flow.enter.values(),
        *flow.proactive,
        *(places.BY_NAME & edition.nodes.keys()),
    }
    return named | ({flow.soft} if flow.soft else set())


def _ways(node: AnyNode) -> list[str]:
    return [target for _key, target in targets(node)]


def _from(edition: Edition, start: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in seen and node in edition.nodes:
            seen.add(node)
            waiting += _ways(edition.nodes[node])
    return seen


def _rests(node: AnyNode) -> bool:
    return isinstance(node, Ask | End)


def _unasked_from(edition: Edition, start: AnyNode) -> set[str]:
    """What can be reached from a node without passing a question."""
    seen: set[str] = set()
    waiting = _ways(start)
    while waiting:
        name = waiting.pop()
        node = edition.nodes.get(name)
        if node is not None and name not in seen:
            seen.add(name)
            waiting += [] if isinstance(node, Ask) else _ways(node)
    return seen


def _row(edition: Edition, node: AnyNode, depth: int) -> int:
    """The longest run of texts from here to a question or an end."""
    if isinstance(node, Ask):
        return 1
    if isinstance(node, End) or depth > len(edition.nodes):
        return 0
    following = [edition.nodes[name] for name in _ways(node) if name in edition.nodes]
    rest = max((_row(edition, other, depth + 1) for other in following), default=0)
    return rest + isinstance(node, Say)
