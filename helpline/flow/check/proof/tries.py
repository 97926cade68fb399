"""What a contact may say at a place: every answer, key, word of danger, and nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from helpline.core.conversation import SAFE_FOR
from helpline.core.message import Kind
from helpline.flow.check.proof.settings import GREETINGS
from helpline.flow.definition import Ask
from helpline.flow.flows import Flows
from helpline.text.concept import Concept
from helpline.text.lexicon import CRISIS_CONCEPTS, Lexicon

What = Literal[
    "answer",
    "menu",
    "person",
    "repeat",
    "danger",
    "hide",
    "stop",
    "wrong_number",
    "crisis",
    "hint",
    "words",
    "nothing",
    "start",
    "time_out",
]

MINUTE: Final = timedelta(minutes=1)
NEXT_DAY: Final = SAFE_FOR + timedelta(hours=1)
"""Long enough that whoever holds the phone may be somebody else."""

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("15", "30"),
    "province": ("Battambang",),
    "time": ("8 evening",),
    "text": ("rose garden",),
    "secret": ("rose garden",),
}
"""Answers that are no options, by the kind of question."""

KEYS: Final[tuple[tuple[str, What], ...]] = (
    ("0", "menu"),
    ("9", "person"),
    ("8", "repeat"),
    ("99", "danger"),
    ("88", "hide"),
)

STOPS: Final = {"km": "ឈប់", "latn": "chhop", "en": "stop"}
WRONG_NUMBERS: Final = {"km": "ច្រឡំលេខហើយ", "latn": "chrolom lek", "en": "wrong number"}
NONSENSE: Final = "qwzrt plimf"

SCRIPT_OF: Final = {"km": "km", "latn": "romanised", "en": "en"}
"""The lexicon's name of each script."""


@dataclass(frozen=True, slots=True)
class Try:
    """One thing that a contact may do, after a gap."""

    what: What
    text: str = ""
    kind: Kind = Kind.TEXT
    gap: timedelta = MINUTE
    concept: str = ""
    """For `crisis` and `hint`: the concept that the words stand for."""
    place: str = ""
    """For `start`: the node at which the helpline itself begins to talk."""

    def __str__(self) -> str:
        later = " (the next day)" if self.gap >= NEXT_DAY else ""
        match self.what:
            case "time_out":
                return "(no answer)"
            case "start":
                return f"(the helpline begins at {self.place})"
            case "nothing":
                return f"({self.kind.value})"
            case _:
                return f"contact: {self.text}{later}"


def answers(ask: Ask | None) -> Iterator[Try]:
    """What leads on: every option, a skip, a value, the same a day later, and silence."""
    if ask is None:
        return
    for option in ask.options:
        yield Try("answer", option.digit)
    if ask.answer == "several" and len(ask.options) > 1:
        yield Try("answer", f"{ask.options[0].digit} {ask.options[1].digit}")
    for value in VALUES.get(ask.answer, ()):
        yield Try("answer", value)
    if ask.skip is not None:
        yield Try("answer", "7")
    if ask.options:
        yield Try("answer", ask.options[0].digit, gap=NEXT_DAY)
    yield Try("time_out")


def keys_and_slips(script: str) -> Iterator[Try]:
    """The keys and words that work everywhere, and what nobody understands."""
    for text, what in KEYS:
        yield Try(what, text)
    yield Try("stop", STOPS[script])
    yield Try("wrong_number", WRONG_NUMBERS[script])
    yield Try("words", NONSENSE)
    yield Try("words", "6")
    yield Try("words", GREETINGS[script], gap=NEXT_DAY)


def interruptions(flows: Flows, lexicon: Lexicon | None, script: str) -> Iterator[Try]:
    """What may come at any place and need not be followed from every place."""
    yield Try("nothing", kind=Kind.MEDIA)
    yield Try("nothing", kind=Kind.LOCATION)
    yield Try("nothing", "...")
    if lexicon is not None:
        yield from crises(lexicon, script)
        yield from openings(flows, lexicon, script)


def crises(lexicon: Lexicon, script: str) -> Iterator[Try]:
    """A plain sentence and a hint of each crisis concept; each script has settings of its own."""
    for concept in lexicon.concepts:
        if concept.name in CRISIS_CONCEPTS:
            yield from _first_example(concept, SCRIPT_OF[script], "hard")
            yield from _first_example(concept, SCRIPT_OF[script], "soft")


def _first_example(
    concept: Concept, script: str, strength: Literal["hard", "soft"]
) -> Iterator[Try]:
    what: What = "crisis" if strength == "hard" else "hint"
    if concept.outcome(strength).priority is None:
        return
    for pattern in concept.patterns:
        if pattern.script == script and pattern.strength == strength:
            yield Try(what, pattern.example, concept=concept.name)
            return


def openings(flows: Flows, lexicon: Lexicon, script: str) -> Iterator[Try]:
    """One word of each concept that starts a flow."""
    yield Try("words", GREETINGS[script])
    for concept in lexicon.concepts:
        if concept.name in flows.entries and concept.name not in CRISIS_CONCEPTS:
            wanted = SCRIPT_OF[script]
            examples = [p.example for p in concept.patterns if p.script == wanted]
            if examples:
                yield Try("words", examples[0])


def beginnings(flows: Flows) -> Iterator[Try]:
    """Where the helpline itself may begin to talk."""
    for edition in flows:
        for node in edition.flow.proactive:
            yield Try("start", place=node)
