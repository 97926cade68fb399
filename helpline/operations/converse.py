"""Turns: what a contact said goes to the arbiter, what came of it is recorded.

One transaction per turn, under the contact's lock, in the order in which the provider
received the messages. Nothing is sent here: texts go to the outbox.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from helpline.core.case import Priority, Reason
from helpline.core.conversation import Conversation, Fact, Owner, Secret
from helpline.core.errors import QueueUnavailable, StoreUnavailable
from helpline.core.events import CaseOpened, Said, Turn
from helpline.core.message import Inbound, Kind, Urgency
from helpline.flow import arbiter
from helpline.flow.heard import Heard
from helpline.operations.check_in.missed_call import note_missed_call
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, last_link, spoken
from helpline.operations.ports.messages import StoredInbound
from helpline.operations.ports.store import Transaction
from helpline.operations.record import record
from helpline.operations.secrets import MARKS
from helpline.text.understanding import Context

TRIES = 5
"""A message that fails this often is set aside for a person (SAFETY R18)."""

BACK_OFF = timedelta(seconds=1)

REPLY_LIMIT = 30
REPLY_WINDOW = timedelta(minutes=10)
"""More automatic texts than this are not said to one contact; everything is still stored,
scanned and shown to people (SAFETY T30; docs/adr/0004-reply-limit.md)."""

LONGEST_HIDE_WORD = 60
"""Longer messages are no hide word; the question asks for a word, not for a sentence."""

TURNS_AT_ONCE = 50
"""After this many turns a worker lets others go first; the bell rings again."""


def converse(helpline: Helpline, contact_id: str) -> int:
    """Take all waiting turns of a contact, then a wait that ran out; how many turns."""
    turns = 0
    while turns < TURNS_AT_ONCE and take_turn(helpline, contact_id):
        turns += 1
    if turns == TURNS_AT_ONCE:
        with suppress(QueueUnavailable):
            helpline.queue.ring_converse(contact_id, urgent=False)
    elif take_timeout(helpline, contact_id):
        turns += 1
    return turns


def take_turn(helpline: Helpline, contact_id: str) -> bool:
    """Take the contact's next inbound. False if none is waiting (or its retry is not due)."""
    stored: StoredInbound | None = None
    try:
        with helpline.store.begin() as tx:
            tx.contacts.lock(contact_id)
            stored = tx.inbox.next_waiting(contact_id, helpline.now())
            if stored is None:
                return False
            moment = _take(helpline, tx, stored)
    except StoreUnavailable:
        raise
    except Exception as error:
        if stored is None:
            raise
        _failed(helpline, stored, error)
        return True
    _ring(helpline, moment)
    _answer_press(helpline, stored)
    return True


def take_timeout(helpline: Helpline, contact_id: str) -> bool:
    """Let a wait that ran out take its way. False if none has."""
    with helpline.store.begin() as tx:
        tx.contacts.lock(contact_id)
        conversation = tx.conversations.load(contact_id)
        if conversation is None or not _timed_out(helpline, tx, conversation):
            return False
        moment = Moment.of(helpline, tx, last_link(helpline, tx, contact_id))
        moment.urgency = Urgency.URGENT if moment.case else Urgency.REPLY
        record(moment, arbiter.time_out(helpline.flows, conversation, moment.world(conversation)))
    _ring(helpline, moment)
    return True


def heard_from(
    helpline: Helpline,
    inbound: Inbound,
    conversation: Conversation,
    pressed: str | None,
    *,
    hide_word: bool = False,
) -> Heard:
    """What the arbiter needs to know of an inbound."""
    context = Context(
        language=_language(conversation), pending=arbiter.expected(helpline.flows, conversation)
    )
    return Heard(
        kind=inbound.kind,
        text=inbound.text,
        understanding=helpline.understander.understand(inbound.text, context),
        pressed=pressed,
        stale_button=inbound.kind is Kind.BUTTON and pressed is None,
        provider_opt_out=inbound.provider_opt_out,
        hide_word=hide_word,
    )


def _take(helpline: Helpline, tx: Transaction, stored: StoredInbound) -> Moment:
    link = tx.contacts.address(stored.address_id)
    moment = Moment.of(helpline, tx, link)
    if stored.inbound.kind is Kind.MISSED_CALL:
        note_missed_call(moment)
        tx.inbox.done(stored.id, moment.now)
        return moment
    moment.inbound_id = stored.id
    moment.words = stored.inbound.text
    if not link.active and stored.inbound.kind is not Kind.BLOCKED:
        tx.contacts.open_address(link.id)
    if stored.inbound.kind is Kind.BLOCKED:
        tx.contacts.stop_address(link.id, "blocked")
        tx.outbox.withhold_queued(link.id, "blocked")
    moment.contact = replace(moment.contact, silent=False, last_inbound_at=stored.received_at)
    conversation = tx.conversations.load(stored.contact_id)
    world = moment.world(conversation)
    before = conversation or Conversation(stored.contact_id)
    pressed = _pressed(tx, stored, before, moment.now)
    hide_word = _is_hide_word(tx, stored)
    heard = heard_from(helpline, stored.inbound, before, pressed, hide_word=hide_word)
    turn = arbiter.answer(helpline.flows, before, heard, world)
    turn = _within_limit(moment, turn)
    moment.urgency = Urgency.URGENT if stored.urgent or _is_crisis(turn) else Urgency.REPLY
    moment.extra = _agreed(moment, turn)
    record(moment, turn)
    tx.inbox.done(stored.id, moment.now)
    return moment


