"""The life of a referral: which moves are legal, and what they leave behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.core.code_words import KHMER, LATIN, word_of
from helpline.core.errors import Refused
from helpline.core.referral import (
    CASE_MANAGEMENT,
    FEEDBACK_AFTER,
    MOVED_BY,
    MOVES,
    OPEN,
    OVER,
    SCOPES,
    TAKEN,
    Field,
    Handover,
    Reached,
    Referral,
    State,
    Told,
    moved,
    next_feedback,
)
from helpline.text.khmer import clean_out

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def referral(state: State = State.SENT, **what) -> Referral:
    made = {
        "id": "r",
        "organisation_id": "o",
        "contact_id": "c",
        "receiver": "service",
        "kind": CASE_MANAGEMENT,
        "fields": SCOPES["all"],
        "state": state,
        "created_at": NOW,
        "moved_at": NOW,
        "due_at": NOW,
        "handover": Handover(),
        "feedback_due_at": NOW,
        "opener_due_at": NOW,
    }
    return Referral(**made | what)


def test_every_state_has_its_line_and_its_group() -> None:
    assert set(MOVES) == set(State)
    assert {state for state, ways in MOVES.items() if not ways} == OVER
    assert not OPEN & TAKEN
    assert not (OPEN | TAKEN) & OVER


def test_a_yes_can_be_taken_back_from_everywhere() -> None:
    """T28"""
    assert all(State.WITHDRAWN in ways for state, ways in MOVES.items() if state not in OVER)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_moves(before: State, after: State) -> None:
    if after in MOVES[before]:
        changed = moved(referral(before), after, NOW + timedelta(1))
        assert (changed.state, changed.moved_at) == (after, NOW + timedelta(1))
        assert (changed.due_at is None) == (after not in OPEN)
        assert (changed.feedback_due_at is None) == (after in OVER)
        assert (changed.opener_due_at is None) == (after in OVER)
    else:
        with pytest.raises(Refused, match="no_such_move"):
            moved(referral(before), after, NOW)


def test_what_a_contact_can_tell_leads_somewhere() -> None:
    assert set(MOVED_BY) == set(Told) - {Told.ASKED, Told.NO_ONE_CAME}


def test_through_us_only_takes_back_the_number_and_nothing_else() -> None:
    """T28"""
    agreed = SCOPES["all"]
    assert referral(handover=Handover(reached=Reached.CALL)).shown == agreed
    shown = referral(handover=Handover(reached=Reached.THROUGH_US)).shown
    assert set(agreed) - set(shown) == {Field.NUMBER}


def test_the_less_is_told_the_less_is_in_it() -> None:
    assert set(SCOPES["none"]) < set(SCOPES["number"]) < set(SCOPES["less"]) < set(SCOPES["all"])


def test_feedback_is_due_on_the_third_and_the_tenth_day() -> None:
    """CONVERSATIONS F29"""
    assert next_feedback(NOW, NOW) == NOW + timedelta(days=3)
    assert next_feedback(NOW, NOW + FEEDBACK_AFTER[0]) == NOW + timedelta(days=10)
    assert next_feedback(NOW, NOW + FEEDBACK_AFTER[1]) is None


@given(number=st.integers(0, 2**128))
def test_words_of_ours_have_two_syllables_and_many_faces(number: int) -> None:
    latin, khmer = word_of(number, "en"), word_of(number, "km")
    assert len(latin) == 4
    assert latin[:2] in LATIN
    assert clean_out(khmer) == khmer
    assert khmer[:2] in KHMER


def test_a_word_is_hard_to_guess() -> None:
    assert len({word_of(n, "en") for n in range(5000)}) == len(LATIN) ** 2
    assert len({word_of(n, "km") for n in range(5000)}) == len(KHMER) ** 2


def test_nothing_of_a_person_is_in_the_repr() -> None:
    """T24"""
    shown = repr(
        referral(handover=Handover(first_name="Dara", code_word="mango"), receiver_name="Somewhere")
    )
    assert not {"Dara", "mango", "Somewhere"} & set(shown.replace("'", " ").split())
