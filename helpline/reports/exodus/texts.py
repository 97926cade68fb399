"""Which texts the simulation counts, by node id: the flows' own, so that their parts are real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpline.core.checkin import Kind, Planned, Topic
from helpline.core.silence import Act

PartsOf = Mapping[tuple[str, bool], int]
"""(node id, Khmer) -> SMS parts of its text."""

OTHER_CHANNEL = Act.OTHER_CHANNEL.value
OPENERS = {
    Kind.QUESTIONS: "F27.0",
    Kind.SIGN_OF_LIFE: "F27.away",
    Kind.CARING: "F39.1",
    Kind.HOLIDAY: "F39.holiday",
}
STEPS = {Act.OTHER_CHANNEL: "F27.0b", Act.DOOR_OPEN: "F38.1"}
FAREWELLS = {"opted_out": "F30.1", "wrong_number": "F33.1"}
HOW_AND_SAFE = ("F27.1", "F27.2")
MODULES = {
    Topic.HELP: ("F27.A",),
    Topic.MONEY: ("F27.B", "F27.B2"),
    Topic.GOING_AWAY: ("F27.C",),
    Topic.BODY: ("F27.D",),
    Topic.STILL_HERE: ("F27.E",),
    Topic.USEFUL: ("F27.F",),
}
GOODBYE = "F27.9"
ALL_FINE = "F27.fine"
ALL = (
    *OPENERS.values(),
    *STEPS.values(),
    *FAREWELLS.values(),
    *HOW_AND_SAFE,
    *(node for nodes in MODULES.values() for node in nodes),
    GOODBYE,
    ALL_FINE,
)


def proactive(line: Planned) -> str:
    """The text of a line of a plan."""
    return OPENERS[line.kind]


def of_step(act: Act, asked: Kind) -> str:
    """The text of a step of the ladder that follows a question of this kind."""
    return STEPS.get(act) or OPENERS[asked]


def talk(asks: tuple[Kind, tuple[Topic, ...]]) -> Iterator[str]:
    """What the helpline says when an opener was answered and nothing is wrong."""
    kind, topics = asks
    if kind is Kind.SIGN_OF_LIFE:
        yield ALL_FINE
        return
    yield from HOW_AND_SAFE
    for topic in topics:
        yield from MODULES[topic]
    yield GOODBYE
