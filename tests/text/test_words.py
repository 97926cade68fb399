"""Every pattern is found in its own message, every trap of the words files is safe."""

from __future__ import annotations

import pytest

from helpline.core.case import Priority
from helpline.text.concept import SCRIPTS, Concept
from helpline.text.lexicon import CRISIS_CONCEPTS
from tests.text.words import lexicon, understander

CONCEPTS = lexicon().concepts
names = pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.name)
LEAST_LINES = {"km": 40, "romanised": 30, "en": 40}
"""Written lines, not the variants they stand for."""


@names
def test_every_pattern_is_found_in_its_example(concept: Concept) -> None:
    missed = [
        pattern.text
        for pattern in concept.patterns
        if not any(
            hit.concept is concept and hit.strength == pattern.strength
            for hit in lexicon().find(pattern.example)
        )
    ]
    assert missed == []


@names
def test_every_positive_is_found(concept: Concept) -> None:
    missed = [
        text
        for text in concept.positives
        if not any(hit.concept is concept for hit in lexicon().find(text))
    ]
    assert missed == []


@names
def test_no_trap_is_taken(concept: Concept) -> None:
    taken = [
        text
        for text in concept.traps
        if any(hit.concept is concept for hit in lexicon().find(text))
    ]
    assert taken == []


def test_no_trap_of_a_crisis_concept_is_urgent() -> None:
    urgent = [
        text
        for concept in CONCEPTS
        if concept.kind == "crisis"
        for text in concept.traps
        if understander().understand(text).priority is Priority.P1
    ]
    assert urgent == []


@pytest.mark.parametrize("name", sorted(CRISIS_CONCEPTS))
def test_a_crisis_concept_has_depth_in_every_script(name: str) -> None:
    concept = lexicon().concept(name)
    for script in SCRIPTS:
        lines = {pattern.line for pattern in concept.patterns if pattern.script == script}
        assert len(lines) >= LEAST_LINES[script], script


@pytest.mark.parametrize("name", sorted(CRISIS_CONCEPTS))
def test_zero_width_and_spaces_hide_no_khmer_pattern(name: str) -> None:
    concept = lexicon().concept(name)
    written = {pattern.line: pattern for pattern in concept.patterns if pattern.script == "km"}
    for pattern in written.values():
        spaced = "\u200b".join(pattern.example)
        assert any(hit.concept is concept for hit in lexicon().find(spaced)), pattern.text


def test_every_file_says_who_reviewed_it() -> None:
    assert {concept.review for concept in CONCEPTS} == {"needs native review"}


def test_crisis_findings_lead_to_a_flow_and_a_reason() -> None:
    for concept in CONCEPTS:
        if concept.kind == "crisis":
            used = {pattern.strength for pattern in concept.patterns}
            outcomes = [concept.outcome(strength) for strength in used]
            assert concept.flow
            assert all(one.priority and one.reason for one in outcomes), concept.name
