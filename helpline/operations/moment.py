"""The moment of a turn: who, where, when, and the values that texts may be filled with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from helpline.core.case import Case, CaseStatus, Priority
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact, Secret, World
from helpline.core.events import Said
from helpline.core.message import Urgency
from helpline.flow import speech
from helpline.flow.definition import Ask, Say
from helpline.flow.placeholders import GATED
from helpline.operations import secrets
from helpline.operations.check_in.link import telegram_link
from helpline.operations.directory import offers
from helpline.operations.directory.outcomes import outcomes_of
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports.store import Transaction
from helpline.operations.referrals import clock, receivers
from helpline.operations.referrals import names as referral_names
from helpline.operations.roster import ZONE, Roster
from helpline.operations.safe_times import PARTS_OF_DAY

DEFAULT_LANGUAGE = "km"
FROM_DIRECTORY = GATED | frozenset(offers.PLACES) | referral_names.OF_THE_OFFER
"""Placeholders that only the directory can fill."""


@dataclass(slots=True)
class Moment:
    """One contact's turn inside one transaction, and the bells to ring after it."""

    helpline: Helpline
    tx: Transaction
    contact: Contact
    link: ContactAddress
    roster: Roster
    now: datetime
    case: Case | None
    urgency: Urgency = Urgency.REPLY
    author_id: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    """Values that only this moment knows, e.g. what a caseworker agreed."""
    inbound_id: str | None = None
    """The message that started the turn, if one did."""
    claimed: str | None = None
    """Id of the contact whose secret was just told rightly."""
    words: str = field(default="", repr=False)
    """What was said, for the ledger of stops; empty where nobody said anything."""
    written: list[str] = field(default_factory=list)
    """Ids of the outbounds that this moment made."""
    helper_word: str = field(default="", repr=False)
    """The word that was just chosen for a helper to say first (CONVERSATIONS F08.6)."""
    alerts: list[str] = field(default_factory=list)
    """Alerts to ring once the transaction is committed."""

    @classmethod
    def of(cls, helpline: Helpline, tx: Transaction, link: ContactAddress) -> Moment:
        """Read what a turn with the contact behind `link` needs."""
        contact = tx.contacts.get(link.contact_id)
        return cls(
            helpline=helpline,
            tx=tx,
            contact=contact,
            link=link,
            roster=roster_of(tx, contact.organisation_id),
            now=helpline.now(),
            case=tx.cases.open_for(contact.id),
        )

    def world(self, conversation: Conversation | None) -> World:
        """What is true around the conversation now (WORLD_FACTS)."""
        channel = self.link.address.channel
        traits = self.helpline.channels[channel].traits
        facts = {
            Fact.FIRST_TALK: _yes(conversation is None),
            Fact.CAN_REPLY: _yes(traits.can_receive_reply),
            Fact.STAFFED: _yes(bool(self.roster.on_shift(self.now))),
            Fact.ON_CALL: _yes(bool(self.roster.ladder(self.now))),
            Fact.OPEN_CASE: self.case.priority.value if self.case else "none",
            Fact.PARKED: _yes(bool(conversation and conversation.parked)),
            Fact.CHANNEL: channel.value,
            Fact.FAILURES: str(conversation.failures if conversation else 0),
            Fact.VERIFIED: self._verified(),
            Fact.REFERRAL_DUE: clock.due_for(self.tx, self.contact.id, self.now),
            Fact.MAY_TRY: _yes(secrets.may_try(self.tx, self.contact.id, self.now)),
        }
        return World(self.now, facts, offers=self._offers, verifies=self.verifies)

    def _verified(self) -> str:
        """How it has to be shown that this is still the same person's number (SAFETY T7)."""
        if self.link.verified:
            return "yes"
        word = self.tx.secrets.has(self.contact.id, Secret.CODE_WORD)
        return "by_word" if word else "by_call"

    def verifies(self, kind: Secret, words: str) -> bool:
        """The words are the secret of this contact, or of whom they say to be."""
        self.claimed = secrets.owner_of(self.tx, self.contact, kind, words, self.now)
        return self.claimed is not None

    def values(self, names: frozenset[str], conversation: Conversation) -> dict[str, str]:
        """Values of the placeholders `names`; what has no honest value is left out."""
        found = {name: VALUES[name](self) for name in names if name in VALUES}
        chosen = conversation.facts.get(Fact.CALL_TIME, "")
        found |= {"time": _call_time(chosen), "time2": _second_time(chosen)}
        known = {name: value for name, value in found.items() if value}
        return known | self._from_directory(names, conversation) | self.extra

    def _from_directory(self, names: frozenset[str], conversation: Conversation) -> dict[str, str]:
        """Contacts and services by name: publishable ones only, dialable from there."""
        if names.isdisjoint(FROM_DIRECTORY):
            return {}
        directory = self.helpline.directory.of(self.tx)
        language = self.contact.language or DEFAULT_LANGUAGE
        local = offers.is_local(self.link.address)
        found = directory.values(self.now, local=local, language=language)
        found |= offers.names(directory, self._asker(), conversation.facts, language, self.now)
        found |= referral_names.offer_names(
            directory, conversation.facts, self.now, language, local
        )
        return {name: value for name, value in found.items() if name in names}

    def _offers(self, facts: Mapping[Fact, str]) -> tuple[str, ...]:
        directory = self.helpline.directory.of(self.tx)
        went = outcomes_of(self.tx, directory, self.now)
        found = offers.offered(directory, self._asker(), facts, self.now, went).ids
        tried = receivers.tried(self.tx, self.contact.id, facts)
        return tuple(one for one in found if one not in tried)

    def _asker(self) -> offers.Asker:
        return offers.Asker(self.contact.id, self.link.address, self.case)


