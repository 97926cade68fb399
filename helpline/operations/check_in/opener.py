"""Put a text that nobody asked for into the outbox: an opener, a greeting, an open door.

Only texts that a flow names as proactive come from here; they hold to the lock-screen rules
(CONVERSATIONS 9.2, SAFETY T1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpline.core.checkin import CheckIn, Kind, Topic
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact
from helpline.core.message import Urgency
from helpline.core.timing import BLAND_FROM
from helpline.flow import arbiter, places
from helpline.operations.check_in.around import silent_for
from helpline.operations.helpline import Helpline
from helpline.operations.moment import Moment, spoken
from helpline.operations.ports.store import Transaction
from helpline.operations.record import record, say

CHECK_IN = "F27"
OPENER, OTHER_OPENER, SIGN_OF_LIFE = "F27.0", "F27.0b", "F27.away"
GREETINGS = ("F39.1", "F39.2", "F39.3")
HOLIDAY_GREETING = "F39.holiday"
DOOR_OPEN = "F38.1"


def ask(
    helpline: Helpline,
    tx: Transaction,
    link: ContactAddress,
    node: str,
    topics: Sequence[Topic] = (),
) -> str | None:
    """Send an opener; the id of its outbound. Whatever waited is parked, or asked anew."""
    moment = _moment(helpline, tx, link)
    before = _ready(tx, moment.contact, topics)
    record(moment, arbiter.start(helpline.flows, CHECK_IN, before, moment.world(before), at=node))
    return moment.written[-1] if moment.written else None


def greet(helpline: Helpline, tx: Transaction, link: ContactAddress, node: str) -> str | None:
    """Send a text without a question; the talk stays where it is. The id of its outbound."""
    moment = _moment(helpline, tx, link)
    talk = _ready(tx, moment.contact, ())
    say(moment, spoken(helpline, node.partition(".")[0], node, talk), talk)
    return moment.written[-1] if moment.written else None


def node_for(helpline: Helpline, tx: Transaction, check_in: CheckIn, link: ContactAddress) -> str:
    """Which of the proactive texts says it."""
    if check_in.kind is Kind.CARING:
        return GREETINGS[check_in.seq % len(GREETINGS)]
    if check_in.kind is Kind.HOLIDAY:
        return HOLIDAY_GREETING
    if check_in.kind is Kind.SIGN_OF_LIFE:
        return SIGN_OF_LIFE
    return opener_for(helpline, tx, link)


def opener_for(helpline: Helpline, tx: Transaction, link: ContactAddress) -> str:
    """With "wrong number" where others use the phone, or it was silent for long."""
    talk = tx.conversations.load(link.contact_id)
    shared = talk is not None and talk.facts.get(Fact.SHARED_PHONE) == "yes"
    silence = silent_for(link, helpline.now())
    old = silence is not None and silence >= BLAND_FROM
    return OTHER_OPENER if shared or old or not link.verified else OPENER


def _moment(helpline: Helpline, tx: Transaction, link: ContactAddress) -> Moment:
    moment = Moment.of(helpline, tx, link)
    moment.urgency = Urgency.ROUTINE
    return moment


def _ready(tx: Transaction, contact: Contact, topics: Sequence[Topic]) -> Conversation:
    """The talk as the opener finds it: in the contact's language, with what is to be asked.

    An earlier opener is not parked, since it is asked anew.
    """
    talk = tx.conversations.load(contact.id) or Conversation(contact.id)
    facts = dict(talk.facts)
    if contact.language and not facts.get(Fact.LANGUAGE):
        facts[Fact.LANGUAGE] = contact.language
    if topics:
        facts[Fact.TOPICS] = " ".join(topic.value for topic in topics)
    if talk.at is not None and talk.at.node in places.OPENERS:
        talk = replace(talk, at=None, callers=(), due_at=None)
    return replace(talk, facts=facts)
