"""What caseworkers do: claim, answer, close; and what they are told when they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from case_desk import staff, the_case
from helpline.core.case import CaseStatus, Reason
from helpline.core.caseworker import Role
from helpline.core.conversation import Owner
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.message import Kind
from helpline.operations import cases
from helpline.rehearsal import Rehearsal

CRISIS = "I want to kill myself"


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A contact in a crisis, a case that nobody has yet."""
    made = stage()
    made.say(CRISIS)
    return made


def test_claiming_tells_the_contact_and_silences_the_bot(talk: Rehearsal) -> None:
    reaction = talk.claim()
    assert "Sophea" in reaction.texts[0].text
    assert talk.conversation().taken
    assert talk.say("are you there").texts == []


def test_danger_still_works_while_a_person_is_in_the_talk(talk: Rehearsal) -> None:
    talk.claim()
    assert talk.say("99").texts
    talk.say("1")
    assert Reason.VIOLENCE_NOW in the_case(talk).reasons


def test_two_claims_at_once_leave_one_and_tell_the_other(talk: Rehearsal) -> None:
    first, second = staff(talk, "dara"), staff(talk, "bopha")
    case = the_case(talk)
    cases.claim(talk.helpline, first, case.id, case.version)
    with pytest.raises(Stale):
        cases.claim(talk.helpline, second, case.id, case.version)
    assert the_case(talk).claimed_by == first.id


def test_claiming_ends_the_alerts(talk: Rehearsal) -> None:
    with talk.helpline.store.read() as tx:
        assert tx.alerts.due(talk.clock.at + timedelta(hours=1), 10)
    talk.claim()
    with talk.helpline.store.read() as tx:
        assert not tx.alerts.due(talk.clock.at + timedelta(hours=1), 10)


def test_a_reply_goes_through_the_same_outbox(talk: Rehearsal) -> None:
    talk.claim()
    (sent,) = talk.reply("I read your messages. Is it still safe?").texts
    assert sent.text == "I read your messages. Is it still safe?"
    assert the_case(talk).first_reply_at == talk.clock.at


def test_a_double_click_writes_once(talk: Rehearsal) -> None:
    actor = staff(talk)
    case = the_case(talk)
    cases.claim(talk.helpline, actor, case.id, case.version)
    for _ in range(2):
        cases.reply(talk.helpline, actor, case.id, "hello", "f" * 32)
    contact = talk.contact()
    with talk.helpline.store.read() as tx:
        lines = tx.cases.talk(contact.id, None, 50)
    assert [line.outbound.text for line in lines if line.outbound].count("hello") == 1


def test_a_caseworker_must_claim_before_reading_or_writing(talk: Rehearsal) -> None:
    actor, case = staff(talk), the_case(talk)
    with pytest.raises(Refused, match="claim_first"):
        cases.view(talk.helpline, actor, case.id)
    with pytest.raises(Refused, match="claim_first"):
        cases.reply(talk.helpline, actor, case.id, "hello", "f" * 32)


def test_a_supervisor_reads_without_claiming_and_it_is_audited(talk: Rehearsal) -> None:
    boss = staff(talk, "chanthy", Role.SUPERVISOR)
    seen = cases.view(talk.helpline, boss, the_case(talk).id)
    assert [line.inbound.inbound.text for line in seen.lines if line.inbound] == [CRISIS]
    with talk.helpline.store.begin() as tx:
        assert tx.audit.first_broken() is None


@pytest.mark.parametrize("case_id", ["theirs", "0" * 32, "not an id"])
def test_a_foreign_case_and_a_missing_one_are_the_same(talk: Rehearsal, case_id: str) -> None:
    """SAFETY T17."""
    stranger = staff(talk, "stranger", Role.SUPERVISOR, home="Somebody else")
    wanted = the_case(talk).id if case_id == "theirs" else case_id
    for act in (
        lambda: cases.view(talk.helpline, stranger, wanted),
        lambda: cases.claim(talk.helpline, stranger, wanted, 1),
        lambda: cases.reply(talk.helpline, stranger, wanted, "hello", "f" * 32),
        lambda: cases.close(talk.helpline, stranger, wanted, "a", "b", 1),
    ):
        with pytest.raises(NotFound):
            act()
    assert the_case(talk).status is CaseStatus.OPEN


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.ORGANISATION_ADMIN, Role.AUDITOR])
def test_those_who_do_not_answer_see_no_queue_and_no_talk(talk: Rehearsal, role: Role) -> None:
    """SAFETY T19: administrators of the system see no survivor content."""
    actor = staff(talk, "admin", role)
    with pytest.raises(Refused):
        cases.queue(talk.helpline, actor)
    with pytest.raises(Refused):
        cases.view(talk.helpline, actor, the_case(talk).id)


