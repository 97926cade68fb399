"""Make the events of a turn true, all in the turn's transaction.

One function per kind of event, in one table; an event without an entry is an error, and a
test sees that every kind has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from helpline.core import events
from helpline.core.case import Reason
from helpline.core.consent import Consent, Purpose, SaidBy, Stop
from helpline.core.contact import ContactAddress, SafeTimes
from helpline.core.conversation import Conversation, Fact
from helpline.core.message import Urgency
from helpline.core.survivor import KnownBy
from helpline.core.task import Task, TaskKind
from helpline.core.timing import closes_at
from helpline.operations import secrets
from helpline.operations.check_in.follow import follow
from helpline.operations.escalate import open_case
from helpline.operations.moment import DEFAULT_LANGUAGE, Moment, keep_promise
from helpline.operations.ports.cases import CaseNote
from helpline.operations.ports.messages import Choice, StoredOutbound
from helpline.operations.referrals import talk, told
from helpline.operations.safe_times import read_safe_times
from helpline.operations.unkept import forget_words
from helpline.text import sms
from helpline.text.catalog import Rendered, names_in

HIDDEN_FOR = timedelta(hours=24)
"""Quick hide: nothing proactive for a day (CONVERSATIONS F32)."""

VALID_FOR = {
    Urgency.URGENT: timedelta(hours=2),
    Urgency.REPLY: timedelta(hours=2),
    Urgency.ROUTINE: timedelta(hours=1),
}
"""After this a text is not sent any more: the moment in which it was safe has gone (T10)."""

PERSON_VALID_FOR = timedelta(hours=8)
"""What a caseworker wrote may wait longer; the caseworker sees that it waits."""


def record(moment: Moment, turn: events.Turn) -> None:
    """Write conversation, case, consent and outbox rows of one turn."""
    for event in sorted(turn.events, key=_said_after_stopping):
        HANDLERS[type(event)](moment, event, turn.conversation)
    moment.tx.conversations.save(turn.conversation)
    follow(moment, turn)
    moment.tx.contacts.save(moment.contact)
    moment.helpline.on_turn(turn)


def _said_after_stopping(event: events.Event) -> bool:
    """Stop, hide and wrong number first: they withhold what is queued, the farewell is new."""
    return not (isinstance(event, events.Remembered) and event.fact is Fact.WRITING)


def say(moment: Moment, event: events.Said, conversation: Conversation) -> None:
    """Render a text in the contact's language and put it in the outbox.

    What a person agreed (`moment.extra`) comes before what the catalogue would quote. To a
    contact who has no address any more nothing is said.
    """
    if not moment.link.id:
        return
    traits = moment.helpline.channels[moment.link.address.channel].traits
    language = conversation.facts.get(Fact.LANGUAGE) or DEFAULT_LANGUAGE
    quotes = {name: text for name, text in event.quotes.items() if name not in moment.extra}
    words = event.text.texts + tuple(w for text in quotes.values() for w in text.texts)
    names = frozenset().union(*map(names_in, words))
    values = moment.values(names, conversation)
    rendered = moment.helpline.catalogs.render(event.text, language, values, quotes)
    text = rendered.as_buttons() if traits.buttons else rendered.as_lines()
    pieces = sms.split(text, traits.max_characters)
    for number, piece in enumerate(pieces, start=1):
        last = number == len(pieces)
        write(
            moment,
            piece,
            choices=_choices(moment, rendered) if traits.buttons and last else (),
            asked=conversation.asked if event.question else None,
            sensitive=event.sensitive,
            secret="return_code" in values,
            flow=event.flow,
            node=event.node,
        )
    if "wait" in names:
        keep_promise(moment)


def _choices(moment: Moment, rendered: Rendered) -> tuple[Choice, ...]:
    new_id = moment.helpline.new_id
    return tuple(Choice(label, digit, new_id()) for digit, label in rendered.buttons)


def write(moment: Moment, text: str, **what: Any) -> StoredOutbound:
    """Put one text in the outbox of the moment's address."""
    outbound = StoredOutbound(
        id=what.pop("outbound_id", None) or moment.helpline.new_id(),
        contact_id=moment.contact.id,
        address_id=moment.link.id,
        text=text,
        urgency=moment.urgency,
        created_at=moment.now,
        not_after=_valid_until(moment),
        author_id=moment.author_id,
        **what,
    )
    moment.tx.outbox.add(outbound)
    moment.written.append(outbound.id)
    return outbound


