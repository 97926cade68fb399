"""A talk that nobody agreed to keep is forgotten (CONVERSATIONS F04, rule 4.10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpline.core.conversation import WORLD_FACTS, Fact
from helpline.core.events import TalkForgotten
from helpline.flow.forgetting import KEPT_FACTS, NEVER_ASKED, WITHOUT_CONSENT
from talking import Talk

REFUSED = {"consent_keep": "no"}
KEPT = {"consent_keep": "yes"}


def half_way(talk: Talk, **facts: str) -> Talk:
    """Somebody who answered one question and left another one waiting."""
    talk.know(**facts).start("F06")
    talk.say("1")
    assert talk.conversation.answers and talk.node
    return talk


def is_forgotten(talk: Talk) -> bool:
    left = talk.conversation
    gone = not (left.at or left.parked or left.answers or left.callers or left.last_topic)
    return gone and set(left.facts) <= KEPT_FACTS


def test_a_refused_talk_is_gone_a_day_after_the_last_word(talk: Talk) -> None:
    half_way(talk, province="12", age="adult", **REFUSED)
    said_last = talk.now
    talk.wait(hours=23, minutes=59).time_out()
    assert talk.events == () and not is_forgotten(talk)
    assert talk.conversation.wakes_at == said_last + WITHOUT_CONSENT
    talk.wait(minutes=1).time_out()
    assert TalkForgotten() in talk.events
    assert is_forgotten(talk)
    assert talk.fact(Fact.CONSENT_KEEP) == "no"
    assert talk.fact(Fact.LANGUAGE) == "en"
    assert talk.conversation.wakes_at is None


def test_what_was_parked_goes_as_well(talk: Talk) -> None:
    half_way(talk, **REFUSED).start("F11")
    assert talk.conversation.parked
    talk.wait(hours=24).time_out()
    assert is_forgotten(talk)


def test_every_fact_about_the_person_goes(talk: Talk) -> None:
    """A fact that is new one day goes too, until somebody decides that it stays."""
    everything = {fact.value: "1" for fact in Fact if fact not in WORLD_FACTS}
    half_way(talk, **(everything | REFUSED | {"safe": "yes", "language": "en"}))
    talk.wait(days=2).time_out()
    assert set(talk.conversation.facts) <= KEPT_FACTS
    told = {Fact.AGE, Fact.PROVINCE, Fact.NEEDS, Fact.SCREENING, Fact.LEGAL_WISH, Fact.WELLBEING}
    assert not KEPT_FACTS & told


@pytest.mark.parametrize(
    ("facts", "kept_for"),
    [
        (REFUSED, WITHOUT_CONSENT),
        ({"consent_asked": "1"}, WITHOUT_CONSENT),
        (REFUSED | {"consent_write": "yes"}, WITHOUT_CONSENT),
        ({}, NEVER_ASKED),
        ({"consent_write": "no"}, NEVER_ASKED),
        (KEPT, None),
        ({"consent_write": "yes"}, None),
        ({"consent_share": "less"}, None),
    ],
)
def test_how_long_it_is_kept(talk: Talk, facts: dict[str, str], kept_for: timedelta | None) -> None:
    half_way(talk, **facts)
    expected = None if kept_for is None else talk.now + kept_for
    assert talk.conversation.forget_at == expected


@pytest.mark.parametrize(
    ("case", "waits"), [("P1", True), ("P2", True), ("P3", True), ("P4", False)]
)
def test_what_a_person_has_to_answer_waits_for_that_person(
    talk: Talk, case: str, waits: bool
) -> None:
    half_way(talk, **REFUSED).world[Fact.OPEN_CASE] = case
    talk.wait(hours=24).time_out()
    assert is_forgotten(talk) is not waits
    if waits:
        assert talk.conversation.wakes_at == talk.now + WITHOUT_CONSENT
        talk.world[Fact.OPEN_CASE] = "none"
        talk.wait(hours=24).time_out()
        assert is_forgotten(talk)


def test_it_is_forgotten_on_arrival_where_no_clock_ran(talk: Talk) -> None:
    half_way(talk, screening="positive", **REFUSED)
    talk.wait(hours=25).say("1")
    assert TalkForgotten() in talk.events
    assert talk.said != ["F06.3"]
    assert talk.fact(Fact.SCREENING) is None


def test_consent_that_is_given_meanwhile_keeps_it(talk: Talk) -> None:
    half_way(talk, **REFUSED).know(**KEPT)
    talk.wait(hours=24).time_out()
    assert talk.events == ()
    assert talk.conversation.answers


def test_where_nothing_was_said_there_is_nothing_to_forget(newcomer: Talk) -> None:
    newcomer.know(language="en", **REFUSED).time_out()
    assert newcomer.conversation.forget_at is None
