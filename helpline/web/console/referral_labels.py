"""What codes of referrals are called in the console; every code has a label, a test sees to it."""

from __future__ import annotations

from helpline.core.referral import Because, Field, Reached, State, Told
from helpline.core.survivor import KnownBy
from helpline.reports.no_plan import Why
from helpline.web.console.words import N_

STATES: dict[State, str] = {
    State.SENT: N_("Sent, no answer yet"),
    State.WAITING: N_("On the waiting list"),
    State.ACCEPTED: N_("Accepted"),
    State.MET: N_("They have met"),
    State.ACTIVE: N_("In long-term care"),
    State.CLOSED: N_("Ended together"),
    State.REFUSED: N_("Was refused"),
    State.LOST: N_("Not found any more"),
    State.WITHDRAWN: N_("Yes taken back"),
}

ACTS: dict[State, str] = {
    State.WAITING: N_("Put on the waiting list"),
    State.ACCEPTED: N_("Accept"),
    State.MET: N_("We have met"),
    State.ACTIVE: N_("We stay with this person"),
    State.CLOSED: N_("Ended, together with the person"),
    State.REFUSED: N_("Refuse"),
    State.LOST: N_("We cannot find the person"),
}
"""What a step is called where somebody takes it."""

BECAUSE: dict[Because, str] = {
    Because.NO_ANSWER: N_("no answer"),
    Because.WRONG_NUMBER: N_("wrong number"),
    Because.NOT_FOR_MEN: N_("not for men"),
    Because.NOT_FOR_WOMEN: N_("not for women"),
    Because.FULL: N_("no place"),
    Because.ASKED_FOR_MONEY: N_("asked for money"),
    Because.ASKED_FOR_PAPERS: N_("asked for papers"),
    Because.TOO_FAR: N_("too far"),
    Because.UNSAFE: N_("not safe"),
    Because.OTHER: N_("another reason"),
}

TOLD: dict[Told, str] = {
    Told.ASKED: N_("was asked"),
    Told.HELPED: N_("yes, it helps"),
    Told.NOT_HELPFUL: N_("yes, but it does not help"),
    Told.REFUSED: N_("they said no"),
    Told.NO_ONE_CAME: N_("no one came"),
    Told.NOT_WANTED: N_("did not want it"),
}

FIELDS: dict[Field, str] = {
    Field.FIRST_NAME: N_("First name"),
    Field.FAMILY_NAME: N_("Family name"),
    Field.NUMBER: N_("Phone number"),
    Field.NEED: N_("What they need"),
    Field.PROVINCE: N_("Province"),
    Field.GENDER: N_("Gender"),
    Field.BIRTH_DATE: N_("Date of birth"),
    Field.RISK: N_("How great the risk is"),
    Field.RULES: N_("How to reach them safely, and the code word"),
}

REACHED: dict[Reached, str] = {
    Reached.TEXT: N_("by text"),
    Reached.CALL: N_("by a call"),
    Reached.TELEGRAM: N_("by Telegram"),
    Reached.THROUGH_US: N_("only through us"),
}

RULES: dict[str, str] = {
    "language": N_("Language"),
    "reached": N_("How to reach them"),
    "reached_at": N_("Best time"),
    "helper": N_("Wants to be met by"),
    "code_word": N_("Code word: say it first"),
    "cover": N_("If somebody else answers"),
}

RULE_VALUES: dict[str, str] = {
    "km": N_("Khmer"),
    "en": N_("English"),
    **{one.value: label for one, label in REACHED.items()},
    "morning": N_("morning"),
    "midday": N_("midday"),
    "evening": N_("evening"),
    "man": N_("a man"),
    "woman": N_("a woman"),
    "any": N_("a man or a woman"),
    "hang_up": N_("hang up"),
    "wrong_number": N_("say wrong number"),
    "shop": N_("say a shop is calling"),
    "ask": N_("you may ask for them"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "no action": N_("none that needs action"),
}

GENDER_NAMES: dict[str, str] = {"woman": N_("woman"), "man": N_("man"), "other": N_("other")}

NEEDS: dict[str, str] = {
    "emergency": N_("Emergency"),
    "case_management": N_("A helper who stays"),
    "shelter": N_("A safe place"),
    "legal_aid": N_("Legal help"),
    "medical": N_("Health care"),
    "mental_health": N_("Emotional support"),
    "substance_use": N_("Help with drinking or drugs"),
    "vocational": N_("Learning a skill"),
    "job_placement": N_("Finding work"),
    "livelihood": N_("Earning a living"),
    "cash_support": N_("Money for now"),
    "debt_counselling": N_("Help with debt"),
    "family_tracing": N_("Finding family"),
    "repatriation": N_("Coming home"),
    "transit": N_("A place on the way"),
    "documents": N_("Papers"),
    "child_protection": N_("Protection of a child"),
    "education": N_("School"),
    "information": N_("Information"),
    "report_trafficking": N_("Reporting what happened"),
}

WHY_UNPLANNED: dict[Why, str] = {
    Why.NEVER_OFFERED: N_("Nobody has offered a helper yet"),
    Why.NO_ANSWER: N_("A helper was offered; no answer"),
    Why.NOT_TAKEN: N_("A referral is late and nobody has taken it"),
    Why.ENDED: N_("The referral has ended"),
}

KNOWN_BY: dict[KnownBy, str] = {
    KnownBy.SCREENING: N_("by the questions"),
    KnownBy.SELF_DECLARED: N_("by their own words"),
    KnownBy.CASEWORKER: N_("by a caseworker"),
}
