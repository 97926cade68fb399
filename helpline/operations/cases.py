"""What caseworkers do with a case: see the queue, claim, read, answer, close.

Each act checks `authorize`, writes an audit entry in the same transaction (an act that cannot
be audited does not happen) and refuses a stale page instead of overwriting (Stale).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.channel import Channel
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact
from helpline.core.errors import NotFound, QueueUnavailable, Refused, Stale
from helpline.core.message import Urgency
from helpline.flow import arbiter
from helpline.operations.authorize import Action, authorize
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, spoken
from helpline.operations.ports import AuditEntry, CaseNote, Line, QueueRow, Transaction
from helpline.operations.record import record, say, write

PAGE = 100
"""Lines of a talk on one page."""

FRESH = timedelta(hours=24)
"""How long an inbound invites an answer after the contact said stop (SAFETY, the ten, 5)."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the page of a case shows. The address is masked; its value is not in here."""

    case: Case
    contact: Contact
    channel: Channel
    can_receive_reply: bool
    lines: Sequence[Line] = field(repr=False)
    notes: Sequence[CaseNote] = ()
    claimed_by: Caseworker | None = None
    more: bool = False
    """True if there are older lines than these."""
    awaiting: str | None = None
    """`flow/node` of the bot's question that waits, if any."""


def queue(helpline: Helpline, actor: Caseworker) -> Sequence[QueueRow]:
    """Open cases of the actor's organisation by severity, then age."""
    authorize(actor, Action.SEE_QUEUE)
    with helpline.store.read() as tx:
        return tx.cases.queue(actor.organisation_id)


def view(
    helpline: Helpline, actor: Caseworker, case_id: str, before: datetime | None = None
) -> CaseView:
    """The whole case with the newest lines of its talk. Reading is audited."""
    with helpline.store.begin() as tx:
        case = tx.cases.get(case_id, actor.organisation_id)
        _authorize(helpline, tx, actor, Action.READ_TALK, case)
        contact = tx.contacts.get(case.contact_id)
        link = _link(tx, contact.id)
        conversation = tx.conversations.load(contact.id)
        lines = tx.cases.talk(contact.id, before, PAGE + 1)
        return CaseView(
            case=case,
            contact=contact,
            channel=link.address.channel,
            can_receive_reply=helpline.channels[link.address.channel].traits.can_receive_reply,
            lines=lines[-PAGE:],
            notes=tx.cases.notes(case.id),
            claimed_by=tx.staff.get(case.claimed_by) if case.claimed_by else None,
            more=len(lines) > PAGE,
            awaiting=_awaiting(conversation),
        )


def claim(helpline: Helpline, actor: Caseworker, case_id: str, version: int) -> Case:
    """Take the case: the alerts end, the bot steps back, the contact is told that a person is here.

    Raises Stale if somebody else was faster.
    """
    with helpline.store.begin() as tx:
        case, moment = _moment(helpline, tx, actor, Action.CLAIM, case_id, version)
        if case.status is not CaseStatus.OPEN:
            raise Stale("somebody else has this case")
        now = moment.now
        case = tx.cases.save(
            replace(
                case,
                status=CaseStatus.CLAIMED,
                claimed_by=actor.id,
                acknowledged_at=case.acknowledged_at or now,
            )
        )
        tx.alerts.end_for_case(case.id)
        tx.cases.note(CaseNote(case.id, now, "claimed", actor.id))
        _step_in(moment, actor)
    _ring(helpline, moment)
    return case


def reply(helpline: Helpline, actor: Caseworker, case_id: str, text: str, outbound_id: str) -> str:
    """Answer the contact through the same outbox. `outbound_id` makes a double click harmless.

    Raises Refused("not_safe_to_write" | "address_stopped" | "opted_out" | "empty" | "too_long").
    """
    if not text.strip():
        raise Refused("empty")
    with helpline.store.begin() as tx:
        case, moment = _moment(helpline, tx, actor, Action.REPLY, case_id, None)
        refuse_unsafe(moment)
        if len(text.strip()) > helpline.channels[moment.link.address.channel].traits.max_characters:
            raise Refused("too_long")
        if not _written_already(tx, outbound_id):
            moment.author_id = actor.id
            write(moment, text.strip(), outbound_id=outbound_id)
            if case.first_reply_at is None:
                tx.cases.save(replace(case, first_reply_at=moment.now))
            _take_over(moment)
    _ring(helpline, moment)
    return outbound_id


