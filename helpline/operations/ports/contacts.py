"""Contacts, what they agreed to, where their talk stands, what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from helpline.core.channel import Address
from helpline.core.consent import Consent, Purpose, Stop
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Secret
from helpline.core.trusted import Trusted


class Contacts(Protocol):
    def lock(self, contact_id: str) -> None:
        """Hold the contact until the transaction ends; wait for whoever holds it."""

    def by_address(self, address: Address) -> ContactAddress | None:
        """The current link of an address, found by its blind index."""

    def create(self, contact: Contact, address_id: str, address: Address) -> ContactAddress:
        """A new contact with a data key of its own, reached at `address`."""

    def add(self, contact: Contact) -> None:
        """A new contact with a data key of its own, and no address yet."""

    def get(self, contact_id: str) -> Contact:
        """Raises NotFound."""

    def save(self, contact: Contact) -> None:
        """Write all changeable fields."""

    def heard_at(self, contact_id: str, at: datetime) -> None:
        """Note the time of the last inbound."""

    def addresses(self, contact_id: str) -> tuple[ContactAddress, ...]:
        """All links, newest use first."""

    def address(self, address_id: str) -> ContactAddress:
        """Raises NotFound."""

    def search_mark(self, address: Address) -> str:
        """What the audit keeps of an address that somebody looked for: a keyed HMAC."""

    def stop_address(self, address_id: str, reason: str) -> None:
        """Nothing goes there any more until `open_address`."""

    def open_address(self, address_id: str) -> None:
        """The contact reopened it (wrote, or unblocked us)."""


class Conversations(Protocol):
    def load(self, contact_id: str) -> Conversation | None: ...

    def save(self, conversation: Conversation) -> None: ...

    def due_contacts(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts whose wait for an answer ran out, or whose talk is to be forgotten."""


class Consents(Protocol):
    def add(self, consent_id: str, consent: Consent) -> None: ...

    def holds(self, contact_id: str, purpose: Purpose, receiver: str | None = None) -> bool:
        """The newest answer was yes."""

    def newest(
        self, contact_id: str, purpose: Purpose, receiver: str | None = None
    ) -> tuple[str, Consent] | None:
        """Id and content of the newest answer for this purpose and this very receiver."""

    def of_contact(self, contact_id: str) -> Sequence[Consent]:
        """Every answer about consent, the newest first."""

    def record_opt_out(self, address: Address, stop: Stop) -> None:
        """The ledger of stops, kept by blind index, so that it survives deletion and restore."""

    def opted_out(self, address: Address) -> bool:
        """The newest entry about this address is a stop."""

    def stops(self, address: Address) -> Sequence[Stop]:
        """Every entry about an address, the newest first."""


class Secrets(Protocol):
    """What contacts confide: one of each kind. Words go in; only a trusted contact comes out."""

    def keep(self, contact_id: str, kind: Secret, words: str, now: datetime) -> None:
        """Hash or seal it in the place of an earlier one of its kind."""

    def forget(self, contact_id: str, kind: Secret) -> None: ...

    def has(self, contact_id: str, kind: Secret) -> bool: ...

    def is_hide_word(self, contact_id: str, words: str) -> bool:
        """The whole message is the word that this contact chose instead of 88."""

    def is_code_word(self, contact_id: str, words: str) -> bool: ...

    def contact_of_code(self, organisation_id: str, words: str) -> str | None:
        """Whose return code it is, within the organisation."""

    def trusted(self, contact_id: str) -> Trusted | None:
        """Whom to ask when the contact is lost, and when they agreed to that."""

    def tried(self, contact_id: str, kind: Secret, right: bool, now: datetime) -> None:
        """Count a try; the words are not kept."""

    def tries_since(self, kind: Secret, since: datetime, contact_id: str | None = None) -> int:
        """How often one was tried since then, by a contact or by all."""

    def wrong_since(self, contact_id: str, kind: Secret, since: datetime) -> int:
        """How many of a contact's tries were wrong since then, after the last right one."""

    def forget_tries(self, before: datetime) -> int: ...


class Keeping(Protocol):
    """How things go when they are old enough, at most `limit` of a kind; each says how many."""

    def forget(self, contact_id: str) -> int:
        """Destroy the contact's data key and delete all rows about them; how many rows."""

    def is_forgotten(self, contact_id: str) -> bool: ...

    def mark_of(self, contact_id: str) -> str:
        """What the log of tombstones calls a contact; it tells nothing without the index key."""

    def remembered(self) -> Sequence[str]:
        """Ids of all contacts that were not forgotten."""

    def drop_messages(self, silent_since: datetime, closed_since: datetime, limit: int) -> int: ...

    def drop_refused(self, before: datetime, limit: int) -> int:
        """The talk of who said "no, only information"."""

    def drop_cases(self, closed_before: datetime, limit: int) -> int: ...

    def drop_marks(self, before: datetime, limit: int) -> int:
        """Marks of inbounds that no provider repeats any more."""

    def gone(self, silent_since: datetime, limit: int) -> Sequence[str]:
        """Contacts of whom nothing is left but themselves."""

    def drop_consents(self, before: datetime, limit: int) -> int: ...

    def drop_bare_contacts(self, limit: int) -> int: ...

    def drop_records(
        self, *, quarantined: datetime, tried: datetime, reported: datetime, now: datetime
    ) -> int:
        """Malformed payloads, tries at passwords and codes, old reports, sessions that are over."""


class Tombstones(Protocol):
    """A log of who was forgotten, kept outside the database, so that a restore can obey it."""

    def add(self, mark: str, at: datetime) -> None:
        """Written through to the disk before anything is deleted."""

    def marks(self) -> frozenset[str]: ...
