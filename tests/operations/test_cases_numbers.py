"""Numbers stay masked, are found only if typed exactly, and go to nobody on a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from case_desk import mine, staff, the_case
from helpline.core.case import Case, CaseStatus
from helpline.core.casework import Verified
from helpline.core.caseworker import Caseworker, Role
from helpline.core.channel import Address, Channel
from helpline.core.conversation import Secret
from helpline.core.errors import NotFound, Refused
from helpline.core.message import Inbound, Kind
from helpline.core.oversight import NoticeKind
from helpline.operations import cases
from helpline.operations.access import exclude
from helpline.operations.receive import receive
from helpline.rehearsal import Rehearsal

WHY = "she asked me to call her at eight"
NUMBER = "012 345 678"


@pytest.fixture
def talk(stage) -> Rehearsal:
    """A contact with an ordinary number whose case nobody has yet."""
    made = stage()
    made.address = Address(Channel.SMS, "+85512345678")
    made.say("9")
    return made


@pytest.fixture
def dara(talk: Rehearsal) -> Caseworker:
    return staff(talk, "dara")


@pytest.fixture
def boss(talk: Rehearsal) -> Caseworker:
    return staff(talk, "bopha", Role.SUPERVISOR)


def second(talk: Rehearsal, value: str = "+85598765432") -> Rehearsal:
    """Another contact of the same helpline."""
    other = Rehearsal(talk.helpline, talk._bells, talk.clock, Channel.SMS)
    other.address = Address(Channel.SMS, value)
    other._number = int(value[-4:]) * 100
    other.say("9")
    return other


def actions(talk: Rehearsal, actor: Caseworker) -> list[tuple[str, str, str]]:
    with talk.helpline.store.read() as tx:
        lines = tx.audit.lines(actor_id=actor.id)
    return [
        (line.entry.action, line.entry.object_id, line.entry.reason or line.entry.result)
        for line in lines
    ]


# --- reveal -----------------------------------------------------------------------------------


def test_a_number_is_shown_for_a_reason_and_that_is_written_down(
    talk: Rehearsal, dara: Caseworker
) -> None:
    """SAFETY T18."""
    case = mine(talk, dara)
    with pytest.raises(Refused, match="reason_needed"):
        cases.reveal(talk.helpline, dara, case.id, "call")
    found = cases.reveal(talk.helpline, dara, case.id, WHY)
    assert [link.address for link in found.addresses] == [talk.address]
    assert ("reveal_phone", case.id, "ok") in actions(talk, dara)
    note = cases.view(talk.helpline, dara, case.id).notes[-1]
    assert (note.kind, note.words) == ("revealed", WHY)
    with pytest.raises(Refused, match="claim_first"):
        cases.reveal(talk.helpline, staff(talk, "vanna"), case.id, WHY)


def test_the_twenty_first_in_an_hour_is_refused_and_told(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    """SAFETY T18: 20 an hour, then 429 and the supervisor knows."""
    case = mine(talk, dara)
    for _ in range(20):
        cases.reveal(talk.helpline, dara, case.id, WHY)
    for _ in range(2):
        with pytest.raises(Refused, match="too_many_reveals"):
            cases.reveal(talk.helpline, dara, case.id, WHY)
    with talk.helpline.store.read() as tx:
        notices = tx.oversight.notices(talk.home.id, 50)
    told = [one for one in notices if one.kind is NoticeKind.REVEAL_LIMIT]
    assert [(one.actor_id, one.case_id) for one in told] == [(dara.id, case.id)], "once"
    assert ("reveal_phone_refused", case.id, "denied") in actions(talk, dara)
    cases.reveal(talk.helpline, boss, case.id, WHY)
    talk.clock.at += timedelta(minutes=61)
    cases.reveal(talk.helpline, dara, case.id, WHY)


# --- search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [NUMBER, "+855 12 345 678", "០១២៣៤៥៦៧៨", "85512345678", "k-1", "K 1"]
)
def test_a_case_is_found_by_its_exact_number(talk: Rehearsal, dara: Caseworker, typed: str) -> None:
    (found,) = cases.search(talk.helpline, dara, typed)
    case = found if isinstance(found, Case) else found.case
    assert case.id == the_case(talk).id


@pytest.mark.parametrize("typed", ["", "1234", "012 345", "Sophea", "0123456789012345", "K-", "*"])
def test_only_whole_numbers_are_looked_for(talk: Rehearsal, dara: Caseworker, typed: str) -> None:
    with pytest.raises(Refused, match="not_a_number"):
        cases.search(talk.helpline, dara, typed)


def test_a_search_leaves_a_mark_and_no_number(talk: Rehearsal, dara: Caseworker) -> None:
    """SAFETY section 5: never the search term, its HMAC."""
    cases.search(talk.helpline, dara, NUMBER)
    cases.search(talk.helpline, dara, "098 765 432")
    (nothing, found) = actions(talk, dara)
    assert (found[0], found[2]) == ("search", "found")
    assert (nothing[0], nothing[2]) == ("search", "nothing")
    assert len(found[1]) == 32
    assert found[1] != nothing[1]
    assert "345678" not in repr(actions(talk, dara))
    contact = talk.contact()
    assert contact is not None
    with talk.helpline.store.read() as tx:
        assert found[1] == tx.contacts.search_mark(talk.address)


def test_a_foreign_number_and_one_that_nobody_has_are_the_same(
    talk: Rehearsal, boss: Caseworker
) -> None:
    """SAFETY T17."""
    stranger = staff(talk, "stranger", Role.SUPERVISOR, home="Another organisation")
    for typed in (NUMBER, "098 765 432", "K-1", "K-99"):
        assert list(cases.search(talk.helpline, stranger, typed)) == []
    kept_away = staff(talk, "relative")
    exclude(talk.helpline, boss, the_case(talk).id, kept_away.id, excluded=True)
    assert list(cases.search(talk.helpline, kept_away, NUMBER)) == []


def test_who_searches_all_the_time_is_stopped(talk: Rehearsal, dara: Caseworker) -> None:
    for _ in range(20):
        cases.search(talk.helpline, dara, NUMBER)
    with pytest.raises(Refused, match="too_many_searches"):
        cases.search(talk.helpline, dara, NUMBER)
    with talk.helpline.store.read() as tx:
        notices = tx.oversight.notices(talk.home.id, 50)
    assert [one.actor_id for one in notices if one.kind is NoticeKind.REVEAL_LIMIT] == [dara.id]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN, Role.ORGANISATION_ADMIN])
def test_who_has_no_casework_searches_nothing(talk: Rehearsal, role: Role) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        cases.search(talk.helpline, staff(talk, "admin", role), NUMBER)


# --- the code word ----------------------------------------------------------------------------


def test_the_code_word_is_checked_and_never_shown(talk: Rehearsal, dara: Caseworker) -> None:
    """SAFETY T2."""
    case = mine(talk, dara)
    with pytest.raises(Refused, match="no_code_word"):
        cases.check_code_word(talk.helpline, dara, case.id, "mango")
    with talk.helpline.store.begin() as tx:
        tx.secrets.keep(case.contact_id, Secret.CODE_WORD, "mango", talk.clock.at)
    assert cases.view(talk.helpline, dara, case.id).agreed.code_word
    assert cases.check_code_word(talk.helpline, dara, case.id, " Mango ")
    assert not cases.check_code_word(talk.helpline, dara, case.id, "durian")
    seen = cases.view(talk.helpline, dara, case.id)
    assert [note.kind for note in seen.notes][-2:] == ["secret_right", "secret_wrong"]
    assert "mango" not in repr(seen).lower()
    for _ in range(18):
        cases.check_code_word(talk.helpline, dara, case.id, "durian")
    with pytest.raises(Refused, match="too_many_tries"):
        cases.check_code_word(talk.helpline, dara, case.id, "mango")


# --- one person, two numbers ------------------------------------------------------------------


def test_a_new_number_is_joined_after_making_sure(talk: Rehearsal, boss: Caseworker) -> None:
    """SAFETY T8: only a person links, and says how they made sure."""
    known, new = the_case(talk), second(talk)
    arrived = the_case(new)
    with pytest.raises(Refused, match="not_made_sure"):
        cases.merge(talk.helpline, boss, arrived.id, "K-1", Verified.TOLD, WHY)
    with pytest.raises(Refused, match="reason_needed"):
        cases.merge(talk.helpline, boss, arrived.id, "K-1", Verified.CALL, "")
    with pytest.raises(Refused, match="no_such_case"):
        cases.merge(talk.helpline, boss, arrived.id, "K-77", Verified.CALL, WHY)
    with pytest.raises(Refused, match="same_person"):
        cases.merge(talk.helpline, boss, arrived.id, "K-2", Verified.CALL, WHY)
    move = cases.merge(talk.helpline, boss, arrived.id, "k-1", Verified.CALL, WHY)
    assert new.contact() == talk.contact(), "both numbers lead to one person now"
    new.say("it is me")
    seen = cases.view(talk.helpline, boss, known.id)
    assert [line.inbound.inbound.text for line in seen.lines if line.inbound][-1] == "it is me"
    assert [one.id for one in seen.linked.moves] == [move.id]
    assert [one.id for one in seen.linked.others] == [arrived.id]
    assert len(seen.linked.addresses) == 2
    left = cases.view(talk.helpline, boss, arrived.id)
    assert [line.inbound.inbound.text for line in left.lines if line.inbound] == ["9"], (
        "what was written before stays where it was written"
    )
    assert left.notes[-1].words == WHY


def test_a_merge_can_be_undone_once(talk: Rehearsal, boss: Caseworker) -> None:
    new = second(talk)
    arrived = the_case(new)
    before = new.contact()
    move = cases.merge(talk.helpline, boss, arrived.id, "K-1", Verified.MET, WHY)
    cases.undo_move(talk.helpline, boss, arrived.id, move.id, "it was her sister after all")
    assert new.contact() == before
    with pytest.raises(Refused, match="cannot_undo"):
        cases.undo_move(talk.helpline, boss, arrived.id, move.id, "it was her sister after all")
    outside = the_case(second(talk, "+85511222333"))
    with pytest.raises(NotFound):
        cases.undo_move(talk.helpline, boss, outside.id, move.id, "not theirs to undo at all")


@pytest.mark.parametrize("field", ["opted_out", "silent"])
def test_a_stop_survives_a_merge(talk: Rehearsal, boss: Caseworker, field: str) -> None:
    """SAFETY, the ten, 5: a stop survives import, merge, restore."""
    new = second(talk)
    stopped = new.contact()
    assert stopped is not None
    with talk.helpline.store.begin() as tx:
        tx.contacts.save(replace(stopped, **{field: True}))
    cases.merge(talk.helpline, boss, the_case(new).id, "K-1", Verified.CALL, WHY)
    joined = talk.contact()
    assert joined is not None
    assert getattr(joined, field)


def test_a_caseworker_joins_only_cases_that_are_theirs(talk: Rehearsal, dara: Caseworker) -> None:
    new = second(talk)
    arrived = mine(new, dara)
    with pytest.raises(Refused, match="claim_first"):
        cases.merge(talk.helpline, dara, arrived.id, "K-1", Verified.CALL, WHY)
    mine(talk, dara)
    cases.merge(talk.helpline, dara, arrived.id, "K-1", Verified.CALL, WHY)


def test_nothing_is_moved_while_a_message_is_unread(talk: Rehearsal, boss: Caseworker) -> None:
    new = second(talk)
    arrived = the_case(new)
    unread = Inbound(
        channel=Channel.SMS,
        provider_id="unread",
        address=new.address,
        kind=Kind.TEXT,
        text="wait",
        sent_at=talk.clock.at,
    )
    receive(talk.helpline, [unread])
    with pytest.raises(Refused, match="still_reading"):
        cases.merge(talk.helpline, boss, arrived.id, "K-1", Verified.CALL, WHY)
    talk._bells.answer(talk.helpline)
    cases.merge(talk.helpline, boss, arrived.id, "K-1", Verified.CALL, WHY)


# --- two persons, one number ------------------------------------------------------------------


def test_two_people_on_one_number_are_told_apart(talk: Rehearsal, boss: Caseworker) -> None:
    """SAFETY T6: a person is not a number."""
    talk.say("my secret plan")
    first = the_case(talk)
    opened = cases.separate(talk.helpline, boss, first.id, Verified.TOLD, "her brother writes now")
    assert opened.contact_id != first.contact_id
    assert (opened.status, opened.claimed_by) == (CaseStatus.CLAIMED, boss.id)
    assert talk.say("where is my sister").texts == [], "a person has the talk"
    seen = cases.view(talk.helpline, boss, opened.id)
    said = [line.inbound.inbound.text for line in seen.lines if line.inbound]
    assert said == ["where is my sister"], "nothing of the sister is in the brother's case"
    left = cases.view(talk.helpline, boss, first.id)
    assert "no_address" in left.flags
    with pytest.raises(Refused, match="address_stopped"):
        cases.reply(talk.helpline, boss, first.id, "hello", talk.helpline.new_id())
    (move,) = left.linked.moves
    cases.undo_move(talk.helpline, boss, first.id, move.id, "she has the phone back again")
    talk.say("it is me again")
    seen = cases.view(talk.helpline, boss, first.id)
    assert [line.inbound.inbound.text for line in seen.lines if line.inbound][-1] == (
        "it is me again"
    )


def test_a_case_without_a_number_can_still_be_noted_and_closed(
    talk: Rehearsal, boss: Caseworker
) -> None:
    first = the_case(talk)
    cases.separate(talk.helpline, boss, first.id, Verified.TOLD, "her brother writes now")
    cases.add_note(talk.helpline, boss, first.id, "she has no phone now", restricted=False)
    version = the_case_by_id(talk, first.id).version
    taken = cases.claim(talk.helpline, boss, first.id, version)
    before = len(talk.terminal.sent)
    closed = talk_close(talk, boss, taken)
    assert closed.status is CaseStatus.CLOSED
    assert len(talk.terminal.sent) == before, "nothing goes to the brother"
    with pytest.raises(Refused, match="no_address"):
        cases.merge(talk.helpline, boss, first.id, "K-2", Verified.CALL, WHY)


def the_case_by_id(talk: Rehearsal, case_id: str) -> Case:
    with talk.helpline.store.read() as tx:
        return tx.cases.by_id(case_id)


def talk_close(talk: Rehearsal, actor: Caseworker, case: Case) -> Case:
    closed = cases.close(talk.helpline, actor, case.id, "she is at home", "Monday", case.version)
    talk._bells.answer(talk.helpline)
    return closed