def last_link(helpline: Helpline, tx: Transaction, contact_id: str) -> ContactAddress:
    """The address used last; for a contact who has none any more one that nothing goes to.

    An address ends when its number was purged or moved to another contact. What is due for the
    contact happens all the same: a case is opened, a clock runs out, only no text is written.
    """
    links = tx.contacts.addresses(contact_id)
    if links:
        return links[0]
    channel = next(iter(helpline.channels), Channel.SMS)
    return ContactAddress("", contact_id, Address(channel, "none"), active=False)


def spoken(helpline: Helpline, flow: str, node: str, conversation: Conversation) -> Said:
    """A text that an operation says by itself, as the event that a flow would have produced."""
    edition = helpline.flows.current[flow]
    said = edition.nodes[node]
    if not isinstance(said, Say | Ask):
        raise TypeError(f"{node} has no text")
    return speech.said(helpline.flows, edition, said, conversation)


def local_time(at: datetime, now: datetime) -> str:
    """A clock time as it is said: `10:15` today, `23/11 08:00` on another day. No AM or PM."""
    here, today = at.astimezone(ZONE), now.astimezone(ZONE)
    return here.strftime("%H:%M" if here.date() == today.date() else "%d/%m %H:%M")


def promise_of(moment: Moment) -> datetime | None:
    """What the contact was told last, while that is ahead; else a new promise.

    Nothing is promised where nobody can be called.
    """
    case = moment.case
    if not moment.roster.ladder(moment.now, minor=bool(case and case.minor)):
        return None
    if case and case.promised_at and case.promised_at > moment.now:
        return case.promised_at
    return moment.roster.promise(moment.now, case.priority if case else Priority.P3)


def keep_promise(moment: Moment) -> None:
    """Remember the time that a text has just told, so that the clock can see to it."""
    promised, case = promise_of(moment), moment.tx.cases.open_for(moment.contact.id)
    if promised is None or case is None or case.promised_at == promised:
        return
    watch = min(promised, case.watch_at) if case.watch_at else promised
    moment.case = moment.tx.cases.save(replace(case, promised_at=promised, watch_at=watch))


def _wait(moment: Moment) -> str | None:
    promised = promise_of(moment)
    return local_time(promised, moment.now) if promised else None


def _open(moment: Moment) -> str | None:
    opens = moment.roster.opens_at(moment.now)
    return local_time(opens, moment.now) if opens else None


def _hours(moment: Moment) -> str | None:
    """Today's hours with somebody on shift, else those of the next day that has any."""
    midnight = moment.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(8):
        begin = midnight + timedelta(days=day)
        quarters = [begin + timedelta(minutes=15 * n) for n in range(96)]
        staffed = [at for at in quarters if moment.roster.on_shift(at)]
        if staffed:
            last = staffed[-1] + timedelta(minutes=15)
            until = "24:00" if last.date() != begin.date() else last.strftime("%H:%M")
            return f"{staffed[0].strftime('%H:%M')}-{until}"
    return None


def _first(moment: Moment) -> str | None:
    present = moment.roster.on_shift(moment.now, language=moment.contact.language)
    return present[0].first_name if present else None


def _next_meeting(moment: Moment) -> str | None:
    at = referral_names.next_meeting(moment.tx, moment.contact.id, moment.now)
    return local_time(at, moment.now) if at else None


def _position(moment: Moment) -> str | None:
    """The true place in the queue, or nothing."""
    if moment.case is None:
        return None
    free = moment.case.status is CaseStatus.OPEN
    return str(moment.tx.cases.ahead_of(moment.case) + 1) if free else None


def _return_code(moment: Moment) -> str:
    """Made when it is said, because the store cannot tell it again (SAFETY T8)."""
    return secrets.new_return_code(
        moment.tx, moment.contact.id, moment.helpline.new_id(), moment.now
    )


SECOND_TRY_MINUTES = 120
LAST_CALL_MINUTE = 21 * 60
NEXT_PART_OF_DAY = {"morning": "midday", "midday": "evening"}


def _second_time(chosen: str) -> str | None:
    """When a call that nobody took is tried once more: at another time of the same day."""
    if chosen in NEXT_PART_OF_DAY:
        return _call_time(NEXT_PART_OF_DAY[chosen])
    first = re.fullmatch(r"(\d\d):(\d\d)", chosen)
    if first is None:
        return None
    minute = int(first[1]) * 60 + int(first[2]) + SECOND_TRY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}" if minute <= LAST_CALL_MINUTE else None


def _call_time(chosen: str) -> str | None:
    """When a call was agreed for: `20:00`, or the hours that "morning" stands for."""
    hours = PARTS_OF_DAY.get(chosen)
    if hours is not None:
        return f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    return chosen if re.fullmatch(r"\d\d:\d\d", chosen) else None


def _next_hello(moment: Moment) -> str | None:
    """The day of the next check-in, as somebody would say it; nothing where none is planned."""
    due = moment.tx.plans.next_due(moment.contact.id)
    return due.astimezone(ZONE).strftime("%d/%m") if due else None


VALUES: dict[str, Callable[[Moment], str | None]] = {
    "name": lambda moment: moment.helpline.settings.name,
    "operator": lambda moment: moment.helpline.settings.operator,
    "wait": _wait,
    "open": _open,
    "hours": _hours,
    "first": _first,
    "helper": lambda moment: referral_names.helper_of(moment.tx, moment.contact.id),
    "when": _next_meeting,
    "n": _position,
    "return_code": _return_code,
    "telegram_link": lambda moment: telegram_link(moment.helpline, moment.tx, moment.contact),
    "hello": _next_hello,
}


def _yes(claim: bool) -> str:
    return "yes" if claim else "no"
