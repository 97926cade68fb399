"""A talk without a provider: the real engine and store, an injected clock, nothing outside.

`helpline chat` and the stories of tests/stories play on this. The store is SQLite in memory,
the channel collects what would be sent, bells are answered at once and time moves only when
it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.channels.terminal import TerminalChannel
from helpline.core.call import CallOutcome
from helpline.core.caseworker import Caseworker, Role, Shift
from helpline.core.channel import Address, Channel
from helpline.core.checkin import Tier
from helpline.core.consent import Consent, Purpose
from helpline.core.contact import Contact, ContactAddress
from helpline.core.conversation import SAFE_FOR, Conversation, Fact, Owner
from helpline.core.errors import HelplineError
from helpline.core.events import Turn
from helpline.core.message import Inbound, Kind, Outbound, Status, StatusUpdate
from helpline.flow.definition import Ask
from helpline.operations import cases, people
from helpline.operations.alerting import deliver_alert
from helpline.operations.check_in import call_back, enrol
from helpline.operations.converse import converse
from helpline.operations.helpline import Helpline
from helpline.operations.receive import receive
from helpline.operations.send import deliver
from helpline.operations.sweep import sweep
from helpline.text import sms

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Phnom Penh."""

VALUES = {
    Channel.SMS: "+85500000001",
    Channel.WHATSAPP: "+85500000001",
    Channel.TELEGRAM: "700000001",
    Channel.TERMINAL: "1",
}
"""Visibly fictitious addresses."""

CONSENTS = {Purpose.KEEP: Fact.CONSENT_KEEP, Purpose.WRITE: Fact.CONSENT_WRITE}
"""What --state can say was agreed to before."""

STEP = timedelta(minutes=1)
PATIENT = timedelta(seconds=6)
"""A sweep looks at what fell due a moment ago (operations.sweep.PATIENCE)."""

LONGEST = timedelta(days=800)


class InstantBells:
    """A queue whose bells are answered as soon as the ringer lets go."""

    def __init__(self) -> None:
        self._work: list[Callable[[Helpline], object]] = []

    def ring_converse(self, contact_id: str, urgent: bool) -> None:  # noqa: ARG002
        self._work.append(lambda helpline: converse(helpline, contact_id))

    def ring_deliver(self, contact_id: str, urgent: bool) -> None:  # noqa: ARG002
        self._work.append(lambda helpline: deliver(helpline, contact_id))

    def ring_alert(self, alert_id: str) -> None:
        self._work.append(lambda helpline: deliver_alert(helpline, alert_id))

    def answers(self) -> bool:
        """Always: nothing is between ringer and worker here."""
        return True

    def answer(self, helpline: Helpline) -> None:
        """Do everything that was rung for, and what that rings for."""
        while self._work:
            self._work.pop(0)(helpline)


