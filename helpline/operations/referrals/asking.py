"""Write first to ask how a referral went, where nobody wrote by then (CONVERSATIONS F29).

That is 3 and 10 days after it was sent. The question itself is asked by F27, after "good time"
and "are you safe": the opener says nothing (SAFETY T1). Whoever has a plan of check-ins is asked
by the next one, or by one more; whoever agreed to be written to and has no plan gets one opener.
Where no text may be sent a caseworker asks, the person or the receiver.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from helpline.core.checkin import Kind
from helpline.core.contact import Contact
from helpline.core.conversation import Fact
from helpline.core.errors import StoreUnavailable
from helpline.core.referral import Referral, next_feedback
from helpline.core.task import TaskKind
from helpline.core.timing import Do, Verdict, decide
from helpline.flow.gates import MINOR
from helpline.operations.check_in import extra, opener
from helpline.operations.check_in.around import around, choose
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals.sending import add_task

AT_ONCE = 200


def ask_due(helpline: Helpline) -> int:
    """One round over those who are to be asked now; how many. May run twice (SAFETY R27)."""
    with helpline.store.read() as tx:
        contacts = tx.referrals.askable(helpline.now(), AT_ONCE)
    for contact_id in contacts:
        try:
            ask(helpline, contact_id)
        except StoreUnavailable:
            raise
        except Exception as error:
            helpline.trouble(f"feedback_failed {type(error).__name__}", [contact_id])
    return len(contacts)


def ask(helpline: Helpline, contact_id: str) -> None:
    """Do what is due for this contact, under the contact's lock."""
    now = helpline.now()
    with helpline.store.begin() as tx:
        tx.contacts.lock(contact_id)
        due = _due(tx, contact_id, now)
        if not due or tx.inbox.next_waiting(contact_id, now) is not None:
            return  # they have just written: that is read first, and asks by itself
        verdict = _act(helpline, tx, tx.contacts.get(contact_id), due[0])
        for referral in due:
            _settle(helpline, tx, referral, verdict)


def _due(tx: Transaction, contact_id: str, now: datetime) -> list[Referral]:
    """The newest first, as F29 asks about the newest."""
    return [
        one
        for one in tx.referrals.of_contact(contact_id)
        if one.opener_due_at is not None and one.opener_due_at <= now
    ]


def _act(helpline: Helpline, tx: Transaction, contact: Contact, referral: Referral) -> Verdict:
    """What is done about it: a check-in of the plan, an opener, or a person."""
    now = helpline.now()
    plan = tx.plans.running(contact.id)
    if plan is not None:
        extra.see_soon(helpline, tx, contact, plan, now)
        return Verdict(Do.DROP, "in_plan")
    talk = tx.conversations.load(contact.id)
    if talk is not None and talk.facts.get(Fact.AGE) in MINOR:
        return Verdict(Do.PERSON, "minor")
    link = choose(helpline, tx, contact)
    facts = around(helpline, tx, contact, None, link)
    due_at = referral.opener_due_at or now
    verdict = decide(Kind.QUESTIONS, due_at, now, facts, helpline.jitter())
    if verdict.do is Do.SEND and link is not None:
        opener.ask(helpline, tx, link, opener.opener_for(helpline, tx, link))
    return verdict


def _settle(helpline: Helpline, tx: Transaction, referral: Referral, verdict: Verdict) -> None:
    """Note when this one is looked at again. A caseworker has it where no text can ask."""
    now = helpline.now()
    if verdict.do is Do.WAIT:
        tx.referrals.save(replace(referral, opener_due_at=verdict.until))
        return
    again = next_feedback(referral.created_at, now)
    sent = now if verdict.do is Do.SEND else referral.opener_sent_at
    changed = tx.referrals.save(replace(referral, opener_due_at=again, opener_sent_at=sent))
    unasked = verdict.do is Do.DROP and verdict.why != "in_plan" and again is None
    if verdict.do is Do.PERSON or unasked:
        kind = TaskKind.ASK_ABOUT_REFERRAL
        add_task(helpline, tx, changed, kind, changed.organisation_id, now)
