"""Babel extractors: every text of a flow file, with its context, line and place.

    babel-flows.cfg:  [flow_texts: flows/*.toml]  and  [key_labels: helpline/text/catalog.py]

Babel calls these with open files and expects (line, function, message, comments); the function
`pgettext` says that the first part of the message is its context.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Edition
from helpline.flow.reader import read_edition
from helpline.text.catalog import KEY_LABELS

Found = tuple[int, str, tuple[str, str], list[str]]


def extract_flow(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """The texts of one flow file. Raises FlowError if it cannot be read."""
    del keywords, comment_tags, options
    edition = read_edition(getattr(fileobj, "name", "flow"), fileobj.read().decode("utf-8"))
    for line, context, source in texts_of(edition):
        yield line, "pgettext", (context, source), []


def extract_keys(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """The labels of the universal keys, which belong to no flow."""
    del keywords, comment_tags, options
    lines = fileobj.read().decode("utf-8").splitlines()
    for key, label in KEY_LABELS.items():
        line = next((n for n, text in enumerate(lines, 1) if f'"{key}": "{label}"' in text), 1)
        yield line, "pgettext", (f"key/{key}", label), []


def texts_of(edition: Edition) -> Iterator[tuple[int, str, str]]:
    """(line, context, source) of everything in a flow that is ever said to a contact."""
    yield 1, f"{edition.id}/title", edition.flow.title
    for node in edition.spoken():
        line = edition.lines.get(node.id, 1)
        yield from ((line, f"{edition.id}/{node.id}", text) for text in node.text)
        yield from _labels(edition, node, line)


def _labels(edition: Edition, node: Say | Ask, line: int) -> Iterator[tuple[int, str, str]]:
    for option in node.options if isinstance(node, Ask) else ():
        if option.label:
            yield line, f"{edition.id}/{node.id}/{option.digit}", option.label