def _valid_until(moment: Moment) -> datetime:
    """What nobody asked for must not arrive after the safe hours either (SAFETY T10)."""
    if moment.author_id is not None:
        return moment.now + PERSON_VALID_FOR
    until = moment.now + VALID_FOR[moment.urgency]
    if moment.urgency is Urgency.ROUTINE:
        return min(until, closes_at(moment.now, moment.contact.safe_times))
    return until


def _open_case(moment: Moment, event: events.CaseOpened, _after: Conversation) -> None:
    case, due = open_case(
        moment.helpline, moment.tx, moment.contact, event.priority, event.reason, moment.roster
    )
    moment.case = case
    moment.alerts.extend(due)
    if event.reason is Reason.SCREEN_POSITIVE:
        talk.found_out(moment, KnownBy.SELF_DECLARED)


def _keep_consent(moment: Moment, event: events.ConsentGiven, after: Conversation) -> None:
    language = after.facts.get(Fact.LANGUAGE) or DEFAULT_LANGUAGE
    shown = moment.helpline.catalogs.version(event.context, language)
    if event.purpose is Purpose.SHARE:
        words = (shown, language, moment.link.address.channel.value)
        talk.keep_answer(moment, event, after, words)
        return
    moment.tx.consents.add(
        moment.helpline.new_id(),
        Consent(
            contact_id=moment.contact.id,
            purpose=event.purpose,
            granted=event.granted,
            receiver=None,
            fields=(),
            text_version=shown,
            language=language,
            channel=moment.link.address.channel.value,
            at=moment.now,
        ),
    )
    if event.purpose is Purpose.WRITE and not event.granted:
        moment.tx.outbox.withhold_scheduled(moment.contact.id, "no_consent")


def _remember(moment: Moment, event: events.Remembered, after: Conversation) -> None:
    """Facts that act on the contact; the others are kept with the conversation alone."""
    if event.fact is Fact.WRITING:
        WRITING[event.value](moment)
    elif event.fact in {Fact.LANGUAGE, Fact.SCRIPT}:
        moment.contact = replace(
            moment.contact,
            language=after.facts.get(Fact.LANGUAGE),
            script=after.facts.get(Fact.SCRIPT),
        )
    elif event.fact is Fact.SAFE_TIMES:
        times = read_safe_times(event.value)
        moment.contact = replace(moment.contact, safe_times=times or SafeTimes())
    elif event.fact is Fact.CLEAR and event.value:
        moment.tx.clearings.add(moment.contact.id, moment.link.id, moment.now)
    elif event.fact is Fact.ASK_AGAIN:
        talk.may_ask_again(moment, event.value)
    elif event.fact is Fact.SCREENING and event.value == "positive":
        talk.found_out(moment, KnownBy.SCREENING)


def _writing_allowed(moment: Moment) -> None:
    """The person reopened it: START, or a yes of their own."""
    moment.contact = replace(moment.contact, opted_out=False, silent=False, quiet_until=None)
    links = moment.tx.contacts.addresses(moment.contact.id)
    _enter_in_ledger(moment, links, opted_out=False)
    moment.tx.contacts.open_address(moment.link.id)


def _stop_writing(moment: Moment) -> None:
    moment.contact = replace(moment.contact, opted_out=True)
    links = moment.tx.contacts.addresses(moment.contact.id)
    _enter_in_ledger(moment, links, opted_out=True)
    moment.tx.outbox.withhold_scheduled(moment.contact.id, "opted_out")


