"""What check-ins need from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from helpline.core.channel import Address, Channel
from helpline.core.checkin import CheckIn, Plan, Response, State
from helpline.core.contact import FormerAddress
from helpline.core.silence import Outcome, Silence, StepTaken


class Plans(Protocol):
    """Plans and their check-ins."""

    def begin(self, plan: Plan, check_ins: Sequence[CheckIn]) -> bool:
        """Keep a plan with all that it will do; False if the contact has a running one."""

    def running(self, contact_id: str) -> Plan | None: ...

    def last(self, contact_id: str) -> Plan | None:
        """The newest plan, running or ended."""

    def end(self, plan_id: str, at: datetime, why: str) -> None:
        """End it; whatever it had not done yet is cancelled."""

    def add(self, check_in: CheckIn) -> bool:
        """One more; False if this (contact, plan, seq) is there already."""

    def get(self, check_in_id: str, organisation_id: str) -> CheckIn:
        """Raises NotFound, also for another organisation's."""

    def of_contact(self, contact_id: str) -> Sequence[CheckIn]:
        """Of all its plans, by due time."""

    def change(self, check_in: CheckIn, was: State) -> bool:
        """Write it if it is still in that state; False if somebody was faster."""

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts for whom something planned, or a step of a silence, is due."""

    def next_due(self, contact_id: str) -> datetime | None:
        """When the next of these is due."""

    def between(
        self, organisation_id: str, first: datetime, last: datetime, limit: int
    ) -> Sequence[CheckIn]:
        """The calendar: what is or was due in that time, by due time."""

    def failed_in_a_row(self, contact_id: str) -> int:
        """How many of the last three texts sent unasked did not arrive, since one did."""

    def responses(self, organisation_id: str, since: datetime) -> Sequence[Response]:
        """Sent, delivered and answered by wave, of what was sent since then."""


class Silences(Protocol):
    """Ladders. A contact has at most one that runs."""

    def begin(self, silence: Silence) -> bool:
        """False if one runs already."""

    def running(self, contact_id: str) -> Silence | None: ...

    def step(self, silence: Silence, due_at: datetime | None) -> bool:
        """One step further, if nobody was faster."""

    def defer(self, silence: Silence, due_at: datetime) -> None:
        """The same step later."""

    def end(self, silence_id: str, at: datetime, outcome: Outcome) -> None: ...

    def log(self, silence_id: str, taken: StepTaken) -> None: ...

    def steps(self, silence_id: str) -> Sequence[StepTaken]:
        """What was done, oldest first."""

    def of_contact(self, contact_id: str) -> Sequence[Silence]:
        """Newest first."""

    def outcomes(self, organisation_id: str, since: datetime) -> Mapping[str, int]:
        """How many ladders that began since then ended how; running ones under ``""``."""


class Links(Protocol):
    """How a contact gets a second channel, and which addresses it had."""

    def offer(self, payload: str, contact_id: str, expires_at: datetime) -> None:
        """A payload of a deep link, good once. Only its keyed hash is kept."""

    def take(self, payload: str, now: datetime) -> str | None:
        """Use a payload up: the contact that it was given to; None if it is not good."""

    def attach(self, contact_id: str, address_id: str, address: Address, now: datetime) -> bool:
        """One more address of a contact; False if somebody has it."""

    def move(self, address_id: str, contact_id: str, now: datetime) -> None:
        """Give an address, with everything that is known of it, to another contact."""

    def retire(self, address_id: str, history_id: str, now: datetime, why: str) -> None:
        """Unlink an address for good. Its contact's history keeps it, unless it is purged."""

    def confirm(self, address_id: str) -> None:
        """The code word, or a caseworker, showed that it is still the same person (T7)."""

    def doubt(self, address_id: str) -> None:
        """Somebody wrote after a long silence: it may be somebody else."""

    def silent_since(self, before: datetime, limit: int) -> Sequence[str]:
        """Addresses without an inbound since then whose contact has no open case."""

    def history(self, contact_id: str) -> Sequence[FormerAddress]:
        """The newest first."""

    def has(self, contact_id: str, channel: Channel) -> bool:
        """True if the contact is linked to an address of this channel now."""
