"""Who has a case: handed over with a note, given back, taken over; drafts and notes on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from case_desk import kinds, mine, staff, the_case
from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.casework import Verified
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused, Stale
from helpline.core.task import TaskKind
from helpline.operations import cases
from helpline.operations.access import break_glass, exclude
from helpline.operations.ports.alerts import AlertKind
from helpline.rehearsal import Rehearsal

WORDS = "She is safe at her aunt's; the clinic is on Friday."


@pytest.fixture
def talk(stage) -> Rehearsal:
    made = stage()
    made.say("9")
    return made


@pytest.fixture
def dara(talk: Rehearsal) -> Caseworker:
    return staff(talk, "dara")


@pytest.fixture
def boss(talk: Rehearsal) -> Caseworker:
    return staff(talk, "bopha", Role.SUPERVISOR)


# --- hand over --------------------------------------------------------------------------------


def test_a_case_is_handed_over_with_a_note_and_an_alert(talk: Rehearsal, dara: Caseworker) -> None:
    case, other = mine(talk, dara), staff(talk, "vanna")
    handed = cases.hand_over(talk.helpline, dara, case.id, other.id, WORDS, case.version)
    assert handed.claimed_by == other.id
    with pytest.raises(Refused, match="claim_first"):
        cases.view(talk.helpline, dara, case.id)
    seen = cases.view(talk.helpline, other, case.id)
    note = next(note for note in seen.notes if note.kind == "handed_over")
    assert (note.words, note.code, note.actor_id) == (WORDS, other.id, dara.id)
    with talk.helpline.store.read() as tx:
        due = tx.alerts.due(talk.clock.at, 10)
        alerts = [tx.alerts.claim(one, talk.clock.at, talk.clock.at) for one in due]
    assert [a.caseworker_id for a in alerts if a and a.kind is AlertKind.YOURS] == [other.id]


@pytest.mark.parametrize("words", ["", "soon", "x" * 301])
def test_a_case_is_not_handed_over_without_a_note(
    talk: Rehearsal, dara: Caseworker, words: str
) -> None:
    case, other = mine(talk, dara), staff(talk, "vanna")
    with pytest.raises(Refused, match="note_needed"):
        cases.hand_over(talk.helpline, dara, case.id, other.id, words, case.version)
    assert the_case(talk).claimed_by == dara.id


def test_nobody_gets_a_case_who_could_not_take_it(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = mine(talk, dara)
    kept_away = staff(talk, "relative")
    exclude(talk.helpline, boss, case.id, kept_away.id, excluded=True)
    stranger = staff(talk, "stranger", home="Another organisation")
    admin = staff(talk, "admin", Role.ORGANISATION_ADMIN)
    for to_id in (kept_away.id, stranger.id, admin.id, "0" * 32):
        with pytest.raises(Refused, match="cannot_have_it"):
            cases.hand_over(talk.helpline, dara, case.id, to_id, WORDS, case.version)
    with pytest.raises(Refused, match="has_it_already"):
        cases.hand_over(talk.helpline, dara, case.id, dara.id, WORDS, case.version)
    assert the_case(talk).claimed_by == dara.id


def test_a_stale_page_hands_nothing_over(talk: Rehearsal, dara: Caseworker) -> None:
    case, other = mine(talk, dara), staff(talk, "vanna")
    with pytest.raises(Stale):
        cases.hand_over(talk.helpline, dara, case.id, other.id, WORDS, case.version - 1)


def test_a_case_given_back_waits_again_and_calls_somebody(
    talk: Rehearsal, dara: Caseworker
) -> None:
    case = mine(talk, dara)
    cases.unclaim(talk.helpline, dara, case.id, WORDS, case.version)
    after = the_case(talk)
    assert (after.status, after.claimed_by, after.acknowledged_at) == (CaseStatus.OPEN, None, None)
    assert after.acknowledge_by > talk.clock.at
    conversation = talk.conversation()
    assert conversation is not None
    assert not conversation.taken
    assert "unclaimed" in kinds(talk)
    with pytest.raises(Stale):
        cases.unclaim(
            talk.helpline, staff(talk, "bopha", Role.SUPERVISOR), case.id, WORDS, after.version
        )


def test_a_supervisor_takes_over_and_a_caseworker_cannot(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = mine(talk, dara)
    with pytest.raises(Refused, match="not_allowed"):
        cases.take_over(talk.helpline, staff(talk, "vanna"), case.id, case.version)
    taken = cases.take_over(talk.helpline, boss, case.id, case.version)
    assert taken.claimed_by == boss.id
    with pytest.raises(Stale):
        cases.take_over(talk.helpline, boss, case.id, taken.version)


# --- notes, tasks, priority -------------------------------------------------------------------


def test_notes_are_read_by_who_has_the_case(talk: Rehearsal, dara: Caseworker) -> None:
    case = mine(talk, dara)
    cases.add_note(talk.helpline, dara, case.id, f" {WORDS}\n", restricted=False)
    assert cases.view(talk.helpline, dara, case.id).notes[-1].words == WORDS
    for words, code in ((" ", "empty"), ("x" * 4001, "too_long")):
        with pytest.raises(Refused, match=code):
            cases.add_note(talk.helpline, dara, case.id, words, restricted=False)


def test_a_restricted_note_stays_with_its_author_and_supervisors(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    """CONVERSATIONS 4.12: notes about complicity are restricted further."""
    case, other = mine(talk, dara), staff(talk, "vanna")
    cases.add_note(talk.helpline, dara, case.id, "an officer drove", restricted=True)
    assert cases.view(talk.helpline, dara, case.id).notes[-1].words == "an officer drove"
    assert cases.view(talk.helpline, boss, case.id).notes[-1].words == "an officer drove"
    cases.hand_over(talk.helpline, dara, case.id, other.id, WORDS, the_case(talk).version)
    seen = cases.view(talk.helpline, other, case.id).notes
    assert "officer" not in "".join(note.words for note in seen)
    assert [note.kind for note in seen].count("restricted_note") == 1, "that there is one is known"


def test_broken_glass_does_not_show_restricted_notes(talk: Rehearsal, dara: Caseworker) -> None:
    case = mine(talk, dara)
    cases.add_note(talk.helpline, dara, case.id, "an officer drove", restricted=True)
    outside = staff(talk, "outside", Role.SUPERVISOR, home="Another organisation")
    break_glass(talk.helpline, outside, case.id, "the office is closed and she is in danger")
    seen = cases.view(talk.helpline, outside, case.id).notes
    assert "officer" not in "".join(note.words for note in seen)


def test_a_task_is_set_with_its_words_in_the_notes(talk: Rehearsal, dara: Caseworker) -> None:
    case = mine(talk, dara)
    due = talk.clock.at + timedelta(days=2)
    cases.set_task(talk.helpline, dara, case.id, "ask the clinic", due)
    seen = cases.view(talk.helpline, dara, case.id)
    (task,) = [task for task in seen.tasks if task.kind is TaskKind.OTHER]
    assert (task.due_at, task.assigned_to, task.case_id) == (due, dara.id, case.id)
    assert next(n for n in seen.notes if n.id == task.about_id).words == "ask the clinic"


@pytest.mark.parametrize("days", [None, -1, 0, 600])
def test_a_task_needs_a_time_to_come(talk: Rehearsal, dara: Caseworker, days: int | None) -> None:
    case = mine(talk, dara)
    due = None if days is None else talk.clock.at + timedelta(days=days)
    with pytest.raises(Refused, match="bad_time"):
        cases.set_task(talk.helpline, dara, case.id, "ask the clinic", due)
    assert kinds(talk)[-1] == "claimed", "nothing half-done stays"


def test_a_person_lowers_the_priority_with_a_reason(talk: Rehearsal, dara: Caseworker) -> None:
    """CONVERSATIONS 6.2: a person may lower, the bot never does."""
    talk.say("I want to kill myself")
    case = mine(talk, dara)
    assert case.priority is Priority.P1
    with pytest.raises(Refused, match="reason_needed"):
        cases.set_priority(talk.helpline, dara, case.id, Priority.P3, "ok", case.version)
    lowered = cases.set_priority(
        talk.helpline, dara, case.id, Priority.P3, "she is at the hospital now", case.version
    )
    assert lowered.priority is Priority.P3
    assert lowered.write_by > case.write_by
    assert Reason.SELF_HARM_NOW in lowered.reasons, "why it was opened stays"
    with talk.helpline.store.read() as tx:
        note = tx.cases.notes(case.id)[-1]
    assert (note.kind, note.code, note.words) == ("lowered", "P3", "she is at the hospital now")
    talk.say("I want to kill myself")
    assert the_case(talk).priority is Priority.P1, "danger raises it again"


# --- reopening --------------------------------------------------------------------------------


def closed(talk: Rehearsal, dara: Caseworker) -> Case:
    case = mine(talk, dara)
    return cases.close(talk.helpline, dara, case.id, "we agreed", "Monday", case.version)


def test_a_case_is_opened_again_for_who_had_it(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = closed(talk, dara)
    assert case.status is CaseStatus.CLOSED
    with pytest.raises(Refused, match="not_allowed"):
        cases.reopen(talk.helpline, dara, case.id, "she wrote again about it", case.version)
    opened = cases.reopen(talk.helpline, boss, case.id, "she wrote again about it", case.version)
    assert (opened.status, opened.claimed_by) == (CaseStatus.CLAIMED, dara.id)
    conversation = talk.conversation()
    assert conversation is not None
    assert conversation.taken, "what she writes comes to the person again"
    with pytest.raises(Stale):
        cases.reopen(talk.helpline, boss, case.id, "she wrote again about it", opened.version)


def test_a_case_of_somebody_who_left_waits_for_anybody(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = closed(talk, dara)
    with talk.helpline.store.begin() as tx:
        tx.staff.save(replace(dara, disabled=True))
    opened = cases.reopen(talk.helpline, boss, case.id, "she wrote again about it", case.version)
    assert (opened.status, opened.claimed_by) == (CaseStatus.OPEN, None)
    assert opened.watch_at is not None, "the clock looks at it"


def test_a_closed_case_stays_closed_beside_an_open_one(
    talk: Rehearsal, dara: Caseworker, boss: Caseworker
) -> None:
    case = closed(talk, dara)
    talk.say("9")
    assert the_case(talk).number == 2
    with pytest.raises(Refused, match="has_open_case"):
        cases.reopen(talk.helpline, boss, case.id, "she wrote again about it", case.version)


# --- foreign and missing ----------------------------------------------------------------------


def test_no_act_reaches_a_case_of_another_organisation(talk: Rehearsal, dara: Caseworker) -> None:
    """SAFETY T17: foreign and missing are the same."""
    case = mine(talk, dara)
    stranger = staff(talk, "stranger", Role.SUPERVISOR, home="Another organisation")
    line = talk.helpline
    later = talk.clock.at + timedelta(days=1)
    for wanted in (case.id, "0" * 32):
        acts = (
            lambda w=wanted: cases.hand_over(line, stranger, w, dara.id, WORDS, 1),
            lambda w=wanted: cases.unclaim(line, stranger, w, WORDS, 1),
            lambda w=wanted: cases.take_over(line, stranger, w, 1),
            lambda w=wanted: cases.add_note(line, stranger, w, WORDS, restricted=False),
            lambda w=wanted: cases.add_note(line, stranger, w, WORDS, restricted=True),
            lambda w=wanted: cases.set_task(line, stranger, w, WORDS, later),
            lambda w=wanted: cases.set_priority(line, stranger, w, Priority.P4, WORDS, 1),
            lambda w=wanted: cases.reopen(line, stranger, w, WORDS, 1),
            lambda w=wanted: cases.send_flow(line, stranger, w, "F07"),
            lambda w=wanted: cases.give_back(line, stranger, w),
            lambda w=wanted: cases.step_in(line, stranger, w),
            lambda w=wanted: cases.keep_draft(line, stranger, w, "x"),
            lambda w=wanted: cases.reveal(line, stranger, w, WORDS),
            lambda w=wanted: cases.check_code_word(line, stranger, w, "mango"),
            lambda w=wanted: cases.separate(line, stranger, w, Verified.MET, WORDS),
        )
        for act in acts:
            with pytest.raises(NotFound):
                act()
    assert the_case(talk) == case
