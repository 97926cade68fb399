"""The safe contact card: may I write or call now, and what do I say if somebody else answers.

It stays in sight while a caseworker writes, because a text at the wrong hour is read by the
wrong person (SAFETY T1, T10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helpline.core.contact import Contact, SafeTimes
from helpline.core.conversation import TALK_IDLE, Fact
from helpline.operations.cases import CaseView
from helpline.operations.safe_times import NEVER, safe_now
from helpline.web.console import facts
from helpline.web.console.clockface import clock
from helpline.web.console.words import N_, Words

SILENT = N_("Not safe to write: nothing goes out until this person writes again.")
OPTED_OUT = N_("This person said stop. Answer only what they write; nothing else.")
QUIET = N_("Hidden or paused until {time}. Write only with a reason.")
ONE_WAY = N_("One way: this person cannot answer here. Ask nothing that needs an answer.")
NO_ADDRESS = N_("No number is linked any more: nothing can be sent.")
BLOCKED = N_("This person cannot be reached there any more.")

NOW_NO = N_("Do not write")
NOW_REASON = N_("Write only with a reason")
NOW_FRESH = N_("Safe now: they wrote a moment ago")
NOW_YES = N_("Safe now: inside their hours")

ANY_TIME_THEY_WRITE = N_("only when they write first")
HOURS = N_("{start} to {end}")
USUAL = N_("{start} to {end} (usual)")
NOT_KNOWN = N_("not asked yet")


@dataclass(frozen=True, slots=True)
class SafetyCard:
    """What is safe, ready to read."""

    state: str
    """`yes`, `reason` or `no`."""
    now: str
    hours: str
    shared: str
    is_shared: bool
    call_time: str
    cover: str
    code_word: bool
    warnings: tuple[str, ...]

    @property
    def needs_reason(self) -> bool:
        """True if an answer now must say why."""
        return self.state == "reason"


def safety_card(view: CaseView, now: datetime, words: Words) -> SafetyCard:
    """The card of one case at one moment."""
    facts_known = view.facts
    state, said = _state(view, now)
    return SafetyCard(
        state=state,
        now=words.say(said),
        hours=_hours(view.contact, facts_known.get(Fact.SAFE_TIMES), words),
        is_shared=facts_known.get(Fact.SHARED_PHONE) == "yes",
        shared=_known(facts.YES_NO, facts_known.get(Fact.SHARED_PHONE), words),
        call_time=_known(facts.CALL_TIMES, facts_known.get(Fact.CALL_TIME), words),
        cover=_known(facts.CALL_COVERS, facts_known.get(Fact.CALL_COVER), words),
        code_word=view.agreed.code_word,
        warnings=_warnings(view, now, words),
    )


def _state(view: CaseView, now: datetime) -> tuple[str, str]:
    contact = view.contact
    if contact.silent or not view.linked.addresses or not view.linked.addresses[0].active:
        return "no", NOW_NO
    if view.needs_reason:
        return "reason", NOW_REASON
    if _wrote_just_now(contact, now) or not safe_now(contact, now):
        return "yes", NOW_FRESH
    return "yes", NOW_YES


def _wrote_just_now(contact: Contact, now: datetime) -> bool:
    last = contact.last_inbound_at
    return last is not None and now - last <= TALK_IDLE


def _hours(contact: Contact, chosen: str | None, words: Words) -> str:
    times = contact.safe_times
    if times == NEVER:
        return words.say(ANY_TIME_THEY_WRITE)
    said = USUAL if chosen is None and times == SafeTimes() else HOURS
    return words.say(said, start=f"{times.start:%H:%M}", end=f"{times.end:%H:%M}")


def _known(labels: dict[str, str], code: str | None, words: Words) -> str:
    return facts.label(labels, code, words) if code else words.say(NOT_KNOWN)


def _warnings(view: CaseView, now: datetime, words: Words) -> tuple[str, ...]:
    contact, links = view.contact, view.linked.addresses
    found = []
    if contact.silent:
        found.append(words.say(SILENT))
    if not links:
        found.append(words.say(NO_ADDRESS))
    elif not links[0].active:
        found.append(words.say(BLOCKED))
    if contact.opted_out:
        found.append(words.say(OPTED_OUT))
    if contact.quiet_until is not None and contact.quiet_until > now:
        found.append(words.say(QUIET, time=clock(contact.quiet_until, now)))
    if not view.can_receive_reply:
        found.append(words.say(ONE_WAY))
    return tuple(found)
