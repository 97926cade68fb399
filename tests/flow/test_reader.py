"""Reading flow files: every mistake is named with file, node and line, all at once."""

from __future__ import annotations

import pytest

from helpline.core.conversation import Position
from helpline.flow.problems import FlowError
from helpline.flow.reader import read_edition, read_flows, version_of
from tiny import DEBT, FILES, SCREENING


def problems_of(files: dict[str, str]) -> list[str]:
    with pytest.raises(FlowError) as raised:
        read_flows(files)
    return [str(problem) for problem in raised.value.problems]


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[file]
    return dict(FILES, **{file: FILES[file].replace(old, new, 1)})


def test_flows_are_found_by_id_and_by_name() -> None:
    flows = read_flows(FILES)
    assert flows.find("F20") is flows.find("self_harm") is flows.edition("F20")
    assert flows.entries["boat"] == ("F06", "F06.1")
    assert flows.find("F99") is None
    assert "F06" in flows
    assert len(list(flows)) == len(FILES)


def test_the_version_is_the_content_and_not_the_line_ends() -> None:
    assert version_of(DEBT) == version_of(DEBT.replace("\n", "\r\n"))
    assert version_of(DEBT) != version_of(DEBT.replace("bank", "lender"))
    assert len(version_of(DEBT)) == 16


def test_an_old_version_is_found_where_it_is_pinned() -> None:
    old = DEBT.replace("Who asks", "Who wants")
    flows = read_flows(FILES, {"F11-old.toml": old, "broken.toml": "id = "})
    pinned = flows.pinned(Position("F11", version_of(old), "F11.1"))
    assert pinned is not None
    assert pinned.nodes["F11.1"].text == ("Who wants for the money?",)  # type: ignore[union-attr]
    assert flows.pinned(Position("F11", "0" * 16, "F11.1")) is None
    assert flows.unreadable == ("broken.toml",)


@pytest.mark.parametrize(
    ("old", "new", "line", "node", "words"),
    [
        (
            'go = "F11.2" },\n  { digit = "2"',
            'go = "F11.9" },\n  { digit = "2"',
            10,
            "F11.1",
            "F11.9",
        ),
        ('digit = "2"', 'digit = "1"', 10, "F11.1", "two options have the digit 1"),
        ('digit = "2"', 'digit = "8"', 16, "F11.1", "digit"),
        ('code = "bank"', 'code = "broker"', 10, "F11.1", "two options have the code broker"),
        ('kind = "say"', 'kind = "shout"', 21, "F11.2", "shout"),
        ('text = ["Do', 'txt = ["Do', 23, "F11.2", "txt"),
        ("{phone}", "{fone}", 21, "F11.2", "unknown placeholder {fone}"),
        ("{phone}", "{phone", 21, "F11.2", "is no placeholder"),
        ('"Do not sign today."]', '"Call {police}."]', 21, "F11.2", "may not be publishable"),
        ('start = "F11.1"', 'start = "F11.7"', 1, "", "start leads to F11.7"),
        ('timeout = "PT30M"\n', "", 1, "", "timeout"),
        ('timeout = "PT1H"', 'on_timeout = "F11.x"', 10, "F11.1", "on_timeout leads to F11.x"),
        ('triggers = ["debt"]', 'triggers = ["boat"]', 1, "", "already starts F06"),
        ('id = "F11.end"', 'id = "F12.end"', 27, "F12.end", "must start with F11."),
        ('id = "F11.end"', 'id = "F11.2"', 27, "F11.2", "two nodes have this id"),
        ('kind = "end"', 'kind = "end"\nquite = true', 29, "F11.end", "quite"),
        ("[[node]]", "[[node]", 9, "", "not TOML"),
        ('answer = "choice"', 'answer = "text"', 10, "F11.1", "needs go"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    old: str, new: str, line: int, node: str, words: str
) -> None:
    found = problems_of(changed("f11.toml", old, new))
    wanted = [one for one in found if one.startswith(f"f11.toml:{line}:") and words in one]
    assert wanted, found
    assert all(node in one for one in wanted)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("f01.toml", 'flow = "F06"', 'flow = "F88"', "calls F88, which does not exist"),
        ("f03.toml", 'safe = "yes"', 'open_case = "P1"', "describes the world"),
        ("f02.toml", 'remember = "language"', 'remember = "staffed"', "describes the world"),
        ("f01.toml", 'fact = "safe", ', "", "either a fact or an answer"),
        ("f01.toml", ', any = ["yes"], go = "F01.2"', ', go = "F01.2"', "needs any, none or has"),
        ("f01.toml", 'fact = "safe"', 'answer = "F77.1"', "the answer of F77.1"),
        ("f26.toml", '["F26.1"]', '["F26.end"]', "no node with a text"),
        ("f06.toml", 'skip = "F06.2"\nkeys', "keys", "cannot be skipped"),
        ("f06.toml", 'digit = "5"', 'digit = "7"', ""),
    ],
)
def test_what_does_not_fit_together(file: str, old: str, new: str, words: str) -> None:
    if words:
        assert any(words in one for one in problems_of(changed(file, old, new)))
    else:
        read_flows(changed(file, old, new))


def test_seven_is_never_both_an_option_and_skip() -> None:
    files = changed("f06.toml", '{ digit = "2", code = "no"', '{ digit = "7", code = "no"')
    assert any("7 is both" in one for one in problems_of(files))


def test_all_problems_come_at_once() -> None:
    files = changed("f11.toml", "{phone}", "{fone}")
    files["f06.toml"] = SCREENING.replace('go = "F06.7"', 'go = "F06.x"')
    files["f99.toml"] = "nonsense ="
    found = problems_of(files)
    assert {one.split(":")[0] for one in found} == {"f11.toml", "f99.toml"} | {"f06.toml"}


def test_the_same_id_or_name_in_two_files() -> None:
    found = problems_of(dict(FILES, **{"g.toml": DEBT}))
    assert any("id F11 is already in f11.toml" in one for one in found)
    assert any("name debt is already in f11.toml" in one for one in found)


def test_an_edition_knows_the_lines_of_its_nodes() -> None:
    edition = read_edition("f11.toml", DEBT)
    assert edition.lines == {"F11.1": 10, "F11.2": 21, "F11.end": 27}
