"""What is wrong with a flow file, said so that the person who wrote it finds the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helpline.core.errors import HelplineError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend; `line` is 0 where a problem belongs to the whole file."""

    file: str
    line: int
    node: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.node}: {self.message}" if self.node else f"{place}: {self.message}"


class FlowError(HelplineError):
    """The flow files cannot be used. All problems at once, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EngineError(HelplineError):
    """A turn that does not come to rest: a loop that no check found."""
