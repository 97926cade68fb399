"""The simulation: its promises hold, and it notices when they do not (SAFETY T7, T9, T10, T11)."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from helpline.commands.bench import bench
from helpline.core import timing
from helpline.core.timing import Do, Verdict
from helpline.reports.exodus import ladders, run
from helpline.reports.exodus.outcome import Outcome
from helpline.reports.exodus.people import Rates

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
PARTS = {(kind, km): 2 if km else 1 for kind in ("opener", "greeting", "door_open")
         for km in (True, False)}  # fmt: skip


def two_years(seed: int = 1, contacts: int = 300, rates: Rates | None = None) -> Outcome:
    return run.play(contacts, 24, START, random.Random(seed).random, PARTS, rates)  # noqa: S311


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_promise_is_broken(seed: int) -> None:
    outcome = two_years(seed)
    assert outcome.broken == []
    assert outcome.messages["opener"] > 1000
    assert outcome.silences > 300
    assert outcome.calls


def test_the_same_seed_is_the_same_two_years() -> None:
    assert two_years().summary(0.05) == two_years().summary(0.05)
    assert two_years().summary(0.05) != two_years(seed=2).summary(0.05)


def test_everybody_silent_comes_to_a_person() -> None:
    """SAFETY T9: nobody answers anything, and nobody is lost without a call."""
    silent = Rates(answers=0, writes=0, reached=0, comes_back=0, stops=0)
    outcome = two_years(contacts=60, rates=silent)
    assert outcome.broken == []
    assert outcome.tasks["call"] >= 60 * 0.9
    assert set(outcome.ended) <= {"dormant", "wrong_number"}


def test_staff_that_is_too_few_is_seen() -> None:
    few = two_years(rates=Rates(calls_a_day=1))
    many = two_years(rates=Rates(calls_a_day=500))
    assert few.longest_wait_days > 30 > many.longest_wait_days


def always(_kind: object, _due: datetime, _now: datetime, *_rest: object) -> Verdict:
    return Verdict(Do.SEND)


BROKEN_RULES = [
    ("no rule at all", run, "decide", always, "after a stop"),
    ("no caps", timing, "_cap_until", lambda *_: None, "two in a day"),
    ("any age", timing, "_where", lambda *_: None, "too old"),
    ("any hour", timing, "is_safe", lambda *_: True, "outside safe hours"),
]


@pytest.mark.parametrize(
    ("what", "module", "name", "instead", "noticed"), BROKEN_RULES, ids=lambda one: str(one)[:12]
)
def test_a_broken_rule_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    module: object,
    name: str,
    instead: object,
    noticed: str,
) -> None:
    """The watch is no copy of the rules: each rule that is taken out shows."""
    monkeypatch.setattr(module, name, instead)
    if name == "is_safe":  # plan at night too
        night = lambda at, times, chance: at.replace(hour=20)  # noqa: E731
        monkeypatch.setattr(run, "planned_moment", lambda b, a, t, c: night(b + a, t, c))
    if name == "_cap_until":
        monkeypatch.setattr(ladders, "planned_moment", lambda began, *_: began + timedelta(hours=3))
    outcome = two_years()
    assert any(noticed in one for one in outcome.broken), outcome.broken[:3]


def test_the_command_prints_the_figures() -> None:
    result = CliRunner().invoke(
        bench, ["--scenario", "exodus", "--contacts", "50", "--price", "0.1"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert figures["invariants_broken"] == []
    assert figures["cost"] == pytest.approx(figures["sms_parts"] * 0.1)
    assert figures["human_calls"] > 0
    assert 0 < figures["share_reached_again"] <= 1


def test_a_scenario_has_to_be_named() -> None:
    assert CliRunner().invoke(bench, []).exit_code == 2
