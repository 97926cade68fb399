"""Translations that no word list can spell are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import content
from helpline.flow.check import Checked
from helpline.flow.check.spelling import outside_words, uncovered
from helpline.text.khmer import clusters

WORDS = Path(__file__).parents[3] / "shared" / "data" / "khmer_words.txt"


@pytest.mark.parametrize(
    ("text", "known", "outside"),
    [
        ("សុខភាព", {"សុខភាព"}, 0),
        ("សុខភាព", {"សុខ", "ភាព"}, 0),
        ("សុខភាព", {"សុខ"}, 2),
        ("សុខភាព", set(), 4),
        ("", {"សុខ"}, 0),
    ],
)
def test_the_fewest_syllables_stay_outside(text: str, known: set[str], outside: int) -> None:
    assert uncovered(clusters(text), frozenset(known)) == outside


def test_more_than_two_in_a_hundred_are_named() -> None:
    checked = Checked(content().flows, content().catalogs, None)
    assert len(list(outside_words(checked, ["ក"]))) > 100


def test_the_catalogue_can_be_spelt() -> None:
    if not WORDS.exists():
        pytest.skip("the word list is not beside the repository: the spelling is not checked")
    checked = Checked(content().flows, content().catalogs, None)
    assert list(outside_words(checked, WORDS.read_text("utf-8").split())) == []