def test_nobody_writes_to_someone_who_said_it_is_not_safe(talk: Rehearsal) -> None:
    talk.claim()
    contact = talk.contact()
    with talk.helpline.store.begin() as tx:
        tx.contacts.save(replace(contact, silent=True))
    with pytest.raises(Refused, match="not_safe_to_write"):
        talk.reply("hello")


def test_nobody_writes_to_someone_who_stopped_days_ago(talk: Rehearsal) -> None:
    talk.claim()
    talk.say("STOP")
    talk.reply("I read this. I will not write again.")
    talk.clock.at += timedelta(hours=25)
    with pytest.raises(Refused, match="opted_out"):
        talk.reply("hello")


def test_nobody_writes_to_an_address_that_blocked_us(talk: Rehearsal) -> None:
    talk.claim()
    talk.say("", Kind.BLOCKED)
    with pytest.raises(Refused, match="address_stopped"):
        talk.reply("hello")


def test_a_text_that_the_channel_cannot_carry_is_not_cut_but_refused(talk: Rehearsal) -> None:
    talk.claim()
    with pytest.raises(Refused, match="too_long"):
        talk.reply("x" * 1601)


def test_closing_tells_recap_and_next_step_and_gives_the_talk_back(talk: Rehearsal) -> None:
    for text in ("0", "1"):  # the menu, by way of "is this a good time": yes
        talk.say(text)
    talk.claim()
    said = " ".join(sent.text for sent in talk.close("you go to the clinic", "Friday 10:00").texts)
    assert "you go to the clinic" in said
    assert "Friday 10:00" in said
    assert talk.conversation().owner is Owner.BOT
    assert the_case(talk).status is CaseStatus.CLOSED


def test_what_was_agreed_is_not_said_to_whoever_holds_the_phone(talk: Rehearsal) -> None:
    """SAFETY T1: without a "good time" answer nothing of it; with one, 8 repeats it."""
    talk.claim()
    said = [sent.text for sent in talk.close("you go to the clinic", "Friday 10:00").texts]
    said += [sent.text for sent in talk.say("8").texts]
    assert not any("clinic" in text or "Friday" in text for text in said)
    said = [sent.text for sent in talk.say("1").texts]
    assert any("you go to the clinic" in text for text in said)


@pytest.mark.parametrize(("recap", "next_step"), [("", "tomorrow"), ("agreed", " ")])
def test_a_case_is_not_closed_without_recap_and_next_step(
    talk: Rehearsal, recap: str, next_step: str
) -> None:
    talk.claim()
    with pytest.raises(Refused, match="recap_needed"):
        talk.close(recap, next_step)
    assert the_case(talk).status is CaseStatus.CLAIMED


def test_a_closed_case_takes_no_reply(talk: Rehearsal) -> None:
    actor = staff(talk, role=Role.SUPERVISOR)
    case = the_case(talk)
    claimed = cases.claim(talk.helpline, actor, case.id, case.version)
    cases.close(talk.helpline, actor, case.id, "agreed", "tomorrow", claimed.version)
    with pytest.raises(Refused, match="case_closed"):
        cases.reply(talk.helpline, actor, case.id, "hello", "f" * 32)


def test_a_page_that_is_old_closes_nothing(talk: Rehearsal) -> None:
    actor, case = staff(talk, role=Role.SUPERVISOR), the_case(talk)
    cases.claim(talk.helpline, actor, case.id, case.version)
    with pytest.raises(Stale):
        cases.close(talk.helpline, actor, case.id, "agreed", "tomorrow", case.version)


def test_a_crisis_after_closing_opens_a_new_case(talk: Rehearsal) -> None:
    talk.claim()
    talk.close("agreed", "tomorrow")
    talk.say(CRISIS)
    assert the_case(talk).number == 2