def _is_hide_word(tx: Transaction, stored: StoredInbound) -> bool:
    """The contact's own word for hiding; it is overwritten, whoever reads the talk later."""
    text = stored.inbound.text
    if not 0 < len(text) <= LONGEST_HIDE_WORD:
        return False
    if not tx.secrets.is_hide_word(stored.contact_id, text):
        return False
    tx.inbox.mask(stored.id, MARKS[Secret.HIDE_WORD])
    return True


def _agreed(moment: Moment, turn: Turn) -> dict[str, str]:
    """What a caseworker agreed last, for a recap that is said at a good time only."""
    if not moment.link.verified:
        return {}  # it may be another person's number by now (SAFETY T7)
    recaps = any(isinstance(event, Said) and "recap" in event.quotes for event in turn.events)
    if not recaps or turn.conversation.facts.get(Fact.SAFE) != "yes":
        return {}
    case = moment.tx.cases.last_for(moment.contact.id)
    return {"recap": f"{case.recap} - {case.next_step}"} if case and case.closed_at else {}


def _language(conversation: Conversation) -> Literal["km", "en"] | None:
    known = conversation.facts.get(Fact.LANGUAGE)
    return "km" if known == "km" else "en" if known == "en" else None


def _pressed(
    tx: Transaction, stored: StoredInbound, conversation: Conversation, now: datetime
) -> str | None:
    """The digit of a pressed button, if it belongs to the question that is waiting now."""
    if stored.inbound.button is None:
        return None
    press = tx.outbox.press(stored.inbound.button)
    if press is None or press.contact_id != stored.contact_id or now >= press.expires_at:
        return None
    if conversation.at is None or press.asked != conversation.asked:
        return None
    return press.digit


def _within_limit(moment: Moment, turn: Turn) -> Turn:
    """Drop what the bot would say beyond the limit, unless the turn opens a P1."""
    if not any(isinstance(event, Said) for event in turn.events) or _is_crisis(turn):
        return turn
    said = moment.tx.outbox.replies_since(moment.contact.id, moment.now - REPLY_WINDOW)
    if said < REPLY_LIMIT:
        return turn
    return replace(turn, events=tuple(e for e in turn.events if not isinstance(e, Said)))


def _is_crisis(turn: Turn) -> bool:
    return any(
        isinstance(event, CaseOpened) and event.priority is Priority.P1 for event in turn.events
    )


def _timed_out(helpline: Helpline, tx: Transaction, conversation: Conversation) -> bool:
    if conversation.wakes_at is None or helpline.now() < conversation.wakes_at:
        return False
    return tx.inbox.next_waiting(conversation.contact_id, helpline.now()) is None


def _failed(helpline: Helpline, stored: StoredInbound, error: Exception) -> None:
    """Count the failure; after the last try a person gets the message and the talk goes on."""
    helpline.trouble(f"turn_failed {type(error).__name__}", [stored.id])
    moment = None
    with helpline.store.begin() as tx:
        tx.contacts.lock(stored.contact_id)
        delay = BACK_OFF * 2**stored.attempts * (0.5 + helpline.jitter())
        attempts = tx.inbox.retry(stored.id, helpline.now() + delay)
        if attempts >= TRIES:
            moment = _set_aside(helpline, tx, stored)
    if moment is not None:
        _ring(helpline, moment)


def _set_aside(helpline: Helpline, tx: Transaction, stored: StoredInbound) -> Moment:
    """A case for a person and an honest text; later messages of the contact go on."""
    helpline.trouble("set_aside", [stored.id])
    tx.inbox.set_aside(stored.id, helpline.now())
    moment = Moment.of(helpline, tx, tx.contacts.address(stored.address_id))
    conversation = tx.conversations.load(stored.contact_id) or Conversation(stored.contact_id)
    priority = Priority.P1 if stored.urgent else Priority.P3
    opened = CaseOpened(priority, Reason.NOT_UNDERSTOOD, "F00", "F00.2")
    said = spoken(helpline, "F00", "F00.2", conversation)
    handed = replace(conversation, owner=Owner.HUMAN, at=None, due_at=None)
    record(moment, Turn(handed, (opened, said)))
    return moment


def _ring(helpline: Helpline, moment: Moment) -> None:
    """After the commit: alerts first, then what is to be sent."""
    urgent = moment.urgency is Urgency.URGENT
    with suppress(QueueUnavailable):
        for alert_id in moment.alerts:
            helpline.queue.ring_alert(alert_id)
        helpline.queue.ring_deliver(moment.contact.id, urgent)


def _answer_press(helpline: Helpline, stored: StoredInbound) -> None:
    press_id = stored.inbound.press_id
    if press_id is not None:
        helpline.channels[stored.inbound.channel].answer_press(press_id)
