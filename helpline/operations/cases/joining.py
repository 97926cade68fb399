"""People and addresses: a person is not a number (SAFETY T6, T7, T8).

An address moves from one contact to another, never a history: what was written stays with the
contact that it was written for, under its key, and the move can be undone. Nothing is moved
without saying how it was made sure who is there.
"""

from __future__ import annotations

from dataclasses import replace

from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.casework import AddressMove, Verified
from helpline.core.caseworker import Caseworker
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact, Owner
from helpline.core.errors import NotFound, Refused
from helpline.operations.access import admit, given_reason, glance
from helpline.operations.authorize import Action, reach_of
from helpline.operations.cases.acting import ring, silence_bot
from helpline.operations.cases.numbers import CASE_NUMBER
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.store import Transaction


def merge(
    helpline: Helpline,
    actor: Caseworker,
    case_id: str,
    into_name: str,
    verified: Verified,
    reason: str,
) -> AddressMove:
    """The person of this case is the one of case `into_name` (K-17): their address goes there.

    A stop or a silence of either holds for both. Raises Refused("reason_needed" |
    "not_made_sure" | "same_person" | "still_reading" | "no_address" | "no_such_case").
    """
    if verified is Verified.TOLD:
        raise Refused("not_made_sure")
    with helpline.store.begin() as tx:
        case = glance(helpline, tx, actor, Action.MERGE, case_id)
        into = admit(helpline, tx, actor, Action.MERGE, _named(helpline, tx, actor, into_name).id)
        if case.organisation_id != into.organisation_id:
            raise NotFound("no such case")
        if case.contact_id == into.contact_id:
            raise Refused("same_person")
        words = given_reason(reason)
        _lock(tx, case.contact_id, into.contact_id)
        admit(helpline, tx, actor, Action.MERGE, case_id)
        _carry_limits(tx, case.contact_id, into.contact_id)
        move = _move(helpline, tx, actor, (case, into.contact_id), verified, words)
        now = helpline.now()
        tx.cases.note(CaseNote(case.id, now, "address_moved", actor.id, into.pseudonym, words))
        tx.cases.note(CaseNote(into.id, now, "address_joined", actor.id, case.pseudonym, words))
    return move


def separate(
    helpline: Helpline, actor: Caseworker, case_id: str, verified: Verified, reason: str
) -> Case:
    """Another person writes with this number now: a contact and a case of their own from here on.

    Nothing that was said before goes along, only the language and what keeps them safe. Raises
    Refused("reason_needed" | "still_reading" | "no_address").
    """
    with helpline.store.begin() as tx:
        case = glance(helpline, tx, actor, Action.MERGE, case_id)
        words = given_reason(reason)
        tx.contacts.lock(case.contact_id)
        admit(helpline, tx, actor, Action.MERGE, case_id)
        first = tx.contacts.get(case.contact_id)
        other = _another(helpline, tx, first)
        move = _move(helpline, tx, actor, (case, other.id), verified, words)
        roster = roster_of(tx, other.organisation_id)
        opened, _ = open_case(helpline, tx, other, Priority.P3, Reason.NONE, roster)
        now = helpline.now()
        opened = tx.cases.save(
            replace(opened, status=CaseStatus.CLAIMED, claimed_by=actor.id, acknowledged_at=now)
        )
        moment = Moment.of(helpline, tx, tx.contacts.address(move.address_id))
        moment.case = opened
        known = {Fact.LANGUAGE: first.language} if first.language else {}
        tx.conversations.save(
            Conversation(other.id, facts=known | {Fact.SHARED_PHONE: "yes"}, owner=Owner.HUMAN)
        )
        silence_bot(moment)
        tx.cases.note(CaseNote(case.id, now, "address_moved", actor.id, opened.pseudonym, words))
        tx.cases.note(CaseNote(opened.id, now, "address_joined", actor.id, case.pseudonym, words))
    ring(helpline, moment)
    return opened


