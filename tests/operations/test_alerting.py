"""Duty phones: linked by a code, alerted by two media, answered by a button (SAFETY R25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helpline.core.case import CaseStatus
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.core.message import Inbound, Kind, SendError, SendReason
from helpline.core.oversight import NoticeKind
from helpline.core.reach import Reach
from helpline.operations import accounts, people
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal

CRISIS = "I want to kill myself"
STAFF_CHAT = Address(Channel.TELEGRAM, "700000901")
OTHER_CHAT = Address(Channel.TELEGRAM, "700000999")


@pytest.fixture
def talk(stage) -> Rehearsal:
    return stage(on_call=False)


def member(talk: Rehearsal, name: str, role: Role = Role.CASEWORKER, **what) -> Caseworker:
    person = Caseworker("", "", name, name.title(), role, "en", "", None, **what)
    added = people.add(talk.helpline, talk.home.name, person)
    people.set_shifts(talk.helpline, name, people.ALWAYS)
    return added


def now_of(talk: Rehearsal, person: Caseworker) -> Caseworker:
    with talk.helpline.store.read() as tx:
        return tx.staff.get(person.id)


def telegram(talk: Rehearsal):
    return talk.helpline.channels[Channel.TELEGRAM]


def texts(talk: Rehearsal, channel: Channel) -> list[tuple[str, str]]:
    sent = talk.helpline.channels[channel].sent
    return [(out.address.value, out.text.splitlines()[0]) for out in sent if "/cases/" in out.text]


def from_chat(talk: Rehearsal, address: Address, number: int, **what) -> None:
    inbound = Inbound(Channel.TELEGRAM, f"staff-{number}", address, **what)
    talk._watch(lambda: receive(talk.helpline, [inbound]))


def is_contact(talk: Rehearsal, address: Address) -> bool:
    with talk.helpline.store.read() as tx:
        return tx.contacts.by_address(address) is not None


def the_case(talk: Rehearsal):
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        return tx.cases.open_for(contact.id)


def button_of(talk: Rehearsal) -> str:
    (button,) = telegram(talk).sent[-1].buttons
    assert button.label == "I have it"
    return button.token


# --- linking ------------------------------------------------------------------------------------


def test_a_code_links_the_phone_and_makes_no_contact(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    code = accounts.link_code(talk.helpline, dara)
    from_chat(talk, STAFF_CHAT, 1, kind=Kind.TEXT, text=f"/start {code}")
    assert now_of(talk, dara).alert_address == STAFF_CHAT
    assert not is_contact(talk, STAFF_CHAT)
    assert telegram(talk).sent == [], "nothing is said that tells a passer-by of staff"


@pytest.mark.parametrize("wrong", ["/start ABCDEFGH", "/start", "ABCDEFGH", "/start abcdefgh"])
def test_a_wrong_code_is_a_message_like_every_other(talk: Rehearsal, wrong: str) -> None:
    dara = member(talk, "dara")
    accounts.link_code(talk.helpline, dara)
    from_chat(talk, OTHER_CHAT, 1, kind=Kind.TEXT, text=wrong)
    assert is_contact(talk, OTHER_CHAT)
    assert telegram(talk).sent
    assert now_of(talk, dara).alert_address is None


def test_a_code_links_once_and_runs_out(talk: Rehearsal) -> None:
    dara = member(talk, "dara")
    old = accounts.link_code(talk.helpline, dara)
    code = accounts.link_code(talk.helpline, dara)
    from_chat(talk, OTHER_CHAT, 1, kind=Kind.TEXT, text=f"/start {old}")
    assert is_contact(talk, OTHER_CHAT), "the newer code replaced the older one"
    from_chat(talk, STAFF_CHAT, 2, kind=Kind.TEXT, text=f"/start {code}")
    from_chat(talk, OTHER_CHAT, 3, kind=Kind.TEXT, text=f"/start {code}")
    assert now_of(talk, dara).alert_address == STAFF_CHAT
    late = accounts.link_code(talk.helpline, dara)
    talk.clock.at += accounts.LINK_CODE_VALID_FOR
    from_chat(talk, OTHER_CHAT, 4, kind=Kind.TEXT, text=f"/start {late}")
    assert now_of(talk, dara).alert_address == STAFF_CHAT


# --- the button ---------------------------------------------------------------------------------


def test_i_have_it_claims_the_case_and_ends_the_ladder(talk: Rehearsal) -> None:
    dara = member(talk, "dara", alert_address=STAFF_CHAT)
    member(talk, "boss", Role.SUPERVISOR, alert_address=OTHER_CHAT)
    talk.say(CRISIS)
    before = len(talk.terminal.sent)
    from_chat(talk, STAFF_CHAT, 1, kind=Kind.BUTTON, button=button_of(talk), press_id="press-1")
    case = the_case(talk)
    assert (case.status, case.claimed_by) == (CaseStatus.CLAIMED, dara.id)
    assert telegram(talk).answered == ["press-1"]
    assert texts(talk, Channel.TELEGRAM)[-1] == ("700000901", "K-1 is yours")
    assert not is_contact(talk, STAFF_CHAT)
    assert len(talk.terminal.sent) == before, "the person at the screen tells the contact"
    talk.advance(timedelta(minutes=14))
    assert [to for to, _ in texts(talk, Channel.TELEGRAM)] == ["700000901"] * 2


def test_a_second_press_says_who_was_faster(talk: Rehearsal) -> None:
    member(talk, "dara", alert_address=STAFF_CHAT)
    member(talk, "boss", Role.SUPERVISOR, alert_address=OTHER_CHAT)
    talk.say(CRISIS)
    first = button_of(talk)
    talk.advance(timedelta(minutes=5, seconds=6))
    second = button_of(talk)
    assert first != second
    from_chat(talk, OTHER_CHAT, 1, kind=Kind.BUTTON, button=second)
    from_chat(talk, STAFF_CHAT, 2, kind=Kind.BUTTON, button=first)
    from_chat(talk, OTHER_CHAT, 3, kind=Kind.BUTTON, button=second)
    said = texts(talk, Channel.TELEGRAM)[2:]
    assert said == [
        ("700000999", "K-1 is yours"),
        ("700000901", "K-1 is taken"),
        ("700000999", "K-1 is yours"),
    ]


@pytest.mark.parametrize("who", ["another phone", "closed account"])
def test_a_press_by_anybody_else_does_nothing(talk: Rehearsal, who: str) -> None:
    dara = member(talk, "dara", alert_address=STAFF_CHAT)
    talk.say(CRISIS)
    token = button_of(talk)
    if who == "closed account":
        with talk.helpline.store.begin() as tx:
            tx.staff.save(replace(dara, disabled=True))
    address = OTHER_CHAT if who == "another phone" else STAFF_CHAT
    from_chat(talk, address, 1, kind=Kind.BUTTON, button=token, press_id="press-1")
    assert the_case(talk).status is CaseStatus.OPEN
    assert telegram(talk).answered == ["press-1"]
    assert len(texts(talk, Channel.TELEGRAM)) == 1


def test_a_contacts_button_is_still_a_contacts_button(talk: Rehearsal) -> None:
    from_chat(talk, OTHER_CHAT, 1, kind=Kind.BUTTON, button="f" * 32)
    assert is_contact(talk, OTHER_CHAT)


# --- two media ----------------------------------------------------------------------------------

FIRST = Address(Channel.SMS, "+85500000901")


def test_the_ladder_goes_to_the_next_person_and_the_second_medium(talk: Rehearsal) -> None:
    member(talk, "dara", alert_address=STAFF_CHAT, second_address=FIRST)
    member(talk, "boss", Role.SUPERVISOR, alert_address=OTHER_CHAT)
    talk.say(CRISIS)
    sms = len(texts(talk, Channel.SMS))
    assert texts(talk, Channel.TELEGRAM) == [("700000901", "P1 waits, 0 min, K-1")]
    talk.advance(timedelta(minutes=5, seconds=6))
    assert texts(talk, Channel.TELEGRAM)[1:] == [("700000999", "P1 waits, 5 min, K-1")]
    assert texts(talk, Channel.SMS)[sms:] == [("+85500000901", "P1 waits, 5 min, K-1")]


def test_an_alert_that_cannot_arrive_takes_the_second_medium_at_once(talk: Rehearsal) -> None:
    member(talk, "dara", alert_address=STAFF_CHAT, second_address=FIRST)
    telegram(talk).refusals = [SendError(SendReason.BLOCKED, retryable=False)]
    talk.say(CRISIS)
    assert texts(talk, Channel.SMS) == [("+85500000901", "P1 waits, 0 min, K-1")]


def test_somebody_with_a_conflict_of_interest_is_not_called(talk: Rehearsal) -> None:
    dara = member(talk, "dara", alert_address=STAFF_CHAT)
    member(talk, "boss", Role.SUPERVISOR, alert_address=OTHER_CHAT)
    talk.say(CRISIS)
    case = the_case(talk)
    with talk.helpline.store.begin() as tx:
        tx.oversight.exclude(case.id, dara.id, "boss", talk.clock.at)
    token = telegram(talk).sent[0].buttons[0].token
    from_chat(talk, STAFF_CHAT, 1, kind=Kind.BUTTON, button=token)
    assert the_case(talk).status is CaseStatus.OPEN
    talk.advance(timedelta(minutes=5, seconds=6))
    talk.advance(timedelta(minutes=30))
    later = [to for to, text in texts(talk, Channel.TELEGRAM)[1:] if "waits" in text]
    assert set(later) == {"700000999"}


def test_nobody_on_call_is_on_the_supervisors_list(talk: Rehearsal) -> None:
    """SAFETY R25: the row never leaves the queue by itself, and somebody hears of it."""
    talk.say(CRISIS)
    talk.advance(timedelta(hours=3))
    with talk.helpline.store.read() as tx:
        kinds = {notice.kind for notice in tx.oversight.notices(talk.home.id, 10)}
        assert len(tx.cases.queue(Reach(talk.home.id))) == 1
    assert {NoticeKind.NOBODY_ON_CALL, NoticeKind.NOT_TAKEN} <= kinds


def test_a_minor_calls_the_safeguarding_lead_wherever_they_work(talk: Rehearsal) -> None:
    """SAFETY T13."""
    member(talk, "dara", alert_address=OTHER_CHAT)
    lead = Caseworker("", "", "maly", "Maly", Role.SAFEGUARDING_LEAD, "km", "", None, STAFF_CHAT)
    people.add(talk.helpline, "Elsewhere", lead)
    talk.say("I am 14 and my uncle hurts me now")
    case = the_case(talk)
    assert case is not None
    if not case.minor:
        pytest.fail(f"not seen as a child's: {case.reasons}")
    assert "700000901" in [to for to, _ in texts(talk, Channel.TELEGRAM)]