class HandClock:
    """A clock that moves only by hand."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Reaction:
    """What one input led to."""

    texts: list[Outbound] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


class Rehearsal:
    """One contact's talk with a helpline of its own."""

    def __init__(
        self, helpline: Helpline, bells: InstantBells, clock: HandClock, channel: Channel
    ) -> None:
        self._bells, self.clock, self._channel = bells, clock, channel
        self._reaction = Reaction()
        self._number = 0
        self._others: list[Channel] = []
        self.helpline = replace(helpline, on_turn=self._note_turn)
        self.address = Address(channel, VALUES[channel])
        self.home = people.organisation(self.helpline, "Rehearsal")

    # --- what a contact does -----------------------------------------------------------------

    def say(self, text: str, kind: Kind = Kind.TEXT, **what: Any) -> Reaction:
        """The contact sends something."""
        self._number += 1
        inbound = Inbound(
            channel=self._channel,
            provider_id=f"in-{self._number}",
            address=self.address,
            kind=kind,
            text=text,
            sent_at=self.clock.at,
            **what,
        )
        return self._watch(lambda: receive(self.helpline, [inbound]))

    def say_by(self, channel: Channel, text: str) -> Reaction:
        """The contact writes from a second channel that was linked (`link`)."""
        self._number += 1
        address = Address(channel, VALUES[channel])
        inbound = Inbound(
            channel=channel,
            provider_id=f"in-{self._number}",
            address=address,
            kind=Kind.TEXT,
            text=text,
            sent_at=self.clock.at,
        )
        return self._watch(lambda: receive(self.helpline, [inbound]))

    def press(self, digit: str) -> Reaction:
        """The contact presses the newest button that stands for `digit`."""
        tokens = (self._token(sent, digit) for sent in reversed(self.terminal.sent))
        token = next(filter(None, tokens), None)
        if token is None:
            raise HelplineError(f"there is no button {digit} on the screen")
        return self.say("", Kind.BUTTON, button=token, press_id=f"press-{self._number}")

    def _token(self, sent: Outbound, digit: str) -> str | None:
        with self.helpline.store.read() as tx:
            choices = tx.outbox.get(sent.id).choices
        return next((choice.token for choice in choices if choice.digit == digit), None)

    def advance(self, by: timedelta) -> Reaction:
        """Let time pass; whatever falls due on the way happens at its time."""
        if by < timedelta(0) or by > LONGEST:
            raise HelplineError(f"time moves forward, by at most {LONGEST.days} days")
        return self._watch(lambda: self._pass(self.clock.at + by))

    def status(self, status: Status) -> Reaction:
        """The provider reports on the newest text. HelplineError if there is none."""
        if not self.terminal.sent:
            raise HelplineError("no text was sent yet")
        update = StatusUpdate(self._channel, self.terminal.sent[-1].id, None, status, status.value)
        return self._watch(lambda: receive(self.helpline, [update]))

    def link(self, channel: Channel) -> None:
        """The contact is reached by a second channel too."""
        owner = self._link().contact_id
        self._others.append(channel)
        with self.helpline.store.begin() as tx:
            address = Address(channel, VALUES[channel])
            before = self.clock.at - timedelta(seconds=1)
            tx.links.attach(owner, self.helpline.new_id(), address, before)

    # --- what people do ----------------------------------------------------------------------

    def staff(self, *, on_call: bool) -> None:
        """One caseworker, on shift round the clock or never."""
        person = Caseworker(
            id=self.helpline.new_id(),
            organisation_id=self.home.id,
            sign_in_name="sophea",
            first_name="Sophea",
            role=Role.CASEWORKER,
            language="km",
            password_hash="",
            totp_secret=None,
        )
        with self.helpline.store.begin() as tx:
            tx.staff.add(person)
            if on_call:
                tx.staff.set_shifts(person.id, [Shift(person.id, *s) for s in people.ALWAYS])

    def call(self, outcome: CallOutcome) -> Reaction:
        """The caseworker makes the next call of the call list."""
        waiting = call_back.calls(self.helpline, self._actor())
        if not waiting:
            raise HelplineError("there is no call to make")
        task_id = waiting[0].task.id
        return self._watch(
            lambda: call_back.note_call(self.helpline, self._actor(), task_id, outcome)
        )

    def tasks(self) -> list[str]:
        """Kinds of the tasks about this contact that nobody has done."""
        contact = self.contact()
        with self.helpline.store.read() as tx:
            found = tx.tasks.of_contact(contact.id) if contact else ()
        return [task.kind.value for task in found if task.done_at is None]

    def claim(self) -> Reaction:
        """The caseworker takes the contact's case."""
        case = self._case()
        return self._watch(lambda: cases.claim(self.helpline, self._actor(), case.id, case.version))

    def reply(self, text: str) -> Reaction:
        """The caseworker writes."""
        case, out = self._case(), self.helpline.new_id()
        return self._watch(lambda: cases.reply(self.helpline, self._actor(), case.id, text, out))

    def close(self, recap: str, next_step: str) -> Reaction:
        """The caseworker closes the case, with a supervisor's right to close a danger too."""
        case = self._case()
        actor = replace(self._actor(), role=Role.SUPERVISOR)
        return self._watch(
            lambda: cases.close(self.helpline, actor, case.id, recap, next_step, case.version)
        )

    # --- what is known before, and where the talk stands -------------------------------------

    def remember(self, facts: Mapping[Fact, str], *, silent_for: timedelta | None = None) -> None:
        """Begin with a contact who is known already."""
        now = self.clock.at
        last = now - (silent_for or timedelta(0))
        link = self._link(last)
        known = Conversation(
            contact_id=link.contact_id,
            facts={Fact.LANGUAGE_CHOSEN: "yes"} | dict(facts),
            safe_at=last if facts.get(Fact.SAFE) == "yes" and now - last < SAFE_FOR else None,
            last_inbound_at=last,
        )
        with self.helpline.store.begin() as tx:
            tx.conversations.save(known)
            contact = tx.contacts.get(link.contact_id)
            tx.contacts.save(
                replace(contact, language=facts.get(Fact.LANGUAGE), last_inbound_at=last)
            )
        self._agree(facts, link)

    def _agree(self, facts: Mapping[Fact, str], link: ContactAddress) -> None:
        """What somebody agreed to before: a record of it, and the plan that it made."""
        given = {
            purpose: facts.get(fact) == "yes"
            for purpose, fact in CONSENTS.items()
            if facts.get(fact)
        }
        with self.helpline.store.begin() as tx:
            for purpose, granted in given.items():
                consent = Consent(
                    contact_id=link.contact_id,
                    purpose=purpose,
                    granted=granted,
                    receiver=None,
                    fields=(),
                    text_version="",
                    language=facts.get(Fact.LANGUAGE, "km"),
                    channel=self._channel.value,
                    at=self.clock.at,
                )
                tx.consents.add(self.helpline.new_id(), consent)
            if given.get(Purpose.WRITE) and facts.get(Fact.TIER):
                contact = tx.contacts.get(link.contact_id)
                enrol.enrol(self.helpline, tx, contact, Tier(facts[Fact.TIER]))

    def wait_at(self, flow: str, node: str) -> bool:
        """Let the talk stand at a question. False if there is no such question."""
        link = self._link()
        edition = self.helpline.flows.find(flow)
        if edition is None or not isinstance(edition.nodes.get(node), Ask):
            return False
        before = self.conversation() or Conversation(link.contact_id)
        waiting = replace(
            before,
            at=edition.position(node),
            asked=before.asked + 1,
            due_at=self.clock.at + edition.flow.timeout,
        )
        with self.helpline.store.begin() as tx:
            tx.conversations.save(waiting)
        return True

    def conversation(self) -> Conversation | None:
        """Where the talk stands."""
        with self.helpline.store.read() as tx:
            link = tx.contacts.by_address(self.address)
            return tx.conversations.load(link.contact_id) if link else None

    def contact(self) -> Contact | None:
        """The contact, once there is one."""
        with self.helpline.store.read() as tx:
            link = tx.contacts.by_address(self.address)
            return tx.contacts.get(link.contact_id) if link else None

    def owner(self) -> Owner:
        """Who answers next; nobody once the contact stopped it, until they write again."""
        conversation = self.conversation()
        contact = self.contact()
        if conversation is None:
            return Owner.NONE
        rests = conversation.owner is Owner.BOT and conversation.at is None
        stopped = contact is not None and contact.opted_out
        return Owner.NONE if rests and stopped else conversation.owner

    @property
    def terminal(self) -> TerminalChannel:
        """The screen of the contact's phone."""
        return self._screen(self._channel)

    def _screen(self, name: Channel) -> TerminalChannel:
        channel = self.helpline.channels[name]
        assert isinstance(channel, TerminalChannel)  # noqa: S101 - a rehearsal has no other
        return channel

    # --- inside ------------------------------------------------------------------------------

    def _note_turn(self, turn: Turn) -> None:
        self._reaction.turns.append(turn)

    def _watch(self, act: Callable[[], object]) -> Reaction:
        self._reaction = Reaction()
        screens = [self.terminal, *(self._screen(channel) for channel in self._others)]
        before = [len(screen.sent) for screen in screens]
        act()
        self._bells.answer(self.helpline)
        for screen, seen in zip(screens, before, strict=True):
            self._reaction.texts += screen.sent[seen:]
        return self._reaction

    def _pass(self, until: datetime) -> None:
        """Step from one due moment to the next; a sweep at each, as the clock would."""
        while self.clock.at < until:
            self.clock.at = min(self._next_due(until), until)
            sweep(self.helpline)
            self._bells.answer(self.helpline)

    def _next_due(self, until: datetime) -> datetime:
        """The next wait that runs out, a minute later at the least."""
        conversation = self.conversation()
        due = [conversation.due_at] if conversation and conversation.due_at else []
        with self.helpline.store.read() as tx:
            link = tx.contacts.by_address(self.address)
            planned = tx.plans.next_due(link.contact_id) if link else None
            referred = tx.referrals.of_contact(link.contact_id) if link else ()
        due += [planned] if planned else []
        due += [one.opener_due_at for one in referred if one.opener_due_at]
        soonest = min(due, default=until)
        return max(soonest + PATIENT, self.clock.at + STEP) if soonest <= until else until

    def _link(self, since: datetime | None = None) -> ContactAddress:
        with self.helpline.store.begin() as tx:
            known = tx.contacts.by_address(self.address)
            if known is not None:
                return known
            contact = Contact(
                self.helpline.new_id(), self.home.id, None, None, since or self.clock.at
            )
            return tx.contacts.create(contact, self.helpline.new_id(), self.address)

    def _actor(self) -> Caseworker:
        with self.helpline.store.read() as tx:
            return tx.staff.of_organisation(self.home.id)[0]

    def _case(self) -> Any:
        contact = self.contact()
        with self.helpline.store.read() as tx:
            case = tx.cases.open_for(contact.id) if contact else None
        if case is None:
            raise HelplineError("there is no open case")
        return case


def parts_of(outbound: Outbound, *, priced: bool) -> int:
    """SMS parts of a text; a channel that has no parts sends one message."""
    return sms.count(outbound.text).parts if priced else 1
