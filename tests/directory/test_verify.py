"""The life of a contact point, as a table of records and times (DIRECTORY.md, Verification)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.directory.acts import as_candidate, edited, with_act, with_approval
from helpline.directory.due import due_calls
from helpline.directory.model import (
    Capacity,
    Entitlement,
    Findings,
    RightsWords,
    Service,
    Suspension,
    Words,
)
from helpline.directory.terms import (
    Audience,
    Claim,
    Duty,
    Group,
    Intake,
    Item,
    Kind,
    Need,
    Reason,
    State,
    Status,
)
from helpline.directory.verify import (
    confirmed_items,
    entitlement_holds,
    intake_of,
    people_needed,
    publishable,
    state_of,
)
from making import NOW, act, point, service

DAY = timedelta(days=1)


def state(one: Service, key: str = "p1") -> State:
    found = one.contact(key)
    assert found is not None
    return state_of(one, found, NOW)


def shown(one: Service, key: str = "p1") -> bool:
    found = one.contact(key)
    assert found is not None
    return publishable(one, found, NOW)


def stop(days_ago: float) -> Suspension:
    return Suspension(at=NOW - days_ago * DAY, reason=Reason.WRONG_NUMBER)


@pytest.mark.parametrize(
    ("duty", "days", "expected"),
    [
        (Duty.OFFICE, 0, State.VERIFIED),
        (Duty.OFFICE, 82.9, State.VERIFIED),
        (Duty.OFFICE, 83, State.DUE),
        (Duty.OFFICE, 89.9, State.DUE),
        (Duty.OFFICE, 90, State.EXPIRED),
        (Duty.INTAKE, 52.9, State.VERIFIED),
        (Duty.INTAKE, 53, State.DUE),
        (Duty.INTAKE, 60, State.EXPIRED),
        (Duty.HOTLINE, 22.9, State.VERIFIED),
        (Duty.HOTLINE, 23, State.DUE),
        (Duty.HOTLINE, 30, State.EXPIRED),
        (Duty.OFFICE, -0.1, State.CANDIDATE),
    ],
)
def test_lifetimes(duty: Duty, days: float, expected: State) -> None:
    """Rule 2; an act in the future is no act (rule 1)."""
    one = service("s", point("p1", act(days_ago=days), duty=duty))
    assert state(one) is expected
    assert shown(one) is (expected in {State.VERIFIED, State.DUE})


@pytest.mark.parametrize(
    ("more", "fills", "duty"),
    [
        ({}, "", Duty.EMERGENCY),
        ({"residential": Claim.YES}, "", Duty.OFFICE),
        ({}, "", Duty.SHELTER),
        ({}, "police", Duty.OFFICE),
        ({}, "ambulance", Duty.HOTLINE),
        ({}, "line", Duty.OFFICE),
        ({}, "child_line", Duty.OFFICE),
    ],
)
def test_emergency_lines_and_shelters_need_two_people(
    more: dict[str, Any], fills: str, duty: Duty
) -> None:
    """Rule 1; what fills a text of danger is an emergency line whatever it is called."""
    once = service("s", point("p1", act("dara"), duty=duty, fills=fills), **more)
    again = service("s", point("p1", act("dara"), act("dara"), duty=duty, fills=fills), **more)
    two = service("s", point("p1", act("dara"), act("sokha"), duty=duty, fills=fills), **more)
    assert people_needed(two, two.contacts[0]) == 2
    assert state(once) is state(again) is State.CANDIDATE
    assert state(two) is State.VERIFIED


def test_two_acts_hold_as_long_as_the_older_one() -> None:
    acts = act("dara", days_ago=29), act("sokha", days_ago=1)
    assert state(service("s", point("p1", *acts, duty=Duty.EMERGENCY))) is State.DUE
    late = act("dara", days_ago=31), act("sokha", days_ago=1)
    assert state(service("s", point("p1", *late, duty=Duty.EMERGENCY))) is State.EXPIRED


def test_a_caseworkers_act_waits_for_a_supervisor() -> None:
    """SAFETY 5: a caseworker proposes, a supervisor approves."""
    waiting = service("s", point("p1", act(approved=False)))
    assert state(waiting) is State.CANDIDATE
    assert state(with_approval(waiting, waiting.contacts[0], "sophea")) is State.VERIFIED
    own = with_approval(waiting, waiting.contacts[0], "dara")
    assert state(own) is State.CANDIDATE


def test_a_waiting_act_does_not_spoil_the_one_that_holds() -> None:
    acts = act("dara", days_ago=50), act("dara", days_ago=1, approved=False)
    assert state(service("s", point("p1", *acts))) is State.VERIFIED


@pytest.mark.parametrize("item", [Item.ANSWERS, Item.NAME, Item.LISTING])
def test_an_act_that_leaves_out_the_core_verifies_nothing(item: Item) -> None:
    most = tuple(one for one in Item if one is not item)
    assert state(service("s", point("p1", act(confirmed=most)))) is State.CANDIDATE


def test_a_suspension_ends_what_was_verified_until_a_newer_act() -> None:
    """Rule 4: only rule 1 brings it back."""
    before, after = act(days_ago=3), act(days_ago=1)
    assert state(service("s", point("p1", before, suspensions=(stop(2),)))) is State.SUSPENDED
    assert state(service("s", point("p1", after, suspensions=(stop(2),)))) is State.VERIFIED
    whole = service("s", point("p1", before), suspensions=(stop(2),))
    assert state(whole) is State.SUSPENDED
    same_time = service("s", point("p1", act(days_ago=2), suspensions=(stop(2),)))
    assert state(same_time) is State.SUSPENDED


def test_two_people_are_needed_again_after_a_suspension() -> None:
    acts = act("dara", days_ago=3), act("sokha", days_ago=1)
    line = point("p1", *acts, duty=Duty.EMERGENCY, suspensions=(stop(2),))
    assert state(service("s", line)) is State.SUSPENDED


@pytest.mark.parametrize(
    ("of_point", "of_service"),
    [
        ({"audience": Audience.ADMIN}, {}),
        ({"audience": Audience.PRESS}, {}),
        ({"audience": Audience.PARTNER}, {}),
        ({"listing_consent": Claim.UNKNOWN}, {}),
        ({"listing_consent": Claim.NO}, {}),
        ({"retired": True}, {}),
        ({}, {"retired": True}),
        ({}, {"exclude_reason": "compulsory"}),
        ({}, {"status": Status.DEFUNCT}),
        ({}, {"status": Status.TEMPORARILY_CLOSED}),
    ],
)
def test_fail_closed(of_point: dict[str, Any], of_service: dict[str, Any]) -> None:
    """Rule 3: anything else is not shown."""
    assert shown(service("s", point("p1", act())))
    assert not shown(service("s", point("p1", act(), **of_point), **of_service))


def test_what_was_found_on_a_call_becomes_a_fact_when_it_is_approved() -> None:
    found = Findings(serves={Group.MEN: Claim.NO}, intake=Intake.WAITLIST, hours="always")
    one = service("s", point("p1", listing_consent=Claim.UNKNOWN))
    waiting = with_act(one, one.contacts[0], act(approved=False, found=found))
    assert waiting.serves_group(Group.MEN) is Claim.YES
    assert waiting.contacts[0].listing_consent is Claim.UNKNOWN
    approved = with_approval(waiting, waiting.contacts[0], "sophea")
    assert approved.serves_group(Group.MEN) is Claim.NO
    assert approved.intake.status is Intake.WAITLIST
    assert approved.contacts[0].hours == "always"
    assert approved.contacts[0].listing_consent is Claim.YES


def test_a_fact_that_was_not_confirmed_is_not_taken() -> None:
    found = Findings(serves={Group.MEN: Claim.NO}, intake=Intake.CLOSED)
    core = (Item.ANSWERS, Item.NAME, Item.LISTING)
    one = service("s", point("p1"))
    after = with_act(one, one.contacts[0], act(found=found, confirmed=core))
    assert after.serves_group(Group.MEN) is Claim.YES
    assert after.intake == one.intake
    assert Item.SERVES not in confirmed_items(after, NOW)


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (Intake.OPEN, 13.9, Intake.OPEN),
        (Intake.OPEN, 14, Intake.UNKNOWN),
        (Intake.WAITLIST, 20, Intake.UNKNOWN),
        (Intake.CLOSED, 20, Intake.CLOSED),
        (Intake.OPEN, -1, Intake.UNKNOWN),
    ],
)
def test_capacity_holds_fourteen_days(status: Intake, days: float, expected: Intake) -> None:
    asked = Capacity(status=status, checked_at=NOW - days * DAY)
    assert intake_of(service("s", intake=asked), NOW) is expected


@pytest.mark.parametrize(("days", "holds"), [(0, True), (179.9, True), (180, False), (-1, False)])
def test_rights_texts_hold_for_180_days(days: float, holds: bool) -> None:
    words = RightsWords(en="You have rights.", km="អ្នកមានសិទ្ធិ។")
    text = Entitlement(id="r", words=words, source="a policy of 2009", fills="right_id_poor")
    assert not entitlement_holds(text, NOW)
    reviewed = {"reviewed_by": "a lawyer", "reviewed_on": NOW - days * DAY}
    assert entitlement_holds(text.model_copy(update=reviewed), NOW) is holds


def test_the_calls_of_today_in_their_order() -> None:
    """Rule 2: due seven days before; rule 4: a suspension opens a call."""
    found = due_calls(
        [
            service("due", point("d", act(days_ago=85))),
            service("fine", point("f", act(days_ago=1))),
            service("candidate", point("c")),
            service("expired", point("e", act(days_ago=91))),
            service("stopped", point("s", act(days_ago=5), suspensions=(stop(1),))),
            service("pending", point("p", act(approved=False))),
            service("gone", point("g", act(days_ago=91)), retired=True),
            service(
                "asked",
                point("a", act()),
                intake=Capacity(status=Intake.OPEN, checked_at=NOW - 15 * DAY),
            ),
        ],
        NOW,
    )
    assert [(call.service.id, call.why) for call in found] == [
        ("stopped", "suspended"),
        ("expired", "expired"),
        ("pending", "pending"),
        ("due", "due"),
        ("asked", "intake"),
    ]


def test_nothing_that_comes_from_outside_is_verified() -> None:
    claimed = service("s", point("p1", act(), suspensions=(stop(1),)), needs=(Need.MEDICAL,))
    taken = as_candidate(claimed)
    assert state(taken) is State.CANDIDATE
    assert taken.contacts[0].listing_consent is Claim.UNKNOWN
    assert taken.intake.checked_at is None


def test_an_edit_changes_no_fact_of_a_call_and_a_new_number_starts_anew() -> None:
    old = service("s", point("p1", act()), point("p2", act(), value="012 000 002"))
    wanted = old.model_copy(
        update={
            "serves": {},
            "suspensions": (),
            "name": Words(en="Another name"),
            "contacts": (
                point("p1", act("intruder"), value="012 000 009"),
                point("p2", value="012 000 002", audience=Audience.PARTNER),
            ),
        }
    )
    after = edited(old, wanted)
    assert after.name.en == "Another name"
    assert after.serves == old.serves
    assert state(after, "p1") is State.CANDIDATE
    assert state(after, "p2") is State.VERIFIED
    assert after.contacts[1].audience is Audience.PARTNER
    swapped = edited(old, old.model_copy(update={"contacts": (point("p1", kind=Kind.SMS),)}))
    assert state(swapped, "p1") is State.CANDIDATE


ACTS = st.lists(
    st.builds(
        act,
        st.sampled_from(["dara", "sokha", "vanna"]),
        days_ago=st.floats(-5, 120),
        approved=st.booleans(),
    ),
    max_size=5,
)


@given(ACTS, st.sampled_from(list(Duty)), st.lists(st.floats(0, 120), max_size=2))
def test_what_is_shown_always_has_enough_people_and_an_approval(
    acts: list[Any], duty: Duty, stops: list[float]
) -> None:
    """Whatever was recorded: nothing is shown without rule 1."""
    line = point("p1", *acts, duty=duty, suspensions=tuple(map(stop, stops)))
    one = service("s", line)
    if not shown(one):
        return
    newest = max((one.at for one in line.suspensions), default=None)
    good = [a for a in acts if a.at <= NOW and (newest is None or a.at > newest)]
    fresh = [a for a in good if a.at > NOW - 90 * DAY]
    assert len({a.by for a in fresh}) >= people_needed(one, line)
    assert any(a.approved_by for a in fresh)
