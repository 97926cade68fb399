"""The store as a whole: one transaction over every kind of record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from helpline.operations.ports.alerts import Alerts
from helpline.operations.ports.cases import Cases, Drafts, Moves, Tasks
from helpline.operations.ports.check_ins import Links, Plans, Silences
from helpline.operations.ports.contacts import Consents, Contacts, Conversations, Keeping, Secrets
from helpline.operations.ports.directory import Services
from helpline.operations.ports.messages import Clearings, Inbox, Outbox, Quarantine
from helpline.operations.ports.oversight import Audit, Exports, Oversight
from helpline.operations.ports.referrals import Overrides, Referrals, Survivors
from helpline.operations.ports.staff import Admissions, Duty, Staff

NewId = Callable[[], str]
"""Draws a random 128-bit id as 32 hex digits."""


class Transaction(Protocol):
    """One transaction over every kind of record."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def moves(self) -> Moves: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def admissions(self) -> Admissions: ...
    @property
    def duty(self) -> Duty: ...
    @property
    def oversight(self) -> Oversight: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def keeping(self) -> Keeping: ...
    @property
    def clearings(self) -> Clearings: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def silences(self) -> Silences: ...
    @property
    def links(self) -> Links: ...
    @property
    def services(self) -> Services: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def overrides(self) -> Overrides: ...
    @property
    def survivors(self) -> Survivors: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def quarantine(self) -> Quarantine: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that may write. Raises StoreUnavailable."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Start a transaction that only reads. Raises StoreUnavailable."""

    def settle(self) -> None:
        """Leave nothing of what was deleted in the files of the database."""
