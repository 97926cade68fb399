"""The moment of a turn: who, where, when, and the values that texts may be filled with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpline.core.case import CLOCKS, Case, Priority
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import Conversation, Fact, World
from helpline.core.events import Said
from helpline.core.message import Urgency
from helpline.flow import speech
from helpline.flow.definition import Ask, Say
from helpline.operations.escalate import roster_of
from helpline.operations.helpline import Helpline
from helpline.operations.ports import Transaction
from helpline.operations.roster import ZONE, Roster
from helpline.operations.safe_times import PARTS_OF_DAY

DEFAULT_LANGUAGE = "km"


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
        }
        return World(self.now, facts)

    def values(self, names: frozenset[str], conversation: Conversation) -> dict[str, str]:
        """Values of the placeholders `names`; what has no honest value is left out."""
        found = {name: VALUES[name](self) for name in names if name in VALUES}
        found["time"] = _call_time(conversation.facts.get(Fact.CALL_TIME, ""))
        known = {name: value for name, value in found.items() if value}
        contacts = self.helpline.directory.values(self.now)
        return known | {n: contacts[n] for n in names if n in contacts} | self.extra


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


def _wait(moment: Moment) -> str | None:
    """What was promised when the case was opened, while that is ahead; else a new promise.

    Nothing is promised where nobody can be called.
    """
    if not moment.roster.ladder(moment.now):
        return None
    case = moment.case
    priority = case.priority if case else Priority.P3
    promised = moment.roster.promise(_asked_at(case) if case else moment.now, priority)
    if promised is not None and promised <= moment.now:
        promised = moment.roster.promise(moment.now, priority)
    return local_time(promised, moment.now) if promised else None


def _asked_at(case: Case) -> datetime:
    """When the clocks of the case's present priority began to run."""
    clock = CLOCKS[case.priority]
    return case.opened_at if clock.working_time_only else case.write_by - clock.write


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
    present = moment.roster.on_shift(moment.now)
    return present[0].first_name if present else None


def _position(moment: Moment) -> str | None:
    """The true place in the queue, or nothing."""
    if moment.case is None:
        return None
    waiting = [row.case.id for row in moment.tx.cases.queue(moment.contact.organisation_id)]
    return str(waiting.index(moment.case.id) + 1) if moment.case.id in waiting else None


def _call_time(chosen: str) -> str | None:
    """When a call was agreed for: `20:00`, or the hours that "morning" stands for."""
    hours = PARTS_OF_DAY.get(chosen)
    if hours is not None:
        return f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    return chosen if re.fullmatch(r"\d\d:\d\d", chosen) else None


VALUES: dict[str, Callable[[Moment], str | None]] = {
    "name": lambda moment: moment.helpline.settings.name,
    "operator": lambda moment: moment.helpline.settings.operator,
    "wait": _wait,
    "open": _open,
    "hours": _hours,
    "first": _first,
    "n": _position,
}


def _yes(claim: bool) -> str:
    return "yes" if claim else "no"
