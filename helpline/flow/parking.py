"""Leaving a flow so that it can be offered again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from helpline.core.conversation import Fact, Owner, Parked, Position
from helpline.core.events import FlowParked
from helpline.flow import places
from helpline.flow.ledger import Ledger

MOST_PARKED: Final = 3
KEPT_WITHOUT_CONSENT: Final = timedelta(hours=24)
"""Who said "no, only information" leaves nothing behind after a day (CONVERSATIONS 4.10)."""
KEPT_WHEN_GONE: Final = timedelta(days=7)
"""How long somebody whose flow was removed still gets an apology for it."""
OPENER_KEPT: Final = timedelta(days=45)
"""How long an opener can be answered: as long as a number counts as the same person's."""


class Parking(Ledger):
    """A ledger that can leave the question that waits."""

    def leave(self) -> None:
        """Drop the question that waits and everything that waited for it."""
        self.change(at=None, callers=(), due_at=None)

    def forget_place(self) -> None:
        """Somebody else reads, or may: nothing of the talk can be seen or resumed."""
        self.leave()
        self.change(parked=(), answers={}, last_topic=None)
        self.forget(Fact.SAFE)

    def park(self) -> None:
        """Leave what runs so that it can be offered again: its innermost flow worth a return."""
        at = self.conversation.at
        chain = (*self.conversation.callers, *((at,) if at else ()))
        self.leave()
        while chain and not self._worth_returning(chain[-1]):
            chain = chain[:-1]
        if chain:
            self._keep_parked(Parked(chain[-1], chain[:-1], self._until(chain[-1])))

    def drop_stale(self) -> None:
        """Forget what was parked for too long."""
        kept = tuple(entry for entry in self.conversation.parked if entry.until > self.world.now)
        self.change(parked=kept)

    def kept_for(self, position: Position) -> timedelta:
        """How long this place can be resumed.

        An opener holds nothing: whoever was silent still answers it while a silence is followed
        up. On a number that was silent for longer the code word comes first (SAFETY T7).
        """
        if position.node in places.OPENERS:
            return OPENER_KEPT
        edition = self.flows.pinned(position)
        keep = edition.flow.keep if edition else KEPT_WHEN_GONE
        consent = self.conversation.facts.get(Fact.CONSENT_KEEP)
        if consent == "yes" and edition and edition.flow.keep_with_consent:
            return edition.flow.keep_with_consent
        return min(keep, KEPT_WITHOUT_CONSENT) if consent == "no" else keep

    def _until(self, position: Position) -> datetime:
        return self.world.now + self.kept_for(position)

    def _worth_returning(self, position: Position) -> bool:
        """A crisis that a person has is not offered again: its question was of that minute."""
        edition = self.flows.pinned(position)
        if edition and edition.flow.crisis and self.conversation.owner is Owner.HUMAN:
            return False
        return position.flow not in places.PASSING and bool(self.kept_for(position))

    def _keep_parked(self, entry: Parked) -> None:
        others = [one for one in self.conversation.parked if one.at.flow != entry.at.flow]
        self.change(parked=(*others, entry)[-MOST_PARKED:])
        self.emit(FlowParked(entry.at.flow, entry.at.node))
