"""Reads flow files: text in, `Flows` out, or one FlowError that names every problem.

Whoever wires the program reads the files; this module never touches a disk.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from helpline.flow.definition import Flow
from helpline.flow.flows import Edition, Flows
from helpline.flow.lines import SourceLines, line_of_toml_error
from helpline.flow.problems import FlowError, Problem
from helpline.flow.structure import entries_of, structural_problems

__all__ = ["Edition", "FlowError", "Flows", "Problem", "read_edition", "read_flows", "version_of"]

VERSION_LENGTH = 16


def read_flows(files: Mapping[str, str], archive: Mapping[str, str] | None = None) -> Flows:
    """Read the current flows and, as far as they are still readable, older versions.

    Raises FlowError with all problems of all current files: the program refuses to start.
    """
    problems: list[Problem] = []
    editions = list(_editions(files, problems))
    problems += structural_problems(editions, whole=not problems)
    if problems:
        raise FlowError(problems)
    old, unreadable = _archived(archive or {})
    return Flows(
        current={edition.id: edition for edition in editions},
        archive={(edition.id, edition.version): edition for edition in old},
        entries=entries_of(editions),
        unreadable=unreadable,
    )


def version_of(text: str) -> str:
    """The content hash of a flow file; the same on every platform's line endings."""
    unified = text.replace("\r\n", "\n").encode()
    return hashlib.sha256(unified).hexdigest()[:VERSION_LENGTH]


def read_edition(file: str, text: str) -> Edition:
    """Read one file by itself. Raises FlowError for what is wrong with its format."""
    lines = SourceLines(text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file, line_of_toml_error(str(error)), "", f"not TOML: {error}")
        raise FlowError([problem]) from error
    try:
        flow = Flow.model_validate(data)
    except ValidationError as error:
        raise FlowError(_shape_problems(file, data, lines, error)) from error
    return Edition(
        flow=flow,
        version=version_of(text),
        file=file,
        nodes={node.id: node for node in flow.node},
        lines={node.id: lines.of_node(i) for i, node in enumerate(flow.node)},
    )


def _editions(files: Mapping[str, str], problems: list[Problem]) -> Iterable[Edition]:
    for file in sorted(files):
        try:
            yield read_edition(file, files[file])
        except FlowError as error:
            problems += error.problems


def _archived(files: Mapping[str, str]) -> tuple[list[Edition], tuple[str, ...]]:
    """An unreadable old version is not worth refusing to start: its talks begin again."""
    editions, unreadable = [], []
    for file in sorted(files):
        try:
            editions.append(read_edition(file, files[file]))
        except FlowError:
            unreadable.append(file)
    return editions, tuple(unreadable)


def _shape_problems(
    file: str, data: dict[str, Any], lines: SourceLines, error: ValidationError
) -> list[Problem]:
    return [
        Problem(file, *_place(data, lines, item["loc"]), f"{_path(item['loc'])}{item['msg']}")
        for item in error.errors(include_url=False, include_input=False)
    ]


def _place(
    data: dict[str, Any], lines: SourceLines, where: tuple[int | str, ...]
) -> tuple[int, str]:
    """Line and node id of a place in the data such as ('node', 3, 'ask', 'options', 0, 'go')."""
    if len(where) < 2 or where[0] != "node" or not isinstance(where[1], int):
        return lines.of_key(str(where[0]) if where else "id"), ""
    index = where[1]
    option = where[4] if len(where) > 4 and isinstance(where[4], int) else 0
    key = next((part for part in reversed(where[2:]) if isinstance(part, str)), "id")
    raw = data["node"][index]
    name = raw.get("id", f"node {index + 1}") if isinstance(raw, dict) else f"node {index + 1}"
    return lines.of_node(index, key, option), str(name)


def _path(where: tuple[int | str, ...]) -> str:
    """The key that is wrong, in front of the message; the node itself is named elsewhere."""
    parts = where[3:] if where[:1] == ("node",) else where
    return ".".join(str(part) for part in parts) + ": " if parts else ""
