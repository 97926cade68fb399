"""What a turn means for the plan: consent, settings, danger, an answer, a stop.

Called within the turn's own transaction, so that a stop and the cancelling of everything that
was planned are one thing (SAFETY T11).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpline.core import events
from helpline.core.case import Priority, Reason
from helpline.core.checkin import CheckIn, Frequency, State, Tier
from helpline.core.consent import Purpose
from helpline.core.conversation import Conversation, Fact, Secret
from helpline.core.silence import Outcome
from helpline.core.timing import next_day, safe_moment
from helpline.core.wellbeing import Trend
from helpline.operations.check_in import enrol, silenced
from helpline.operations.check_in.call_request import ask_for_call
from helpline.operations.moment import Moment

STOPS = frozenset({"stopped", "wrong_number"})
PAUSES = {"one_week": timedelta(days=7), "one_month": timedelta(days=30)}
UNTIL_THEY_WRITE = timedelta(days=3650)
ANSWERS = frozenset({"F27.1", "F27.away"})
"""Questions by whose answer a check-in counts as answered (CONVERSATIONS 8)."""
OPENERS = frozenset({"F27.0", "F27.0b"})
LATER_SEQ = 2000
"""Sequence numbers of check-ins that were put off by "later" begin here."""


def follow(moment: Moment, turn: events.Turn) -> None:
    """Let the plan follow what was said and what came of it."""
    if _stopped(moment, turn):
        return
    _confirm(moment, turn)
    if moment.inbound_id is not None:
        _heard(moment, turn)
    _agree(moment, turn)
    _set(moment, turn)
    _watch(moment, turn)
    if any(isinstance(e, events.CaseOpened) and e.reason is Reason.CALLBACK for e in turn.events):
        ask_for_call(moment, turn.conversation)


def _stopped(moment: Moment, turn: events.Turn) -> bool:
    """Stop ends plan and ladder at once; a wrong number does where no other address is left."""
    said = set(_said(turn, Fact.WRITING)) & STOPS
    if not said:
        return False
    outcome = Outcome.OPTED_OUT if "stopped" in said else Outcome.WRONG_NUMBER
    others = [link for link in moment.tx.contacts.addresses(moment.contact.id) if link.active]
    if outcome is Outcome.OPTED_OUT or not others:
        enrol.end(moment.helpline, moment.tx, moment.contact.id, outcome.value)
        silenced.end(moment.helpline, moment.tx, moment.contact.id, outcome)
    return True


def _confirm(moment: Moment, turn: events.Turn) -> None:
    """The right code word shows that it is still the same person (SAFETY T7)."""
    right = any(
        isinstance(e, events.SecretTried) and e.kind is Secret.CODE_WORD and e.right
        for e in turn.events
    )
    if right and moment.claimed == moment.contact.id:
        moment.tx.links.confirm(moment.link.id)
        moment.link = replace(moment.link, verified=True)


def _heard(moment: Moment, turn: events.Turn) -> None:
    """A sign of life: it ends the ladder, and "until I write".

    From a number that may be another person's by now it proves nothing before the code word.
    """
    pause = turn.conversation.facts.get(Fact.PAUSE)
    if pause == "until_i_write" and not _said(turn, Fact.PAUSE):
        moment.contact = replace(moment.contact, quiet_until=None)
    if not moment.link.verified:
        return
    silenced.end(moment.helpline, moment.tx, moment.contact.id, Outcome.REPLIED)
    sent = _last_sent(moment)
    if sent is None:
        return
    answered = {(e.node, e.code) for e in turn.events if isinstance(e, events.Answered)}
    if any(node in ANSWERS for node, _ in answered):
        changed = replace(sent, state=State.ANSWERED, answered_at=moment.now)
        moment.tx.plans.change(changed, State.SENT)
    elif any(node in OPENERS and code == "later" for node, code in answered):
        _put_off(moment, sent)


def _last_sent(moment: Moment) -> CheckIn | None:
    sent = [
        one
        for one in moment.tx.plans.of_contact(moment.contact.id)
        if one.state is State.SENT and one.sent_at is not None
    ]
    return max(sent, key=lambda one: one.sent_at or one.due_at, default=None)


def _put_off(moment: Moment, sent: CheckIn) -> None:
    """ "Later": once more tomorrow, as a line of its own; the first one is never sent again."""
    chance = moment.helpline.jitter()
    due = safe_moment(next_day(moment.now), moment.contact.safe_times, chance)
    again = replace(
        sent,
        id=moment.helpline.new_id(),
        seq=sent.seq + LATER_SEQ,
        state=State.PLANNED,
        why="later",
        due_at=due,
        sent_at=None,
        outbound_id=None,
    )
    moment.tx.plans.change(replace(sent, state=State.SKIPPED, why="later"), State.SENT)
    moment.tx.plans.add(again)


def _agree(moment: Moment, turn: events.Turn) -> None:
    """Consent to be written to makes a plan; taking it back ends it."""
    for event in turn.events:
        if isinstance(event, events.ConsentGiven) and event.purpose is Purpose.WRITE:
            if event.granted:
                tier = _tier_of(moment, turn.conversation)
                enrol.enrol(moment.helpline, moment.tx, moment.contact, tier)
            else:
                enrol.end(moment.helpline, moment.tx, moment.contact.id, "no_consent")
                outcome = Outcome.OPTED_OUT
                silenced.end(moment.helpline, moment.tx, moment.contact.id, outcome)
        elif isinstance(event, events.CheckInAgreed):
            enrol.enrol(moment.helpline, moment.tx, moment.contact, Tier(event.tier))


def _tier_of(moment: Moment, talk: Conversation) -> Tier:
    """CONVERSATIONS 7.1: by danger, by what was screened, else as somebody who wants news."""
    if moment.case is not None and moment.case.priority.at_least(Priority.P2):
        return Tier.HIGH
    known = talk.facts.get(Fact.TIER)
    if known:
        return Tier(known)
    return Tier.STANDARD if talk.facts.get(Fact.SCREENING) == "positive" else Tier.LIGHT


def _set(moment: Moment, turn: events.Turn) -> None:
    """Settings count at once: how often, and a pause."""
    for chosen in _said(turn, Fact.FREQUENCY):
        _change_frequency(moment, Frequency(chosen))
    for chosen in _said(turn, Fact.PAUSE):
        _pause(moment, moment.now + PAUSES.get(chosen, UNTIL_THEY_WRITE))


def _change_frequency(moment: Moment, frequency: Frequency) -> None:
    plan = moment.tx.plans.running(moment.contact.id)
    if plan is None or plan.frequency is frequency:
        return
    enrol.replace_plan(
        moment.helpline, moment.tx, moment.contact, plan.tier, frequency, plan.began_at
    )


def _pause(moment: Moment, until: datetime) -> None:
    moment.contact = replace(moment.contact, quiet_until=until)
    moment.tx.outbox.withhold_scheduled(moment.contact.id, "paused")


def _watch(moment: Moment, turn: events.Turn) -> None:
    """Danger, and the lowest answer, raise the tier. Nothing here ever lowers it."""
    danger = any(
        isinstance(e, events.CaseOpened) and e.priority.at_least(Priority.P2) for e in turn.events
    )
    low = (
        any(isinstance(e, events.Answered) and e.node == "F27.1" for e in turn.events)
        and turn.conversation.facts.get(Fact.TREND) == Trend.VERY_LOW.value
    )
    if danger or low:
        enrol.raise_to(moment.helpline, moment.tx, moment.contact, Tier.HIGH)


def _said(turn: events.Turn, fact: Fact) -> list[str]:
    """Values that this turn gave a fact."""
    return [e.value for e in turn.events if isinstance(e, events.Remembered) and e.fact is fact]
