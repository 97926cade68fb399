"""All that the page of a case shows, in words that are ready to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.case import CaseStatus
from helpline.core.caseworker import Caseworker
from helpline.core.channel import Traits
from helpline.core.contact import Contact
from helpline.operations.cases import CaseView
from helpline.operations.helpline import Helpline
from helpline.operations.ports import CaseNote
from helpline.operations.safe_times import NEVER
from helpline.web.console import talk
from helpline.web.console.cards import deadline
from helpline.web.console.clockface import clock
from helpline.web.console.labels import CHANNELS, CONTACT_LANGUAGES, NOTES, PRIORITIES, REASONS
from helpline.web.console.pulse import etag_of
from helpline.web.console.talk import BOT, STAFF, Said
from helpline.web.console.words import N_, Words

SILENT = N_("Not safe to write: nothing goes out until this person writes again.")
OPTED_OUT = N_("This person said stop. Answer only what they write; nothing else.")
QUIET = N_("Paused until {time}: only answers to what they write now.")
ONE_WAY = N_("One way: this person cannot answer here. Ask nothing that needs an answer.")
ANY_TIME_THEY_WRITE = N_("only when they write first")
HOURS = N_("{start} to {end}")


CODES: dict[str, str] = {
    **{priority.value: label for priority, label in PRIORITIES.items()},
    **{reason.value: label for reason, label in REASONS.items()},
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to the case."""

    time: str
    what: str
    detail: str
    who: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The page of one case."""

    id: str
    version: int
    name: str
    priority: str
    urgency: str
    reasons: tuple[str, ...]
    channel: str
    language: str
    opened: str
    taken: str
    due: str
    late: str
    claimed_by: str
    closed: str
    """When it was closed, or empty."""
    safe_hours: str
    warnings: tuple[str, ...]
    may_write: bool
    limit: int
    priced_by_part: bool
    etag: str
    recap: str = field(repr=False)
    next_step: str = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)
    timeline: tuple[TimelineEntry, ...] = ()
    older: datetime | None = None
    """Where the page with older lines begins, if there are any."""


def case_file(helpline: Helpline, actor: Caseworker, view: CaseView, words: Words) -> CaseFile:
    """Make the page's facts from what the operation read."""
    case, contact, now = view.case, view.contact, helpline.now()
    names = _names(helpline, actor)
    due, late = deadline(case, now, words)
    port = helpline.channels.get(view.channel)
    traits = port.traits if port else UNKNOWN
    return CaseFile(
        id=case.id,
        version=case.version,
        name=case.pseudonym,
        priority=case.priority.value,
        urgency=words.say(PRIORITIES[case.priority]),
        reasons=tuple(words.say(REASONS[reason]) for reason in case.reasons),
        channel=words.say(CHANNELS[view.channel]),
        language=words.say(CONTACT_LANGUAGES.get(contact.language or "", N_("language not known"))),
        opened=clock(case.opened_at, now),
        taken=clock(case.acknowledged_at, now) if case.acknowledged_at else "",
        due=due,
        late=late,
        claimed_by=view.claimed_by.first_name if view.claimed_by else "",
        closed=clock(case.closed_at, now) if case.closed_at else "",
        safe_hours=_safe_hours(contact, words),
        warnings=_warnings(view, now, words),
        may_write=not contact.silent and case.status is not CaseStatus.CLOSED,
        limit=traits.max_characters,
        priced_by_part=traits.priced_by_part,
        etag=etag_of(case.version, view.lines, words),
        recap=case.recap,
        next_step=case.next_step,
        said=talk.read(view.lines, names, now, words),
        timeline=tuple(_entry(note, names, now, words) for note in view.notes),
        older=view.lines[0].at if view.more else None,
    )


UNKNOWN = Traits(can_receive_reply=False, buttons=False, max_characters=1600, priced_by_part=True)
"""A channel that is not set up any more: nothing is promised of it."""


def _names(helpline: Helpline, actor: Caseworker) -> dict[str, str]:
    with helpline.store.read() as tx:
        staff = tx.staff.of_organisation(actor.organisation_id)
    return {person.id: person.first_name for person in staff}


def _safe_hours(contact: Contact, words: Words) -> str:
    if contact.safe_times == NEVER:
        return words.say(ANY_TIME_THEY_WRITE)
    hours = contact.safe_times
    return words.say(HOURS, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")


def _warnings(view: CaseView, now: datetime, words: Words) -> tuple[str, ...]:
    contact = view.contact
    found = []
    if contact.silent:
        found.append(words.say(SILENT))
    if contact.opted_out:
        found.append(words.say(OPTED_OUT))
    if contact.quiet_until is not None and contact.quiet_until > now:
        found.append(words.say(QUIET, time=clock(contact.quiet_until, now)))
    if not view.can_receive_reply:
        found.append(words.say(ONE_WAY))
    return tuple(found)


def _entry(note: CaseNote, names: dict[str, str], now: datetime, words: Words) -> TimelineEntry:
    details = [words.say(CODES.get(code, code)) for code in note.code.split()]
    who = names.get(note.actor_id, words.say(STAFF)) if note.actor_id else words.say(BOT)
    what = words.say(NOTES.get(note.kind, note.kind))
    return TimelineEntry(clock(note.at, now), what, ", ".join(details), who)
