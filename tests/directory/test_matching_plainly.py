"""The indexes find what the plain rule finds: every filter on every service, then one sort."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from helpline.directory.entry import Entry, entry_of
from helpline.directory.filters import passes
from helpline.directory.match import BY_SMS, IN_CHAT, match
from helpline.directory.model import Area, Capacity, Service
from helpline.directory.query import ANY_GENDER, Query
from helpline.directory.rank import Outcome, Ranking
from helpline.directory.snapshot import Directory
from helpline.directory.terms import (
    Claim,
    Cost,
    Group,
    Intake,
    Item,
    Need,
    Operator,
    Status,
    Term,
)
from helpline.directory.verify import intake_of
from making import NOW, act, directory, point, service

FEW_NEEDS = (Need.CASE_MANAGEMENT, Need.EMERGENCY, Need.LEGAL_AID, Need.LIVELIHOOD, Need.VOCATIONAL)
NEAR = ("12", "08", "17")
HOURS = ("", "always", "mon-fri 08:00-17:00", "sat 20:00-04:00")


def some_service(key: str, random: Random) -> Service:
    """Anything that a directory may hold."""
    pick = random.choice
    claims = {group: pick(list(Claim)) for group in Group}
    confirmed = tuple(Item) if random.random() < 0.8 else (Item.ANSWERS, Item.NAME, Item.LISTING)
    points = [
        point(
            f"p{number}",
            *(
                [act(days_ago=random.uniform(0, 120), confirmed=confirmed)]
                * (random.random() < 0.9)
            ),
            hours=pick(HOURS),
            dial_scope=pick(("national", "international")),
        )
        for number in range(pick((1, 1, 2)))
    ]
    asked = NOW - timedelta(days=random.uniform(0, 20))
    return service(
        key,
        *points,
        needs=tuple(random.sample(FEW_NEEDS, 2)),
        serves=claims if random.random() < 0.5 else dict.fromkeys(Group, Claim.YES),
        term=pick(list(Term)),
        cost=pick((Cost.FREE, Cost.FREE, Cost.PAID)),
        operator=pick(list(Operator)),
        area=Area(provinces=(pick(NEAR),), districts=("1201",), national=random.random() < 0.3),
        intake=Capacity(status=pick(list(Intake)), checked_at=pick((None, asked))),
        minimum_age=pick((None, None, 18)),
        requires_formal_identification=pick((Claim.NO, Claim.YES)),
        informs_police=pick(list(Claim)),
        only_on_request=random.random() < 0.1,
        exclude_reason="never" if random.random() < 0.05 else "",
        status=pick((Status.ACTIVE,) * 9 + (Status.INACTIVE,)),
        retired=random.random() < 0.05,
    )


def some_query(random: Random) -> Query:
    pick = random.choice
    return Query(
        needs=frozenset(random.sample(FEW_NEEDS, pick((0, 1, 2, 3)))),
        gender=pick((None, "man", "woman", ANY_GENDER)),
        age_band=pick((None, "adult", "under_18")),
        province=pick((None, None, *NEAR)),
        district=pick((None, "1201")),
        for_family=random.random() < 0.1,
        urgency=pick((None, "now")),
        avoid=frozenset(
            random.sample(
                [Operator.POLICE, Operator.GOVERNMENT, Operator.FAITH], pick((0, 0, 1, 2))
            )
        ),
        named_police=random.random() < 0.2,
        identified=pick((Claim.UNKNOWN, Claim.YES)),
        local=pick((True, False)),
        channel=pick(("sms", "telegram")),
        case=str(random.random()),
    )


def plainly(
    query: Query, known: Directory, now: datetime, outcomes: dict[str, Outcome], **asked: Any
) -> list[str]:
    """DIRECTORY.md word for word: filter each service, sort what is left."""
    ranking = Ranking(query, now, outcomes)

    def order(entry: Entry) -> Any:
        return (not ranking.open_now(entry), entry.grade, ranking._order(entry))

    fitting = (
        entry
        for entry in known.entries.values()
        if passes(entry, query, now)
        and all(getattr(entry, name) == value for name, value in asked.items())
    )
    return [entry.id for entry in sorted(fitting, key=order)]


def offers(entry: Entry, needs: frozenset[Need]) -> bool:
    return not needs or not entry.needs.isdisjoint(needs)


@pytest.mark.parametrize("seed", range(40))
def test_the_indexes_give_what_the_plain_rule_gives(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same worlds each time
    known = directory(*(some_service(f"s{number}", random) for number in range(60)))
    outcomes = {f"s{n}": Outcome(random.randint(0, 6), 6) for n in range(0, 60, 7)}
    now = NOW + timedelta(hours=random.uniform(0, 96))
    for _ in range(8):
        query = some_query(random)
        found = match(query, known, now, outcomes)
        helpers = replace(query, needs=frozenset({Need.CASE_MANAGEMENT}))
        first = (
            [] if query.for_family else plainly(helpers, known, now, outcomes, long_term=True)[:1]
        )
        rest = [
            one
            for one in plainly(query, known, now, outcomes)
            if one not in first and offers(known.entries[one], query.accepted_needs)
        ]
        room = BY_SMS if query.channel == "sms" else IN_CHAT
        assert [one.service_id for one in (found.first,) if one is not None] == first
        assert [one.service_id for one in found.others] == rest[:room]
        danger = plainly(query.for_danger(), known, now, {})
        danger = [one for one in danger if Need.EMERGENCY in known.entries[one].needs]
        assert [one.service_id for one in found.danger] == danger[: IN_CHAT * query.in_danger]


@pytest.mark.parametrize("seed", range(10))
def test_what_an_entry_says_of_intake_is_what_was_recorded(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    known = directory(*(some_service(f"s{number}", random) for number in range(60)))
    for entry in known.entries.values():
        for days in (0, 1, 13.9, 14, 30):
            now = NOW + timedelta(days=days)
            assert entry.intake(now) is intake_of(entry.service, now)


@pytest.mark.parametrize(
    "other",
    [
        {"serves": {Group.MEN: Claim.YES}},
        {"operator": Operator.POLICE},
        {"informs_police": Claim.NO},
        {"only_on_request": True},
        {"requires_formal_identification": Claim.YES},
        {"minimum_age": 18},
        {"maximum_age": 17},
        {"intake": Capacity(status=Intake.CLOSED)},
        {"term": Term.LONG, "needs": (Need.CASE_MANAGEMENT,)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_a_filter_tells_apart_is_not_alike(other: dict[str, Any]) -> None:
    plain, changed = entry_of(service("s", point())), entry_of(service("s", point(), **other))
    assert plain.likeness != changed.likeness
