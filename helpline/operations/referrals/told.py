"""What the contact told about a referral, and what follows (CONVERSATIONS F29, DIRECTORY.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core import events
from helpline.core.conversation import Conversation
from helpline.core.errors import NotFound
from helpline.core.referral import (
    HARMFUL,
    MOVED_BY,
    MOVES,
    OPEN,
    Because,
    Feedback,
    Move,
    Referral,
    State,
    Told,
    next_feedback,
)
from helpline.core.task import TaskKind
from helpline.directory.terms import Reason
from helpline.operations.directory.report import Report, take_report
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.sending import add_task, due, move, withdraw

CORRECTED_WITHIN = timedelta(days=1)
"""A reason given this soon after a refusal belongs to that refusal."""

FINISHED = frozenset({State.WITHDRAWN, State.CLOSED})


def tell(moment: Moment, event: events.ReferralTold, _after: Conversation) -> None:
    """Keep the answer, move the referral, and let what is harmful have its consequence.

    Without a referral on record only the case is left, which the flow has opened.
    """
    referral = _meant(moment)
    if referral is None:
        return
    tx, now = moment.tx, moment.now
    if event.told is Told.ASKED:
        _asked(tx, referral, now)
        return
    tx.referrals.tell(
        Feedback(moment.helpline.new_id(), referral.id, now, event.told, event.because)
    )
    tx.tasks.finish_about(referral.id, (TaskKind.ASK_ABOUT_REFERRAL,), now, event.told.value)
    if event.told is Told.NO_ONE_CAME:
        _stalled(moment, referral)
    elif event.told is Told.NOT_WANTED:
        withdraw(moment.helpline, tx, referral)
    else:
        _moved(tx, referral, MOVED_BY[event.told], event.because, now)
    if event.because in HARMFUL:
        report_harm(moment.helpline, tx, referral, event.because)


def report_harm(
    helpline: Helpline, tx: Transaction, referral: Referral, because: Because | None
) -> None:
    """Suspend the service at once and tell a supervisor (DIRECTORY.md, Outcome loop)."""
    if because not in HARMFUL:
        return
    said = Report(
        service_id=referral.receiver,
        reason=Reason(because.value),
        reporter=referral.contact_id,
        organisation_id=referral.organisation_id,
    )
    try:
        take_report(helpline, tx, said)
    except NotFound:  # a receiver that stands in no directory: a person looks into it
        add_task(helpline, tx, referral, TaskKind.OTHER, referral.organisation_id, helpline.now())


def _meant(moment: Moment) -> Referral | None:
    """The referral that the question is about: the newest one that is not long over."""
    for referral in moment.tx.referrals.of_contact(moment.contact.id):
        fresh = moment.now - referral.moved_at < CORRECTED_WITHIN
        if referral.state is State.REFUSED and fresh:
            return referral
        if referral.state is not State.REFUSED and referral.state not in FINISHED:
            return referral
    return None


def _asked(tx: Transaction, referral: Referral, now: datetime) -> None:
    at = next_feedback(referral.created_at, now)
    if referral.feedback_due_at is not None and at != referral.feedback_due_at:
        tx.referrals.save(replace(referral, feedback_due_at=at, opener_due_at=at))


def _moved(
    tx: Transaction, referral: Referral, state: State, because: Because | None, now: datetime
) -> None:
    if state in MOVES[referral.state]:
        move(tx, referral, state, now, because=because)
    elif referral.state is State.REFUSED and because is not None:
        changed = tx.referrals.save(replace(referral, because=because))
        tx.referrals.note(Move(changed.id, now, changed.state, None, because))


def _stalled(moment: Moment, referral: Referral) -> None:
    """Nobody came: one of us goes after it within a working day."""
    until = due(moment.roster, moment.now)
    if referral.state in OPEN:
        referral = moment.tx.referrals.save(replace(referral, stalled_at=moment.now, due_at=until))
    kind = TaskKind.REFERRAL_STALLED
    add_task(moment.helpline, moment.tx, referral, kind, referral.organisation_id, until)
