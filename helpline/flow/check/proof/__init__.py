"""The prover: walks every talk that the flows allow and holds each turn against the claims.

    settings  the worlds in which talks are walked: script, channel, roster, directory, the past
    state     where a talk stands, and when two talks stand at the same place
    tries     what a contact may say there: every answer, key, word of danger, silence
    claims    what must hold of every turn, whatever was said
    triage    the table of answers that bring a person, and what consent means
    explore   the walk itself, and the talk that leads to a broken claim

It plays the arbiter itself, not a model of it. Two talks are taken for one where the flow in
play reads no difference (`state.Relevance`), so it covers all turns but not all orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from helpline.core.case import Reason
from helpline.flow import places
from helpline.flow.check.checked import Checked, problem
from helpline.flow.check.proof.explore import Explorer
from helpline.flow.check.proof.settings import Setting, settings_for
from helpline.flow.problems import Problem

__all__ = ["OUTSIDE", "Explorer", "Proof", "Setting", "prove", "settings_for", "together"]

OUTSIDE = frozenset(
    {
        Reason.REFERRAL_STALLED,
        Reason.SILENCE,
        Reason.SILENCE_HIGH,
        Reason.DELIVERY_FAILED,
        Reason.NONE,
    }
)
"""Reasons that operations give, with nobody saying anything: no talk can lead to them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was walked, and what did not hold."""

    problems: frozenset[Problem] = frozenset()
    places: int = 0
    turns: int = 0
    said: frozenset[str] = frozenset()
    reasons: frozenset[Reason] = field(default=frozenset())


def prove(checked: Checked, setting: Setting) -> Proof:
    """Walk one setting. Settings are walked apart, so that each may have a process of its own."""
    explorer = Explorer(checked, setting)
    problems = frozenset(explorer.walk())
    return Proof(
        problems,
        explorer.places,
        explorer.turns,
        frozenset(explorer.said),
        frozenset(explorer.reasons),
    )


def together(checked: Checked, proofs: Iterable[Proof]) -> Proof:
    """All settings as one, with what no talk of any of them ever came to."""
    all_of = list(proofs)
    said = frozenset[str]().union(*(one.said for one in all_of))
    reasons = frozenset[Reason]().union(*(one.reasons for one in all_of))
    never = frozenset(_never(checked, said, reasons))
    return Proof(
        never.union(*(one.problems for one in all_of)),
        sum(one.places for one in all_of),
        sum(one.turns for one in all_of),
        said,
        reasons,
    )


def _never(checked: Checked, said: frozenset[str], reasons: frozenset[Reason]) -> Iterator[Problem]:
    """Texts that no talk came to, and reasons that none gave."""
    for edition, node in checked.spoken():
        by_name = node.id in places.BY_NAME or node.id in edition.flow.proactive
        if node.id not in said and not by_name:
            yield problem(edition, node.id, "no talk ever comes to this text")
    for reason in sorted(set(Reason) - reasons - OUTSIDE):
        yield Problem("flows/", 0, "", f"no talk ever gives the reason {reason}")
