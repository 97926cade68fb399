"""`helpline flows check`: the real flows pass, and each seeded fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.flow.check import check_all
from helpline.flow.flows import Flows
from helpline.flow.graph import map_of, picture_of
from helpline.flow.reader import read_edition, read_flows
from helpline.text import lexicon
from helpline.text.catalog import Catalogs
from tiny import FILES


@pytest.fixture(scope="module")
def sources(repository: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (repository / "flows").glob("*.toml")}


@pytest.fixture(scope="module")
def words(repository: Path) -> lexicon.Lexicon:
    folder = repository / "flows" / "words"
    return lexicon.load({path.name: path.read_text("utf-8") for path in folder.glob("*.toml")})


@pytest.fixture(scope="module")
def khmer(repository: Path) -> str:
    return (repository / "locales/km/LC_MESSAGES/flows.po").read_text("utf-8")


def messages(flows: Flows, catalogs: Catalogs, words: lexicon.Lexicon | None = None) -> list[str]:
    return [str(problem) for problem in check_all(flows, catalogs, words).problems]


def test_the_real_flows_have_no_problem(
    real_flows: Flows, real_catalogs: Catalogs, words: lexicon.Lexicon
) -> None:
    assert messages(real_flows, real_catalogs, words) == []


def test_it_says_how_much_was_looked_at(real_flows: Flows, real_catalogs: Catalogs) -> None:
    counts = check_all(real_flows, real_catalogs).counts
    assert counts["flows"] == len(list(real_flows))
    assert counts["texts"] >= 250
    assert counts["questions"] > 0


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("f03", 'go = "F03.later"', 'go = "F03.yes"', "F03.later: nothing leads here"),
        ("f03", 'timeout = "PT10M"', 'timeout = "PT0S"', "F03.2: waits for"),
        ("f03", 'timeout = "PT10M"', 'timeout = "P90D"', "F03.2: waits for"),
        ("f35", 'requires = ["safe"]', "", "a sensitive flow must require safe"),
        ("f26", "A person is here now.", "The police are here.", "'police' may not stand"),
        ("f26", "A person is here now.", "About your case.", "'case' may not stand"),
        ("f26", "A person is here now.", "Our Shelters.", "'Shelters' may not stand"),
        ("f33", "Sorry, wrong", "Sorry — wrong", "not GSM-7: —"),
        ("f03", "Is it happening now?", "Now? ខ", "not GSM-7: ខ"),
        ("f03", 'label = "later"', 'label = "látér“"', "not GSM-7"),
        ("f33", "Sorry, wrong", "Call 012 345 678, wrong", "'012 345 678' looks like a phone"),
        ("f33", "Sorry, wrong", "Call 1288, wrong", "'1288' looks like a phone"),
        ("f03", 'label = "later", ', "", "option 2 has no label"),
        ("f20", 'start = "F20.alert"', 'start = "F20.1"', "must escalate before it speaks"),
        ("f03", 'label = "later"', 'label = "Yes!"', "'yes' answers both 1 and 2"),
        ("f33", "No more messages.", "Nothing. " * 40, "3 SMS parts in en, at most 2"),
        ("f26", "A person is here now.", "Hello. " * 30, "SMS parts in en, at most 1"),
        ("f11", 'go = "F11.end"', 'go = "F11.2"', "F11.2: a circle without a question"),
        ("f11", 'go = "F11.end"', 'go = "F11.2"', "no way from here comes to a question"),
        ("f00", "F00.media", "F00.image", "F00.media: the program says this node by name"),
        ("f06", "F06.end", "F06.8", "more than 2 texts in a row"),
    ],
)
def test_a_fault_in_a_flow_is_found(file: str, old: str, new: str, expected: str) -> None:
    name = f"{file}.toml"
    before = check_all(read_flows(FILES), Catalogs({}))
    assert not any(expected in str(problem) for problem in before.problems)
    assert old in FILES[name]
    text = FILES[name].replace(old, new, 1) + (MORE_TEXTS if new == "F06.8" else "")
    found = messages(read_flows(dict(FILES, **{name: text})), Catalogs({}))
    assert any(expected in one and one.startswith(name) for one in found), found


MORE_TEXTS = """
[[node]]
id = "F06.8"
kind = "say"
text = "And more."
go = "F06.9"

