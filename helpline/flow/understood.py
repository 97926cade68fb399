"""Rules for what is said outside any question: no words, first contact, keywords, nothing."""

from __future__ import annotations

from helpline.core.case import Priority, Reason
from helpline.core.conversation import Fact, Owner
from helpline.core.events import NotUnderstood, Relayed
from helpline.core.message import Kind
from helpline.flow import interrupts, places
from helpline.flow.arrival import Arrival
from helpline.flow.engine import Walk
from helpline.flow.heard import Heard
from helpline.flow.keywords import target_of
from helpline.flow.question import detour, greet, repeat, to_a_person
from helpline.flow.relay import pass_on

KIN = "kin"
"""Words for a relative: with nothing else said, the first question is about the family (F01)."""
A_SENTENCE = 15
"""Characters from which words of a new contact go to a person at once (F00)."""
MOST_FAILURES = 3
ASKED_OF_SOMEBODY_NEW = 2
"""The greeting and perhaps the language: more questions mean that a talk has begun."""
OTHER_SCRIPTS = frozenset({"th", "vi", "other"})


def without_words(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """A picture, a voice note, a place, a contact card: a kind answer, no failure."""
    if heard.kind not in (Kind.MEDIA, Kind.LOCATION, Kind.CONTACT_CARD):
        return _only_emoji(walk, heard, arrival)
    if arrival.first:
        greet(walk)
    if walk.fact(Fact.OPEN_CASE) in Priority.__members__:
        walk.emit(Relayed())
    else:
        walk.open_case(Priority.P3, Reason.NOT_UNDERSTOOD, places.FALLBACK, places.MEDIA_TEXT)
    place = heard.kind is Kind.LOCATION and walk.aside(places.FALLBACK, places.LOCATION_TEXT)
    return place or walk.aside(places.FALLBACK, places.MEDIA_TEXT) or _help(walk)


def first_contact(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """The greeting at once; then, where more than a greeting was said, an answer to it."""
    if not arrival.first or _is_foreign(heard):
        return False
    target = target_of(walk, heard)
    if target is not None and target[0] != places.WELCOME:
        if target[0] != places.LANGUAGE:
            greet(walk)
        return False
    _note_need(walk, heard, places.WELCOME, "")
    if target is None and KIN in heard.understanding.names and _is_short(heard):
        greet(walk)
        return walk.begin(places.WELCOME, places.FAMILY_MENU)
    walk.begin(places.WELCOME)
    if not _needs_a_person(walk, heard) and _unexplained(heard) >= A_SENTENCE:
        _pass_words_on(walk)
    return True


def _is_short(heard: Heard) -> bool:
    """Too little for a person to read at once (F00): a question can help further."""
    return _unexplained(heard) < A_SENTENCE


def back_in(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Somebody who said stop writes again: may we write too? Only they reopen it (F37)."""
    reopened = heard.provider_opt_out == "start"
    stopped = walk.fact(Fact.WRITING) == "stopped" and arrival.new_talk
    target = target_of(walk, heard)
    if not reopened and (not stopped or (target is not None and target[0] != places.WELCOME)):
        return False
    walk.park()
    return walk.begin(places.BACK_IN) or (reopened and walk.begin(places.WELCOME))


def keyword(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """A word that starts a flow. What runs is parked, or waits for a short detour."""
    target = target_of(walk, heard) if heard.may_answer else None
    at = walk.conversation.at
    if target is None or (at is not None and at.flow == target[0] != places.WELCOME):
        return False
    _note_need(walk, heard, *target)
    walk.change(failures=0)
    if _asks_of_danger(walk) and target[0] not in ASIDE:
        walk.ask_again()
        return True
    return _go_to(walk, target, arrival)


ASIDE = places.DETOURS | {places.PERSON}
"""What a word may lead to in the middle of danger: short ways that come back, and people."""


def _asks_of_danger(walk: Walk) -> bool:
    """A question of this minute waits: a greeting or another topic must not carry it away."""
    at = walk.conversation.at
    edition = walk.flows.pinned(at) if at else None
    return bool(at and (at.node == places.DANGER_QUESTION or (edition and edition.flow.crisis)))


def _go_to(walk: Walk, target: tuple[str, str], arrival: Arrival) -> bool:
    flow, node = target
    if flow == places.PERSON:
        return to_a_person(walk)
    if flow == places.RECAP:
        return repeat(walk)
    if flow in places.DETOURS:
        return detour(walk, flow, node)
    walk.park()
    if flow == places.WELCOME and arrival.new_talk and walk.offer_return():
        return True
    return walk.begin(flow, node)


def not_understood(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """Nothing matched: help, then a person, then silence until that person writes."""
    del arrival
    if _needs_a_person(walk, heard):
        return True
    if _is_new_and_wrote(walk, heard):
        return _pass_words_on(walk)
    failures = min(walk.conversation.failures + 1, MOST_FAILURES)
    walk.change(failures=failures)
    walk.emit(NotUnderstood(failures))
    if _is_foreign(heard) and failures == 1:
        return _answer_in_both(walk)
    if failures == 1 and _wrong_number_of_answers(walk, heard):
        return True
    return (_help, _pass_on_text, _hand_over_silently)[failures - 1](walk)


def _wrong_number_of_answers(walk: Walk, heard: Heard) -> bool:
    """Two answers at once, or a digit that is none of them: say so, and ask again."""
    if walk.conversation.at is None or not heard.digits:
        return False
    if not walk.aside(places.FALLBACK, places.DIGIT_TEXT):
        return False
    walk.ask_again()
    return True


def _is_new_and_wrote(walk: Walk, heard: Heard) -> bool:
    """A whole sentence of somebody new: a person reads it before it is misunderstood twice."""
    new = walk.conversation.asked <= ASKED_OF_SOMEBODY_NEW and walk.conversation.failures == 0
    return new and not _is_foreign(heard) and _unexplained(heard) >= A_SENTENCE


def _unexplained(heard: Heard) -> int:
    """How many letters of the message belong to no concept that was found."""
    spans = [(found.start, found.end) for found in heard.understanding.concepts]
    return sum(
        not any(start <= place < end for start, end in spans)
        for place, char in enumerate(heard.text)
        if not char.isspace()
    )


def _note_need(walk: Walk, heard: Heard, flow: str, node: str) -> None:
    """A need that the lexicon gives a priority is a case for a person too (P3, P4)."""
    understood = heard.understanding
    if understood.priority is not None:
        for reason in understood.reasons:
            walk.open_case(understood.priority, reason, flow, node)


def _needs_a_person(walk: Walk, heard: Heard) -> bool:
    """Words with a need whose flow does not exist: a person is told, and that is said."""
    if heard.understanding.priority is None:
        return False
    _note_need(walk, heard, places.FALLBACK, places.PASSED_ON_TEXT)
    walk.change(failures=0)
    return walk.aside(places.RELAY, places.HOLDING_TEXT)


def _pass_words_on(walk: Walk) -> bool:
    """Straight to the second step: a person reads the words of somebody new."""
    walk.change(failures=2)
    walk.emit(NotUnderstood(2))
    return _pass_on_text(walk)


def _help(walk: Walk) -> bool:
    walk.aside(places.FALLBACK)
    return True


def _pass_on_text(walk: Walk) -> bool:
    walk.open_case(Priority.P3, Reason.NOT_UNDERSTOOD, places.FALLBACK, places.PASSED_ON_TEXT)
    return walk.aside(places.FALLBACK, places.PASSED_ON_TEXT) or _help(walk)


def _hand_over_silently(walk: Walk) -> bool:
    walk.open_case(Priority.P3, Reason.NOT_UNDERSTOOD, places.FALLBACK, "")
    walk.park()
    walk.hand_over()
    return True


def _is_foreign(heard: Heard) -> bool:
    return heard.understanding.script in OTHER_SCRIPTS


def _answer_in_both(walk: Walk) -> bool:
    """Thai, Vietnamese and others: once in Khmer and English, and a person."""
    walk.open_case(Priority.P3, Reason.NOT_UNDERSTOOD, places.FALLBACK, places.SCRIPTS_TEXT)
    if walk.aside(places.FALLBACK, places.SCRIPTS_TEXT):
        return True
    return walk.begin(places.LANGUAGE) or _help(walk)


def _only_emoji(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    if not interrupts.says_nothing(heard):
        return False
    if arrival.first:
        return walk.begin(places.WELCOME)
    if walk.conversation.owner is Owner.HUMAN:
        pass_on(walk)
        return True
    return False  # somebody who cannot write words comes to a person as well
