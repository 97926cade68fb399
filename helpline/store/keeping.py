"""How long things are kept, and how they go (SAFETY section 4).

Each method here is one kind of thing that is old enough, at most `limit` of it, and says how many
it took: whoever calls it goes on until nothing is left, one transaction at a time, and may be
killed between two. What is deleted is overwritten (SQLite: secure_delete); `SqlStore.settle`
empties the write-ahead log behind it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update

from helpline.core.case import CaseStatus
from helpline.core.referral import OVER
from helpline.store.keys import TOMBSTONE
from helpline.store.owned import deletions
from helpline.store.tables import (
    cases,
    consents,
    contacts,
    conversations,
    directory_reports,
    inbounds,
    outbounds,
    plans,
    quarantine,
    referrals,
    secret_tries,
    sessions,
    sign_in_failures,
    tasks,
)
from helpline.store.work import Work

WRITTEN = inbounds.c.body.is_not(None)
ENDED = [state.value for state in OVER]
"""States of referrals that are over; every other one still runs."""


class SqlKeeping:
    """Implements ports.Keeping."""

    def __init__(self, work: Work) -> None:
        self._work = work

    # --- one contact ------------------------------------------------------------------------------

    def forget(self, contact_id: str) -> int:
        """Destroy the contact's data key and delete all rows about them; how many rows.

        Bare rows stay for a while: the contact without key, consents as facts, and the marks by
        which a provider's repeat of an old message is known. Doing it again changes nothing.
        """
        rows = sum(
            self._work.run(one)
            for one in deletions(contacts, [contact_id])
            if one.table is not inbounds
        )
        rows += self._work.run(
            update(inbounds).where(inbounds.c.contact_id == contact_id, WRITTEN).values(body=None)
        )
        self._work.run(
            update(contacts)
            .where(contacts.c.id == contact_id)
            .values(
                data_key=None, details=None, language=None, quiet_until=None, last_inbound_at=None
            )
        )
        self._work.run(
            update(consents).where(consents.c.contact_id == contact_id).values(details=None)
        )
        self._work.drop_key(contact_id)
        return rows

    def is_forgotten(self, contact_id: str) -> bool:
        """The key was destroyed, or there never was such a contact."""
        known = select(contacts.c.data_key).where(contacts.c.id == contact_id)
        return self._work.scalar(known) is None

    def mark_of(self, contact_id: str) -> str:
        """What the log of tombstones calls a contact; it tells nothing without the index key."""
        return self._work.index.of(TOMBSTONE, contact_id).hex()

    def remembered(self) -> list[str]:
        """Ids of all contacts that have a data key, to look for those of the tombstones."""
        rows = self._work.all(select(contacts.c.id).where(contacts.c.data_key.is_not(None)))
        return [row.id for row in rows]

    # --- what is old enough -----------------------------------------------------------------------

    def drop_messages(self, silent_since: datetime, closed_since: datetime, limit: int) -> int:
        """Messages of contacts without an open or lately closed case who are silent for long.

        Of an inbound the mark stays by which a repeat is known (`drop_marks`).
        """
        quiet = _silent(silent_since) & ~_has_case(closed_since) & _has_messages()
        found = self._ids(select(contacts.c.id).where(quiet), limit)
        self._empty(found)
        return len(found)

    def drop_refused(self, before: datetime, limit: int) -> int:
        """The talk of who said "no, only information", and has no open case (F04)."""
        has_talk = or_(_has_messages(), exists().where(conversations.c.contact_id == contacts.c.id))
        refused = _refused() & _silent(before) & ~_has_case(None) & has_talk
        found = self._ids(select(contacts.c.id).where(refused), limit)
        self._empty(found)
        self._work.run(delete(conversations).where(conversations.c.contact_id.in_(found)))
        return len(found)

    def drop_cases(self, closed_before: datetime, limit: int) -> int:
        """Cases closed long ago, with their notes, alerts, tasks and referrals.

        Not while a referral of theirs runs, or somebody has something to do in them.
        """
        old = and_(
            cases.c.status == CaseStatus.CLOSED.value,
            cases.c.closed_at < closed_before,
            ~exists().where(referrals.c.case_id == cases.c.id, _runs()),
            ~exists().where(tasks.c.case_id == cases.c.id, tasks.c.done_at.is_(None)),
        )
        found = self._ids(select(cases.c.id).where(old), limit)
        for statement in deletions(cases, found):
            self._work.run(statement)
        self._work.run(delete(cases).where(cases.c.id.in_(found)))
        return len(found)

    def drop_marks(self, before: datetime, limit: int) -> int:
        """Marks of inbounds that no provider repeats any more."""
        old = and_(inbounds.c.body.is_(None), inbounds.c.received_at < before)
        found = self._ids(select(inbounds.c.id).where(old), limit)
        return self._work.run(delete(inbounds).where(inbounds.c.id.in_(found)))

    def gone(self, silent_since: datetime, limit: int) -> list[str]:
        """Contacts of whom nothing is left but themselves: to be forgotten."""
        nothing = and_(
            contacts.c.data_key.is_not(None),
            _silent(silent_since),
            ~exists().where(cases.c.contact_id == contacts.c.id),
            ~_has_messages(),
            ~exists().where(plans.c.contact_id == contacts.c.id, plans.c.ended_at.is_(None)),
            ~exists().where(referrals.c.contact_id == contacts.c.id, _runs()),
            ~exists().where(tasks.c.contact_id == contacts.c.id, tasks.c.done_at.is_(None)),
        )
        return self._ids(select(contacts.c.id).where(nothing), limit)

    def drop_consents(self, before: datetime, limit: int) -> int:
        """Consents of contacts that were forgotten, two years on."""
        forgotten = select(contacts.c.id).where(contacts.c.data_key.is_(None))
        old = and_(consents.c.at < before, consents.c.contact_id.in_(forgotten))
        found = self._ids(select(consents.c.id).where(old), limit)
        return self._work.run(delete(consents).where(consents.c.id.in_(found)))

    def drop_bare_contacts(self, limit: int) -> int:
        """Rows of forgotten contacts at which nothing points any more."""
        bare = and_(
            contacts.c.data_key.is_(None),
            ~exists().where(consents.c.contact_id == contacts.c.id),
            ~exists().where(inbounds.c.contact_id == contacts.c.id),
        )
        found = self._ids(select(contacts.c.id).where(bare), limit)
        return self._work.run(delete(contacts).where(contacts.c.id.in_(found)))

    def drop_records(
        self, *, quarantined: datetime, tried: datetime, reported: datetime, now: datetime
    ) -> int:
        """Malformed payloads, tries at passwords and codes, old reports, sessions that are over."""
        return sum(
            self._work.run(statement)
            for statement in (
                delete(quarantine).where(quarantine.c.received_at < quarantined),
                delete(sign_in_failures).where(sign_in_failures.c.at < tried),
                delete(secret_tries).where(secret_tries.c.at < tried),
                delete(directory_reports).where(directory_reports.c.at < reported),
                delete(sessions).where(sessions.c.ends_at < now),
            )
        )

    def _ids(self, query: Select[Any], limit: int) -> list[str]:
        return [row[0] for row in self._work.all(query.limit(limit))]

    def _empty(self, contact_ids: list[str]) -> None:
        """Drop what was written; the marks of inbounds stay."""
        for statement in deletions(outbounds, select(outbounds.c.id).where(_of(contact_ids))):
            self._work.run(statement)
        self._work.run(delete(outbounds).where(_of(contact_ids)))
        self._work.run(
            update(inbounds).where(inbounds.c.contact_id.in_(contact_ids)).values(body=None)
        )


def _of(contact_ids: list[str]) -> ColumnElement[bool]:
    return outbounds.c.contact_id.in_(contact_ids)


def _silent(since: datetime) -> ColumnElement[bool]:
    """Nothing came and nothing went since then."""
    heard = func.coalesce(contacts.c.last_inbound_at, contacts.c.created_at) < since
    sent = exists().where(outbounds.c.contact_id == contacts.c.id, outbounds.c.created_at >= since)
    return and_(heard, ~sent)


def _runs() -> ColumnElement[bool]:
    return referrals.c.state.not_in(ENDED)


def _has_messages() -> ColumnElement[bool]:
    came = exists().where(inbounds.c.contact_id == contacts.c.id, WRITTEN)
    went = exists().where(outbounds.c.contact_id == contacts.c.id)
    return or_(came, went)


def _has_case(closed_since: datetime | None) -> ColumnElement[bool]:
    """An open case; with a time also one that was closed since then."""
    wanted: ColumnElement[bool] = cases.c.status != CaseStatus.CLOSED.value
    if closed_since is not None:
        wanted = or_(wanted, cases.c.closed_at >= closed_since)
    return exists().where(cases.c.contact_id == contacts.c.id, wanted)


def _refused() -> ColumnElement[bool]:
    """The newest answer to "may I keep your answers" was no."""
    newest = (
        select(consents.c.granted)
        .where(consents.c.contact_id == contacts.c.id, consents.c.purpose == "keep")
        .order_by(consents.c.at.desc(), consents.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return newest.is_(False)
