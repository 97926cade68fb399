"""Where a contact stands in a flow, with the answers and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

SAFE_FOR = timedelta(hours=6)
"""How long a "good time, alone" answer holds after the last inbound (CONVERSATIONS 4.3)."""

TALK_IDLE = timedelta(minutes=30)
"""After this silence the next message starts a new talk (CONVERSATIONS F01)."""


class Owner(StrEnum):
    """Who answers next."""

    BOT = "bot"
    HUMAN = "human"
    NONE = "none"


class Fact(StrEnum):
    """What a conversation may remember or ask about the world: a closed list.

    Facts up to `REMEMBERED` are set by flows (`remember`, `consent`, questions with `remember`)
    and kept with the conversation. The rest describe the world at the moment of a turn; they
    are handed in with `World` and are never stored.
    """

    LANGUAGE = "language"  # km | en
    LANGUAGE_CHOSEN = "language_chosen"  # yes: the person chose; no: detected
    SCRIPT = "script"  # km | latn | en
    CAN_READ_KHMER = "can_read_khmer"  # yes | no | call
    SAFE = "safe"  # yes | no | unsure; dropped SAFE_FOR after the last inbound
    WRITING = "writing"  # yes | stopped | silent | hidden | wrong_number
    SAFE_TIMES = "safe_times"  # morning | midday | evening | never | HH:MM-HH:MM
    CONSENT_KEEP = "consent_keep"  # yes | no
    CONSENT_WRITE = "consent_write"  # yes | no
    CONSENT_ASKED = "consent_asked"  # 1 | 2: how often F04 asked without an answer to keep
    CONSENT_SHARE = "consent_share"  # yes | less | no
    AGE = "age"  # under_15 | 15_17 | adult | skipped
    PROVINCE = "province"  # official two-digit code
    NEEDS = "needs"  # codes of DIRECTORY.md, space-separated
    SCREENING = "screening"  # positive | private (positive, not to be kept) | unclear | negative
    LEGAL_WISH = "legal_wish"  # lawyer | case | no_case: what the person said in F13
    TIER = "tier"  # high | standard | light | away
    SHARED_PHONE = "shared_phone"  # yes | no
    CODE_WORD = "code_word"  # set (the word itself is hashed in the store, never here)
    CALL_TIME = "call_time"  # now | morning | midday | evening | HH:MM
    CALL_COVER = "call_cover"  # hang_up | wrong_number | shop | ask
    DELETE_ADVICE = "delete_advice"  # given
    COUNTRY = "country"
    WELLBEING = "wellbeing"  # scores 1-5 of past check-ins, oldest first, space-separated
    SCORE = "score"  # 1-5: how somebody has been this week; it joins `wellbeing`
    TREND = "trend"  # very_low | drop | twice_low | none: the score beside the earlier ones
    BODY = "body"  # scores like `wellbeing`, of the body
    BODY_SCORE = "body_score"
    BODY_TREND = "body_trend"
    TOPICS = "topics"  # modules of the check-in that runs: a-f, space-separated
    FREQUENCY = "frequency"  # more | as_now | monthly | never
    PREFERRED = "preferred"  # sms | telegram | whatsapp | call
    PAUSE = "pause"  # one_week | one_month | until_i_write
    TOPIC = "topic"  # a word that a flow leaves for the next node or for its caller
    CLEAR = "clear"  # asked: delete this chat on the phone (SAFETY T5)
    OFFERED = "offered"  # ids of the services a match found, best first, space-separated
    HELPER_REACHES = "helper_reaches"  # text | call | telegram | through_us
    HELPER_TIME = "helper_time"  # morning | midday | evening
    HELPER_GENDER = "helper_gender"  # man | woman | any
    ASK_AGAIN = "ask_again"  # yes | no: may a helper be offered again in a month

    # the world
    FIRST_TALK = "first_talk"  # yes | no
    CAN_REPLY = "can_reply"  # yes | no: no over a one-way sender
    STAFFED = "staffed"  # yes | no: somebody is on shift now
    ON_CALL = "on_call"  # yes | no: somebody can be alerted now
    OPEN_CASE = "open_case"  # none | P1 | P2 | P3 | P4
    PARKED = "parked"  # yes | no
    CHANNEL = "channel"  # sms | whatsapp | telegram | terminal
    FAILURES = "failures"  # 0 | 1 | 2 | 3: misunderstood messages in a row
    REFERRAL_DUE = "referral_due"  # feedback | offer | none: what to ask in a safe talk
    MAY_TRY = "may_try"  # yes | no: more return codes may be tried (SAFETY T8)
    VERIFIED = "verified"  # yes | by_word | by_call: how it is shown who writes after a silence


WORLD_FACTS = frozenset(
    {
        Fact.FIRST_TALK,
        Fact.CAN_REPLY,
        Fact.STAFFED,
        Fact.ON_CALL,
        Fact.OPEN_CASE,
        Fact.PARKED,
        Fact.CHANNEL,
        Fact.FAILURES,
        Fact.REFERRAL_DUE,
        Fact.MAY_TRY,
        Fact.VERIFIED,
    }
)


class Secret(StrEnum):
    """What a contact confides: it is stored hashed or sealed, and never kept in a conversation."""

    CODE_WORD = "code_word"
    HIDE_WORD = "hide_word"
    RETURN_CODE = "return_code"
    TRUSTED_CONTACT = "trusted_contact"
    HELPER_WORD = "helper_word"
    """The word that a helper says first (CONVERSATIONS F08.6). It is handed over, so it is never
    the word by which the contact proves who they are."""


def _no_offers(_facts: Mapping[Fact, str]) -> tuple[str, ...]:
    return ()


def _nothing_verified(_kind: Secret, _words: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class World:
    """What is true around the conversation at the moment of a turn."""

    now: datetime
    facts: Mapping[Fact, str]
    offers: Callable[[Mapping[Fact, str]], tuple[str, ...]] = _no_offers
    """Ids of the services that fit what is remembered, best first (DIRECTORY.md, Matching)."""
    verifies: Callable[[Secret, str], bool] = _nothing_verified
    """True if these words are the contact's secret of this kind."""


