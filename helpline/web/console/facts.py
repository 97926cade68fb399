"""What a talk remembers, in words that a caseworker reads."""

from __future__ import annotations

from collections.abc import Mapping

from helpline.core.conversation import Fact
from helpline.directory.terms import Need
from helpline.text.provinces import PROVINCES
from helpline.web.console.words import N_, Words

NEEDS: dict[str, str] = {
    Need.EMERGENCY: N_("emergency help"),
    Need.CASE_MANAGEMENT: N_("a helper who stays"),
    Need.SHELTER: N_("a safe place, food"),
    Need.LEGAL_AID: N_("papers, law"),
    Need.MEDICAL: N_("health"),
    Need.MENTAL_HEALTH: N_("sleep, worry"),
    Need.SUBSTANCE_USE: N_("alcohol or drugs"),
    Need.VOCATIONAL: N_("training"),
    Need.JOB_PLACEMENT: N_("work"),
    Need.LIVELIHOOD: N_("a living"),
    Need.CASH_SUPPORT: N_("money support"),
    Need.DEBT_COUNSELLING: N_("debt"),
    Need.FAMILY_TRACING: N_("family"),
    Need.REPATRIATION: N_("coming home"),
    Need.TRANSIT: N_("a place on the way"),
    Need.DOCUMENTS: N_("documents"),
    Need.CHILD_PROTECTION: N_("child protection"),
    Need.EDUCATION: N_("school"),
    Need.INFORMATION: N_("information"),
    Need.REPORT_TRAFFICKING: N_("report a recruiter"),
}

CALL_COVERS: dict[str, str] = {
    "hang_up": N_("hang up"),
    "wrong_number": N_("say: wrong number"),
    "shop": N_("say: a shop is calling"),
    "ask": N_("you may ask for them"),
}

CALL_TIMES: dict[str, str] = {
    "now": N_("now"),
    "morning": N_("morning, 9:00 to 11:30"),
    "midday": N_("midday, 11:30 to 14:00"),
    "evening": N_("evening, 17:00 to 19:30"),
}

YES_NO: dict[str, str] = {"yes": N_("yes"), "no": N_("no"), "unsure": N_("not sure")}

TIERS: dict[str, str] = {
    "high": N_("high: followed closely"),
    "standard": N_("standard"),
    "light": N_("light"),
    "away": N_("abroad"),
}

SCRIPTS: dict[str, str] = {
    "km": N_("Khmer letters"),
    "latn": N_("Khmer in Latin letters"),
    "en": N_("Latin letters"),
}

SHOWN: dict[Fact, tuple[str, Mapping[str, str]]] = {
    Fact.NEEDS: (N_("Needs"), NEEDS),
    Fact.AGE: (
        N_("Age"),
        {
            "under_15": N_("under 15"),
            "15_17": N_("15 to 17"),
            "adult": N_("18 or more"),
            "skipped": N_("not said"),
        },
    ),
    Fact.PROVINCE: (N_("Province"), {}),
    Fact.SCREENING: (
        N_("Signs of forced labour"),
        {"positive": N_("yes"), "unclear": N_("not sure"), "negative": N_("no")},
    ),
    Fact.LEGAL_WISH: (
        N_("Wish about a legal case"),
        {
            "lawyer": N_("talk to a lawyer"),
            "case": N_("wants a case"),
            "no_case": N_("wants no case"),
        },
    ),
    Fact.CAN_READ_KHMER: (N_("Reads Khmer letters"), {**YES_NO, "call": N_("wants a call")}),
    Fact.PREFERRED: (
        N_("Likes best"),
        {
            "sms": N_("SMS"),
            "telegram": N_("Telegram"),
            "whatsapp": N_("WhatsApp"),
            "call": N_("a call"),
        },
    ),
    Fact.WELLBEING: (N_("How it went, 1 to 5"), {}),
    Fact.DELETE_ADVICE: (N_("Told how to delete"), {"given": N_("yes")}),
}
"""What the page shows of the facts, in this order; the rest is for the bot alone."""


def known(facts: Mapping[Fact, str], words: Words) -> tuple[tuple[str, str], ...]:
    """(name, value) of all that is shown and known."""
    return tuple(
        (words.say(name), _value(fact, facts[fact], labels, words))
        for fact, (name, labels) in SHOWN.items()
        if facts.get(fact)
    )


def needs(facts: Mapping[Fact, str], words: Words) -> tuple[tuple[str, str, bool], ...]:
    """(code, name, known) of every need there is, those that are known first."""
    known = facts.get(Fact.NEEDS, "").split()
    order = sorted(Need, key=lambda need: need not in known)
    return tuple((need.value, words.say(NEEDS[need]), need in known) for need in order)


def label(labels: Mapping[str, str], code: str, words: Words) -> str:
    """The words for a code; a code that nobody has named yet is shown as it is."""
    return words.say(labels[code]) if code in labels else code.replace("_", " ")


def _value(fact: Fact, value: str, labels: Mapping[str, str], words: Words) -> str:
    if fact is Fact.PROVINCE:
        return _province(value, words)
    if fact is Fact.WELLBEING:
        return " → ".join(value.split())
    return ", ".join(label(labels, code, words) for code in value.split())


def _province(code: str, words: Words) -> str:
    for province in PROVINCES:
        if province.code == code:
            return province.km if words.language == "km" else province.latin
    return code
