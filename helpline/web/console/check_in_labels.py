"""What plans, check-ins, silences and calls are called on the page."""

from __future__ import annotations

from helpline.core.call import CallOutcome
from helpline.core.checkin import Frequency, Kind, State, Tier, Topic
from helpline.core.consent import SaidBy
from helpline.core.silence import Act
from helpline.web.console.words import N_

TIERS: dict[Tier, str] = {
    Tier.HIGH: N_("High"),
    Tier.STANDARD: N_("Standard"),
    Tier.LIGHT: N_("Light"),
    Tier.AWAY: N_("Abroad"),
}
FREQUENCIES: dict[Frequency, str] = {
    Frequency.MORE: N_("more often"),
    Frequency.AS_PLANNED: N_("as planned"),
    Frequency.MONTHLY: N_("once a month"),
    Frequency.NEVER: N_("never: they write first"),
}
KINDS: dict[Kind, str] = {
    Kind.QUESTIONS: N_("Check-in"),
    Kind.CARING: N_("Greeting"),
    Kind.HOLIDAY: N_("Holiday greeting"),
    Kind.SIGN_OF_LIFE: N_("Sign of life"),
    Kind.BY_PERSON: N_("A person calls"),
}
HOLIDAYS: dict[str, str] = {"new_year": N_("Khmer New Year"), "pchum_ben": N_("Pchum Ben")}
TOPICS: dict[Topic, str] = {
    Topic.HELP: N_("did help arrive"),
    Topic.MONEY: N_("money and food"),
    Topic.GOING_AWAY: N_("going away"),
    Topic.BODY: N_("body"),
    Topic.STILL_HERE: N_("number and times"),
    Topic.USEFUL: N_("was it useful"),
}
STATES: dict[State, str] = {
    State.PLANNED: N_("planned"),
    State.HELD: N_("held back"),
    State.SENT: N_("sent, no answer yet"),
    State.ANSWERED: N_("answered"),
    State.TO_PERSON: N_("a person has it"),
    State.SKIPPED: N_("left out"),
    State.CANCELLED: N_("cancelled"),
}
WHY: dict[str, str] = {
    "asked": N_("they asked for it"),
    "danger": N_("danger"),
    "in_contact": N_("we are in contact anyway"),
    "other_time": N_("another time is better"),
    "mistake": N_("planned by mistake"),
    "late": N_("it was too late to be sent"),
    "later": N_("they said: later"),
    "paused": N_("hidden or paused"),
    "not_safe": N_("not safe to write"),
    "talk_open": N_("a talk is open"),
    "cap": N_("something was sent a short time before"),
    "not_a_safe_time": N_("not a safe hour"),
    "silence": N_("a silence is being followed up"),
    "opted_out": N_("they said stop"),
    "no_consent": N_("no consent to write"),
    "writes_first": N_("they write first"),
    "no_address": N_("no number to write to"),
    "address_too_old": N_("the number was silent for 90 days"),
    "not_confirmed": N_("the day is not among your holidays (see Roster)"),
    "one_way": N_("they cannot answer there"),
    "window_closed": N_("WhatsApp lets nothing be written a day after their last message"),
    "prefers_call": N_("they want to be called"),
    "by_person": N_("the plan says so"),
    "replaced": N_("another plan took its place"),
    "dormant": N_("a year of silence"),
    "wrong_number": N_("wrong number"),
    "unknown_number": N_("the number does not exist"),
    "refused": N_("they refused on the phone"),
    "known_death": N_("they have died"),
    "forgotten": N_("their data was deleted"),
    "recycled": N_("somebody else may have the number"),
    "moved": N_("they have a new number"),
    "purged": N_("silent for half a year"),
}
REASONS: tuple[str, ...] = ("asked", "danger", "in_contact", "other_time", "mistake")
ACTS: dict[str, str] = {
    Act.SAME_OPENER.value: N_("same words again"),
    Act.OTHER_CHANNEL.value: N_("second channel"),
    Act.CALL.value: N_("a person calls"),
    Act.TRUSTED.value: N_("ask the trusted contact"),
    Act.MEETING.value: N_("meeting with the supervisor"),
    Act.DOOR_OPEN.value: N_("open door"),
    Act.MONTHLY_CALL.value: N_("monthly call"),
    Act.DORMANT.value: N_("resting"),
    "end": N_("the end"),
}
OUTCOMES: dict[str, str] = {
    CallOutcome.REACHED.value: N_("reached"),
    CallOutcome.NO_ANSWER.value: N_("no answer"),
    CallOutcome.ANSWERED_BY_OTHER.value: N_("somebody else answered"),
    CallOutcome.REFUSED.value: N_("they want no more contact"),
    CallOutcome.MOVED_ABROAD.value: N_("they went abroad"),
    CallOutcome.WRONG_NUMBER.value: N_("wrong number"),
    CallOutcome.UNKNOWN_NUMBER.value: N_("the number does not exist"),
    CallOutcome.TRUSTED_REFUSED.value: N_("the trusted contact says: do not call"),
    CallOutcome.KNOWN_DEATH.value: N_("they have died"),
}
STEP_OUTCOMES: dict[str, str] = {
    **OUTCOMES,
    "sent": N_("sent"),
    "task": N_("a person has it"),
    "no_channel": N_("no second channel"),
    "no_consent": N_("not agreed to"),
    "replied": N_("they wrote"),
    "opted_out": N_("they said stop"),
    "plan_ended": N_("the plan ended"),
    "dormant": N_("a year of silence"),
    "address_too_old": N_("the number was silent for 90 days"),
    "window_closed": N_("WhatsApp lets nothing be written a day after their last message"),
    "late": N_("it was too late to be sent"),
    "forgotten": N_("their data was deleted"),
    "": N_("still running"),
}
SAID_BY: dict[SaidBy, str] = {
    SaidBy.CONTACT: N_("they wrote it"),
    SaidBy.PROVIDER: N_("the provider told us"),
    SaidBy.CASEWORKER: N_("said on the phone"),
}
