"""What flows F08, F09 and F29 make true; each function is a row of the table in `record`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from helpline.core import events
from helpline.core.case import Priority, Reason
from helpline.core.code_words import word_of
from helpline.core.conversation import Conversation, Fact
from helpline.core.errors import Refused
from helpline.core.referral import ASK_AGAIN_AFTER, SCOPES, Handover, Reached
from helpline.core.survivor import KnownBy, Survivor
from helpline.core.task import Task, TaskKind
from helpline.flow.gates import MINOR
from helpline.operations.check_in.extra import see_soon
from helpline.operations.escalate import open_case
from helpline.operations.moment import Moment, local_time
from helpline.operations.referrals.receivers import Receiver, suggested
from helpline.operations.referrals.sending import Draft, consent_to, send, withdraw, withdraw_all
from helpline.operations.referrals.sharing import basis_of

EVERYONE = "everyone"


def keep_answer(
    moment: Moment, event: events.ConsentGiven, after: Conversation, words: tuple[str, str, str]
) -> None:
    """An answer about sharing, for the receiver that was named in the question (SAFETY T28)."""
    draft = _draft(moment, after.facts)
    fields = tuple(one.value for one in SCOPES.get(event.scope, ()))
    consent = consent_to(draft, event.granted, fields if event.granted else (), words, moment.now)
    if event.scope == EVERYONE:
        withdraw_all(moment.helpline, moment.tx, moment.contact.id, consent)
        return
    consent_id = moment.helpline.new_id()
    moment.tx.consents.add(consent_id, consent)
    if not event.granted:
        _refused(moment, draft.receiver, consent_id)


def asked(moment: Moment, event: events.ReferralAsked, after: Conversation) -> None:
    """The contact agreed: make the referral, if the answer on record allows it.

    Nobody under 18 is referred by the bot: their focal point decides (SAFETY T13).
    """
    if after.facts.get(Fact.AGE) in MINOR:
        return
    draft = _draft(moment, after.facts)
    try:
        basis = basis_of(moment.tx, moment.contact.id, draft.receiver.key, moment.now)
    except Refused:  # whom they said yes to may not be named any more: one of us finds another
        _seek(moment)
        return
    allowed = SCOPES[event.scope]
    basis = replace(basis, fields=tuple(one for one in basis.fields if one in allowed))
    referral = send(moment.helpline, moment.tx, draft, basis, moment.roster)
    moment.extra = moment.extra | {"code": referral.handover.code_word}
    promised = moment.roster.promise(moment.now, Priority.P3)
    if promised is not None and moment.roster.ladder(moment.now):
        moment.extra |= {"wait": local_time(promised, moment.now)}
    _settle(moment)


def offered(moment: Moment, _event: events.HelpOffered, _after: Conversation) -> None:
    """A helper who stays was offered; asking again is over."""
    known = moment.tx.survivors.get(moment.contact.id)
    if known is not None:
        at = known.offered_at or moment.now
        moment.tx.survivors.save(replace(known, offered_at=at, ask_again_at=None))


def may_ask_again(moment: Moment, answer: str) -> None:
    """After a no: whether and when the same is offered once more (F08.8).

    A check-in of that day offers it; where none is sent, a person does.
    """
    known = moment.tx.survivors.get(moment.contact.id)
    at = moment.now + ASK_AGAIN_AFTER if answer == "yes" else None
    if known is not None:
        moment.tx.survivors.save(replace(known, ask_again_at=at))
    plan = moment.tx.plans.running(moment.contact.id) if known is not None else None
    if at is not None and plan is not None:
        see_soon(moment.helpline, moment.tx, moment.contact, plan, at)
    elif at is not None:
        _follow_up(moment, at)


def found_out(moment: Moment, known_by: KnownBy) -> None:
    """Somebody is a survivor: from now on the list of the unplanned looks after them."""
    contact = moment.contact
    moment.tx.survivors.add(Survivor(contact.id, contact.organisation_id, moment.now, known_by))


def _draft(moment: Moment, facts: Mapping[Fact, str]) -> Draft:
    receiver = suggested(moment.helpline, moment.tx, facts)
    return Draft(
        contact_id=moment.contact.id,
        organisation_id=moment.contact.organisation_id,
        receiver=receiver,
        handover=_handover(moment, facts),
        case=moment.case,
    )


def _handover(moment: Moment, facts: Mapping[Fact, str]) -> Handover:
    language = moment.contact.language or ""
    random = int(moment.helpline.new_id(), 16)
    return Handover(
        needs=tuple(facts.get(Fact.NEEDS, "").split()),
        province=facts.get(Fact.PROVINCE, ""),
        language=language,
        reached=Reached(facts.get(Fact.HELPER_REACHES) or Reached.THROUGH_US),
        reached_at=facts.get(Fact.HELPER_TIME, ""),
        helper=facts.get(Fact.HELPER_GENDER, ""),
        code_word=moment.helper_word or word_of(random, language),
        cover=facts.get(Fact.CALL_COVER, ""),
    )


def _refused(moment: Moment, receiver: Receiver, consent_id: str) -> None:
    """An informed no is a plan too; what was on its way to the same receiver ends (T28)."""
    for referral in moment.tx.referrals.of_contact(moment.contact.id):
        if referral.receiver == receiver.key:
            withdraw(moment.helpline, moment.tx, referral)
    known = moment.tx.survivors.get(moment.contact.id)
    if known is not None:
        moment.tx.survivors.save(
            replace(known, refused_at=moment.now, refusal_id=consent_id, ask_again_at=None)
        )


def _settle(moment: Moment) -> None:
    """A yes takes an earlier no away."""
    known = moment.tx.survivors.get(moment.contact.id)
    if known is not None:
        moment.tx.survivors.save(
            replace(known, refused_at=None, refusal_id=None, ask_again_at=None)
        )


def _seek(moment: Moment) -> None:
    moment.case, due = open_case(
        moment.helpline, moment.tx, moment.contact, Priority.P3, Reason.NO_MATCH, moment.roster
    )
    moment.alerts.extend(due)


def _follow_up(moment: Moment, at: datetime) -> None:
    """Whoever has no check-ins, or is no survivor on record, is asked again by a person."""
    task = Task(
        id=moment.helpline.new_id(),
        organisation_id=moment.contact.organisation_id,
        kind=TaskKind.FOLLOW_UP,
        due_at=at,
        created_at=moment.now,
        contact_id=moment.contact.id,
        case_id=moment.case.id if moment.case else None,
    )
    moment.tx.tasks.add(task, once=f"ask_again|{moment.contact.id}|{at.date()}")
