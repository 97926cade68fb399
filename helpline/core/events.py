"""What a turn produced: facts in the past tense, nothing done yet.

`operations/record` has one function per event; a test sees that every event has an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from helpline.core.case import Priority, Reason
from helpline.core.consent import Purpose
from helpline.core.conversation import Conversation, Fact, Owner, Secret
from helpline.core.referral import Because, Told
from helpline.core.task import TaskKind


@dataclass(frozen=True, slots=True)
class Offered:
    """An option as it is offered: its digit, the msgid of its label, the code of the answer."""

    digit: str
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Text:
    """A catalogue text by its context (`flow/node`) and its alternatives.

    `texts` are msgids in order of preference: the first one whose placeholders all have values
    is said, so a sentence with a contact that may not be published is left out, never empty.
    """

    context: str
    texts: tuple[str, ...]
    options: tuple[Offered, ...] = ()
    keys: tuple[str, ...] = ()
    """Universal keys shown after the options, e.g. `9` and `0`."""


@dataclass(frozen=True, slots=True)
class Said:
    """The bot says something; `question` is True where it waits for an answer."""

    flow: str
    node: str
    text: Text
    question: bool = False
    sensitive: bool = False
    """Content that may only follow a fresh "good time" answer."""
    quotes: Mapping[str, Text] = field(default_factory=dict)
    """Placeholders that are filled with other catalogue texts ({question}, {topic}, {recap})."""


@dataclass(frozen=True, slots=True)
class FlowStarted:
    flow: str


@dataclass(frozen=True, slots=True)
class FlowEnded:
    flow: str


@dataclass(frozen=True, slots=True)
class FlowParked:
    flow: str
    node: str


@dataclass(frozen=True, slots=True)
class FlowResumed:
    flow: str
    node: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered; `code` is the option's code, never the words."""

    flow: str
    node: str
    code: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing matched; the words stay with the message for a person to read."""

    failures: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """A fact was set. Some facts act: `writing`, `safe_times`, `language`, `call_time`."""

    fact: Fact
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A question about consent was answered, with yes or with no."""

    purpose: Purpose
    granted: bool
    context: str
    """Context of the text that was shown; the record keeps the hash of its words."""
    scope: str = ""
    """For sharing: what may be told (core.referral.SCOPES), or `everyone` to take back all."""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A person is needed. Merges into the contact's open case: highest priority, all reasons."""

    priority: Priority
    reason: Reason
    flow: str
    node: str


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    owner: Owner


@dataclass(frozen=True, slots=True)
class Relayed:
    """A person owns the talk: the message is theirs to answer."""


@dataclass(frozen=True, slots=True)
class ReferralAsked:
    """The contact agreed to be referred. `service` is a kind of help, or `offered`: the first
    service of the fact of that name, and long-term case management where none was found."""

    service: str
    scope: str


@dataclass(frozen=True, slots=True)
class HelpOffered:
    """A helper who stays was offered (CONVERSATIONS 8: no survivor is left without this)."""


@dataclass(frozen=True, slots=True)
class ReferralTold:
    """The contact was asked, or told, what became of a referral."""

    told: Told
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Confided:
    """The contact told a secret: a code word, or whom to ask when they are lost."""

    kind: Secret
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecretTried:
    """The contact was asked for a secret and gave this answer. The words are not kept."""

    kind: Secret
    right: bool


@dataclass(frozen=True, slots=True)
class TaskSet:
    """A person has something to do for this contact, `after` this time."""

    kind: TaskKind
    after: timedelta


@dataclass(frozen=True, slots=True)
class TalkForgotten:
    """A talk whose contact did not agree that answers are kept is a day old and gone."""


@dataclass(frozen=True, slots=True)
class CheckInAgreed:
    """The contact agreed to be written to; `tier` names the plan of CONVERSATIONS 7.1."""

    tier: str


Event = (
    Said
    | FlowStarted
    | FlowEnded
    | FlowParked
    | FlowResumed
    | Answered
    | NotUnderstood
    | Remembered
    | ConsentGiven
    | CaseOpened
    | OwnerChanged
    | Relayed
    | ReferralAsked
    | HelpOffered
    | ReferralTold
    | CheckInAgreed
    | Confided
    | SecretTried
    | TaskSet
    | TalkForgotten
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One engine run: the next conversation and what happened, in order."""

    conversation: Conversation
    events: tuple[Event, ...]
