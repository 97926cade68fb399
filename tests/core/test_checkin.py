"""Schedules, rotation and frequency (CONVERSATIONS 7.1, 7.2)."""

from __future__ import annotations

import pytest

from helpline.core.checkin import (
    ASKING,
    Frequency,
    Kind,
    Tier,
    Topic,
    days_of,
    schedule,
    topics_now,
)

# CONVERSATIONS 7.1, typed from the table once more: check-ins, then caring contacts.
TABLE = {
    Tier.HIGH: ("D3 W1 W2 W4 W7 W11 M4 M6 M9 M12 M18", "D1 M2 M3 M5 M8"),
    Tier.STANDARD: ("D3 W1 W2 W4 M2 M3 M4 M6 M9 M12 M18 M24", "D1 M5 M8 M10"),
    Tier.LIGHT: ("M1 M3 M6 M12", "M2 M9"),
}
ROTATION = {
    "D3": "a", "W1": "b", "W2": "c", "W4": "a e", "W7": "d", "M2": "d", "M3": "b", "M4": "c",
    "M6": "a e", "M9": "b", "M12": "f c", "M18": "e", "M24": "f",
}  # fmt: skip


def names(tier: Tier, kinds: frozenset[Kind]) -> set[str]:
    return {line.name for line in schedule(tier) if line.kind in kinds}


@pytest.mark.parametrize("tier", TABLE)
def test_each_tier_has_the_lines_of_the_table(tier: Tier) -> None:
    check_ins, caring = TABLE[tier]
    assert names(tier, ASKING) == set(check_ins.split())
    assert names(tier, frozenset({Kind.CARING})) == set(caring.split())


def test_the_first_day_of_the_high_tier_is_a_persons() -> None:
    first = schedule(Tier.HIGH)[0]
    assert (first.name, first.kind) == ("D1", Kind.BY_PERSON)


def test_away_is_asked_for_a_sign_of_life_only() -> None:
    lines = schedule(Tier.AWAY)
    assert {line.kind for line in lines} == {Kind.SIGN_OF_LIFE}
    assert [line.name for line in lines][:4] == ["W2", "W4", "M2", "M3"]


@pytest.mark.parametrize("tier", TABLE)
def test_the_modules_take_turns_and_never_more_than_two(tier: Tier) -> None:
    for line in schedule(tier):
        if line.name in ROTATION and line.kind is Kind.QUESTIONS:
            assert " ".join(topic.value for topic in line.topics) == ROTATION[line.name]
        assert len(line.topics) <= 2
        assert bool(line.topics) == (line.kind is Kind.QUESTIONS)


@pytest.mark.parametrize("tier", list(Tier))
def test_a_schedule_is_in_order(tier: Tier) -> None:
    days = [line.after for line in schedule(tier)]
    assert days == sorted(days)


def test_days_weeks_and_months() -> None:
    assert days_of("D3") == 3
    assert days_of("W2") == 14
    assert round(days_of("M12")) == 365


@pytest.mark.parametrize("tier", list(Tier))
def test_once_a_month_is_at_most_one_a_month(tier: Tier) -> None:
    months = [int(days_of(line.name) // 30.4375) for line in schedule(tier, Frequency.MONTHLY)]
    assert len(months) == len(set(months))
    assert months


def test_once_a_month_keeps_the_question_of_a_month() -> None:
    first = schedule(Tier.STANDARD, Frequency.MONTHLY)[0]
    assert (first.name, first.kind) == ("D3", Kind.QUESTIONS)


def test_more_fills_every_month_with_a_greeting() -> None:
    lines = schedule(Tier.STANDARD, Frequency.MORE)
    months = {int(days_of(line.name) / 30.4375) for line in lines}
    assert months == set(range(25))
    assert {line.kind for line in set(lines) - set(schedule(Tier.STANDARD))} == {Kind.CARING}


@pytest.mark.parametrize("tier", list(Tier))
def test_never_is_nothing(tier: Tier) -> None:
    assert schedule(tier, Frequency.NEVER) == ()


def test_a_rule_only_raises() -> None:
    assert Tier.LIGHT.raised_to(Tier.HIGH) is Tier.HIGH
    assert Tier.HIGH.raised_to(Tier.LIGHT) is Tier.HIGH
    assert Tier.AWAY.raised_to(Tier.STANDARD) is Tier.AWAY
    assert Tier.AWAY.raised_to(Tier.HIGH) is Tier.HIGH


def test_an_open_debt_is_asked_about_before_its_turn() -> None:
    planned = (Topic.HELP,)
    assert topics_now(planned, frozenset(), "health debt_counselling") == (Topic.MONEY,)
    assert topics_now(planned, frozenset({Topic.MONEY}), "debt_counselling") == planned
    assert topics_now(planned, frozenset(), "health") == planned
    assert topics_now((), frozenset(), "debt_counselling") == ()
