"""A talk as it is read: who said what, when, and what became of it. Words stay as written.

What the bot asked and what was answered stand together: a digit is shown with the answer that
it stands for, in the reader's language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.message import Kind, Status
from helpline.flow.definition import Ask
from helpline.operations.helpline import Helpline
from helpline.operations.ports.messages import InboundState, Line, StoredInbound, StoredOutbound
from helpline.web.console.clockface import clock
from helpline.web.console.labels import CHANNELS, KINDS, STATES, WHY_NOT_SENT
from helpline.web.console.words import N_, Words

URGENT = N_("danger words")
NOT_PROCESSED = N_("not read by the bot yet")
SET_ASIDE = N_("the bot could not read this; please do")
ANSWERED = N_("= {answer}")
BY = N_("by {channel}")
BOT = N_("Bot")
CONTACT = N_("Contact")
STAFF = N_("Caseworker")

TROUBLE = frozenset({Status.FAILED, Status.UNDELIVERED, Status.WITHHELD})
ON_ITS_WAY = frozenset({Status.QUEUED, Status.SENDING})
DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789", " ,.")


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
    topic: str = ""
    """The flow that the bot speaks of."""


@dataclass(slots=True)
class Reader:
    """Reads the lines of one talk for one person."""

    helpline: Helpline
    names: Mapping[str, str]
    now: datetime
    words: Words
    several: bool = False
    """True where the contact has more than one address: each line says by which it went."""
    _asked: StoredOutbound | None = None
    _labels: dict[str, str] = field(default_factory=dict)

    def read(self, lines: Sequence[Line]) -> tuple[Said, ...]:
        """The lines, ready to show."""
        said = []
        for line in lines:
            if line.inbound is not None:
                said.append(self._heard(line.at, line.inbound))
            if line.outbound is not None:
                said.append(self._told(line.at, line.outbound))
        return tuple(said)

    def _heard(self, at: datetime, row: StoredInbound) -> Said:
        inbound, say = row.inbound, self.words.say
        marks = [say(ANSWERED, answer=answer) for answer in self._answers(row)]
        if inbound.kind is not Kind.TEXT:
            marks.append(say(KINDS[inbound.kind]))
        if self.several:
            marks.append(say(BY, channel=say(CHANNELS[inbound.channel])))
        if row.urgent:
            marks.append(say(URGENT))
        if row.state is not InboundState.DONE:
            aside = row.state is InboundState.SET_ASIDE
            marks.append(say(SET_ASIDE if aside else NOT_PROCESSED))
        return Said(
            at=at,
            time=clock(at, self.now),
            who=say(CONTACT),
            side="contact",
            text=inbound.text,
            marks=tuple(marks),
            state="",
            bad=row.urgent or row.state is InboundState.SET_ASIDE,
        )

    def _told(self, at: datetime, row: StoredOutbound) -> Said:
        say = self.words.say
        by_person = row.author_id is not None
        who = self.names.get(row.author_id or "", say(STAFF)) if by_person else say(BOT)
        why = say(WHY_NOT_SENT[row.error]) if row.error in WHY_NOT_SENT else ""
        self._asked = row if row.asked is not None else None  # digits answer the last text
        self._labels |= {choice.token: choice.label for choice in row.choices}
        return Said(
            at=at,
            time=clock(at, self.now),
            who=who,
            side="staff" if by_person else "bot",
            text=row.text,
            marks=(why,) if why and row.status in TROUBLE | ON_ITS_WAY else (),
            state=say(STATES[row.status]),
            bad=row.status in TROUBLE,
            choices=tuple(choice.label for choice in row.choices),
            topic="" if by_person else self._topic(row.flow),
        )

    def _answers(self, row: StoredInbound) -> tuple[str, ...]:
        """What the digits or the button stand for."""
        inbound = row.inbound
        if inbound.kind is Kind.BUTTON:
            label = self._labels.get(inbound.button or "")
            return (label,) if label else ()
        digits = inbound.text.translate(DIGITS)
        if inbound.kind is not Kind.TEXT or not digits.isascii() or not digits.isdigit():
            return ()
        options = self._options()
        found = tuple(options.get(digit, "") for digit in digits[:7])
        return found if all(found) else ()

    def _options(self) -> Mapping[str, str]:
        """Digit -> label of the question asked last, in the reader's language."""
        asked = self._asked
        edition = self.helpline.flows.edition(asked.flow) if asked and asked.flow else None
        node = edition.nodes.get(asked.node or "") if edition and asked else None
        if not isinstance(node, Ask) or edition is None:
            return {}
        translate = self.helpline.catalogs.translate
        return {
            option.digit: translate(
                self.words.language, f"{edition.id}/{node.id}/{option.digit}", option.label
            )
            if option.label
            else option.code.replace("_", " ")
            for option in node.options
        }

    def _topic(self, flow: str | None) -> str:
        return title_of(self.helpline, flow, self.words) if flow else ""


def title_of(helpline: Helpline, flow: str, words: Words) -> str:
    """What a flow is called, in the reader's language."""
    edition = helpline.flows.edition(flow)
    if edition is None:
        return ""
    return helpline.catalogs.translate(words.language, f"{flow}/title", edition.flow.title)


def etag(version: int, lines: Sequence[Line], others: Sequence[str], words: Words) -> str:
    """Changes when a line comes, when one's fate changes, when the case does, or who writes."""
    fates = [
        f"{row.id} {row.status} {row.error}" if row else f"{line.inbound and line.inbound.id}"
        for line in lines
        for row in [line.outbound]
    ]
    shown = f"{words.language} {version} {fates} {others}"
    return hashlib.sha256(shown.encode()).hexdigest()[:24]
