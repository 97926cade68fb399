"""Calls to somebody on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class AlertState(StrEnum):
    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    OVER = "over"
    """Somebody acknowledged, or the case is closed."""


class AlertKind(StrEnum):
    """What an alert says, and what makes it needless."""

    CALL = "call"
    """Somebody waits; over once somebody acknowledged."""
    LATE = "late"
    """A promised time has passed; over once somebody wrote."""
    YOURS = "yours"
    """You pressed the button and have the case."""
    TAKEN = "taken"
    """You pressed the button, but somebody else has it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A call to somebody on duty. It carries no word and no address of the contact."""

    id: str
    case_id: str
    caseworker_id: str
    step: int
    due_at: datetime
    state: AlertState = AlertState.DUE
    attempts: int = 0
    kind: AlertKind = AlertKind.CALL
    medium: int = 0
    """0: the person's first address, 1: the second."""


class Alerts(Protocol):
    def add(self, alert: Alert) -> None: ...

    def set_press(self, alert_id: str, token: str) -> None:
        """The token of the button that goes out with the alert."""

    def pressed(self, token: str) -> Alert | None:
        """The alert whose button it is."""

    def claim(self, alert_id: str, now: datetime, lease_until: datetime) -> Alert | None:
        """Take a due alert; None if it is not due, not there or somebody has it."""

    def finish(self, alert_id: str, state: AlertState) -> None: ...

    def retry(self, alert_id: str, at: datetime) -> None: ...

    def due(self, now: datetime, limit: int) -> Sequence[str]: ...

    def end_for_case(self, case_id: str) -> None:
        """Somebody acknowledged: the rest of the ladder is over."""