@dataclass(frozen=True, slots=True)
class Position:
    """A node of a pinned version of a flow."""

    flow: str
    version: str
    """Content hash of the flow: old versions stay loadable (SAFETY R17)."""
    node: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A flow that was left by a crisis or a detour, with its calling flows, to be offered again."""

    at: Position
    callers: tuple[Position, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a contact stands. Immutable: a turn makes the next one."""

    contact_id: str
    at: Position | None = None
    """The question that waits for an answer, if any."""
    callers: tuple[Position, ...] = ()
    """Calling flows, outermost first; each names the node to go on at (or to ask again)."""
    parked: tuple[Parked, ...] = ()
    asked: int = 0
    """How many questions were asked; the number binds buttons to their question (SAFETY T4)."""
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Node id -> answer code of this talk. Free text is never here, only the code `text`."""
    facts: Mapping[Fact, str] = field(default_factory=dict, repr=False)
    safe_at: datetime | None = None
    """When the contact last said that it is a good time."""
    failures: int = 0
    """Messages in a row that were not understood."""
    owner: Owner = Owner.BOT
    taken: bool = False
    """True once a person is in the talk. Before that the bot may finish its current exchange."""
    due_at: datetime | None = None
    """When the wait for an answer times out."""
    asked_at: datetime | None = None
    """When the bot asked last: how old the question is that waits, whoever began the talk."""
    last_inbound_at: datetime | None = None
    last_topic: str | None = None
    """The flow that the recap speaks of."""
    held_at: datetime | None = None
    """When the bot last said that a person will read this."""
    forget_at: datetime | None = None
    """When the talk is forgotten, where nobody agreed that it is kept (flow/forgetting)."""

    @property
    def wakes_at(self) -> datetime | None:
        """When time alone changes something: a wait runs out, or the talk is forgotten."""
        return min((at for at in (self.due_at, self.forget_at) if at is not None), default=None)
