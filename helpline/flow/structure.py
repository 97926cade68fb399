"""What must hold within and between flow files before anything can run on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from helpline.core.conversation import WORLD_FACTS
from helpline.flow.definition import (
    AnyNode,
    Ask,
    Branch,
    Call,
    End,
    GiveConsent,
    Match,
    Remember,
    Say,
    When,
)
from helpline.flow.flows import Edition
from helpline.flow.placeholders import GATED, KNOWN, names_in, stray_braces
from helpline.flow.problems import Problem

Fault = tuple[str, str]
"""Node id (or empty) and what is wrong."""


def structural_problems(editions: Sequence[Edition], *, whole: bool = True) -> list[Problem]:
    """Every problem of these flows together, each with its file, line and node.

    `whole` is False where a file could not be read: then what leads into it is not blamed.
    """
    found = [
        _problem(edition, *fault)
        for edition in editions
        for check in _CHECKS
        for fault in check(edition)
    ]
    found += _duplicates(editions) + _collisions(editions)
    return found + _misled(editions) if whole else found


def targets(node: AnyNode) -> Iterator[tuple[str, str]]:
    """(key, node id) of every way out of a node within its flow."""
    if isinstance(node, Branch):
        yield from (("when", when.go) for when in node.when)
        yield "otherwise", node.otherwise
    elif isinstance(node, Ask):
        yield from (("option " + option.digit, option.go) for option in node.options)
        ways = (
            ("go", node.go),
            ("skip", node.skip),
            ("wrong", node.wrong),
            ("on_timeout", node.on_timeout),
        )
        yield from ((key, way) for key, way in ways if way is not None)
    elif not isinstance(node, End):
        yield "go", node.go
        if isinstance(node, Match):
            yield "none", node.none


def entries_of(editions: Sequence[Edition]) -> dict[str, tuple[str, str]]:
    """Concept -> (flow id, node id) that it starts."""
    return {
        concept: (edition.id, node) for edition in editions for concept, node in _entries(edition)
    }


def _entries(edition: Edition) -> Iterator[tuple[str, str]]:
    yield from ((concept, edition.flow.start) for concept in edition.flow.triggers)
    yield from edition.flow.enter.items()


def _problem(edition: Edition, node: str, message: str) -> Problem:
    return Problem(edition.file, edition.lines.get(node, 1), node, message)


def _ids(edition: Edition) -> Iterator[Fault]:
    counts = Counter(node.id for node in edition.flow.node)
    for node in counts:
        if not node.startswith(edition.id + "."):
            yield node, f"the id must start with {edition.id}."
        if counts[node] > 1:
            yield node, "two nodes have this id"


def _starts(edition: Edition) -> Iterator[Fault]:
    flow = edition.flow
    named = {
        "start": flow.start,
        **{f"enter {concept}": node for concept, node in flow.enter.items()},
    }
    if flow.soft:
        named["soft"] = flow.soft
    for key, node in named.items():
        if node not in edition.nodes:
            yield "", f"{key} leads to {node}, which does not exist"
    for node in flow.proactive:
        if not isinstance(edition.nodes.get(node), Say | Ask):
            yield "", f"proactive names {node}, which is no node with a text"


def _targets(edition: Edition) -> Iterator[Fault]:
    for node in edition.flow.node:
        for key, target in targets(node):
            if target not in edition.nodes:
                yield node.id, f"{key} leads to {target}, which does not exist"


def _questions(edition: Edition) -> Iterator[Fault]:
    for node in edition.flow.node:
        if isinstance(node, Ask):
            yield from ((node.id, message) for message in _question(node))


def _question(ask: Ask) -> Iterator[str]:
    for what in ("digit", "code"):
        counts = Counter(getattr(option, what) for option in ask.options)
        yield from (f"two options have the {what} {value}" for value, n in counts.items() if n > 1)
    if ask.answer in ("choice", "several") and not ask.options:
        yield f"a question of kind {ask.answer} needs options"
    if ask.answer != "choice" and ask.go is None:
        yield f"a question of kind {ask.answer} needs go, for answers that are no option"
    if (ask.answer == "secret") != (ask.secret is not None):
        yield "a question of kind secret says which, and no other question does"
    if ask.skip and any(option.digit == "7" for option in ask.options):
        yield "7 is both an option and skip"
    if "7" in ask.keys and ask.skip is None:
        yield "the key 7 is shown, but the question cannot be skipped"
    if ask.remember in WORLD_FACTS:
        yield f"{ask.remember} describes the world and cannot be remembered"


def _facts(edition: Edition) -> Iterator[Fault]:
    for node in edition.flow.node:
        if isinstance(node, Remember):
            for fact in sorted(WORLD_FACTS & node.set.keys()):
                yield node.id, f"{fact} describes the world and cannot be remembered"
        elif isinstance(node, Branch):
            for when in node.when:
                yield from ((node.id, message) for message in _condition(when))


def _condition(when: When) -> Iterator[str]:
    if (when.fact is None) == (when.answer is None):
        yield "a condition compares either a fact or an answer"
    if not when.any and not when.none and not when.has:
        yield "a condition needs any, none or has"


def _texts(edition: Edition) -> Iterator[Fault]:
    for node in edition.spoken():
        for text in node.text:
            yield from ((node.id, message) for message in _text(text))
        if gated := names_in(node.text[-1]) & GATED:
            names = ", ".join(sorted(gated))
            yield node.id, f"the last alternative needs {names}, which may not be publishable"
        for option in getattr(node, "options", ()):
            if option.label and names_in(option.label):
                yield node.id, f"the label of option {option.digit} has a placeholder"


def _text(text: str) -> Iterator[str]:
    if not text.strip():
        yield "an empty text"
    for name in sorted(names_in(text) - KNOWN):
        yield f"unknown placeholder {{{name}}}"
    for brace in stray_braces(text):
        yield f"{brace!r} is no placeholder"


_CHECKS: tuple[Callable[[Edition], Iterator[Fault]], ...] = (
    _ids,
    _starts,
    _targets,
    _questions,
    _facts,
    _texts,
)


def _misled(editions: Sequence[Edition]) -> list[Problem]:
    """References that may leave the flow: calls, answers of other flows, shown words."""
    nodes = {node: edition.id for edition in editions for node in edition.nodes}
    flows = frozenset(edition.id for edition in editions)
    return [
        _problem(edition, node.id, message)
        for edition in editions
        for node in edition.flow.node
        for message in _foreign(node, nodes, flows)
    ]


def _foreign(node: AnyNode, nodes: Mapping[str, str], flows: frozenset[str]) -> Iterator[str]:
    if isinstance(node, Call) and node.flow not in flows:
        yield f"calls {node.flow}, which does not exist"
    if isinstance(node, Call) and node.at and nodes.get(node.at) != node.flow:
        yield f"calls {node.flow} at {node.at}, which is no node of it"
    if isinstance(node, GiveConsent) and node.shown not in nodes:
        yield f"shown names {node.shown}, which does not exist"
    if isinstance(node, Branch):
        for answer in sorted({when.answer for when in node.when if when.answer} - nodes.keys()):
            yield f"compares the answer of {answer}, which does not exist"


def _duplicates(editions: Sequence[Edition]) -> list[Problem]:
    found = []
    for what in ("id", "name"):
        seen: dict[str, str] = {}
        for edition in editions:
            value = getattr(edition.flow, what)
            if value in seen:
                found.append(_problem(edition, "", f"{what} {value} is already in {seen[value]}"))
            seen.setdefault(value, edition.file)
    return found


def _collisions(editions: Sequence[Edition]) -> list[Problem]:
    found = []
    seen: dict[str, str] = {}
    for edition in editions:
        for concept, _node in _entries(edition):
            if concept in seen:
                message = f"the trigger {concept} already starts {seen[concept]}"
                found.append(_problem(edition, "", message))
            seen.setdefault(concept, edition.id)
    return found