def close(
    helpline: Helpline, actor: Caseworker, case_id: str, recap: str, next_step: str, version: int
) -> Case:
    """Close with a recap and a next step, both told to the contact (flow F26); back to the bot."""
    if not recap.strip() or not next_step.strip():
        raise Refused("recap_needed")
    with helpline.store.begin() as tx:
        case, moment = _moment(helpline, tx, actor, Action.CLOSE, case_id, version)
        if case.status is CaseStatus.CLOSED:
            raise Stale("the case is closed already")
        closed = tx.cases.save(
            replace(
                case,
                status=CaseStatus.CLOSED,
                closed_at=moment.now,
                recap=recap.strip(),
                next_step=next_step.strip(),
            )
        )
        tx.alerts.end_for_case(case.id)
        tx.cases.note(CaseNote(case.id, moment.now, "closed", actor.id))
        _step_out(moment, actor, closed)
    _ring(helpline, moment)
    return closed


def refuse_unsafe(moment: Moment) -> None:
    """Raise Refused if a caseworker's text must not go to this contact now."""
    if moment.contact.silent:
        raise Refused("not_safe_to_write")
    if not moment.link.active:
        raise Refused("address_stopped")
    last = moment.contact.last_inbound_at
    if moment.contact.opted_out and (last is None or moment.now - last > FRESH):
        raise Refused("opted_out")


def _moment(
    helpline: Helpline,
    tx: Transaction,
    actor: Caseworker,
    action: Action,
    case_id: str,
    version: int | None,
) -> tuple[Case, Moment]:
    """Lock the contact, authorise, audit; the case as it is now and the moment to act in."""
    case = tx.cases.get(case_id, actor.organisation_id)
    tx.contacts.lock(case.contact_id)
    case = tx.cases.get(case_id, actor.organisation_id)
    _authorize(helpline, tx, actor, action, case)
    if version is not None and version != case.version:
        raise Stale("the case has changed since this page was made")
    moment = Moment.of(helpline, tx, _link(tx, case.contact_id))
    moment.case = case
    moment.urgency = Urgency.URGENT
    return case, moment


def _authorize(
    helpline: Helpline, tx: Transaction, actor: Caseworker, action: Action, case: Case
) -> None:
    authorize(actor, action, case)
    tx.audit.append(AuditEntry(helpline.now(), actor.id, action.value, "case", case.id, "ok"))


def _step_in(moment: Moment, actor: Caseworker) -> None:
    """A person is in the talk: say so if it is safe, and park the bot's question."""
    _take_over(moment)
    _tell(moment, "F26.1", {"first": actor.first_name})


def _take_over(moment: Moment) -> None:
    conversation = _conversation(moment)
    if conversation.taken:
        return
    world = moment.world(conversation)
    record(moment, arbiter.take_over(moment.helpline.flows, conversation, world))


def _step_out(moment: Moment, actor: Caseworker, case: Case) -> None:
    """Tell what was agreed, if this is still a good time; then the bot answers again."""
    agreed = {"first": actor.first_name, "recap": case.recap, "when": case.next_step}
    safe = _conversation(moment).facts.get(Fact.SAFE) == "yes"
    _tell(moment, "F26.2" if safe else "F26.3", agreed)
    conversation = _conversation(moment)
    world = moment.world(conversation)
    record(moment, arbiter.give_back(moment.helpline.flows, conversation, world))


def _tell(moment: Moment, node: str, values: dict[str, str]) -> None:
    """A text of flow F26, unless it would not be safe or would not arrive."""
    if moment.contact.silent or not moment.link.active:
        return
    moment.extra = values
    conversation = _conversation(moment)
    say(moment, spoken(moment.helpline, "F26", node, conversation), conversation)


def _conversation(moment: Moment) -> Conversation:
    loaded = moment.tx.conversations.load(moment.contact.id)
    return loaded or Conversation(moment.contact.id)


def _written_already(tx: Transaction, outbound_id: str) -> bool:
    try:
        tx.outbox.get(outbound_id)
    except NotFound:
        return False
    return True


def _link(tx: Transaction, contact_id: str) -> ContactAddress:
    return tx.contacts.addresses(contact_id)[0]


def _awaiting(conversation: Conversation | None) -> str | None:
    if conversation is None or conversation.at is None:
        return None
    return f"{conversation.at.flow}/{conversation.at.node}"


def _ring(helpline: Helpline, moment: Moment) -> None:
    with suppress(QueueUnavailable):
        helpline.queue.ring_deliver(moment.contact.id, urgent=True)
