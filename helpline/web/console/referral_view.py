"""Referrals in words that are ready to read: for the list, our own page, and the receiver's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from helpline.core.referral import OPEN, Field, Referral
from helpline.operations.referrals.desk import Dossier
from helpline.operations.referrals.receiving import Handed
from helpline.text.provinces import PROVINCES
from helpline.web.console.clockface import clock
from helpline.web.console.referral_labels import (
    BECAUSE,
    FIELDS,
    NEEDS,
    RULE_VALUES,
    RULES,
    STATES,
    TOLD,
)
from helpline.web.console.words import N_, Words

NOT_CHOSEN = N_("No helper chosen yet")
BY_THE_PERSON = N_("the person")


@dataclass(frozen=True, slots=True)
class Row:
    """One referral in a list."""

    id: str
    receiver: str = field(repr=False)
    state: str
    sent: str
    due: str
    late: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to it."""

    time: str
    what: str
    detail: str
    who: str


def row_of(referral: Referral, now: datetime, words: Words) -> Row:
    """A referral of ours as the list shows it."""
    return Row(
        id=referral.id,
        receiver=referral.receiver_name or words.say(NOT_CHOSEN),
        state=words.say(STATES[referral.state]),
        sent=clock(referral.created_at, now),
        due=clock(referral.due_at, now) if referral.due_at else "",
        late=referral.state in OPEN and (referral.due_at is None or referral.due_at < now),
        open=referral.state in OPEN,
    )


def steps(found: Dossier, now: datetime, words: Words) -> tuple[Step, ...]:
    """Moves and what the contact told, in the order in which they happened."""
    taken = [
        (
            move.at,
            words.say(STATES[move.state]),
            words.say(BECAUSE[move.because]) if move.because else "",
            found.names.get(move.actor_id or "", ""),
        )
        for move in found.moves
    ]
    taken += [
        (
            one.at,
            words.say(TOLD[one.told]),
            words.say(BECAUSE[one.because]) if one.because else "",
            words.say(BY_THE_PERSON),
        )
        for one in found.told
    ]
    ordered = sorted(taken, key=lambda step: step[0])
    return tuple(Step(clock(at, now), what, detail, who) for at, what, detail, who in ordered)


def facts(handed: Handed, words: Words) -> tuple[tuple[str, str], ...]:
    """What is handed over: (name, value), in words."""
    values = ((FIELDS[key], _value(key, value, words)) for key, value in handed.values.items())
    rules = ((RULES[key], RULE_VALUES.get(value, value)) for key, value in handed.rules.items())
    return tuple((words.say(name), words.say(value)) for name, value in (*values, *rules))


def field_names(fields: Iterable[Field], words: Words) -> tuple[str, ...]:
    """Consented fields by name."""
    return tuple(words.say(FIELDS[one]) for one in fields)


def needs_of(codes: Iterable[str], words: Words) -> str:
    """Needs in one line; a code that nobody named is shown as it is, so that none is hidden."""
    return ", ".join(words.say(NEEDS.get(code, code)) for code in codes)


def provinces(words: Words) -> Mapping[str, str]:
    """Province code -> name in the reader's language."""
    return {one.code: one.km if words.language == "km" else one.latin for one in PROVINCES}


def _value(key: Field, value: str | tuple[str, ...], words: Words) -> str:
    if key is Field.NEED:
        return needs_of(value, words)
    if key is Field.PROVINCE:
        return provinces(words).get(str(value), str(value))
    return words.say(RULE_VALUES.get(str(value), str(value)))
