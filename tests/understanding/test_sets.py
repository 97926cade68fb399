"""The message sets are whole, large enough, apart from each other, and read with clear errors."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from helpline.core.case import Reason
from tests.understanding.lesson_files import read_lessons
from tests.understanding.sets import (
    COLUMNS,
    DEVELOPMENT,
    EIGHTH_HELDOUT,
    FIFTH_HELDOUT,
    FOURTH_HELDOUT,
    HELDOUT,
    HELDOUTS,
    SCRIPTS,
    SECOND_HELDOUT,
    SEVENTH_HELDOUT,
    SIXTH_HELDOUT,
    THIRD_HELDOUT,
    BadSet,
    Message,
    read,
)

FROZEN = {
    HELDOUT: "33ff0a9be7449bb43ecdc578997d5fc20d43e1fc3cf8c74d58df9f6f85768353",
    SECOND_HELDOUT: "fbd9a10baf98cf7a35db700d805c0373ac41ef5c2778508044da85a2f8d8b065",
    THIRD_HELDOUT: "e6a5cf604e31e112f5b1ba80415e9caa6000d34e6d81010614a6bb063f9f7ca5",
    FOURTH_HELDOUT: "2258b72bbd6a819fc7f486e8d353ca444580c4ba63cd894159f6fc0a81083662",
    FIFTH_HELDOUT: "bc976bc82e0d1a226a8173d8802b0c78aabce281be913962eabdf54aea1fede3",
    EIGHTH_HELDOUT: "6d20eebf28a97b3a6db748c00ac32980630f29a78bf62800d0a405be883f5af3",
    SEVENTH_HELDOUT: "d52d15ddfac2e409993ef4d25efc050a0b2e882d719c83795ac6d3beca72c228",
    SIXTH_HELDOUT: "b026c55ba6be0342dbd431a761d1595a1b797e6da07547a528d90dc4b5e0c8df",
}
"""Each was written before words and listener were tuned with the others, and stays as it was."""
HEADER = "\t".join(COLUMNS)
GOOD = "x1\tkm\tcrisis\tyes\tself_harm,?grief\tSELF_HARM_NOW\tចង់\\u200bស្លាប់\twants to die"


def _shares(messages: tuple[Message, ...]) -> dict[str, float]:
    counted = Counter(message.script for message in messages)
    return {script: counted[script] / len(messages) for script in SCRIPTS}


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_heldout_is_the_one_written_first(path: Path) -> None:
    """T14: a held-out set that changes with the lexicon measures nothing."""
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FROZEN[path]
    assert set(FROZEN) == set(HELDOUTS)


@pytest.mark.parametrize(
    ("path", "at_least", "harmless"), [(HELDOUT, 150, 50), (DEVELOPMENT, 640, 260)]
)
def test_set_is_large_and_mixed_enough(path: Path, at_least: int, harmless: int) -> None:
    """T14: enough messages, enough of them traps and ordinary talk, in every script."""
    messages = read(path)
    assert len(messages) >= at_least
    assert sum(message.harmless for message in messages) >= harmless
    shares = _shares(messages)
    assert shares["km"] >= 0.4
    assert min(shares["romanised"], shares["en"]) >= 0.2
    assert shares["mixed"] >= 0.04


def test_no_message_stands_in_both_sets() -> None:
    """What is tuned on must not be what is measured with."""
    tuned_on = {message.text.casefold() for message in read(DEVELOPMENT)}
    tuned_on |= {lesson.text.casefold() for lesson in read_lessons()}
    heldout = [message for path in HELDOUTS for message in read(path)]
    assert not [m.id for m in heldout if m.text.casefold() in tuned_on]


def test_note_stands_beside_every_message_that_is_not_english() -> None:
    """A reviewer who does not read Khmer has to see what was meant."""
    for message in [message for path in (*HELDOUTS, DEVELOPMENT) for message in read(path)]:
        assert message.note or message.script == "en", message.id


def test_line_is_read_with_its_zero_width_space_and_its_concepts(tmp_path: Path) -> None:
    """The escape becomes the character; a concept with ``?`` is allowed and not expected."""
    path = tmp_path / "set.tsv"
    path.write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    (message,) = read(path)
    assert message.text == "ចង់\u200bស្លាប់"
    assert message.expected == ("self_harm",)
    assert message.allowed == {"self_harm", "grief"}
    assert message.reason is Reason.SELF_HARM_NOW
    assert not message.harmless
    assert message.line == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("km", "thai"), "script is 'thai'"),
        (("crisis", "joke"), "kind is 'joke'"),
        (("yes", "maybe"), "p1 is 'maybe'"),
        (("yes", "no"), "a crisis that is not P1"),
        (("crisis", "trap"), "cannot be P1"),
        (("self_harm,?grief", ""), "must name the concepts"),
        (("self_harm,?grief", "self_harm,?self_harm"), "named twice"),
        (("self_harm,?grief", "Self harm"), "'Self harm' is no concept name"),
        (("SELF_HARM_NOW", "SAD"), "reason is 'SAD'"),
        (("\\u200b", "\\u20"), "four hex digits"),
        (("\twants to die", ""), "7 cells"),
        (("x1", ""), "must not be empty"),
    ],
)
def test_wrong_line_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    """The writer is told file, line and reason."""
    path = tmp_path / "set.tsv"
    path.write_text(f"{HEADER}\n{GOOD.replace(*change)}\n", "utf-8")
    with pytest.raises(BadSet, match=r"set\.tsv, line 2: ") as refused:
        read(path)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEADER}\n{GOOD}\n{GOOD}\n", "line 3: 'x1' stands in line 2 already"),
        (f"{HEADER}\n{GOOD}\n{GOOD.replace('x1', 'x2')}\n", "stands in line 2 already"),
        (f"{HEADER}\n", "no messages"),
        ("id\ttext\n", "line 1: the columns must be id, script"),
    ],
)
def test_wrong_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """Neither an id nor a text stands twice; an empty set measures nothing."""
    path = tmp_path / "set.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadSet) as refused:
        read(path)
    assert says in str(refused.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A path that is wrong gives the same kind of error as a line that is."""
    with pytest.raises(BadSet, match=r"gone\.tsv: cannot be read"):
        read(tmp_path / "gone.tsv")
