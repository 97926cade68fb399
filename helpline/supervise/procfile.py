"""What is to run: names and commands, as the Procfile lists them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

# Who stops before whom. What is not named here stops with the workers.
STAGES = {"web": 0, "urgent": 1, "worker": 1, "clock": 2, "redis": 3}

_NEEDS_A_SHELL = re.compile(r"[^\w ./:=-]")


@dataclass(frozen=True, slots=True)
class Process:
    """A name, the command as a list of words, and how to tell that it is ready (or nothing)."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool] | None = None
    hint: str = ""
    """Where to look when it does not come up."""
    call: Callable[[], object] | None = None
    """The same program as a function of this process: it is forked then, and nothing executed."""

    @property
    def stage(self) -> int:
        """Lower stops earlier."""
        return STAGES.get(self.name, 1)


class ProcfileError(Exception):
    """A line of the Procfile that cannot be read; names file and line."""


def read_procfile(
    path: Path,
    ready: Mapping[str, Callable[[], bool]] | None = None,
    programs: Mapping[str, Callable[[], object]] | None = None,
) -> list[Process]:
    """The processes in the order of the file. `ready` adds checks by name.

    A line is one simple command. A shell reads it, for `${PORT:-8000}`, and is then replaced by
    the command, so that signals meet the command itself. `programs` names those that are
    functions of this process: they find their words in `sys.argv`, as they would by themselves.
    """
    processes: list[Process] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, command = (part.strip() for part in line.partition(":"))
        if not colon or not name.isidentifier() or not command:
            raise ProcfileError(f"{path}, line {number}: not `name: command`")
        if any(process.name == name for process in processes):
            raise ProcfileError(f"{path}, line {number}: {name} is there twice")
        words = ("/bin/sh", "-c", f"exec {command}")
        call = _call(command, programs or {})
        processes.append(Process(name, words, (ready or {}).get(name), call=call))
    return processes


def _call(
    command: str, programs: Mapping[str, Callable[[], object]]
) -> Callable[[], object] | None:
    words = command.split()
    program = programs.get(words[0])
    if program is None or _NEEDS_A_SHELL.search(command):
        return None

    def call() -> object:
        sys.argv = words
        return program()

    return call
