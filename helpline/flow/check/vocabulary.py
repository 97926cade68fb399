"""Words that answer or start something: known, and meaning one thing only."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.flow.answers import YES_NO, option_context
from helpline.flow.check.checked import Checked, problem
from helpline.flow.definition import Ask
from helpline.flow.flows import Edition
from helpline.flow.problems import Problem
from helpline.text.khmer import match_key
from helpline.text.match import whole_message


def known_concepts(checked: Checked) -> Iterator[Problem]:
    """Every concept that a flow names exists in flows/words/."""
    if checked.lexicon is None:
        return
    known = {concept.name for concept in checked.lexicon.concepts} | YES_NO
    for edition in checked.flows:
        for name in (*edition.flow.triggers, *edition.flow.enter):
            if name not in known:
                yield problem(edition, "", f"there is no concept {name} in flows/words/")
        for node in edition.spoken():
            for option in node.options if isinstance(node, Ask) else ():
                for name in sorted(set(option.concepts) - known):
                    yield problem(edition, node.id, f"there is no concept {name} in flows/words/")


def label_collisions(checked: Checked) -> Iterator[Problem]:
    """Two answers of one question never have the same words, in any language."""
    labels = checked.catalogs.labels()
    for edition, node in checked.spoken():
        if isinstance(node, Ask):
            yield from _collisions(labels, edition, node)


def _collisions(labels: dict[str, frozenset[str]], edition: Edition, ask: Ask) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for option in ask.options:
        words = set(labels.get(option_context(edition.id, ask.id, option.digit), ()))
        words |= {whole_message(match_key(option.label))} if option.label else set()
        for word in sorted(words):
            if seen.setdefault(word, option.digit) != option.digit:
                message = f"{word!r} answers both {seen[word]} and {option.digit}"
                yield problem(edition, ask.id, message)
