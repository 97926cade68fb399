"""The console speaks Khmer and English, completely."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from helpline.core.case import Priority, Reason
from helpline.core.channel import Channel
from helpline.core.message import Kind, SendReason, Status
from helpline.operations.sign_in import LANGUAGES
from helpline.text.khmer import clean_out
from helpline.web.console import labels
from helpline.web.console.words import LOCALES, load

PLACEHOLDER = re.compile(r"\{[a-z]*\}")
ROOT = LOCALES.parent


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every message of the code and the templates."""
    with (ROOT / "babel-console.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords={"_": None, "N_": None},
        directory_filter=lambda path: (
            Path(path).name not in {"tests", "var", "docs"}
            and not Path(path).name.startswith((".", "__"))
        ),
    )
    return {str(message) for _, _, message, _, _ in found}


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: str, said: set[str]) -> None:
    assert len(said) > 150, "extraction works from the root of the repository"
    entries = {str(entry.id): entry for entry in catalogue(language) if entry.id}
    assert set(entries) == said
    assert not [entry.id for entry in entries.values() if not entry.string or entry.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_message(language: str) -> None:
    for msgid, text in load()[language].messages.items():
        assert sorted(PLACEHOLDER.findall(msgid)) == sorted(PLACEHOLDER.findall(text)), msgid


def test_khmer_is_in_canonical_order_and_marked_for_review() -> None:
    for entry in catalogue("km"):
        if entry.id:
            assert entry.string == clean_out(str(entry.string)), entry.id
            assert any(comment.startswith("review: ") for comment in entry.user_comments), entry.id


def test_every_code_has_a_label() -> None:
    assert set(labels.REASONS) == set(Reason)
    assert set(labels.PRIORITIES) == set(Priority)
    assert set(labels.CHANNELS) == set(Channel)
    assert set(labels.STATES) == set(Status)
    assert set(labels.KINDS) == set(Kind) - {Kind.TEXT}
    assert set(SendReason) <= set(labels.WHY_NOT_SENT)


def test_values_are_filled_in_as_plain_text() -> None:
    assert load()["en"].say("{name} has it", name="{0} <b>") == "{0} <b> has it"
