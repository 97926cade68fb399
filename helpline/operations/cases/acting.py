"""The moment in which a person acts on a case, and what every act does with the talk."""

from __future__ import annotations

from contextlib import suppress

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker
from helpline.core.conversation import Conversation
from helpline.core.errors import QueueUnavailable, Stale
from helpline.core.message import Urgency
from helpline.flow import arbiter
from helpline.operations.access import admit, glance
from helpline.operations.authorize import Action
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, last_link, spoken
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.store import Transaction
from helpline.operations.record import record, say


def act(
    helpline: Helpline,
    tx: Transaction,
    actor: Caseworker,
    action: Action,
    case_id: str,
    version: int | None = None,
) -> tuple[Case, Moment]:
    """Lock the contact, authorise, audit; the case as it is now and the moment to act in.

    With a `version`: raises Stale if the case has changed since that one.
    """
    found = glance(helpline, tx, actor, action, case_id)
    tx.contacts.lock(found.contact_id)
    case = admit(helpline, tx, actor, action, case_id)
    if version is not None and version != case.version:
        raise Stale("the case has changed since this page was made")
    moment = Moment.of(helpline, tx, last_link(helpline, tx, case.contact_id))
    moment.case = case
    moment.urgency = Urgency.URGENT
    return case, moment


def conversation_of(moment: Moment) -> Conversation:
    """Where the talk stands now."""
    loaded = moment.tx.conversations.load(moment.contact.id)
    return loaded or Conversation(moment.contact.id)


def step_into(moment: Moment, actor: Caseworker) -> None:
    """A person is in the talk: say so if it is safe, and park the bot's question."""
    silence_bot(moment)
    tell_contact(moment, "F26.1", {"first": actor.first_name})


def silence_bot(moment: Moment) -> None:
    """From now on what the contact writes is for the person."""
    conversation = conversation_of(moment)
    if conversation.taken:
        return
    world = moment.world(conversation)
    record(moment, arbiter.take_over(moment.helpline.flows, conversation, world))


def tell_contact(moment: Moment, node: str, values: dict[str, str]) -> None:
    """A text of flow F26, unless it would not be safe or would not arrive."""
    if moment.contact.silent or not moment.link.active:
        return
    moment.extra = values
    conversation = conversation_of(moment)
    say(moment, spoken(moment.helpline, "F26", node, conversation), conversation)


def note(moment: Moment, kind: str, actor: Caseworker, code: str = "", words: str = "") -> None:
    """One more line of the case's timeline."""
    assert moment.case is not None  # noqa: S101 - `act` has set it
    moment.tx.cases.note(CaseNote(moment.case.id, moment.now, kind, actor.id, code, words))


def ring(helpline: Helpline, moment: Moment) -> None:
    """After the commit: alerts first, then what is to be sent."""
    with suppress(QueueUnavailable):
        for alert_id in moment.alerts:
            helpline.queue.ring_alert(alert_id)
        helpline.queue.ring_deliver(moment.contact.id, urgent=True)
