"""Making, changing and taking back a referral: every way passes through here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from helpline.core.case import Case, Priority
from helpline.core.consent import Consent, Purpose
from helpline.core.referral import (
    CASE_MANAGEMENT,
    FEEDBACK_AFTER,
    OPEN,
    OVER,
    Because,
    Handover,
    Move,
    Referral,
    State,
    moved,
)
from helpline.core.task import Task, TaskKind
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.receivers import Receiver
from helpline.operations.referrals.sharing import Basis
from helpline.operations.roster import Roster

OF_THE_RECEIVER = (TaskKind.ANSWER_REFERRAL,)
OURS = (TaskKind.HAND_OVER, TaskKind.REFERRAL_STALLED)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a referral is made of, besides the basis that allows it."""

    contact_id: str
    organisation_id: str
    receiver: Receiver
    handover: Handover
    case: Case | None = None
    kind: str = CASE_MANAGEMENT
    actor_id: str | None = None


def send(
    helpline: Helpline, tx: Transaction, draft: Draft, basis: Basis, roster: Roster
) -> Referral:
    """Hand the contact over, or refresh what is already on its way to the same receiver."""
    now = helpline.now()
    known = _on_its_way(tx, draft)
    referral = _refreshed(known, draft, basis) if known else _made(helpline, draft, basis, now)
    if referral.state in OPEN:
        own_way = referral.feedback_due_at if not referral.fields else None
        referral = replace(referral, due_at=referral.due_at or own_way or due(roster, now))
    if known:
        referral = tx.referrals.save(referral)
    else:
        tx.referrals.add(referral)
        tx.referrals.note(Move(referral.id, now, State.SENT, draft.actor_id))
    note(tx, referral, "referral_sent", now, draft.actor_id)
    ask_receiver(helpline, tx, referral)
    return referral


def due(roster: Roster, now: datetime) -> datetime:
    """One working day: by then somebody has answered, or one of us goes after it (F08)."""
    return roster.deadline(now, Priority.P3, acknowledge=False)


def move(
    tx: Transaction,
    referral: Referral,
    state: State,
    now: datetime,
    actor_id: str | None = None,
    because: Because | None = None,
) -> Referral:
    """Take one step. Raises Refused("no_such_move"), Stale."""
    changed = tx.referrals.save(moved(referral, state, now, because))
    tx.referrals.note(Move(referral.id, now, state, actor_id, because))
    note(tx, changed, f"referral_{state.value}", now, actor_id)
    if state is not State.WAITING:
        tx.tasks.finish_about(referral.id, OF_THE_RECEIVER + OURS, now, state.value)
    return changed


def withdraw(
    helpline: Helpline, tx: Transaction, referral: Referral, actor_id: str | None = None
) -> Referral:
    """The yes is taken back: access ends now, and whoever has to know is told (T28)."""
    now = helpline.now()
    if referral.state in OVER:
        return referral
    changed = move(tx, referral, State.WITHDRAWN, now, actor_id)
    told = changed.receiver_organisation_id or changed.organisation_id
    add_task(helpline, tx, changed, TaskKind.REFERRAL_WITHDRAWN, told, now)
    return changed


def withdraw_all(helpline: Helpline, tx: Transaction, contact_id: str, yes: Consent) -> None:
    """Take back every yes to sharing. `yes` is the answer as it was given; its words are kept."""
    for referral in tx.referrals.of_contact(contact_id):
        if referral.state not in OVER:
            no = replace(yes, receiver=referral.receiver, granted=False, fields=())
            tx.consents.add(helpline.new_id(), no)
            withdraw(helpline, tx, referral)


def ask_receiver(helpline: Helpline, tx: Transaction, referral: Referral) -> None:
    """A task for whoever has to act next: the receiver in this installation, or one of us."""
    if not referral.fields or referral.due_at is None:
        return
    due_at = referral.due_at
    if referral.receiver_organisation_id is not None:
        whose = referral.receiver_organisation_id
        add_task(helpline, tx, referral, TaskKind.ANSWER_REFERRAL, whose, due_at)
    else:
        add_task(helpline, tx, referral, TaskKind.HAND_OVER, referral.organisation_id, due_at)


def add_task(
    helpline: Helpline,
    tx: Transaction,
    referral: Referral,
    kind: TaskKind,
    organisation_id: str,
    due_at: datetime,
) -> None:
    """Another organisation's task names the referral and nothing of the contact or the case."""
    ours = organisation_id == referral.organisation_id
    task = Task(
        id=helpline.new_id(),
        organisation_id=organisation_id,
        kind=kind,
        due_at=due_at,
        created_at=helpline.now(),
        contact_id=referral.contact_id if ours else None,
        case_id=referral.case_id if ours else None,
        about_id=referral.id,
        assigned_to=referral.owner_id if ours else None,
    )
    tx.tasks.add(task, once=f"{kind.value}|{referral.id}|{referral.receiver}|{due_at.date()}")


def note(
    tx: Transaction, referral: Referral, kind: str, at: datetime, actor_id: str | None
) -> None:
    """A line in the timeline of the case; it names no receiver."""
    if referral.case_id is not None:
        tx.cases.note(CaseNote(referral.case_id, at, kind, actor_id))


def consent_to(
    draft: Draft, granted: bool, fields: tuple[str, ...], words: tuple[str, str, str], at: datetime
) -> Consent:
    """The record of an answer; `words` are text version, language and channel."""
    return Consent(
        contact_id=draft.contact_id,
        purpose=Purpose.SHARE,
        granted=granted,
        receiver=draft.receiver.key,
        fields=fields,
        text_version=words[0],
        language=words[1],
        channel=words[2],
        at=at,
    )


def _on_its_way(tx: Transaction, draft: Draft) -> Referral | None:
    alike = (
        one
        for one in tx.referrals.of_contact(draft.contact_id)
        if one.receiver == draft.receiver.key and one.state not in OVER
    )
    return next(alike, None)


def _refreshed(known: Referral, draft: Draft, basis: Basis) -> Referral:
    return replace(
        known,
        handover=draft.handover,
        fields=basis.fields,
        consent_id=basis.consent_id,
        override_id=basis.override_id,
        case_id=draft.case.id if draft.case else known.case_id,
    )


def _made(helpline: Helpline, draft: Draft, basis: Basis, now: datetime) -> Referral:
    return Referral(
        id=helpline.new_id(),
        organisation_id=draft.organisation_id,
        contact_id=draft.contact_id,
        receiver=draft.receiver.key,
        kind=draft.kind,
        fields=basis.fields,
        state=State.SENT,
        created_at=now,
        moved_at=now,
        due_at=None,
        handover=draft.handover,
        consent_id=basis.consent_id,
        override_id=basis.override_id,
        case_id=draft.case.id if draft.case else None,
        owner_id=draft.case.claimed_by if draft.case else draft.actor_id,
        receiver_organisation_id=draft.receiver.organisation_id,
        receiver_name=draft.receiver.name,
        directory_version=draft.receiver.directory_version,
        feedback_due_at=now + FEEDBACK_AFTER[0],
        opener_due_at=now + FEEDBACK_AFTER[0],
    )
