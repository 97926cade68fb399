"""The worlds in which talks are walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from helpline.core.conversation import WORLD_FACTS, Fact
from helpline.flow.definition import AnyNode, Ask, Branch, GiveConsent, Remember
from helpline.flow.flows import Flows

GREETINGS = {"km": "សួស្ដី", "latn": "suosdey", "en": "hello"}
"""A first message in each script."""

SERVICES = ("one", "two")


@dataclass(frozen=True, slots=True)
class Setting:
    """One world: what is true around the talk and what was known before it."""

    name: str
    script: str
    world: Mapping[Fact, str]
    offers: tuple[str, ...] = ()
    """What a match finds; with none the directory has nothing that may be said."""
    known: Mapping[Fact, str] = field(default_factory=dict)
    """What was remembered before; empty for somebody who never wrote."""
    deep: bool = False
    """Walk every set of answers to the questions of a flow, not each answer by itself."""
    thorough: bool = True
    """Try the keys at each place and words of danger at each question; else only at rest.

    One setting of each script is thorough; the others look for what their facts lead to.
    """

    @property
    def staffed(self) -> bool:
        """Somebody is on shift."""
        return self.world.get(Fact.STAFFED) == "yes"

    @property
    def on_call(self) -> bool:
        """Somebody can be called."""
        return self.world.get(Fact.ON_CALL) == "yes"


def settings_for(flows: Flows) -> tuple[Setting, ...]:
    """Every script, channel, roster and directory, for newcomers and for people known before.

    Facts that flows read and never set (a tier, a shared phone) take each value that is read
    in one of the settings with somebody known.
    """
    return (*_newcomers(), *_known(flows))


def _world(*, staffed: str, on_call: str, channel: str, reply: str = "yes") -> dict[Fact, str]:
    return {
        Fact.STAFFED: staffed,
        Fact.ON_CALL: on_call,
        Fact.CHANNEL: channel,
        Fact.CAN_REPLY: reply,
    }


DAY = _world(staffed="yes", on_call="yes", channel="sms")
NIGHT = _world(staffed="no", on_call="yes", channel="telegram")
NOBODY = _world(staffed="no", on_call="no", channel="sms")


def _newcomers() -> Iterator[Setting]:
    yield Setting("new, Khmer, SMS, by day, services", "km", DAY, SERVICES, deep=True)
    yield Setting("new, English, Telegram, at night, no services", "en", NIGHT)
    yield Setting("new, Latin Khmer, SMS, nobody on call, one service", "latn", NOBODY, ("one",))


ROUNDS = 8
"""Settings with somebody known, over which the values of outside facts are dealt out in turn."""


def _known(flows: Flows) -> Iterator[Setting]:
    """One thorough setting with nothing special, and some with two or three outside facts."""
    worlds = ((NOBODY, "km"), (DAY, "en"), (NIGHT, "km"), (DAY, "latn"))
    for number, facts in enumerate([{}, *_dealt(outside_facts(flows))]):
        around, script = worlds[number % len(worlds)]
        language = "en" if script == "en" else "km"
        known = {Fact.LANGUAGE: language, Fact.LANGUAGE_CHOSEN: "yes", Fact.SCRIPT: script}
        yield Setting(
            ", ".join(["known before", *(f"{f.value} {v}" for f, v in facts.items())]),
            script,
            {**around, **{f: v for f, v in facts.items() if f in WORLD_FACTS}},
            SERVICES[: number % 3],
            known | {f: v for f, v in facts.items() if f not in WORLD_FACTS},
            thorough=False,
        )


def _dealt(found: Mapping[Fact, tuple[str, ...]]) -> list[dict[Fact, str]]:
    """The values over the rounds; one that takes another's place in a talk has its own round."""
    rounds: list[dict[Fact, str]] = [{} for _ in range(ROUNDS)]
    shared = ((fact, value) for fact in found for value in found[fact] if fact not in ALONE)
    for number, (fact, value) in enumerate(shared):
        rounds[number % ROUNDS][fact] = value
    return rounds + [{fact: value} for fact in found for value in found[fact] if fact in ALONE]


ALONE = frozenset({Fact.REFERRAL_DUE})
"""Facts that lead away from what other outside facts would be asked about."""

STEERED = frozenset(
    {Fact.FIRST_TALK, Fact.OPEN_CASE, Fact.PARKED, Fact.FAILURES, Fact.STAFFED, Fact.ON_CALL}
    | {Fact.CHANNEL, Fact.CAN_REPLY}
)
"""Facts of the world that the walk itself or the worlds above set."""


LONG_AGO = frozenset({Fact.CODE_WORD})
"""What a flow sets and somebody may have set in a talk long before this one."""


def outside_facts(flows: Flows) -> dict[Fact, tuple[str, ...]]:
    """Facts that come from outside the talk at hand -> the values that some branch reads.

    No flow sets them; or a flow asks at its very start what it was told in an earlier talk.
    """
    read: dict[Fact, set[str]] = {}
    earlier: set[Fact] = set()
    told: set[Fact] = {Fact.LANGUAGE, Fact.SCRIPT, Fact.LANGUAGE_CHOSEN, Fact.SAFE, Fact.OFFERED}
    for edition in flows:
        own = set().union(*map(_told_by, edition.nodes.values()))
        told |= own
        for node in edition.nodes.values():
            for when in node.when if isinstance(node, Branch) else ():
                if when.fact is not None:
                    compared = {*when.any, *when.none, *when.has}
                    read.setdefault(when.fact, set()).update(compared - {""})
                    earlier |= {when.fact} & own if node.id == edition.flow.start else set()
    outside = sorted((read.keys() - told | (earlier - ASKED)) - STEERED)
    return {fact: tuple(sorted(read[fact])) for fact in outside}


def _told_by(node: AnyNode) -> frozenset[Fact]:
    """The facts that a node may set."""
    match node:
        case Remember():
            return frozenset(node.set)
        case Ask(remember=Fact() as fact):
            return frozenset({fact})
        case GiveConsent():
            return CONSENTS
        case _:
            return frozenset()


ASKED = frozenset({Fact.AGE, Fact.CONSENT_KEEP, Fact.CONSENT_ASKED, Fact.WRITING})
"""Facts that every talk with somebody new asks or sets by itself."""
CONSENTS = frozenset({Fact.CONSENT_KEEP, Fact.CONSENT_WRITE, Fact.CONSENT_SHARE})