def _fall_silent(moment: Moment) -> None:
    moment.contact = replace(moment.contact, silent=True)
    moment.tx.outbox.withhold_scheduled(moment.contact.id, "not_safe")


def _hide(moment: Moment) -> None:
    """Nothing that was said before may still arrive after the cover text."""
    until = moment.now + HIDDEN_FOR
    paused = moment.contact.quiet_until
    moment.contact = replace(moment.contact, quiet_until=max(until, paused) if paused else until)
    moment.tx.outbox.withhold_queued(moment.link.id, "hidden")
    if moment.case is not None:
        moment.tx.cases.note(CaseNote(moment.case.id, moment.now, "hidden", None))
    else:
        _add_task(moment, TaskKind.HIDDEN, moment.now)


def _wrong_number(moment: Moment) -> None:
    """Nothing more to this address; other channels of the person stay open (F33)."""
    moment.tx.outbox.withhold_queued(moment.link.id, "wrong_number")
    moment.tx.contacts.stop_address(moment.link.id, "wrong_number")
    if any(link.active for link in moment.tx.contacts.addresses(moment.contact.id)):
        _enter_in_ledger(moment, [moment.link], opted_out=True)
    else:
        _stop_writing(moment)


WRITING: dict[str, Callable[[Moment], None]] = {
    "yes": _writing_allowed,
    "stopped": _stop_writing,
    "silent": _fall_silent,
    "hidden": _hide,
    "wrong_number": _wrong_number,
}


def _enter_in_ledger(moment: Moment, links: Sequence[ContactAddress], *, opted_out: bool) -> None:
    said_by = SaidBy.CONTACT if moment.words else SaidBy.PROVIDER
    stop = Stop(opted_out, said_by, moment.words, moment.now)
    for link in links:
        moment.tx.consents.record_opt_out(link.address, stop)


def _note(kind: str) -> Callable[[Moment, Any, Conversation], None]:
    """Handler for an event whose only trace is a line in the timeline of an open case."""

    def handle(moment: Moment, event: Any, _after: Conversation) -> None:
        if moment.case is not None:
            code = str(getattr(event, "service", None) or getattr(event, "tier", ""))
            moment.tx.cases.note(CaseNote(moment.case.id, moment.now, kind, None, code))

    return handle


def _set_task(moment: Moment, event: events.TaskSet, _after: Conversation) -> None:
    _add_task(moment, event.kind, moment.now + event.after)


def _add_task(moment: Moment, kind: TaskKind, due_at: datetime) -> None:
    """Something to do for the contact; the same thing for the same day is set once."""
    moment.tx.tasks.add(
        Task(
            id=moment.helpline.new_id(),
            organisation_id=moment.contact.organisation_id,
            kind=kind,
            due_at=due_at,
            created_at=moment.now,
            contact_id=moment.contact.id,
            case_id=moment.case.id if moment.case else None,
        ),
        once=f"{kind}|{moment.contact.id}|{due_at.date()}",
    )


def _nothing(_moment: Moment, _event: Any, _after: Conversation) -> None:
    """Kept with the conversation itself, which is saved after all events."""


HANDLERS: dict[type[Any], Callable[[Moment, Any, Conversation], None]] = {
    events.Said: say,
    events.CaseOpened: _open_case,
    events.ConsentGiven: _keep_consent,
    events.Remembered: _remember,
    events.ReferralAsked: talk.asked,
    events.HelpOffered: talk.offered,
    events.ReferralTold: told.tell,
    events.CheckInAgreed: _note("check_in_agreed"),
    events.TaskSet: _set_task,
    events.TalkForgotten: forget_words,
    events.Confided: secrets.keep,
    events.SecretTried: secrets.note_try,
    events.FlowStarted: _nothing,
    events.FlowEnded: _nothing,
    events.FlowParked: _nothing,
    events.FlowResumed: _nothing,
    events.Answered: _nothing,
    events.NotUnderstood: _nothing,
    events.OwnerChanged: _nothing,
    events.Relayed: _nothing,
}
