"""The simulation: its promises hold, and it notices when they do not (SAFETY T7, T9, T10, T11)."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from helpline.commands.bench import bench
from helpline.core import silence, timing
from helpline.core.checkin import Kind, Planned
from helpline.core.silence import Step
from helpline.core.timing import Do, Verdict
from helpline.reports.exodus import ladders, run, scene, texts
from helpline.reports.exodus.outcome import Outcome
from helpline.reports.exodus.people import Person, Rates

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
PARTS = {(node, km): 2 if km else 1 for node in texts.ALL for km in (True, False)}


def two_years(seed: int = 1, contacts: int = 300, rates: Rates | None = None) -> Outcome:
    return run.play(contacts, 24, START, random.Random(seed).random, PARTS, rates)  # noqa: S311


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_promise_is_broken(seed: int) -> None:
    outcome = two_years(seed)
    assert outcome.broken == []
    assert outcome.messages["F27.0"] > 1000
    assert outcome.silences > 300
    assert outcome.calls


def test_the_same_seed_is_the_same_two_years() -> None:
    first, again, other = (two_years(seed, 60).summary(0.05) for seed in (1, 1, 2))
    assert first == again != other


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


def always(kind: Kind, _due: datetime, _now: datetime, *_rest: object) -> Verdict:
    return Verdict(Do.PERSON if kind is Kind.BY_PERSON else Do.SEND)


def at_night(began: datetime, after: timedelta, *_: object) -> datetime:
    return (began + after).replace(hour=20)


def soon(began: datetime, *_: object) -> datetime:
    return began + timedelta(hours=3)


def nobody_calls(*, high: bool) -> tuple[Step, ...]:
    return tuple(step for step in silence.ladder(high=high) if step.act in ladders.TEXTS)


def twice(self: run.Exodus, person: Person, line: Planned, now: datetime) -> None:
    send(self, person, line, now)
    send(self, person, line, now)


send = run.Exodus._send
NO_CAP = (timing, "_cap_until", lambda *_: None)
FAULTS: dict[str, tuple[list[tuple[Any, str, Any]], str]] = {
    "no rule at all": ([(run, "decide", always)], "after a stop"),
    "stop ignored": ([(timing, "may_not_write", lambda *_: "")], "after a stop"),
    "no caps": ([NO_CAP, (ladders, "planned_moment", soon)], "two in a day"),
    "any age": ([(timing, "_where", lambda *_: None)], "too old"),
    "any hour": (
        [(timing, "is_safe", lambda *_: True), (scene, "planned_moment", at_night)],
        "outside safe hours",
    ),
    "the first number for ever": ([(scene, "address_of", lambda _: 0)], "to a retired address"),
    "a scheduler that forgets": ([(run.Exodus, "_send", twice)], "twice"),
    "nobody calls": ([(ladders, "ladder", nobody_calls)], "a silence that no person had"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_rule_is_noticed(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """SAFETY T7 to T11: the watch is no copy of the rules; each one that is taken out shows."""
    changes, noticed = FAULTS[fault]
    for place, name, instead in changes:
        monkeypatch.setattr(place, name, instead)
    outcome = two_years(contacts=150)
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
    assert figures["sms_parts"] > figures["messages"]  # real texts: Khmer questions take several
    assert {"F27.0", "F27.1", "F27.9", "F39.holiday"} <= set(figures["messages_by_text"])
    assert 0 < figures["share_reached_again"] <= 1


def test_a_scenario_has_to_be_named() -> None:
    assert CliRunner().invoke(bench, []).exit_code == 2
