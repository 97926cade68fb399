"""Forgetting a talk whose contact did not agree that answers are kept.

The promise of F04.3 = 2 (CONVERSATIONS F04, rule 4.10): a day after the last word the answers,
the place in a flow and what was remembered are gone. The same holds for who was asked and did not
answer; who was never asked had information only, which can be resumed for a week. What stays is
needed to write safely and in the right language, or is itself an agreement. A talk that a person
still has to answer (an open P1, P2 or P3) is kept until that person is done.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from helpline.core.case import Priority
from helpline.core.conversation import Conversation, Fact
from helpline.core.events import TalkForgotten
from helpline.flow.ledger import Ledger

WITHOUT_CONSENT: Final = timedelta(hours=24)
NEVER_ASKED: Final = timedelta(days=7)

KEPT_FACTS: Final = frozenset(
    {
        Fact.LANGUAGE,
        Fact.LANGUAGE_CHOSEN,
        Fact.SCRIPT,
        Fact.CAN_READ_KHMER,
        Fact.WRITING,
        Fact.PAUSE,
        Fact.SAFE_TIMES,
        Fact.SHARED_PHONE,
        Fact.CODE_WORD,
        Fact.DELETE_ADVICE,
        Fact.CONSENT_KEEP,
        Fact.CONSENT_WRITE,
        Fact.CONSENT_SHARE,
        Fact.CONSENT_ASKED,
        Fact.TIER,
        Fact.FREQUENCY,
        Fact.PREFERRED,
    }
)
"""Everything else tells something about the person, and a new fact does until it stands here."""

AGREED: Final = {
    Fact.CONSENT_WRITE: frozenset({"yes"}),
    Fact.CONSENT_SHARE: frozenset({"yes", "less"}),
}
"""Who agreed to this agreed to be known by it, unless they said no to keeping answers."""

A_PERSON_ANSWERS: Final = frozenset({Priority.P1, Priority.P2, Priority.P3})


def forget_in_time(ledger: Ledger) -> bool:
    """Forget the talk if its time has come. True if it was forgotten.

    Where a person still has to answer it is looked at again a day later.
    """
    at = ledger.conversation.forget_at
    if at is None or at > ledger.world.now:
        return False
    ledger.change(forget_at=None)
    if _may_keep(ledger.conversation):
        return False
    if ledger.fact(Fact.OPEN_CASE) in A_PERSON_ANSWERS:
        ledger.change(forget_at=ledger.world.now + WITHOUT_CONSENT)
        return False
    ledger.conversation = _emptied(ledger.conversation)
    ledger.emit(TalkForgotten())
    return True


def set_time(ledger: Ledger) -> None:
    """After the last word, where there is something to forget and no leave to keep it."""
    talk = ledger.conversation
    empty = _emptied(talk) == talk
    ledger.change(forget_at=None if empty or _may_keep(talk) else _after_the_last_word(talk))


def _after_the_last_word(talk: Conversation) -> datetime | None:
    words = [at for at in (talk.last_inbound_at, talk.asked_at) if at is not None]
    asked = Fact.CONSENT_ASKED in talk.facts or Fact.CONSENT_KEEP in talk.facts
    return max(words) + (WITHOUT_CONSENT if asked else NEVER_ASKED) if words else None


def _may_keep(talk: Conversation) -> bool:
    keep = talk.facts.get(Fact.CONSENT_KEEP)
    agreed = any(talk.facts.get(fact) in values for fact, values in AGREED.items())
    return keep == "yes" or (keep != "no" and agreed)


def _emptied(talk: Conversation) -> Conversation:
    return replace(
        talk,
        at=None,
        callers=(),
        parked=(),
        due_at=None,
        answers={},
        failures=0,
        last_topic=None,
        safe_at=None,
        facts={fact: value for fact, value in talk.facts.items() if fact in KEPT_FACTS},
    )
