"""What came of two simulated years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Outcome:
    """Counts; nothing of a single contact."""

    contacts: int
    months: int
    messages: Counter[str] = field(default_factory=Counter)
    """By node id."""
    parts: int = 0
    """SMS parts: a text by the second channel costs none."""
    openers: int = 0
    answered: int = 0
    silences: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    calls: Counter[date] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    waiting_calls: int = 0
    """Calls that staff had not come to at the end."""
    longest_wait_days: float = 0.0
    broken: list[str] = field(default_factory=list)
    """Invariants that did not hold: empty, or something is wrong."""

    def summary(self, price_per_part: float) -> dict[str, object]:
        """The figures as they are printed."""
        days = sorted(self.calls.values())
        return {
            "contacts": self.contacts,
            "months": self.months,
            "messages": sum(self.messages.values()),
            "messages_by_text": dict(sorted(self.messages.items())),
            "sms_parts": self.parts,
            "cost": round(self.parts * price_per_part, 2),
            "cost_per_contact": round(self.parts * price_per_part / max(1, self.contacts), 2),
            "share_of_openers_answered": _share(self.answered, self.openers),
            "silences": self.silences,
            "silences_ended": dict(sorted(self.ended.items())),
            "share_reached_again": _share(
                self.ended["replied"] + self.ended["reached"], self.silences
            ),
            "human_calls": sum(days),
            "human_calls_a_day_mean": round(sum(days) / max(1, len(days)), 1),
            "human_calls_a_day_most": days[-1] if days else 0,
            "calls_waiting_at_the_end": self.waiting_calls,
            "longest_wait_for_a_call_days": round(self.longest_wait_days, 1),
            "tasks": dict(sorted(self.tasks.items())),
            "invariants_broken": self.broken[:20],
        }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
