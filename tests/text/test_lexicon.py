"""The loader refuses a words file that is not sound, and says where and why."""

from __future__ import annotations

import pytest

from helpline.core.case import Priority, Reason
from helpline.text.concept import read_line
from helpline.text.lexicon import CRISIS_CONCEPTS, Lexicon, LexiconError, load

GOOD = """
concept = "pain"
kind = "crisis"
review = "needs native review"
flow = "F23"
[hard]
priority = "P1"
reason = "MEDICAL_NOW"
km = '''
ខ្ញុំ[ឈឺទ្រូង]ណាស់
'''
romanised = '''
knhom [chheu trung] nas
'''
en = '''
i have [chest pain] now
'''
[traps]
en = '''
one
two
three
four
five
six
'''
"""


def loaded(text: str = GOOD, **more: str) -> Lexicon:
    return load(
        {"pain.toml": text, **{f"{name}.toml": other for name, other in more.items()}}, required=()
    )


def problems(text: str, **more: str) -> list[tuple[str, int, str]]:
    with pytest.raises(LexiconError) as caught:
        loaded(text, **more)
    return [tuple(problem) for problem in caught.value.problems]  # type: ignore[misc]


def test_a_sound_file_is_read() -> None:
    lexicon = loaded()
    concept = lexicon.concept("pain")
    assert lexicon.count == 3
    assert (concept.hard.priority, concept.hard.reason) == (Priority.P1, Reason.MEDICAL_NOW)
    hit = lexicon.find("big chest pain")[0]
    assert (hit.concept.name, hit.strength, hit.start, hit.end) == ("pain", "hard", 4, 14)


def test_the_hash_changes_with_any_word() -> None:
    assert loaded().hash == loaded().hash
    assert loaded().hash != loaded(GOOD.replace("one", "other")).hash
    assert len(loaded().hash) == 12


REFUSED = {
    "not TOML": (GOOD.replace("[hard]", "[hard"), 6, "not TOML"),
    "unknown key": (GOOD.replace("flow =", "flwo ="), 5, "unknown key 'flwo'"),
    "unknown key in a group": (
        GOOD.replace("romanised =", "latin ="),
        12,
        "unknown key 'latin' in [hard]",
    ),
    "unknown priority": (GOOD.replace('"P1"', '"P9"'), 7, "'P9' is no priority"),
    "unknown reason": (GOOD.replace("MEDICAL_NOW", "ILL"), 8, "'ILL' is no reason"),
    "unknown kind": (GOOD.replace('"crisis"', '"bad"'), 2, "needs concept"),
    "no review": (GOOD.replace('review = "needs native review"', ""), 2, "needs review"),
    "empty": (GOOD.replace("[chest pain]", "[]"), 16, "an empty pattern"),
    "only signs": (GOOD.replace("[chest pain]", "[...]"), 16, "an empty pattern"),
    "two brackets": (GOOD.replace("[chest pain]", "[chest] [pain]"), 16, "one pair of brackets"),
    "open bracket": (GOOD.replace("[chest pain]", "[chest pain"), 16, "one pair of brackets"),
    "too short in Khmer": (GOOD.replace("[ឈឺទ្រូង]", "[ឈឺ]"), 10, "too short"),
    "too short in Latin": (GOOD.replace("[chest pain]", "[ill]"), 16, "too short"),
    "untested": (GOOD.replace("i have [chest pain] now", "chest pain"), 16, "has no positive"),
    "duplicate": (GOOD.replace("now\n", "now\nbig [chest pain]\n"), 17, "to the matcher"),
    "a duplicate after match_key": (
        GOOD.replace("ណាស់\n", "ណាស់\n[ឈឺទ្រូ\u200bង]មែន\n"),
        11,
        "to the matcher",
    ),
    "a script missing": (
        GOOD.replace("knhom [chheu trung] nas", ""),
        2,
        "needs patterns in romanised",
    ),
    "too few traps": (GOOD.replace("six\n", ""), 2, "5 traps, at least 2"),
    "a decoy without note": (GOOD + '[[decoys]]\nword = "x"\n', 28, "needs a word and a note"),
    "too many variants": (
        GOOD.replace("[chest", "[" + "(a|b|c|d|e|f|g|h)" * 4 + "[chest"),
        16,
        "variants",
    ),
}


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_with_line_and_reason(text: str, line: int, reason: str) -> None:
    found = problems(text)
    assert any(at == line and reason in why for _, at, why in found), found
    assert all(name == "pain.toml" for name, _, _ in found)


def test_all_errors_at_once() -> None:
    text = GOOD.replace('"P1"', '"P9"').replace("[chest pain]", "[ill]").replace("six\n", "")
    assert len(problems(text)) == 3


def test_two_concepts_with_one_pattern_collide() -> None:
    other = GOOD.replace('"pain"', '"ache"').replace("ឈឺទ្រូង", "ឈឺដើមទ្រូង").replace("trung", "kbal")
    found = problems(GOOD, ache=other)
    assert [(name, line) for name, line, _ in found] == [("pain.toml", 16)]
    assert "ache.toml:16" in found[0][2]


def test_a_name_is_given_once() -> None:
    assert any("is also in" in why for _, _, why in problems(GOOD, copy=GOOD))


def test_a_missing_crisis_concept_is_refused() -> None:
    with pytest.raises(LexiconError) as caught:
        load({"pain.toml": GOOD})
    missing = {problem.file.removesuffix(".toml") for problem in caught.value.problems}
    assert missing == CRISIS_CONCEPTS


SOFTENERS = """
[softeners.past]
en = '''
(years|months) ago
'''
"""


def test_a_softener_is_told_beside_the_hits() -> None:
    lexicon = loaded(GOOD.replace("flow =", 'softened = "past"\nflow ='), softeners=SOFTENERS)
    reading = lexicon.read("chest pain years ago")
    assert [hit.concept.name for hit in reading.hits] == ["pain"]
    assert [(one.name, one.start) for one in reading.softenings] == [("past", 11)]


def test_a_softener_that_is_nowhere_is_refused() -> None:
    text = GOOD.replace("flow =", 'softened = "past"\nflow =')
    assert any("no softener 'past'" in why for _, _, why in problems(text))


FAMILIES = """
[families.en]
pain = "ache hurting"
"""


def test_a_family_stands_for_each_of_its_words() -> None:
    lexicon = loaded(GOOD.replace("[chest pain]", "[chest <pain>]"), families=FAMILIES)
    assert [len(lexicon.find(f"my chest {word}")) for word in ("pain", "ache", "fine")] == [1, 1, 0]


def test_a_family_that_is_nowhere_is_refused() -> None:
    found = problems(GOOD.replace("[chest pain]", "[chest <pain>]"))
    assert [(line, why) for _, line, why in found] == [(16, "there is no family 'pain' in en")]


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("i will [kill myself] now", [("kill myself", "i will kill myself now")]),
        ("[(hit|beat) me] now", [("hit me", "hit me now"), ("beat me", "beat me now")]),
        ("[very (bad|)]", [("very bad", "very bad"), ("very", "very ")]),
        ("[hit {with a stick} me]", [("hit ~ me", "hit with a stick me")]),
        ("គេ[ទារ{៥០០}លុយ]", [("ទារ ~ លុយ", "គេទារ៥០០លុយ")]),
        ("plain", [("plain", "plain")]),
    ],
)
def test_a_line_is_patterns_and_their_examples(line: str, pairs: list[tuple[str, str]]) -> None:
    assert read_line(line) == pairs
