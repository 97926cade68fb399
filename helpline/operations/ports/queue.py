"""Bells."""

from __future__ import annotations

from typing import Protocol


class Queue(Protocol):
    """Bells. A bell may ring twice or never; raises QueueUnavailable when Redis is away."""

    def ring_converse(self, contact_id: str, urgent: bool) -> None: ...

    def ring_deliver(self, contact_id: str, urgent: bool) -> None: ...

    def ring_alert(self, alert_id: str) -> None: ...

    def answers(self) -> bool:
        """True if a bell would be heard; for the health page."""
