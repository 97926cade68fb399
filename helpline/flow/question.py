"""Rules for the question that waits, and for the universal keys."""

from __future__ import annotations

from dataclasses import replace

from helpline.core.conversation import Fact, Owner
from helpline.flow import interrupts, places
from helpline.flow.answers import ANY_WORDS, SKIP_CODE, Answer, read_answer
from helpline.flow.arrival import Arrival
from helpline.flow.definition import Ask, Say
from helpline.flow.engine import Walk
from helpline.flow.gates import requirements
from helpline.flow.heard import Heard
from helpline.flow.keywords import target_of
from helpline.flow.relay import pass_on
from helpline.flow.speech import said

ALWAYS_LEAVES = frozenset({interrupts.MENU, interrupts.PERSON})
LEADS_ASIDE = places.DETOURS | {places.PERSON}
"""What words may ask for while a person is on the way and a question waits."""
SKIPPED_VALUES = {Fact.AGE: "skipped"}
"""Facts that keep a skip; others stay unset."""


def safe_gap(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """A sensitive question is never repeated to an unknown reader: the safety question first."""
    del arrival
    at = walk.conversation.at
    edition = walk.flows.pinned(at) if at else None
    if at is None or edition is None or walk.fact(Fact.SAFE) == "yes":
        return False
    if "safe" not in requirements(edition, at.node) or places.SAFETY not in walk.flows:
        return False
    key = interrupts.universal_key(heard, walk.flows.labels)
    if key in ALWAYS_LEAVES or (key == interrupts.REPEAT and _only_menu_waits(walk)):
        return False
    if at.node == places.MENU_QUESTION:
        return walk.begin(places.WELCOME)  # anew, so that what is due since is asked before it
    return walk.call_from_question(places.SAFETY)


def question(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """The message as an answer to the question that waits."""
    at = walk.conversation.at
    if at is None:
        return False
    ask = walk.flows.node(at)
    if not isinstance(ask, Ask):
        walk.run(at)  # the place is gone: apology and menu
        return True
    if _takes_key(walk, heard, ask):
        return universal(walk, heard, arrival)
    answer = _skipped(walk, heard, ask) or read_answer(at.flow, ask, heard, walk.flows.labels)
    if answer is not None:
        walk.take_answer(at, ask, answer)
        return True
    return _other_language(walk, heard) or _left_to_a_person(walk, heard)


def universal(walk: Walk, heard: Heard, arrival: Arrival) -> bool:
    """0, 9 and 8 wherever nothing else waits for them."""
    key = interrupts.universal_key(heard, walk.flows.labels)
    if key not in (interrupts.MENU, interrupts.PERSON, interrupts.REPEAT):
        return False
    if arrival.first and key != interrupts.PERSON:
        return False  # the first text is the greeting
    _greet_first(walk, arrival)
    walk.change(failures=0)
    if key == interrupts.MENU:
        walk.park()
        return walk.begin(places.WELCOME)
    return to_a_person(walk) if key == interrupts.PERSON else repeat(walk)


def to_a_person(walk: Walk) -> bool:
    """9: a crisis question is asked again afterwards, any other talk is parked."""
    running = walk.flows.pinned(walk.conversation.at) if walk.conversation.at else None
    told = walk.conversation.owner is Owner.HUMAN
    if running is not None and running.id == places.PERSON and told:
        walk.ask_again()
        return True
    if running is not None and running.flow.crisis:
        return walk.call_from_question(places.PERSON)
    walk.park()
    return walk.begin(places.PERSON)


def detour(walk: Walk, flow: str, node: str | None = None) -> bool:
    """A short way aside that ends at the question it left."""
    if walk.conversation.at is None:
        return walk.begin(flow, node)
    if flow == places.LANGUAGE:
        walk.remember(Fact.TOPIC, places.COME_BACK)
    return walk.call_from_question(flow, node)


def repeat(walk: Walk) -> bool:
    """8: the recap with the question that waits, or what was left, or the menu."""
    agreed = walk.conversation.last_topic == places.RELAY and _nothing_real_waits(walk)
    if agreed and walk.begin(places.RECAP, places.RECAP_TEXT):
        return True  # what a person agreed comes before what the bot had asked
    if _only_menu_waits(walk) and walk.offer_return():
        return True
    if walk.conversation.at is not None:
        return _repeat_question(walk)
    return walk.offer_return() or walk.begin(places.RECAP) or walk.begin(places.WELCOME)


def _only_menu_waits(walk: Walk) -> bool:
    """The menu is no question to come back to while something real was left behind."""
    left = walk.conversation.parked or walk.conversation.last_topic == places.RELAY
    return walk.conversation.at is not None and _nothing_real_waits(walk) and bool(left)


def _nothing_real_waits(walk: Walk) -> bool:
    at = walk.conversation.at
    return at is None or at.flow == places.WELCOME


def _repeat_question(walk: Walk) -> bool:
    """The topic is named only to somebody who said that it is a good time."""
    recap = walk.flows.position(places.RECAP, places.RECAP_TEXT)
    edition = walk.flows.edition(places.RECAP)
    node = walk.flows.node(recap)
    if walk.fact(Fact.SAFE) != "yes" or edition is None or not isinstance(node, Say):
        walk.ask_again()
        return True
    event = said(walk.flows, edition, node, walk.conversation)
    walk.emit(replace(event, question=True))  # it shows the options of the question it quotes
    return True


def _greet_first(walk: Walk, arrival: Arrival) -> None:
    """Whoever asks for a person with the first message still learns who answers."""
    if arrival.first:
        greet(walk)


def greet(walk: Walk) -> None:
    """Say the words of F01.1 without asking its question."""
    position = walk.flows.position(places.WELCOME, places.GREETING_TEXT)
    edition = walk.flows.edition(places.WELCOME)
    node = walk.flows.node(position)
    if edition is not None and isinstance(node, Say | Ask):
        walk.emit(said(walk.flows, edition, node, walk.conversation))


def _takes_key(walk: Walk, heard: Heard, ask: Ask) -> bool:
    """A universal key, unless the words are a label of this very question."""
    key = interrupts.universal_key(heard, walk.flows.labels)
    if key not in (interrupts.MENU, interrupts.PERSON, interrupts.REPEAT):
        return False
    return heard.key.isdigit() or _plain_answer(walk, heard, ask) is None


def _plain_answer(walk: Walk, heard: Heard, ask: Ask) -> Answer | None:
    at = walk.conversation.at
    if at is None or ask.answer in ANY_WORDS:
        return None
    return read_answer(at.flow, ask, heard, walk.flows.labels)


def _skipped(walk: Walk, heard: Heard, ask: Ask) -> Answer | None:
    if ask.skip is None or interrupts.universal_key(heard, walk.flows.labels) != interrupts.SKIP:
        return None
    value = SKIPPED_VALUES.get(ask.remember, "") if ask.remember else ""
    return Answer(SKIP_CODE, ask.skip, value)


def _other_language(walk: Walk, heard: Heard) -> bool:
    """The greeting offered another language, though a second question came with it."""
    at = walk.conversation.at
    running = walk.flows.pinned(at) if at else None
    greeted = walk.conversation.asked == 1 and walk.fact(Fact.LANGUAGE_CHOSEN) != "yes"
    if not greeted or running is None or running.flow.crisis:
        return False
    if heard.digits != (places.OTHER_LANGUAGE_DIGIT,):
        return False
    return detour(walk, places.LANGUAGE)


def _left_to_a_person(walk: Walk, heard: Heard) -> bool:
    """While somebody is on the way, words that answer nothing are for that person."""
    if walk.conversation.owner is not Owner.HUMAN or not heard.may_answer:
        return False
    target = target_of(walk, heard)
    if target is not None and target[0] in LEADS_ASIDE:
        return False
    if heard.digits:
        walk.ask_again()  # a wrong digit is a slip, not words for a person
    else:
        pass_on(walk)
    return True
