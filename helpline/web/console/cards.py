"""A case as the queue shows it, in words that are ready to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpline.core.case import Case, CaseStatus
from helpline.core.casework import forgotten
from helpline.core.caseworker import Caseworker
from helpline.operations.helpline import Helpline
from helpline.operations.ports.cases import QueueRow
from helpline.web.console.clockface import clock, wait
from helpline.web.console.labels import CHANNELS, CONTACT_LANGUAGES, PRIORITIES, REASONS
from helpline.web.console.words import N_, Words

TAKE_BY = N_("take by {time}")
ANSWER_BY = N_("answer by {time}")
LATE = N_("{wait} late")
WAITS = N_("waits {wait}")
ANSWERED = N_("answered")


@dataclass(frozen=True, slots=True)
class Card:
    """One case of the queue: no word and no address of the contact."""

    id: str
    version: int
    name: str
    priority: str
    urgency: str
    reasons: tuple[str, ...]
    waits: str
    language: str
    channel: str
    two_way: bool
    due: str
    late: str
    claimed_by: str | None
    mine: bool
    called: bool
    """It is the reader's, and became more urgent since they looked."""
    free: bool
    minor: bool
    forgotten: bool
    """Somebody has it, but the contact has waited too long for an answer."""


def card_of(
    helpline: Helpline, row: QueueRow, person: Caseworker, words: Words, now: datetime
) -> Card:
    """The card of one row, for this reader at this moment."""
    case = row.case
    free = case.status is CaseStatus.OPEN
    due, late = deadline(case, now, words)
    return Card(
        id=case.id,
        version=case.version,
        name=case.pseudonym,
        priority=case.priority.value,
        urgency=words.say(PRIORITIES[case.priority]),
        reasons=tuple(words.say(REASONS[reason]) for reason in case.reasons),
        waits=_waits(row, free, now, words),
        language=words.say(CONTACT_LANGUAGES.get(row.language or "", N_("language not known"))),
        channel=words.say(CHANNELS[row.channel]),
        two_way=row.channel in helpline.channels
        and helpline.channels[row.channel].traits.can_receive_reply,
        due=due,
        late=late,
        claimed_by=None if free else row.claimed_by_name,
        mine=not free and case.claimed_by == person.id,
        called=not free and case.claimed_by == person.id and case.acknowledged_at is None,
        free=free,
        minor=case.minor,
        forgotten=not free and forgotten(case.priority, row.waiting_since, now),
    )


def deadline(case: Case, now: datetime, words: Words) -> tuple[str, str]:
    """The clock that runs now (take it, then answer) and how late it is, if it is late."""
    if case.status is CaseStatus.CLOSED or case.first_reply_at is not None:
        return "", ""
    taking = case.acknowledged_at is None
    by = case.acknowledge_by if taking else case.write_by
    due = words.say(TAKE_BY if taking else ANSWER_BY, time=clock(by, now))
    late = words.say(LATE, wait=wait(words, now - by)) if now > by else ""
    return due, late


def _waits(row: QueueRow, free: bool, now: datetime, words: Words) -> str:
    since = row.waiting_since or (row.case.opened_at if free else None)
    if since is None:
        return words.say(ANSWERED)
    return words.say(WAITS, wait=wait(words, now - since))
