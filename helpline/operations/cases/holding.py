"""Who has a case: take it, hand it over, give it back, take it from somebody."""

from __future__ import annotations

from dataclasses import replace

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import ANSWERING, Caseworker
from helpline.core.errors import HelplineError, NotFound, Refused, Stale
from helpline.operations.access import given_reason
from helpline.operations.authorize import Action, authorize
from helpline.operations.cases.acting import act, note, ring, silence_bot, step_into
from helpline.operations.escalate import alert_people, release
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.alerts import AlertKind


def claim(
    helpline: Helpline, actor: Caseworker, case_id: str, version: int | None, *, here: bool = True
) -> Case:
    """Take the case: the alerts end, the bot steps back, the contact is told that a person is here.

    `here` is False for somebody who took it on the way to a screen: the contact is told nothing
    yet. Who has the case says by the same act that they know that it became more urgent.
    Raises Stale if somebody else was faster.
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.CLAIM, case_id, version)
        called_again = case.claimed_by == actor.id and case.acknowledged_at is None
        if case.status is not CaseStatus.OPEN and not called_again:
            raise Stale("somebody else has this case")
        case = _give(moment, actor)
        note(moment, "claimed", actor)
        if here:
            step_into(moment, actor)
    ring(helpline, moment)
    return case


def hand_over(
    helpline: Helpline, actor: Caseworker, case_id: str, to_id: str, words: str, version: int
) -> Case:
    """Give the case to somebody who may have it, with a note that says where it stands.

    Raises Refused("note_needed" | "cannot_have_it" | "has_it_already").
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.HAND_OVER, case_id, version)
        try:
            words = given_reason(words)
        except Refused:
            raise Refused("note_needed") from None
        receiver = _receiver(moment, case, to_id)
        if receiver.id == case.claimed_by:
            raise Refused("has_it_already")
        case = _give(moment, receiver)
        note(moment, "handed_over", actor, code=receiver.id, words=words)
        silence_bot(moment)
        moment.alerts += alert_people(helpline, tx, case, (receiver,), kind=AlertKind.YOURS)
    ring(helpline, moment)
    return case


def unclaim(helpline: Helpline, actor: Caseworker, case_id: str, words: str, version: int) -> Case:
    """Give the case back to the queue: it waits again, with clocks of its own from now on.

    A person still owns the talk; the bot says at most that a person will read it.
    Raises Refused("note_needed"), Stale.
    """
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.UNCLAIM, case_id, version)
        if case.status is not CaseStatus.CLAIMED:
            raise Stale("nobody has this case")
        try:
            words = given_reason(words)
        except Refused:
            raise Refused("note_needed") from None
        note(moment, "unclaimed", actor, words=words)
        waiting = release(helpline, tx, case, moment.roster)
        conversation = tx.conversations.load(case.contact_id)
        if conversation is not None and conversation.taken:
            tx.conversations.save(replace(conversation, taken=False))
        tx.drafts.drop(case.id, actor.id)
    ring(helpline, moment)
    return waiting


def take_over(helpline: Helpline, actor: Caseworker, case_id: str, version: int) -> Case:
    """A supervisor takes the case from whoever has it. Raises Stale if it is theirs already."""
    with helpline.store.begin() as tx:
        case, moment = act(helpline, tx, actor, Action.TAKE_OVER, case_id, version)
        if case.claimed_by == actor.id:
            raise Stale("you have this case")
        before = case.claimed_by or ""
        case = _give(moment, actor)
        note(moment, "taken_over", actor, code=before)
        step_into(moment, actor)
    ring(helpline, moment)
    return case


def _give(moment: Moment, person: Caseworker) -> Case:
    case = moment.case
    assert case is not None  # noqa: S101 - `act` has set it
    moment.tx.alerts.end_for_case(case.id)
    moment.case = moment.tx.cases.save(
        replace(
            case,
            status=CaseStatus.CLAIMED,
            claimed_by=person.id,
            acknowledged_at=case.acknowledged_at or moment.now,
        )
    )
    return moment.case


def _receiver(moment: Moment, case: Case, to_id: str) -> Caseworker:
    """The person, if they could work on this case once it is theirs."""
    try:
        person = moment.tx.staff.get(to_id)
        if person.role not in ANSWERING or person.id in moment.tx.oversight.excluded(case.id):
            raise NotFound("no such person")
        authorize(person, Action.CLAIM, replace(case, claimed_by=person.id))
    except HelplineError:
        raise Refused("cannot_have_it") from None
    return person
