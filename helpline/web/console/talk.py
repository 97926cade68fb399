"""A talk as it is read: who said what, when, and what became of it. Words stay as written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.message import Kind, Status
from helpline.operations.ports import InboundState, Line, StoredInbound, StoredOutbound
from helpline.web.console.clockface import clock
from helpline.web.console.labels import KINDS, STATES, WHY_NOT_SENT
from helpline.web.console.words import N_, Words

URGENT = N_("danger words")
NOT_PROCESSED = N_("not read by the bot yet")
SET_ASIDE = N_("the bot could not read this; please do")
BOT = N_("Bot")
CONTACT = N_("Contact")
STAFF = N_("Caseworker")

TROUBLE = frozenset({Status.FAILED, Status.UNDELIVERED, Status.WITHHELD})
ON_ITS_WAY = frozenset({Status.QUEUED, Status.SENDING})


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the talk."""

    at: datetime
    time: str
    who: str
    side: str
    """`contact`, `bot` or `staff`."""
    text: str = field(repr=False)
    marks: tuple[str, ...]
    """What the reader should know of the line: how it was sent, that it holds danger words."""
    state: str
    bad: bool
    """True if an outbound did not arrive, or an inbound needs eyes."""
    choices: tuple[str, ...] = ()


def read(
    lines: Sequence[Line], names: Mapping[str, str], now: datetime, words: Words
) -> tuple[Said, ...]:
    """The lines of a talk, ready to show."""
    said = []
    for line in lines:
        if line.inbound is not None:
            said.append(_heard(line.at, line.inbound, now, words))
        if line.outbound is not None:
            said.append(_told(line.at, line.outbound, names, now, words))
    return tuple(said)


def etag(version: int, lines: Sequence[Line], words: Words) -> str:
    """Changes when a line comes, when one's fate changes, or when the case does."""
    fates = [
        f"{row.id} {row.status} {row.error}" if row else f"{line.inbound and line.inbound.id}"
        for line in lines
        for row in [line.outbound]
    ]
    shown = f"{words.language} {version} {fates}"
    return hashlib.sha256(shown.encode()).hexdigest()[:24]


def _heard(at: datetime, row: StoredInbound, now: datetime, words: Words) -> Said:
    inbound = row.inbound
    marks = []
    if inbound.kind is not Kind.TEXT:
        marks.append(words.say(KINDS[inbound.kind]))
    if row.urgent:
        marks.append(words.say(URGENT))
    if row.state is not InboundState.DONE:
        aside = row.state is InboundState.SET_ASIDE
        marks.append(words.say(SET_ASIDE if aside else NOT_PROCESSED))
    return Said(
        at=at,
        time=clock(at, now),
        who=words.say(CONTACT),
        side="contact",
        text=inbound.text,
        marks=tuple(marks),
        state="",
        bad=row.urgent or row.state is InboundState.SET_ASIDE,
    )


def _told(
    at: datetime, row: StoredOutbound, names: Mapping[str, str], now: datetime, words: Words
) -> Said:
    by_person = row.author_id is not None
    who = names.get(row.author_id or "", words.say(STAFF)) if by_person else words.say(BOT)
    why = words.say(WHY_NOT_SENT[row.error]) if row.error in WHY_NOT_SENT else ""
    return Said(
        at=at,
        time=clock(at, now),
        who=who,
        side="staff" if by_person else "bot",
        text=row.text,
        marks=(why,) if why and row.status in TROUBLE | ON_ITS_WAY else (),
        state=words.say(STATES[row.status]),
        bad=row.status in TROUBLE,
        choices=tuple(choice.label for choice in row.choices),
    )