[[node]]
id = "F06.9"
kind = "say"
text = "And more."
go = "F06.end"
"""


def test_a_concept_that_nobody_wrote_words_for_is_found(
    sources: dict[str, str], real_catalogs: Catalogs, words: lexicon.Lexicon
) -> None:
    text = sources["f40_about.toml"].replace('triggers = ["about"]', 'triggers = ["abuot"]')
    found = messages(read_flows(dict(sources, **{"f40_about.toml": text})), real_catalogs, words)
    assert any("no concept abuot" in one for one in found)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('msgid "later"\nmsgstr "', 'msgid "later"\nmsgstr "\u200b', "not in canonical form"),
        ('msgid "later"\nmsgstr "', '#, fuzzy\nmsgid "later"\nmsgstr "', "is fuzzy"),
        ("មុន {wait}", "មុន {wiat}", "the placeholders must be"),
        ("មុន {wait}", "មុន", "the placeholders must be"),
        (
            'msgctxt "key/99"\nmsgid "in danger"',
            'msgctxt "key/99"\nmsgid "dangr"',
            "not translated",
        ),
    ],
)
def test_a_fault_in_a_translation_is_found(
    real_flows: Flows, khmer: str, old: str, new: str, expected: str
) -> None:
    if old.startswith("msgid") and "fuzzy" in new:
        old, new = f'msgctxt "F03/F03.1/2"\n{old}', '#, fuzzy\nmsgctxt "F03/F03.1/2"\n' + old
    assert old in khmer
    catalogs = Catalogs.from_po({"km": khmer.replace(old, new, 1), "en": ""})
    assert any(expected in one for one in messages(real_flows, catalogs))


def test_khmer_that_is_much_too_long_is_a_problem(real_flows: Flows, khmer: str) -> None:
    start = khmer.index('msgctxt "F33/F33.1"')
    place = khmer.index('msgstr "', start) + len('msgstr "')
    longer = khmer[:place] + "ខ្ញុំ" * 60 + khmer[place:]
    found = messages(real_flows, Catalogs.from_po({"km": longer, "en": ""}))
    assert any("SMS parts in km, at most 4" in one for one in found)


def test_khmer_on_a_lock_screen_is_looked_at_too(real_flows: Flows, khmer: str) -> None:
    start = khmer.index('msgctxt "F26/F26.1"')
    place = khmer.index('msgstr "', start) + len('msgstr "')
    louder = khmer[:place] + "ប៉ូលីស " + khmer[place:]
    found = messages(real_flows, Catalogs.from_po({"km": louder, "en": ""}))
    assert any("may not stand on a lock screen" in one for one in found)


def test_pictures_name_every_node_and_every_call(real_flows: Flows) -> None:
    for edition in real_flows:
        picture = picture_of(edition)
        assert picture.startswith("flowchart TD\n")
        assert all(node.replace(".", "_") in picture for node in edition.nodes)
    drawn = map_of(real_flows)
    assert "F03 --> F21" in drawn
    assert all(
        f'{edition.id}["{edition.id} {edition.flow.name}"]' in drawn for edition in real_flows
    )


def test_a_label_cannot_break_a_picture() -> None:
    text = FILES["f11.toml"].replace('label = "bank"', 'label = "a \\"bank\\" | <x> #1"')
    picture = picture_of(read_edition("f11.toml", text))
    assert "a #34;bank#34; #124; #60;x#62; #35;1" in picture


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("សារអ្នកនៅរង់ចាំបុគ្គលិកយើង។", "បុគ្គលិកយើងដឹងហើយ។"),
        ("ខ្ញុំបានហៅបុគ្គលិកហើយ៖ ប្រហែល {wait}។ បើអាច", "ខ្ញុំបានហៅបុគ្គលិកហើយ។ បើអាច"),
    ],
)
def test_nobody_is_said_to_have_been_called_where_nobody_can_be(
    real_flows: Flows, khmer: str, old: str, new: str
) -> None:
    assert old in khmer
    found = messages(real_flows, Catalogs.from_po({"km": khmer.replace(old, new), "en": ""}))
    assert any("true only with {wait}" in one for one in found)
