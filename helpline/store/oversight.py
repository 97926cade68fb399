"""Notices, conflicts of interest and broken glass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from helpline.core.errors import NotFound
from helpline.core.oversight import BrokenGlass, Notice, NoticeKind
from helpline.store.keys import pack, unpack
from helpline.store.once import insert_once
from helpline.store.tables import UNSEEN, broken_glass, cases, exclusions, notices
from helpline.store.work import Work

REASON = "broken_glass|reason"

COLUMNS = ("id", "organisation_id", "at", "kind", "case_id", "actor_id", "once")
ADD = insert_once(notices, COLUMNS, unless=("once",))
NEWEST = select(notices).order_by(UNSEEN.desc(), notices.c.at.desc()).limit(bindparam("at_most"))
OF_ORGANISATION = NEWEST.where(notices.c.organisation_id == bindparam("organisation"))
SEE = (
    update(notices)
    .where(
        notices.c.id == bindparam("wanted"),
        notices.c.organisation_id == bindparam("organisation"),
        UNSEEN,
    )
    .values(seen_at=bindparam("now"), seen_by=bindparam("by"))
)

EXCLUDE = insert_once(
    exclusions,
    ("case_id", "caseworker_id", "excluded_by", "at"),
    unless=("case_id", "caseworker_id"),
)
INCLUDE = delete(exclusions).where(
    exclusions.c.case_id == bindparam("case"), exclusions.c.caseworker_id == bindparam("person")
)
EXCLUDED = select(exclusions.c.caseworker_id).where(exclusions.c.case_id == bindparam("case"))

CONTACT_OF = select(cases.c.contact_id).where(cases.c.id == bindparam("case"))
BREAK = insert(broken_glass)
GLASS = (
    select(broken_glass)
    .where(
        broken_glass.c.case_id == bindparam("case"),
        broken_glass.c.caseworker_id == bindparam("person"),
        broken_glass.c.begins_at <= bindparam("now"),
        broken_glass.c.ends_at > bindparam("now"),
    )
    .limit(1)
)


class SqlOversight:
    """Implements ports.Oversight."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_notice(self, notice: Notice, once: str | None = None) -> bool:
        """False if one with the same `once` was there before."""
        added = self._work.run(
            ADD[self._work.dialect],
            id=notice.id,
            organisation_id=notice.organisation_id,
            at=notice.at,
            kind=notice.kind.value,
            case_id=notice.case_id,
            actor_id=notice.actor_id,
            once=once,
        )
        return added == 1

    def notices(self, organisation_id: str | None, limit: int) -> Sequence[Notice]:
        """Unseen ones first, then the newest; None: of every organisation."""
        if organisation_id is None:
            rows = self._work.all(NEWEST, at_most=limit)
        else:
            rows = self._work.all(OF_ORGANISATION, organisation=organisation_id, at_most=limit)
        return [_notice(row) for row in rows]

    def see_notice(self, notice_id: str, organisation_id: str, by: str, now: datetime) -> bool:
        """Somebody has dealt with it. False if it is not there or was seen before."""
        seen = self._work.run(SEE, wanted=notice_id, organisation=organisation_id, by=by, now=now)
        return seen == 1

    def exclude(self, case_id: str, caseworker_id: str, by: str, now: datetime) -> None:
        """Conflict of interest: for this person the case does not exist."""
        self._work.run(
            EXCLUDE[self._work.dialect],
            case_id=case_id,
            caseworker_id=caseworker_id,
            excluded_by=by,
            at=now,
        )

    def include(self, case_id: str, caseworker_id: str) -> None:
        """The conflict is over."""
        self._work.run(INCLUDE, case=case_id, person=caseworker_id)

    def excluded(self, case_id: str) -> Sequence[str]:
        """Ids of the persons who are kept away from a case."""
        return [row.caseworker_id for row in self._work.all(EXCLUDED, case=case_id)]

    def break_glass(self, glass: BrokenGlass) -> None:
        """Raises NotFound. The reason goes with the contact's data key."""
        contact_id = self._work.scalar(CONTACT_OF, case=glass.case_id)
        if contact_id is None:
            raise NotFound("no such case")
        sealed = self._work.key(contact_id).seal(REASON, glass.id, pack(glass.reason))
        self._work.run(
            BREAK,
            id=glass.id,
            case_id=glass.case_id,
            caseworker_id=glass.caseworker_id,
            begins_at=glass.begins_at,
            ends_at=glass.ends_at,
            reason=sealed,
        )

    def glass(self, case_id: str, caseworker_id: str, now: datetime) -> BrokenGlass | None:
        """The broken glass that runs now."""
        row = self._work.first(GLASS, case=case_id, person=caseworker_id, now=now)
        if row is None:
            return None
        key = self._work.key(self._work.scalar(CONTACT_OF, case=case_id))
        reason = unpack(key.open(REASON, row.id, row.reason))
        return BrokenGlass(row.id, case_id, caseworker_id, row.begins_at, row.ends_at, reason)


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        organisation_id=row.organisation_id,
        at=row.at,
        kind=NoticeKind(row.kind),
        case_id=row.case_id,
        actor_id=row.actor_id,
        seen_at=row.seen_at,
        seen_by=row.seen_by,
    )
