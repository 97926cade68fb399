"""JSON lines in and out, with an error that names the line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click


def each(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer each JSON object on stdin with one on stdout, flushed at once.

    A line that is no object ends the command with exit code 2 and says which line.
    """
    for number, line in enumerate(_lines(), start=1):
        try:
            given = json.loads(line)
            answered = answer(_object(given))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
            raise click.UsageError(f"line {number}: {what}") from None
        click.echo(json.dumps(answered, ensure_ascii=False).encode("utf-8", "replace"))


def text_of(given: dict[str, Any], key: str = "text") -> str:
    """A text field. TypeError if it is something else."""
    value = given[key]
    if not isinstance(value, str):
        raise TypeError(f'"{key}" must be a text')
    return value


def _object(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise TypeError("not a JSON object")
    return given


def _lines() -> Iterator[str]:
    """Lines of stdin as UTF-8 whatever the locale says; broken bytes become U+FFFD."""
    for line in sys.stdin.buffer:
        if line.strip():
            yield line.decode("utf-8", "replace")
