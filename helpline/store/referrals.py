"""Referrals, the steps they took, and what the contact told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from helpline.core.errors import NotFound, Stale
from helpline.core.referral import OPEN, OVER, Because, Feedback, Move, Referral, State, Told
from helpline.store.keys import RECEIVER
from helpline.store.referral_row import changeable, fixed, read_referral
from helpline.store.tables import referral_feedback, referral_moves, referrals
from helpline.store.work import Work

LIVE_STATES = sorted(state.value for state in State if state not in OVER)

ONE = referrals.c.id == bindparam("wanted")
ADD = insert(referrals).inline()
GET = select(referrals).where(ONE)
OF_CONTACT = (
    select(referrals)
    .where(referrals.c.contact_id == bindparam("wanted"))
    .order_by(referrals.c.sequence.desc())
)
SAVE = (
    update(referrals)
    .where(ONE, referrals.c.version == bindparam("seen"))
    .values(
        {name: bindparam(name) for name in ("state", "moved_at", "due_at", "feedback_due_at")}
        | {name: bindparam(name) for name in ("opener_due_at", "opener_sent_at")}
        | {name: bindparam(name) for name in ("stalled_at", "because", "fields", "details")}
        | {name: bindparam(name) for name in ("receiver_index", "receiver_organisation_id")}
        | {name: bindparam(name) for name in ("consent_id", "override_id", "owner_id", "case_id")}
        | {"directory_version": bindparam("directory_version"), "version": bindparam("next")}
    )
)
OUTGOING = (
    select(referrals)
    .where(referrals.c.organisation_id == bindparam("organisation"))
    .order_by(referrals.c.sequence.desc())
    .limit(bindparam("at_most"))
)
INCOMING = (
    select(referrals)
    .where(
        referrals.c.receiver_organisation_id == bindparam("organisation"),
        referrals.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(referrals.c.sequence.desc())
    .limit(bindparam("at_most"))
)
OVERDUE = (
    select(referrals.c.id, referrals.c.contact_id)
    .where(referrals.c.due_at <= bindparam("now"))
    .order_by(referrals.c.due_at)
    .limit(bindparam("at_most"))
)
UNUSED = (
    select(referrals.c.id, referrals.c.contact_id)
    .where(
        referrals.c.state.in_(sorted(state.value for state in OPEN)),
        referrals.c.created_at <= bindparam("before"),
    )
    .order_by(referrals.c.created_at)
    .limit(bindparam("at_most"))
)
ASKABLE = (
    select(referrals.c.contact_id)
    .where(referrals.c.opener_due_at <= bindparam("now"))
    .group_by(referrals.c.contact_id)
    .order_by(func.min(referrals.c.opener_due_at))
    .limit(bindparam("at_most"))
)
ASKS = select(referrals.c.id).where(
    referrals.c.contact_id == bindparam("wanted"), referrals.c.feedback_due_at <= bindparam("now")
)
MADE = (
    select(referrals)
    .where(
        referrals.c.created_at >= bindparam("since"), referrals.c.created_at < bindparam("until")
    )
    .order_by(referrals.c.sequence)
)
ADD_MOVE = insert(referral_moves).inline()
MOVES = (
    select(referral_moves)
    .where(referral_moves.c.referral_id.in_(bindparam("wanted", expanding=True)))
    .order_by(referral_moves.c.sequence)
)
ADD_FEEDBACK = insert(referral_feedback).inline()
FEEDBACK = (
    select(referral_feedback)
    .where(referral_feedback.c.referral_id.in_(bindparam("wanted", expanding=True)))
    .order_by(referral_feedback.c.sequence)
)
OUTCOMES = (
    select(referrals.c.receiver_index, referrals.c.state, func.count().label("number"))
    .where(referrals.c.created_at >= bindparam("since"))
    .group_by(referrals.c.receiver_index, referrals.c.state)
)


class SqlReferrals:
    """Implements ports.Referrals."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, referral: Referral) -> None:
        """A new referral. The database refuses one without a consent or an override (T28)."""
        key = self._work.key(referral.contact_id)
        index = self._work.index.of(RECEIVER, referral.receiver)
        self._work.run(
            ADD, **fixed(referral), **changeable(referral, key, index), version=referral.version
        )

    def get(self, referral_id: str) -> Referral:
        """Raises NotFound."""
        row = self._work.first(GET, wanted=referral_id)
        if row is None:
            raise NotFound("no such referral")
        return read_referral(self._work, row)

    def save(self, referral: Referral) -> Referral:
        """Write it if nobody else did since it was read (else Stale); the next version."""
        key = self._work.key(referral.contact_id)
        index = self._work.index.of(RECEIVER, referral.receiver)
        saved = self._work.run(
            SAVE,
            wanted=referral.id,
            seen=referral.version,
            next=referral.version + 1,
            **changeable(referral, key, index),
        )
        if not saved:
            raise Stale("somebody else changed this referral first")
        return replace(referral, version=referral.version + 1)

    def of_contact(self, contact_id: str) -> Sequence[Referral]:
        """All referrals of a contact, the newest first."""
        return self._read(OF_CONTACT, wanted=contact_id)

    def outgoing(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What this organisation referred, the newest first."""
        return self._read(OUTGOING, organisation=organisation_id, at_most=limit)

    def incoming(self, organisation_id: str, limit: int) -> Sequence[Referral]:
        """What was referred to this organisation and is not over, the newest first."""
        return self._read(INCOMING, organisation=organisation_id, states=LIVE_STATES, at_most=limit)

    def overdue(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals whose due date has passed."""
        return [(row.id, row.contact_id) for row in self._work.all(OVERDUE, now=now, at_most=limit)]

    def unused(self, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """(id, contact id) of open referrals made before that time."""
        rows = self._work.all(UNUSED, before=before, at_most=limit)
        return [(row.id, row.contact_id) for row in rows]

    def askable(self, now: datetime, limit: int) -> Sequence[str]:
        """Contacts to be written to about a referral, whoever waits longest first."""
        return [row.contact_id for row in self._work.all(ASKABLE, now=now, at_most=limit)]

    def asks(self, contact_id: str, now: datetime) -> bool:
        """True if this contact is to be asked what became of a referral."""
        return self._work.scalar(ASKS, wanted=contact_id, now=now) is not None

    def made(self, since: datetime, until: datetime) -> Sequence[Referral]:
        """All referrals of a time, of every organisation; forgotten contacts are left out."""
        return self._read(MADE, since=since, until=until)

    def note(self, move: Move) -> None:
        """One more step of its life."""
        self._work.run(
            ADD_MOVE,
            referral_id=move.referral_id,
            at=move.at,
            state=move.state.value,
            actor_id=move.actor_id,
            because=move.because.value if move.because else None,
        )

    def moves(self, referral_ids: Sequence[str]) -> Sequence[Move]:
        """The steps of these referrals, oldest first."""
        return [
            Move(row.referral_id, row.at, State(row.state), row.actor_id, _because(row.because))
            for row in self._work.all(MOVES, wanted=list(referral_ids))
        ]

    def tell(self, feedback: Feedback) -> None:
        """Keep what the contact told, as codes."""
        self._work.run(
            ADD_FEEDBACK,
            id=feedback.id,
            referral_id=feedback.referral_id,
            at=feedback.at,
            told=feedback.told.value,
            because=feedback.because.value if feedback.because else None,
        )

    def told(self, referral_ids: Sequence[str]) -> Sequence[Feedback]:
        """What contacts told of these referrals, oldest first."""
        return [
            Feedback(row.id, row.referral_id, row.at, Told(row.told), _because(row.because))
            for row in self._work.all(FEEDBACK, wanted=list(referral_ids))
        ]

    def outcomes(
        self, receivers: Iterable[str], since: datetime
    ) -> Mapping[str, Mapping[State, int]]:
        """How many referrals to each of these stand in each state, of those made since then.

        A receiver without any is left out. One query, however many receivers are named.
        """
        found: dict[bytes, dict[State, int]] = {}
        for row in self._work.all(OUTCOMES, since=since):
            found.setdefault(row.receiver_index, {})[State(row.state)] = row.number
        if not found:
            return {}
        marks = ((self._work.index.of(RECEIVER, one), one) for one in receivers)
        return {one: found[mark] for mark, one in marks if mark in found}

    def _read(self, statement: object, **values: object) -> list[Referral]:
        rows = self._work.all(statement, **values)  # type: ignore[arg-type]
        return [read_referral(self._work, row) for row in rows]


def _because(code: str | None) -> Because | None:
    return Because(code) if code else None
