"""What the forms of referrals ask: a receiver, what the person agreed to, what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import request

from helpline.core.errors import Refused
from helpline.core.referral import Field, Handover, Reached
from helpline.operations.directory.look import snapshot
from helpline.operations.referrals.desk import Agreed
from helpline.operations.referrals.oscar import RISKS
from helpline.operations.referrals.receivers import NAMED, ORGANISATION
from helpline.text.provinces import PROVINCES
from helpline.web.console import forms, here
from helpline.web.console.referral_labels import FIELDS, GENDER_NAMES, NEEDS, REACHED, RULE_VALUES
from helpline.web.console.referral_view import provinces
from helpline.web.console.words import Words

LONGEST_NAME = 80
LONGEST_WORD = 40
TIMES = ("morning", "midday", "evening")
HELPERS = ("any", "woman", "man")
GENDERS = tuple(GENDER_NAMES)
LANGUAGES = ("km", "en")


def asking(words: Words) -> dict[str, Any]:
    """What the forms can offer to choose from."""
    helpline, person = here.helpline(), here.staff()
    with helpline.store.read() as tx:
        organisations = tx.staff.organisations()
    services = sorted(
        (
            (not entry.long_term, entry.service.name.in_(words.language), entry.service)
            for entry in snapshot(helpline).entries.values()
            if entry.active and not entry.excluded
        ),
        key=lambda row: row[:2],
    )
    return {
        "services": [(one.id, f"{name} - {one.provider.name}") for _late, name, one in services],
        "organisations": [(ORGANISATION + one.id, one.name) for one in organisations],
        "own": ORGANISATION + person.organisation_id,
        "all_fields": [(one.value, words.say(label)) for one, label in FIELDS.items()],
        "needs": [(code, words.say(label)) for code, label in NEEDS.items()],
        "reached": [(one.value, words.say(label)) for one, label in REACHED.items()],
        "provinces": provinces(words),
        "times": TIMES,
        "helpers": HELPERS,
        "genders": GENDERS,
        "risks": sorted(RISKS),
        "gender_names": GENDER_NAMES,
        "rule_values": RULE_VALUES,
    }


def receiver_key() -> str:
    """Who was chosen from the list, or named. Raises Refused("receiver_needed")."""
    name = forms.field("receiver_name")
    key = NAMED + name if name else forms.field("receiver")
    if not key:
        raise Refused("receiver_needed")
    return key


def agreed() -> Agreed:
    """The fields that the person said yes to, in the order of the list.

    How to reach them safely always goes along: whoever reaches them must know it.
    """
    asked = set(request.form.getlist("fields"))
    chosen = tuple(one for one in Field if one.value in asked)
    if chosen and Field.RULES not in chosen:
        chosen += (Field.RULES,)
    language = forms.field("asked_in")
    return Agreed(chosen, language if language in LANGUAGES else here.staff().language)


def handover(known: Handover | None = None) -> Handover:
    """What is known about the person. Raises Refused for what cannot be understood."""
    given = known or Handover()
    return replace(
        given,
        first_name=forms.field("first_name")[:LONGEST_NAME],
        family_name=forms.field("family_name")[:LONGEST_NAME],
        gender=_one_of("gender", GENDERS),
        birth_date=_birth_date(),
        needs=tuple(code for code in request.form.getlist("needs") if code in NEEDS),
        province=_one_of("province", tuple(one.code for one in PROVINCES)),
        district=_district(),
        risk=_one_of("risk", tuple(RISKS)),
        language=_one_of("language", LANGUAGES) or given.language,
        reached=_reached(given),
        reached_at=_one_of("reached_at", TIMES),
        helper=_one_of("helper", HELPERS),
        code_word=forms.field("code_word")[:LONGEST_WORD] or given.code_word,
    )


def _reached(given: Handover) -> Reached:
    try:
        return Reached(forms.field("reached"))
    except ValueError:
        return given.reached


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    value = forms.field(name)
    return value if value in allowed else ""


def _birth_date() -> str:
    written = forms.field("birth_date")
    if not written:
        return ""
    try:
        born = date.fromisoformat(written)
    except ValueError:
        raise Refused("day_not_readable") from None
    if born > here.helpline().now().date():
        raise Refused("day_not_readable")
    return born.isoformat()


def _district() -> str:
    code = forms.field("district")
    return code if len(code) == 4 and code.isascii() and code.isdigit() else ""
