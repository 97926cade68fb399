"""Which services a flow may offer, and what they are called (CONVERSATIONS F07, F08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpline.core.case import Case, Reason
from helpline.core.channel import Address, Channel
from helpline.core.conversation import Fact
from helpline.directory.filters import passes
from helpline.directory.match import Matches, match
from helpline.directory.query import ANY_GENDER, Query
from helpline.directory.rank import Outcome
from helpline.directory.snapshot import Directory
from helpline.directory.terms import Need, Operator

OUR_COUNTRY = "+855"
AGES = {"under_15": "under_18", "15_17": "under_18", "adult": "adult"}
PLACES = ("service", "service2")
"""Placeholders for the services that were offered, in their order."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as the directory may know."""

    key: str
    """An id of the talk, so that equals are spread among people."""
    address: Address
    case: Case | None


def is_local(address: Address) -> bool:
    """True if the sender's number is a +855 one. Telegram shows no number: it is not."""
    return address.channel is not Channel.TELEGRAM and address.value.startswith(OUR_COUNTRY)


def query_of(asker: Asker, facts: Mapping[Fact, str]) -> Query:
    """The question that the remembered facts amount to.

    No flow asks for somebody's gender, so what is offered by a flow takes men and women alike.
    Who spoke of officials who are involved is spared every authority (SAFETY T15).
    """
    known = {need.value for need in Need}
    named = frozenset(Need(one) for one in facts.get(Fact.NEEDS, "").split() if one in known)
    doubtful = asker.case is not None and Reason.COMPLICITY in asker.case.reasons
    officials = frozenset({Operator.POLICE, Operator.GOVERNMENT})
    return Query(
        needs=named,
        gender=ANY_GENDER,
        age_band=AGES.get(facts.get(Fact.AGE, "")),
        province=facts.get(Fact.PROVINCE) or None,
        avoid=officials if doubtful else frozenset(),
        local=is_local(asker.address),
        channel=asker.address.channel.value,
        case=asker.key,
    )


def offered(
    directory: Directory,
    asker: Asker,
    facts: Mapping[Fact, str],
    now: datetime,
    outcomes: Mapping[str, Outcome],
) -> Matches:
    """What fits the person; `.ids` are what a flow may offer, best first."""
    return match(query_of(asker, facts), directory, now, outcomes)


def names(
    directory: Directory, asker: Asker, facts: Mapping[Fact, str], language: str, now: datetime
) -> dict[str, str]:
    """{service} and {service2}: names of what was offered, if it may still be offered now."""
    query = query_of(asker, facts)
    found = {}
    for place, service_id in zip(PLACES, facts.get(Fact.OFFERED, "").split(), strict=False):
        entry = directory.entries.get(service_id)
        if entry is not None and passes(entry, query, now):
            found[place] = entry.service.name.in_(language)
    return found
