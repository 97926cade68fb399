"""Referrals: a contact handed to a provider, with consent, until somebody stays with them.

DIRECTORY.md (Outcome loop), CONVERSATIONS F08, F09, F29, SAFETY T28.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from helpline.core.errors import Refused

CASE_MANAGEMENT = "case_management"
"""The kind of help that is always offered first: a helper who stays (DIRECTORY.md, Matching)."""

CONSENT_UNUSED = timedelta(days=90)
"""A consent that the receiver has not used for so long holds no more (CONVERSATIONS F08)."""

FEEDBACK_AFTER = (timedelta(days=3), timedelta(days=10))
"""When the contact is asked what became of it, counted from `sent` (CONVERSATIONS F29)."""

ASK_AGAIN_AFTER = timedelta(days=30)
"""After a no, with the contact's leave (CONVERSATIONS F08.8)."""


class State(StrEnum):
    """How far a referral has come. `MOVES` says which way it can go from there."""

    SENT = "sent"
    WAITING = "waiting"
    """The receiver has no place yet and keeps the person on its list."""
    ACCEPTED = "accepted"
    MET = "met"
    ACTIVE = "active"
    """The receiver stays with the person: a long-term case."""
    CLOSED = "closed"
    REFUSED = "refused"
    LOST = "lost"
    """The receiver cannot find the person any more."""
    WITHDRAWN = "withdrawn"
    """The person took their yes back, or it ran out unused."""


