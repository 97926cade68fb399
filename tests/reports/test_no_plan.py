"""Nobody without a plan: each of the three plans counts, and nothing else does (DESIGN 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from helpline.core.survivor import KnownBy, Standing, Survivor
from helpline.reports.no_plan import Why, has_plan, unplanned

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
NOBODY = Standing(
    survivor=Survivor("contact", "organisation", NOW - DAY, KnownBy.SCREENING),
    case_number=7,
    case_id="case",
    case_open=True,
    held=False,
    open_until=None,
)
ON_ITS_WAY = replace(NOBODY, open_until=NOW + DAY, on_the_way=True, ever_referred=True)


def refused(standing: Standing) -> Standing:
    return replace(standing, survivor=replace(standing.survivor, refused_at=NOW))


@pytest.mark.parametrize(
    ("standing", "planned"),
    [
        (NOBODY, False),
        (replace(NOBODY, held=True), True),
        (ON_ITS_WAY, True),
        (replace(ON_ITS_WAY, open_until=NOW), True),
        (replace(ON_ITS_WAY, open_until=NOW - DAY), False),
        (replace(ON_ITS_WAY, open_until=None), False),
        (refused(NOBODY), True),
    ],
)
def test_the_three_plans(standing: Standing, planned: bool) -> None:
    assert has_plan(standing, NOW) is planned
    assert bool(unplanned([standing], NOW)) is not planned


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (NOBODY, Why.NEVER_OFFERED),
        (replace(NOBODY, survivor=replace(NOBODY.survivor, offered_at=NOW)), Why.NO_ANSWER),
        (replace(ON_ITS_WAY, open_until=NOW - DAY), Why.NOT_TAKEN),
        (replace(ON_ITS_WAY, open_until=None), Why.NOT_TAKEN),
        (replace(NOBODY, ever_referred=True), Why.ENDED),
    ],
)
def test_why_somebody_stands_on_the_list(standing: Standing, why: Why) -> None:
    (found,) = unplanned([standing], NOW)
    assert found.why is why


def test_the_longest_known_come_first() -> None:
    earlier = replace(NOBODY, survivor=replace(NOBODY.survivor, since=NOW - 9 * DAY))
    assert [one.since for one in unplanned([NOBODY, earlier], NOW)] == [NOW - 9 * DAY, NOW - DAY]
