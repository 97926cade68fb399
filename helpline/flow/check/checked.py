"""What the checks look at: flows, catalogues and words together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helpline.flow.definition import Ask, Say
from helpline.flow.flows import Edition, Flows
from helpline.flow.problems import Problem
from helpline.text.catalog import Catalogs
from helpline.text.lexicon import Lexicon

LANGUAGES = ("en", "km")


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that is checked against everything else."""

    flows: Flows
    catalogs: Catalogs
    lexicon: Lexicon | None

    def spoken(self) -> Iterator[tuple[Edition, Say | Ask]]:
        """Every node with a text, of every flow."""
        for edition in self.flows:
            for node in edition.spoken():
                yield edition, node

    def words(self, language: str) -> Iterator[tuple[Edition, Say | Ask, str]]:
        """Every alternative of every text in a language."""
        for edition, node in self.spoken():
            for source in node.text:
                context = f"{edition.id}/{node.id}"
                yield edition, node, self.catalogs.translate(language, context, source)


def problem(edition: Edition, node: str, message: str) -> Problem:
    """A problem at the line of a node."""
    return Problem(edition.file, edition.lines.get(node, 1), node, message)
