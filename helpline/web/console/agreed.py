"""The consent card: what the contact agreed to, when, and what may not be done without asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpline.core.checkin import CheckIn, Frequency, Plan, State
from helpline.core.consent import Consent, Purpose
from helpline.operations.cases import CaseView
from helpline.web.console import facts
from helpline.web.console.check_in_labels import FREQUENCIES, KINDS, STATES, TOPICS, WHY
from helpline.web.console.clockface import clock
from helpline.web.console.words import N_, Words

PURPOSES: dict[Purpose, str] = {
    Purpose.KEEP: N_("Keep what they tell"),
    Purpose.WRITE: N_("Write to them first"),
    Purpose.SHARE: N_("Share with {receiver}"),
}
SHARE_WITH_NOBODY = N_("Share with somebody else")
NOT_ASKED = N_("not asked yet")
GRANTED = N_("yes, {time}")
REFUSED = N_("no, {time}")
NO_PLAN = N_("none")
TRUSTED = N_("agreed {time}")
TRUSTED_AGAIN = N_("agreed {time}: ask again before anybody is asked")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about consent."""

    what: str
    said: str
    granted: bool


@dataclass(frozen=True, slots=True)
class AgreedCard:
    """Consents, the check-in plan and the trusted contact."""

    answers: tuple[Answer, ...]
    contact_id: str
    """Whose plan it is, for the way to its page."""
    tier: str
    ahead: tuple[tuple[str, str, str], ...]
    """What the plan does next: when, what, and what keeps it back."""
    trusted: str
    """When they agreed that somebody is asked, or empty. Who it is is masked."""


def agreed_card(view: CaseView, now: datetime, words: Words) -> AgreedCard:
    """The card of one case."""
    given = view.agreed
    asked = {one.purpose for one in given.consents}
    missing = [purpose for purpose in Purpose if purpose not in asked]
    plan = given.plan
    return AgreedCard(
        answers=tuple(_answer(one, given.receivers, now, words) for one in given.consents)
        + tuple(_missing(purpose, words) for purpose in missing),
        contact_id=view.contact.id,
        tier=_tier(plan, words) if plan else words.say(NO_PLAN),
        ahead=tuple(_ahead(one, now, words) for one in given.ahead),
        trusted=_trusted(view, now, words),
    )


def _tier(plan: Plan, words: Words) -> str:
    tier = facts.label(facts.TIERS, plan.tier.value, words)
    if plan.frequency is Frequency.AS_PLANNED:
        return tier
    return f"{tier} · {words.say(FREQUENCIES[plan.frequency])}"


def _ahead(one: CheckIn, now: datetime, words: Words) -> tuple[str, str, str]:
    topics = [words.say(TOPICS[topic]) for topic in one.topics]
    what = " · ".join([f"{words.say(KINDS[one.kind])} {one.name}", *topics])
    held = words.say(STATES[one.state]) if one.state is State.HELD else ""
    why = words.say(WHY[one.why]) if one.why in WHY else ""
    return clock(one.due_at, now), what, ", ".join(filter(None, (held, why)))


def _answer(consent: Consent, receivers: Mapping[str, str], now: datetime, words: Words) -> Answer:
    time = clock(consent.at, now)
    return Answer(
        what=_purpose(consent.purpose, receivers.get(consent.receiver or ""), words),
        said=words.say(GRANTED if consent.granted else REFUSED, time=time),
        granted=consent.granted,
    )


def _missing(purpose: Purpose, words: Words) -> Answer:
    return Answer(_purpose(purpose, None, words), words.say(NOT_ASKED), granted=False)


def _purpose(purpose: Purpose, receiver: str | None, words: Words) -> str:
    if purpose is Purpose.SHARE and receiver is None:
        return words.say(SHARE_WITH_NOBODY)
    return words.say(PURPOSES[purpose], receiver=receiver or "")


def _trusted(view: CaseView, now: datetime, words: Words) -> str:
    trusted = view.agreed.trusted
    if trusted is None:
        return ""
    said = TRUSTED if trusted.holds(now) else TRUSTED_AGAIN
    return words.say(said, time=clock(trusted.agreed_at, now))
