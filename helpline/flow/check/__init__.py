"""`helpline flows check`: what a reader of flows and catalogues cannot see.

Each module holds checks of one kind; a check is a function from `Checked` to problems. Later
checks (the walk over every reachable state) join the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from helpline.flow.check import budget, glossary, paths, safety, translations, vocabulary, wording
from helpline.flow.check.checked import Checked
from helpline.flow.extract import texts_of
from helpline.flow.flows import Flows
from helpline.flow.problems import Problem
from helpline.text.catalog import Catalogs
from helpline.text.lexicon import Lexicon

__all__ = ["CHECKS", "Checked", "Report", "check_all"]

CHECKS: tuple[Callable[[Checked], Iterable[Problem]], ...] = (
    paths.reachable,
    paths.named,
    paths.ends,
    paths.loops,
    paths.waits,
    paths.texts_in_a_row,
    safety.gated,
    safety.lock_screen,
    safety.crisis_alerts_first,
    safety.honest,
    safety.promises,
    safety.telling,
    wording.english_alphabet,
    wording.phones,
    wording.unnamed_digits,
    budget.parts,
    vocabulary.known_concepts,
    vocabulary.label_collisions,
    translations.complete,
    translations.canonical,
    translations.placeholders,
    translations.unused,
    glossary.glossary,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found wrong, what is worth a look, and how much was looked at."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    notes: tuple[Problem, ...] = ()
    """Not wrong by themselves: a translation much longer than its source."""


def check_all(flows: Flows, catalogs: Catalogs, lexicon: Lexicon | None = None) -> Report:
    """Every check over all flows and catalogues. Structure was checked when they were read."""
    checked = Checked(flows, catalogs, lexicon)
    problems = {problem for check in CHECKS for problem in check(checked)}
    return Report(
        problems=tuple(sorted(problems)),
        counts=_counts(flows),
        notes=tuple(sorted(budget.long_translations(checked))),
    )


def _counts(flows: Flows) -> dict[str, int]:
    editions = list(flows)
    return {
        "flows": len(editions),
        "nodes": sum(len(edition.nodes) for edition in editions),
        "questions": sum(
            node.kind == "ask" for edition in editions for node in edition.nodes.values()
        ),
        "texts": sum(1 for edition in editions for _ in texts_of(edition)),
    }
