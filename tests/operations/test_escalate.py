"""Cases and alerts: highest priority, all reasons, the ladder, and no word of the contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.case import Priority, Reason
from helpline.core.caseworker import Role
from helpline.core.channel import Address, Channel
from helpline.core.message import SendError, SendReason
from helpline.core.reach import Reach
from helpline.operations.alerting import deliver_alert
from helpline.operations.escalate import open_case, roster_of
from helpline.operations.ports.alerts import Alert
from helpline.rehearsal import Rehearsal

CRISIS = "I want to kill myself"


def duty(talk: Rehearsal, number: int) -> Address:
    return Address(Channel.TELEGRAM, f"70000090{number}")


def equip(talk: Rehearsal) -> None:
    """The caseworker gets a duty phone, and a supervisor stands behind."""
    with talk.helpline.store.begin() as tx:
        (person,) = tx.staff.of_organisation(talk.home.id)
        tx.staff.save(replace(person, alert_address=duty(talk, 1)))
        boss = replace(
            person,
            id=talk.helpline.new_id(),
            sign_in_name="chanthy",
            role=Role.SUPERVISOR,
            alert_address=duty(talk, 2),
        )
        tx.staff.add(boss)


def alerts(talk: Rehearsal) -> list[tuple[str, str]]:
    phone = talk.helpline.channels[Channel.TELEGRAM]
    return [(sent.address.value, sent.text) for sent in phone.sent]


def test_an_alert_is_handed_over_with_the_crisis(stage) -> None:
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    ((to, text),) = alerts(talk)
    assert to == "700000901"
    assert text.startswith("P1 waits, 0 min, K-1\n")


def test_an_alert_holds_no_word_and_no_address_of_the_contact(stage) -> None:
    """DESIGN section 5."""
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    contact = talk.contact()
    (_, text) = alerts(talk)[0]
    for secret in (CRISIS, "kill", talk.address.value, contact.id, "SELF_HARM"):
        assert secret not in text


def test_nobody_acknowledges_so_the_next_person_is_called(stage) -> None:
    """0, 5, 10, 15 minutes (SAFETY R25)."""
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    talk.advance(timedelta(minutes=16))
    talk.advance(timedelta(minutes=5))
    called = [to for to, _ in alerts(talk)]
    assert called[0] == "700000901"
    assert called[1:4] == ["700000902"] * 3
    assert sorted(called[4:]) == ["700000901", "700000902"], "in vain: everyone is paged"


def test_an_acknowledged_case_calls_nobody_else(stage) -> None:
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    talk.claim()
    talk.reply("I am here. Are you safe now?")
    talk.advance(timedelta(minutes=30))
    assert len(alerts(talk)) == 1


def test_a_case_that_is_taken_and_not_answered_goes_to_the_supervisor(stage) -> None:
    """CONVERSATIONS 6.1: a person writes to a P1 within 15 minutes, not only takes it."""
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    talk.claim()
    talk.advance(timedelta(minutes=15, seconds=6))
    talk.advance(timedelta(minutes=30))
    late = alerts(talk)[1:]
    assert [to for to, _ in late] == ["700000902"]
    assert late[0][1].startswith("P1 promised time passed, K-1")


def test_an_alert_that_is_on_its_way_when_somebody_claims_is_not_sent(stage) -> None:
    """The claim ends the ladder; an alert that a worker holds already looks once more."""
    talk = stage()
    equip(talk)
    talk.say(CRISIS)
    talk.claim()
    case = open_now(talk)
    with talk.helpline.store.begin() as tx:
        tx.alerts.add(Alert("a" * 32, case.id, case.claimed_by, 1, talk.clock.at))
    deliver_alert(talk.helpline, "a" * 32)
    assert len(alerts(talk)) == 1


def open_now(talk: Rehearsal):
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.cases.open_for(contact.id)


def test_a_failed_alert_is_tried_again(stage) -> None:
    talk = stage()
    equip(talk)
    phone = talk.helpline.channels[Channel.TELEGRAM]
    phone.refusals = [SendError(SendReason.PROVIDER_DOWN, retryable=True)]
    talk.say(CRISIS)
    assert alerts(talk) == []
    talk.advance(timedelta(minutes=1))
    assert [to for to, _ in alerts(talk)] == ["700000901"]


def test_nobody_to_alert_is_told_to_the_operator(stage) -> None:
    talk = stage(on_call=False)
    told: list[str] = []
    talk.helpline = replace(talk.helpline, trouble=lambda code, _ids: told.append(code))
    talk.say(CRISIS)
    assert "nobody_to_alert" in told


def opened(talk: Rehearsal, priority: Priority, reason: Reason):
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        roster = roster_of(tx, contact.organisation_id)
        return open_case(talk.helpline, tx, contact, priority, reason, roster)[0]


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (Priority.P3, Priority.P1, Priority.P1),
        (Priority.P1, Priority.P3, Priority.P1),
        (Priority.P2, Priority.P2, Priority.P2),
    ],
)
def test_the_highest_priority_wins_and_reasons_accumulate(
    stage, first: Priority, second: Priority, stays: Priority
) -> None:
    talk = stage()
    talk.say("hello")
    opened(talk, first, Reason.NEED_DEBT)
    case = opened(talk, second, Reason.THREAT)
    assert case.priority is stays
    assert case.reasons == (Reason.NEED_DEBT, Reason.THREAT)
    assert case.number == 1


def test_a_raised_case_must_be_acknowledged_again(stage) -> None:
    talk = stage()
    talk.say("hello")
    opened(talk, Priority.P3, Reason.NEED_DEBT)
    talk.claim()
    case = opened(talk, Priority.P1, Reason.SELF_HARM_NOW)
    assert case.acknowledged_at is None
    assert case.acknowledge_by == talk.clock.at + timedelta(minutes=5)


def test_the_case_keeps_which_words_were_looked_for(stage) -> None:
    """CONVERSATIONS 6.3: count and hash of the lexicon in every case record; the weights too."""
    talk = stage()
    talk.say(CRISIS)
    with talk.helpline.store.read() as tx:
        case = tx.cases.queue(Reach(talk.home.id))[0].case
    lexicon = talk.helpline.lexicon
    assert case.lexicon.startswith(f"{lexicon.count}:{lexicon.hash}:")
    assert case.lexicon == talk.helpline.understander.mark