def undo_move(
    helpline: Helpline, actor: Caseworker, case_id: str, move_id: str, reason: str
) -> None:
    """Give an address back to whom it was taken from. Raises Refused("reason_needed" |
    "cannot_undo" | "still_reading")."""
    with helpline.store.begin() as tx:
        case = admit(helpline, tx, actor, Action.MERGE, case_id)
        move = tx.moves.get(move_id)
        if case.contact_id not in {move.from_contact_id, move.to_contact_id}:
            raise NotFound("no such move")
        words = given_reason(reason)
        _lock(tx, move.from_contact_id, move.to_contact_id)
        _refuse_unread(helpline, tx, move.to_contact_id)
        holds = [link.id for link in tx.contacts.addresses(move.to_contact_id)]
        if move.address_id not in holds or not tx.moves.undo(move.id, actor.id, helpline.now()):
            raise Refused("cannot_undo")
        _carry_limits(tx, move.to_contact_id, move.from_contact_id)
        tx.links.move(move.address_id, move.from_contact_id, helpline.now())
        tx.cases.note(CaseNote(case.id, helpline.now(), "move_undone", actor.id, words=words))


def _named(helpline: Helpline, tx: Transaction, actor: Caseworker, name: str) -> Case:
    number = CASE_NUMBER.fullmatch("".join(name.split()))
    case = tx.cases.by_number(int(number[1]), reach_of(actor, helpline.now())) if number else None
    if case is None:
        raise Refused("no_such_case")
    return case


def _move(
    helpline: Helpline,
    tx: Transaction,
    actor: Caseworker,
    ends: tuple[Case, str],
    verified: Verified,
    reason: str,
) -> AddressMove:
    case, to_id = ends
    _refuse_unread(helpline, tx, case.contact_id)
    link = _address(tx, case.contact_id)
    tx.outbox.withhold_scheduled(case.contact_id, "address_moved")
    tx.links.move(link.id, to_id, helpline.now())
    move = AddressMove(
        id=helpline.new_id(),
        address_id=link.id,
        from_contact_id=case.contact_id,
        to_contact_id=to_id,
        verified=verified,
        moved_by=actor.id,
        at=helpline.now(),
        reason=reason,
    )
    tx.moves.add(move)
    conversation = tx.conversations.load(case.contact_id)
    if conversation is not None:
        tx.conversations.save(replace(conversation, at=None, callers=(), due_at=None))
    return move


def _address(tx: Transaction, contact_id: str) -> ContactAddress:
    links = tx.contacts.addresses(contact_id)
    if not links:
        raise Refused("no_address")
    return links[0]


def _refuse_unread(helpline: Helpline, tx: Transaction, contact_id: str) -> None:
    """A message that the bot has not taken yet belongs to whom it was written for."""
    if tx.inbox.next_waiting(contact_id, helpline.now()) is not None:
        raise Refused("still_reading")


def _carry_limits(tx: Transaction, from_id: str, to_id: str) -> None:
    """A stop, a silence and a pause of the one hold for the other (SAFETY, the ten, 5)."""
    one, other = tx.contacts.get(from_id), tx.contacts.get(to_id)
    pauses = [pause for pause in (one.quiet_until, other.quiet_until) if pause]
    tx.contacts.save(
        replace(
            other,
            opted_out=one.opted_out or other.opted_out,
            silent=one.silent or other.silent,
            quiet_until=max(pauses, default=None),
        )
    )


def _another(helpline: Helpline, tx: Transaction, first: Contact) -> Contact:
    """A contact of their own, as safe as the first one was."""
    other = replace(first, id=helpline.new_id(), created_at=helpline.now(), last_inbound_at=None)
    tx.contacts.add(other)
    return other


def _lock(tx: Transaction, *contact_ids: str) -> None:
    for contact_id in sorted(set(contact_ids)):
        tx.contacts.lock(contact_id)
