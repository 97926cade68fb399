"""Reading answers: digits of any script, labels in any language, yes and no, several, time."""

from __future__ import annotations

from datetime import time

import pytest

from helpline.core.message import Kind
from helpline.flow.answers import read_answer
from helpline.flow.definition import Ask
from helpline.flow.flows import Flows
from helpline.flow.heard import Heard, digit_groups
from helpline.flow.interrupts import universal_key
from helpline.text.facts import digits_in
from helpline.text.understanding import Understanding
from talking import simple_words

LABELS = {
    "F06/F06.1/1": frozenset({"yes", "មាន"}),
    "F06/F06.1/2": frozenset({"no", "គ្មាន"}),
}


def heard(text: str, understanding: Understanding | None = None, kind: Kind = Kind.TEXT) -> Heard:
    return Heard(kind, understanding or simple_words(text), text)


def code(flows: Flows, node: str, said: Heard) -> str | None:
    ask = flows.node(flows.position("F06", node))
    assert isinstance(ask, Ask)
    answer = read_answer("F06", ask, said, LABELS)
    return answer.code if answer else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "yes"),
        ("១", "yes"),
        ("១។", "yes"),
        ("1.", "yes"),
        ("(1)", "yes"),
        ("1)", "yes"),
        (" 1 ", "yes"),
        ("1️⃣", "yes"),
        ("１", "yes"),
        ("1 yes", "yes"),
        ("1. yes", "yes"),
        ("២ គ្មាន", "no"),
        ("yes", "yes"),
        ("YES!", "yes"),
        ("បាទ", "yes"),
        ("មាន", "yes"),
        ("no", "no"),
        ("1 no", None),
        ("3", None),
        ("1 2", None),
        ("12", None),
        ("11", None),
        ("yes or no", None),
        ("", None),
        ("1" * 5000, None),
    ],
)
def test_one_choice(tiny: Flows, text: str, expected: str | None) -> None:
    assert code(tiny, "F06.1", heard(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "health"),
        ("1 3 5", "health debt food"),
        ("135", "health debt food"),
        ("1,3", "health debt"),
        ("១,៣", "health debt"),
        ("3 and 1", None),
        ("5, 1, 5", "health food"),
        ("health", "health"),
        ("i am sick and i owe", "health debt"),
        ("1 2", None),
        ("24", None),
        ("1" * 15, None),
    ],
)
def test_several(tiny: Flows, text: str, expected: str | None) -> None:
    assert code(tiny, "F06.2", heard(text)) == expected


@pytest.mark.parametrize(
    ("text", "node", "expected"),
    [
        ("មួយ", "F06.1", "yes"),
        ("លេខ ២", "F06.1", "no"),
        ("number 2", "F06.1", "no"),
        ("①", "F06.1", "yes"),
        ("muoy", "F06.1", "yes"),
        ("three", "F06.1", None),
        ("1 and 2", "F06.1", None),
        ("at 1 o'clock", "F06.1", None),
        ("១ និង ៣", "F06.2", "health debt"),
        ("1 and 3", "F06.2", "health debt"),
        ("1 and 2", "F06.2", None),
    ],
)
def test_digits_said_in_another_way(
    tiny: Flows, text: str, node: str, expected: str | None
) -> None:
    understood = Understanding(script="mixed", language="km", digits=digits_in(text))
    assert code(tiny, node, heard(text, understood)) == expected


def test_one_of_several_goes_its_own_way(tiny: Flows) -> None:
    ask = tiny.node(tiny.position("F06", "F06.2"))
    assert isinstance(ask, Ask)
    one = read_answer("F06", ask, heard("3"), {})
    assert one is not None
    assert (one.go, one.value, one.digit) == ("F06.3", "debt", "3")


@pytest.mark.parametrize(
    ("text", "expected"), [("Phnom Penh", "12"), ("i dont know", None), ("1", None)]
)
def test_province(tiny: Flows, text: str, expected: str | None) -> None:
    assert code(tiny, "F06.3", heard(text)) == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("1", None, "morning"),
        ("4", None, "now"),
        ("in the morning please", None, "morning"),
        ("8 evening", time(20, 0), "20:00"),
        ("20:30", None, "20:30"),
        ("៨:០៥", None, "08:05"),
        ("whenever", None, None),
        ("25:00", None, None),
    ],
)
def test_time(tiny: Flows, text: str, at: time | None, expected: str | None) -> None:
    understood = Understanding(
        script="en", language="en", time_of_day=at, concepts=simple_words(text).concepts
    )
    assert code(tiny, "F06.4", heard(text, understood)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("mango", "text"), ("ស្វាយ", None), ("ស្វាយទុំ", "text"), ("ab", None), ("....", None)],
)
def test_free_words_leave_only_a_code(tiny: Flows, text: str, expected: str | None) -> None:
    assert code(tiny, "F06.5", heard(text)) == expected
    ask = tiny.node(tiny.position("F06", "F06.5"))
    assert isinstance(ask, Ask)
    answer = read_answer("F06", ask, heard("mango"), {})
    assert answer is not None
    assert "mango" not in repr(answer)


@pytest.mark.parametrize(
    ("text", "expected"), [("3", "3"), ("១៥", "15"), ("007", "7"), ("12345", None), ("1 2", None)]
)
def test_number(tiny: Flows, text: str, expected: str | None) -> None:
    assert code(tiny, "F06.6", heard(text)) == expected


def test_a_stated_age_is_a_number(tiny: Flows) -> None:
    understood = Understanding(script="en", language="en", age=16)
    assert code(tiny, "F06.6", heard("i am sixteen", understood)) == "16"


@pytest.mark.parametrize(
    "kind", [Kind.MEDIA, Kind.EDIT, Kind.LOCATION, Kind.CONTACT_CARD, Kind.BLOCKED]
)
def test_only_words_and_buttons_answer(tiny: Flows, kind: Kind) -> None:
    assert code(tiny, "F06.1", heard("1", kind=kind)) is None


@pytest.mark.parametrize(
    ("text", "key"), [("លេខ ៩៩", "99"), ("number 99", "99"), ("លេខ ០", "0"), ("លេខ ៣", None)]
)
def test_universal_keys_said_in_another_way(text: str, key: str | None) -> None:
    understood = Understanding(script="mixed", language="km", digits=digits_in(text))
    assert universal_key(heard(text, understood), {}) == key


def test_digit_groups() -> None:
    assert digit_groups("១, 2 / ៣") == ("1", "2", "3")
    assert digit_groups("room 12") == ()
    assert digit_groups("") == ()
