"""Referrals, sharing without a yes, and who stands without a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from helpline.core.referral import Feedback, Move, Override, Referral, State
from helpline.core.survivor import Standing, Survivor


class Referrals(Protocol):
    def add(self, referral: Referral) -> None:
        """A new referral; impossible without a consent or a confirmed override (SAFETY T28)."""

    def get(self, referral_id: str) -> Referral:
        """Whoever's it is: operations decide who may see it. Raises NotFound."""

    def save(self, referral: Referral) -> Referral:
        """Write it if nobody else did since it was read (else Stale); the next version."""

    def of_contact(self, contact_id: str) -> Sequence[Referral]:
        """All referrals of a contact, the newest first."""

    def outgoing(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What this organisation referred, the newest first."""

    def incoming(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What was referred to this organisation and is not over, the newest first."""

    def overdue(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals whose due date has passed."""

    def unused(self, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals made before that time."""

    def askable(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts to be written to about a referral, whoever waits longest first."""

    def asks(self, contact_id: str, now: datetime) -> bool:
        """True if this contact is to be asked what became of a referral."""

    def made(self, since: datetime, until: datetime) -> Sequence[Referral]:
        """All referrals of a time, of every organisation."""

    def note(self, move: Move) -> None:
        """One more step of its life."""

    def moves(self, referral_ids: Sequence[str]) -> Sequence[Move]:
        """The steps of these referrals, oldest first."""

    def tell(self, feedback: Feedback) -> None:
        """Keep what the contact told, as codes."""

    def told(self, referral_ids: Sequence[str]) -> Sequence[Feedback]:
        """What contacts told of these referrals, oldest first."""

    def outcomes(
        self, receivers: Iterable[str], since: datetime
    ) -> Mapping[str, Mapping[State, int]]:
        """How many referrals to each of these stand in each state, of those made since then.

        A receiver without any is left out.
        """


class Overrides(Protocol):
    def add(self, override: Override) -> None:
        """One person asks for it; it holds once another one has confirmed it."""

    def get(self, override_id: str, organisation_id: str) -> Override:
        """Raises NotFound, also for another organisation's."""

    def confirm(self, override_id: str, confirmed_by: str, now: datetime) -> bool:
        """False if somebody had confirmed it, or the same person asked for it."""

    def waiting(self, organisation_id: str) -> Sequence[Override]:
        """What waits for a second person, the oldest first."""


class Survivors(Protocol):
    def add(self, survivor: Survivor) -> bool:
        """Note that somebody is a survivor; False if that was known."""

    def get(self, contact_id: str) -> Survivor | None: ...

    def save(self, survivor: Survivor) -> None:
        """What was offered, refused, and when to ask again."""

    def standings(self, organisation_id: str | None) -> Sequence[Standing]:
        """Every survivor of the organisation (None: of all) with what was done for them."""
