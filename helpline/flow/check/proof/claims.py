"""What must hold of every turn. A claim returns nothing, or what is wrong in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from helpline.core.case import Priority
from helpline.core.consent import Purpose
from helpline.core.conversation import Fact, Owner
from helpline.core.events import FlowEnded, ReferralAsked
from helpline.flow import places
from helpline.flow.check.proof.step import Step
from helpline.flow.check.proof.triage import (
    answers_bring_help,
    consent_is_meant,
    no_consent_by_silence,
)
from helpline.flow.check.proof.tries import NEXT_DAY

Claim = Callable[[Step], str | None]

MOST_TEXTS: Final = 2
"""CONVERSATIONS 4.4; the greeting of a first contact comes on top."""

DELETE_ADVICE: Final = "F03.4"
"""Said once to each person, with whatever follows (CONVERSATIONS F03.4)."""

NEW_NUMBER: Final = "F36"
SILENCED: Final = frozenset({"silent", "hidden", "stopped", "wrong_number"})


def answered(step: Step) -> str | None:
    """No message is met with silence, unless a person answers or silence was asked for."""
    if step.unasked or step.texts or step.relayed or step.owner is Owner.HUMAN:
        return None
    if step.known(Fact.WRITING) in SILENCED:
        return None
    if step.setting.world.get(Fact.MAY_TRY) == "no" and FlowEnded(NEW_NUMBER) in step.events:
        return None  # too many return codes were tried: silence, by rule (SAFETY T8)
    return "nobody answers"


def few_texts(step: Step) -> str | None:
    """Not more texts in a row than somebody with a small phone can read."""
    first = step.before.conversation.last_inbound_at is None
    most = MOST_TEXTS + first
    texts = [node for node in step.nodes if node != DELETE_ADVICE]
    if len(texts) > most:
        return f"{len(texts)} texts in a row: {', '.join(texts)}"
    return None


def waits_end(step: Step) -> str | None:
    """Every question has a time after which nobody waits for its answer."""
    talk = step.after.conversation
    asked = any(said.question for said in step.texts)
    if asked and talk.at is not None and (talk.due_at is None or talk.due_at <= step.after.now):
        return f"{talk.at.node} waits for ever"
    return None


def one_question(step: Step) -> str | None:
    """One question at a time, and it is the last thing said (CONVERSATIONS 4.4)."""
    greeted = step.before.conversation.last_inbound_at is None
    texts = step.texts[1:] if greeted and _greeted(step) else step.texts
    questions = [said.node for said in texts if said.question]
    if len(questions) > 1:
        return f"two questions at once: {', '.join(questions)}"
    return None


def safe_first(step: Step) -> str | None:
    """Nothing sensitive before a fresh "good time" answer (SAFETY T1)."""
    if step.known(Fact.SAFE) == "yes" or step.knew(Fact.SAFE) == "yes":
        return None
    for said in step.texts:
        if said.sensitive and said.flow not in step.crises:
            return f"{said.node} is sensitive and nobody said that it is a good time"
    return None


def fresh_safety(step: Step) -> str | None:
    """A "good time" of yesterday is no good time today (CONVERSATIONS 4.3)."""
    if step.said.what != "answer" or step.said.gap < NEXT_DAY or step.asked is None:
        return None
    asks = step.asked.id.startswith(places.SAFETY) or step.asked.id in step.openers
    told = asks or step.known(Fact.SAFE) != "yes"
    sensitive = [
        said.node for said in step.texts if said.sensitive and said.flow not in step.crises
    ]
    if sensitive and not told:
        return f"{sensitive[0]} follows a good time of the day before"
    return None


def hide_works(step: Step) -> str | None:
    """88: one dull text, nothing to resume, nothing sensitive (SAFETY T3)."""
    if step.said.what != "hide":
        return None
    talk = step.after.conversation
    if step.nodes != ["F32.1"]:
        return f"88 is answered with {step.nodes or 'nothing'}, not with F32.1 alone"
    if talk.at or talk.parked or step.known(Fact.SAFE) == "yes":
        return "after 88 the talk can still be seen"
    if step.known(Fact.WRITING) not in ("hidden", "stopped", "wrong_number"):
        return "after 88 the helpline may still write unasked"
    return None


def stop_works(step: Step) -> str | None:
    """The word for stop stops at once: one text, no question (SAFETY T11)."""
    if step.said.what != "stop":
        return None
    if step.known(Fact.WRITING) not in ("stopped", "wrong_number"):
        return "stop does not stop"
    if len(step.texts) != 1 or step.at is not None:
        return f"stop is answered with {step.nodes} and {step.at or 'no question'}"
    return None


def stop_tells_a_person(step: Step) -> str | None:
    """A stop in high risk is told to a caseworker (CONVERSATIONS 6.2)."""
    risk = step.before.case in ("P1", "P2") or step.knew(Fact.TIER) == "high"
    if step.said.what == "stop" and risk and "OPTOUT_HIGH_RISK" not in _reasons(step):
        return "a stop in high risk is told to nobody"
    return None


def wrong_number_works(step: Step) -> str | None:
    """Another reader: nothing more to this address, and nothing of the talk is left."""
    if step.said.what != "wrong_number" or step.nodes[:1] != ["F33.1"]:
        return None
    if step.known(Fact.WRITING) not in ("wrong_number", "stopped"):
        return "after a wrong number the helpline may still write unasked"
    if step.at or step.after.conversation.parked:
        return "after a wrong number the talk can be resumed"
    return None


def wrong_number_is_heard(step: Step) -> str | None:
    """From every question, unless the words are an answer to it or a person's to read."""
    if step.said.what != "wrong_number" or step.nodes[:1] == ["F33.1"]:
        return None
    takes_words = step.asked is not None and step.asked.answer in ("text", "secret")
    return None if takes_words or _answered(step) else "a wrong number is not heard"


