"""Tasks: what a person has to do for a contact, a case or a service, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done: a closed list, so that a task carries no word of the contact."""

    CALL = "call"
    """Call the contact at the agreed time, with the agreed cover (CONVERSATIONS F25.3)."""
    MISSED_CALL = "missed_call"
    """They rang and nobody took it: call back (CONVERSATIONS F25, SAFETY T9)."""
    CALL_RELATIVE = "call_relative"
    """Call back somebody who misses a relative, after 7 and 30 days (CONVERSATIONS F17)."""
    NEXT_DAY = "next_day"
    """Write or call the day after a statement about suicide (CONVERSATIONS F20)."""
    FOLLOW_UP = "follow_up"
    LATE_CHECK_IN = "late_check_in"
    """A check-in was more than two hours late and was not sent (SAFETY R16)."""
    SILENCE_CALL = "silence_call"
    """The ladder has come to a call by a person (CONVERSATIONS 7.3)."""
    SILENCE_MEETING = "silence_meeting"
    ASK_TRUSTED = "ask_trusted"
    """Ask the trusted contact, with bland words and only with consent."""
    CONFIRM_NUMBER = "confirm_number"
    """Somebody says that they are a contact with a new number (SAFETY T8)."""
    HAND_OVER = "hand_over"
    """A referral has no receiver in this installation: find one, or hand the form over."""
    ANSWER_REFERRAL = "answer_referral"
    """Another organisation referred somebody: accept, put on the list, or refuse."""
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    """A person took their yes back: the receiver has to be told, or has to know."""
    REFERRAL_STALLED = "referral_stalled"
    ASK_ABOUT_REFERRAL = "ask_about_referral"
    VERIFY_SERVICE = "verify_service"
    """Call a service again before or after its verification ran out (DIRECTORY.md)."""
    READ_NEW_CONTACT = "read_new_contact"
    """Read all free text of a new contact within one working day (CONVERSATIONS 6.3)."""
    DATA_REQUEST = "data_request"
    HIDDEN = "hidden"
    """The contact hid the talk while no case was open: look before anybody writes (T3)."""
    OTHER = "other"
    """Set by a caseworker; what it is stands in the case's notes."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a person has to do. Nothing ends it but a person's outcome."""

    id: str
    organisation_id: str
    kind: TaskKind
    due_at: datetime
    created_at: datetime
    contact_id: str | None = None
    case_id: str | None = None
    about_id: str | None = None
    """Id of the service, referral or check-in that it is about."""
    assigned_to: str | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    outcome: str = ""
    """A code from a closed list of the kind; never free text."""