MOVES: Mapping[State, frozenset[State]] = {
    State.SENT: frozenset(
        {State.WAITING, State.ACCEPTED, State.MET, State.REFUSED, State.LOST, State.WITHDRAWN}
    ),
    State.WAITING: frozenset(
        {State.ACCEPTED, State.MET, State.REFUSED, State.LOST, State.WITHDRAWN}
    ),
    State.ACCEPTED: frozenset({State.MET, State.REFUSED, State.LOST, State.WITHDRAWN}),
    State.MET: frozenset({State.ACTIVE, State.CLOSED, State.REFUSED, State.LOST, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.CLOSED, State.LOST, State.WITHDRAWN}),
    State.LOST: frozenset({State.ACCEPTED, State.CLOSED, State.WITHDRAWN}),
    State.CLOSED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
"""Legal moves. A person may be met before anybody said "accepted": the contact may tell it."""

OPEN = frozenset({State.SENT, State.WAITING})
"""Nobody has taken the person yet: such a referral needs a due date."""

TAKEN = frozenset({State.ACCEPTED, State.MET, State.ACTIVE})
"""A receiver said yes; its consent is in use and does not run out."""

OVER = frozenset({State.CLOSED, State.REFUSED, State.WITHDRAWN})
"""Final: the receiver sees nothing of it any more, except where it was closed in the end."""


class Because(StrEnum):
    """Why it did not work: the closed list of DIRECTORY.md (Outcome loop)."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    NOT_FOR_MEN = "not_for_men"
    NOT_FOR_WOMEN = "not_for_women"
    FULL = "full"
    ASKED_FOR_MONEY = "asked_for_money"
    ASKED_FOR_PAPERS = "asked_for_papers"
    TOO_FAR = "too_far"
    UNSAFE = "unsafe"
    OTHER = "other"


HARMFUL = frozenset({Because.ASKED_FOR_MONEY, Because.UNSAFE})
"""Reasons that suspend the service at once and go to a supervisor."""


class Told(StrEnum):
    """What the contact told about a referral (CONVERSATIONS F29.1)."""

    ASKED = "asked"
    """Nothing yet: the question was put."""
    HELPED = "helped"
    NOT_HELPFUL = "not_helpful"
    REFUSED = "refused"
    NO_ONE_CAME = "no_one_came"
    NOT_WANTED = "not_wanted"


MOVED_BY: Mapping[Told, State] = {
    Told.HELPED: State.MET,
    Told.NOT_HELPFUL: State.MET,
    Told.REFUSED: State.REFUSED,
    Told.NOT_WANTED: State.WITHDRAWN,
}
"""Where a referral goes by what the contact told, if it may go there."""


class Field(StrEnum):
    """What a receiver may be told: a closed list, consented to one by one (SAFETY T28)."""

    FIRST_NAME = "first_name"
    FAMILY_NAME = "family_name"
    NUMBER = "number"
    NEED = "need"
    PROVINCE = "province"
    GENDER = "gender"
    BIRTH_DATE = "birth_date"
    RISK = "risk"
    RULES = "rules"
    """Language, how and when it is safe to reach the person, by whom, and the code word."""


SCOPES: Mapping[str, tuple[Field, ...]] = {
    "all": (Field.FIRST_NAME, Field.NUMBER, Field.NEED, Field.RULES),
    "less": (Field.NUMBER, Field.NEED, Field.RULES),
    "number": (Field.NUMBER, Field.RULES),
    "none": (),
}
"""What the answers of F08.1 and F08.2 allow. `none`: the person goes there themselves."""


class Reached(StrEnum):
    """How the receiver may reach the person (CONVERSATIONS F08.3)."""

    TEXT = "text"
    CALL = "call"
    TELEGRAM = "telegram"
    THROUGH_US = "through_us"
    """Only through our caseworker: the number is not handed over, whatever was agreed."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What is known about the person for this referral. Only consented fields leave it."""

    first_name: str = ""
    family_name: str = ""
    gender: str = ""
    birth_date: str = ""
    """ISO date."""
    needs: tuple[str, ...] = ()
    province: str = ""
    """Official code of two digits."""
    district: str = ""
    """Official code of four digits."""
    risk: str = ""
    """high | medium | low | no action"""
    language: str = ""
    reached: Reached = Reached.THROUGH_US
    reached_at: str = ""
    """morning | midday | evening, or empty."""
    helper: str = ""
    """man | woman | any: by whom the person wants to be met."""
    code_word: str = ""
    """The receiver says it first, so that the person knows who it is (F08.6)."""
    cover: str = ""
    """What is said if somebody else answers (F25.3)."""


@dataclass(frozen=True, slots=True)
class Referral:
    """One contact handed to one receiver. `organisation_id` is the one that refers."""

    id: str
    organisation_id: str
    contact_id: str
    receiver: str = field(repr=False)
    """What the consent names: a directory id, or a kind of help not chosen yet."""
    kind: str
    fields: tuple[Field, ...]
    """What the person agreed to; what leaves is `shown`."""
    state: State
    created_at: datetime
    moved_at: datetime
    due_at: datetime | None
    """By when the next person has to have acted; None once somebody has taken the person."""
    handover: Handover = field(repr=False)
    consent_id: str | None = None
    override_id: str | None = None
    """Exactly one of these two is set: without a consent or an override there is no referral."""
    case_id: str | None = None
    owner_id: str | None = None
    """Our caseworker who sees to it; None: whoever is on duty."""
    receiver_organisation_id: str | None = None
    """Set where the receiver works in this installation: it is in their own queue."""
    receiver_name: str = field(default="", repr=False)
    directory_version: str = ""
    feedback_due_at: datetime | None = None
    """From when on the contact is asked, in any safe talk, what became of it (F29)."""
    opener_due_at: datetime | None = None
    """When we write first to ask that, if nobody has written by then."""
    opener_sent_at: datetime | None = None
    """When we last did."""
    stalled_at: datetime | None = None
    because: Because | None = None
    version: int = 1

    @property
    def chosen(self) -> bool:
        """False while no receiver was chosen: our caseworker looks for one."""
        return self.receiver != self.kind

    @property
    def shown(self) -> tuple[Field, ...]:
        """What leaves of what was agreed: "through me only" takes the number back."""
        if self.handover.reached is Reached.THROUGH_US:
            return tuple(one for one in self.fields if one is not Field.NUMBER)
        return self.fields

    @property
    def long_term(self) -> bool:
        """True for help that stays."""
        return self.kind == CASE_MANAGEMENT


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a referral's life, and who took it; None: the contact, or the clock."""

    referral_id: str
    at: datetime
    state: State
    actor_id: str | None = None
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the contact told. Kept for counting by provider, without a word of theirs."""

    id: str
    referral_id: str
    at: datetime
    told: Told
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Two persons decided to share without a yes, for one receiver and these fields (T28)."""

    id: str
    organisation_id: str
    contact_id: str
    receiver: str = field(repr=False)
    fields: tuple[Field, ...]
    reason: str = field(repr=False)
    asked_by: str
    asked_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


def moved(
    referral: Referral, state: State, now: datetime, because: Because | None = None
) -> Referral:
    """The referral in `state`. Raises Refused("no_such_move")."""
    if state not in MOVES[referral.state]:
        raise Refused("no_such_move")
    return replace(
        referral,
        state=state,
        moved_at=now,
        because=because,
        due_at=referral.due_at if state in OPEN else None,
        feedback_due_at=None if state in OVER else referral.feedback_due_at,
        opener_due_at=None if state in OVER else referral.opener_due_at,
    )


def next_feedback(sent_at: datetime, now: datetime) -> datetime | None:
    """When the contact is asked next; None once both times have passed."""
    times = (sent_at + after for after in FEEDBACK_AFTER)
    return next((at for at in times if at > now), None)
