"""Catalogues: which text is said, with which values, in which form."""

from __future__ import annotations

import pytest

from helpline.core.events import Offered, Text
from helpline.text.catalog import CatalogError, Catalogs

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

# review: needs native review
msgctxt "F01/F01.1"
msgid "Hello, this is {name}. Call {phone}."
msgstr "សួស្ដី នេះគឺ {name}។ ខល {phone}។"

# review: Sok Dara, 2026-02-01
msgctxt "F01/F01.1"
msgid "Hello, this is {name}."
msgstr "សួស្ដី នេះគឺ {name}។"

msgctxt "F01/F01.1/1"
msgid "yes"
msgstr "បាទ/ចាស"

msgctxt "F01/F01.1/2"
msgid "no"
msgstr "ទេ"

#, fuzzy
msgctxt "F01/F01.2"
msgid "Are you well?"
msgstr "អ្នកសុខទេ?"

msgctxt "key/9"
msgid "a person"
msgstr "មនុស្ស"

msgctxt "F01/title"
msgid "the menu"
msgstr "ម៉ឺនុយ"
"""

HELLO = Text(
    "F01/F01.1",
    ("Hello, this is {name}. Call {phone}.", "Hello, this is {name}."),
    (Offered("1", "yes", "yes"), Offered("2", "no", "no")),
    ("9", "0"),
)


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs.from_po({"km": PO, "en": 'msgid ""\nmsgstr ""\n'})


def test_the_first_alternative_with_all_its_values_is_said(catalogs: Catalogs) -> None:
    full = catalogs.render(HELLO, "km", {"name": "Romduol", "phone": "1280"})
    assert full.text == "សួស្ដី នេះគឺ Romduol។ ខល 1280។"
    short = catalogs.render(HELLO, "km", {"name": "Romduol", "phone": ""})
    assert (short.text, short.missing) == ("សួស្ដី នេះគឺ Romduol។", ())


def test_lines_and_buttons(catalogs: Catalogs) -> None:
    rendered = catalogs.render(HELLO, "km", {"name": "R"})
    lines = "សួស្ដី នេះគឺ R។\n1 បាទ/ចាស\n2 ទេ\n9 មនុស្ស\n0 menu"
    assert rendered.as_lines() == lines
    assert rendered.as_buttons() == "សួស្ដី នេះគឺ R។"
    assert rendered.buttons == (("1", "1 បាទ/ចាស"), ("2", "2 ទេ"), ("9", "9 មនុស្ស"), ("0", "0 menu"))


def test_an_option_that_the_text_names_is_no_line_but_a_button(catalogs: Catalogs) -> None:
    text = Text("F09/F09.1", ("Send 1 if fine.",), (Offered("1", "", "fine"),))
    rendered = catalogs.render(text, "en", {})
    assert rendered.as_lines() == "Send 1 if fine."
    assert rendered.buttons == (("1", "1"),)


def test_values_are_put_in_once_and_never_read_again(catalogs: Catalogs) -> None:
    text = Text("x/x", ("Hello {name}, {wait}.",))
    rendered = catalogs.render(text, "en", {"name": "{wait} {0} %s", "wait": "{name.__class__}"})
    assert rendered.text == "Hello {wait} {0} %s, {name.__class__}."


def test_a_missing_value_leaves_its_sentence_out_and_is_told(catalogs: Catalogs) -> None:
    text = Text("x/x", ("Thank you. A person writes by {wait}. Stay near others.",))
    rendered = catalogs.render(text, "en", {})
    assert (rendered.text, rendered.missing) == ("Thank you. Stay near others.", ("wait",))
    bare = catalogs.render(Text("x/y", ("By {wait}",)), "en", {})
    assert (bare.text, bare.missing) == ("By", ("wait",))


def test_a_missing_value_never_expands_another(catalogs: Catalogs) -> None:
    rendered = catalogs.render(Text("x/y", ("{name} by {wait}",)), "en", {"name": "{wait}{name}"})
    assert rendered.text == "{wait}{name} by"


def test_what_the_catalogue_lacks_or_only_guesses_is_said_in_english(catalogs: Catalogs) -> None:
    assert catalogs.render(Text("F01/F01.2", ("Are you well?",)), "km", {}).text == "Are you well?"
    assert catalogs.translate("km", "F01/F01.9", "New.") == "New."
    assert catalogs.translate("fr", "F01/F01.1/1", "yes") == "yes"


def test_a_quoted_question_brings_its_answers_along(catalogs: Catalogs) -> None:
    recap = Text("F35/F35.1", ("Last time: {recap}. Waiting: {question}",), (), ("9",))
    rendered = catalogs.render(
        recap, "en", {"name": "R"}, {"recap": Text("F01/title", ("the menu",)), "question": HELLO}
    )
    assert rendered.as_lines() == (
        "Last time: the menu. Waiting: Hello, this is R.\n1 yes\n2 no\n9 a person\n0 menu"
    )


def test_a_value_is_said_in_place_of_a_quote(catalogs: Catalogs) -> None:
    recap = Text("F35/F35.1", ("Last time: {recap}.",))
    quotes = {"recap": Text("F01/title", ("the menu",))}
    assert catalogs.render(recap, "en", {"recap": "Friday 10:00"}, quotes).text == (
        "Last time: Friday 10:00."
    )


def test_a_quote_that_is_not_said_brings_nothing_along(catalogs: Catalogs) -> None:
    text = Text("F35/F35.1", ("Nothing waits.",))
    assert catalogs.render(text, "en", {}, {"question": HELLO}).buttons == ()


def test_labels_are_match_keys_of_every_language(catalogs: Catalogs) -> None:
    labels = catalogs.labels()
    assert labels["F01/F01.1/2"] >= {"no", "ទេ"}
    assert labels["key/9"] >= {"a person"}
    assert labels["key/88"] == {"hide"}
    assert "F01/title" not in labels


def test_the_version_changes_with_the_words(catalogs: Catalogs) -> None:
    other = Catalogs.from_po({"km": PO.replace("ខល {phone}", "ទៅ {phone}")})
    assert catalogs.version("F01/F01.1", "km") != other.version("F01/F01.1", "km")
    assert catalogs.version("F01/F01.1/1", "km") == other.version("F01/F01.1/1", "km")


def test_reviews_are_counted(catalogs: Catalogs) -> None:
    entry = catalogs.entry("km", "F01/F01.1", "Hello, this is {name}.")
    assert entry is not None
    assert entry.review == "Sok Dara, 2026-02-01"
    assert catalogs.unreviewed("km") == 6


@pytest.mark.parametrize("text", ['msgid "a', 'nonsense\nmsgid "a"\nmsgstr "b"'])
def test_a_broken_catalogue_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(CatalogError, match="km catalogue, line"):
        Catalogs.from_po({"km": text})