def person_works(step: Step) -> str | None:
    """9 brings a person from every place."""
    if step.said.what != "person" or _hidden(step):
        return None
    if step.owner is Owner.HUMAN or step.cases or (step.at or "").startswith(places.PERSON):
        return None
    return "9 brings nobody"


def menu_works(step: Step) -> str | None:
    """0 leads to the menu, or to the question that must come before it."""
    if step.said.what != "menu":
        return None
    to = (step.at or "").partition(".")[0]
    if to in (places.WELCOME, places.SAFETY, places.LANGUAGE, places.BACK_IN, places.RECAP):
        return None
    return f"0 leads to {step.at or 'nothing'}"


def danger_works(step: Step) -> str | None:
    """99 asks what is happening, or opens a P1, from every place."""
    if step.said.what != "danger":
        return None
    if step.at == places.DANGER_QUESTION or _opened(step, Priority.P1):
        return None
    return f"99 leads to {step.at or 'nothing'}"


def crisis_is_heard(step: Step) -> str | None:
    """Words of danger open a case at every place, in every script, and are answered (T14)."""
    if step.said.what != "crisis":
        return None
    if not (_opened(step, Priority.P1) or _opened(step, Priority.P2)):
        return f"{step.said.concept} opens no case"
    if step.texts or step.relayed or step.known(Fact.WRITING) in SILENCED:
        return None
    return f"{step.said.concept} is not answered"


def hint_is_heard(step: Step) -> str | None:
    """Words that only hint at danger bring a person too, and a question or an answer."""
    if step.said.what != "hint":
        return None
    known = step.before.case in ("P1", "P2") and step.person_talks
    if not step.cases and not known:
        return f"a hint at {step.said.concept} opens no case"
    if step.texts or step.relayed or step.known(Fact.WRITING) in SILENCED:
        return None
    return f"a hint at {step.said.concept} is not answered"


def crisis_comes_first(step: Step) -> str | None:
    """The alert stands in the record before any word is said."""
    if step.said.what != "crisis":
        return None
    kinds = [type(event).__name__ for event in step.events]
    said, opened = (kinds.index(k) if k in kinds else None for k in ("Said", "CaseOpened"))
    if said is not None and opened is not None and said < opened and not _greeted(step):
        return f"{step.said.concept} is answered before anybody is called"
    return None


def sharing_is_agreed(step: Step) -> str | None:
    """No referral without a yes to sharing (SAFETY T28)."""
    shared = any(isinstance(e, ReferralAsked) and e.scope != "none" for e in step.events)
    agreed = step.consented(Purpose.SHARE) or step.known(Fact.CONSENT_SHARE) in ("yes", "less")
    return "a referral without a yes to sharing" if shared and not agreed else None


def quiet_when_unasked(step: Step) -> str | None:
    """Where nobody wrote, only lock-screen texts are said, and nothing sensitive (SAFETY T1)."""
    if step.said.what != "start":
        return None
    for said in step.texts:
        if said.node != step.said.place:
            return f"begins with {said.node}, which is no text that may be sent unasked"
    return None


def silence_is_kept(step: Step) -> str | None:
    """A question that was not answered is not followed by content (CONVERSATIONS F03)."""
    if step.said.what != "time_out":
        return None
    for said in step.texts:
        if said.sensitive:
            return f"{said.node} is sensitive and follows a silence"
    return None


def _hidden(step: Step) -> bool:
    """After 88 whoever writes passes the safety question first, whatever they ask for."""
    hidden = step.knew(Fact.WRITING) == "hidden" or step.knew(Fact.SAFE) == "no"
    return hidden and (step.at or "").startswith(places.SAFETY)


def _opened(step: Step, priority: Priority) -> bool:
    known = step.before.case
    return any(opened is priority for opened, _ in step.cases) or (
        step.person_talks and known == priority.value
    )


def _reasons(step: Step) -> set[str]:
    return {reason.value for _, reason in step.cases}


def _answered(step: Step) -> bool:
    return any(type(event).__name__ == "Answered" for event in step.events)


def _greeted(step: Step) -> bool:
    return bool(step.nodes) and step.nodes[0] == places.GREETING_TEXT


CLAIMS: Final[tuple[Claim, ...]] = (
    answered,
    few_texts,
    waits_end,
    one_question,
    safe_first,
    fresh_safety,
    hide_works,
    stop_works,
    stop_tells_a_person,
    wrong_number_works,
    wrong_number_is_heard,
    person_works,
    menu_works,
    danger_works,
    crisis_is_heard,
    hint_is_heard,
    crisis_comes_first,
    sharing_is_agreed,
    quiet_when_unasked,
    silence_is_kept,
    answers_bring_help,
    consent_is_meant,
    no_consent_by_silence,
)
