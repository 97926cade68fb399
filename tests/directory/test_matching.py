"""Who is offered to whom, and why not the others (DIRECTORY.md, Matching)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.directory.match import Matches, explain, match
from helpline.directory.model import Area, Capacity, Service
from helpline.directory.places import NEIGHBOURS
from helpline.directory.query import ANY_GENDER, Query
from helpline.directory.rank import Outcome
from helpline.directory.terms import (
    Claim,
    Cost,
    Group,
    Intake,
    Item,
    Need,
    Operator,
    Status,
    Term,
)
from helpline.text.provinces import PROVINCES
from making import NOW, act, directory, point, service, verified

LAW = frozenset({Need.LEGAL_AID})
MEN = {Group.MEN: Claim.YES}


def asked(*services: Service, **more: Any) -> Matches:
    query = Query(**({"needs": LAW, "case": "k"} | more))
    return match(query, directory(*services), NOW)


def others(found: Matches) -> list[str]:
    return [one.service_id for one in found.others]


@pytest.mark.parametrize(
    ("of_service", "of_query", "reason"),
    [
        ({"contacts": ()}, {}, "not_publishable"),
        ({"status": Status.INACTIVE}, {}, "not_active"),
        ({"exclude_reason": "compulsory"}, {}, "never_offered"),
        ({"needs": (Need.MEDICAL,)}, {}, "other_need"),
        ({"serves": {Group.WOMEN: Claim.YES}}, {"gender": "man"}, "group_not_confirmed"),
        ({"serves": {Group.MEN: Claim.NO}}, {"gender": "man"}, "group_not_confirmed"),
        ({}, {"gender": "man", "age_band": "under_18"}, "group_not_confirmed"),
        ({"serves": MEN}, {"gender": ANY_GENDER}, "group_not_confirmed"),
        ({"maximum_age": 17.0}, {"age_band": "adult"}, "group_not_confirmed"),
        ({"minimum_age": 18.0}, {"age_band": "under_18"}, "group_not_confirmed"),
        ({"area": Area(provinces=("16",))}, {"province": "12"}, "too_far"),
        ({"operator": Operator.FAITH}, {"avoid": {Operator.FAITH}}, "avoided"),
        ({"operator": Operator.UNKNOWN}, {"avoid": {Operator.FAITH}}, "avoided"),
        ({"informs_police": Claim.YES}, {"avoid": {Operator.POLICE}}, "avoided"),
        ({"informs_police": Claim.UNKNOWN}, {"avoid": {Operator.POLICE}}, "avoided"),
        ({"operator": Operator.POLICE}, {}, "police_not_asked_for"),
        ({"only_on_request": True}, {}, "police_not_asked_for"),
        (
            {"requires_formal_identification": Claim.YES},
            {},
            "formal_identification_needed",
        ),
        ({"intake": Capacity(status=Intake.CLOSED)}, {}, "intake_closed"),
        (
            {"contacts": (point("c", act(), value="1200", kind="short_code"),)},
            {"local": False},
            "not_dialable_from_there",
        ),
    ],
)
def test_each_filter_names_itself(
    of_service: dict[str, Any], of_query: dict[str, Any], reason: str
) -> None:
    """Each rejected service keeps why; take the reason away and it is found."""
    query = Query(**({"needs": LAW} | of_query))
    good, bad = verified("good"), verified("bad").model_copy(update=of_service)
    known = directory(good, bad)
    found = match(query, known, NOW)
    assert "bad" not in found.ids
    assert reason in explain(query, known, "bad", NOW)
    told = {one.service_id: one.excluded_because for one in found.excluded}
    if reason != "other_need":
        assert reason in told["bad"]
    else:
        assert "bad" not in told


@pytest.mark.parametrize(
    ("of_service", "of_query"),
    [
        ({}, {}),
        ({}, {"gender": "man", "age_band": "adult"}),
        ({}, {"gender": ANY_GENDER}),
        ({"needs": (Need.CASH_SUPPORT,)}, {"needs": {Need.LIVELIHOOD}}),
        ({"area": Area(provinces=("08",))}, {"province": "12"}),
        ({"area": Area(remote=True)}, {"province": "12"}),
        ({"area": Area(districts=("1201",))}, {"province": "12"}),
        ({"operator": Operator.POLICE}, {"named_police": True}),
        ({"requires_formal_identification": Claim.YES}, {"identified": Claim.YES}),
        ({"informs_police": Claim.NO}, {"avoid": {Operator.POLICE}}),
        ({}, {"local": False}),
    ],
)
def test_what_fits_is_offered(of_service: dict[str, Any], of_query: dict[str, Any]) -> None:
    query = Query(**({"needs": LAW} | of_query))
    known = directory(verified("s").model_copy(update=of_service))
    assert explain(query, known, "s", NOW) == ()
    assert match(query, known, NOW).ids == ("s",)


def test_a_wider_need_is_not_met_by_asking_for_the_narrower() -> None:
    assert asked(verified("s", needs=(Need.LIVELIHOOD,)), needs={Need.CASH_SUPPORT}).ids == ()


def test_that_men_are_served_must_have_been_confirmed_on_the_call() -> None:
    """Unknown is not yes: a claim of a web page or a file is none."""
    core = (Item.ANSWERS, Item.NAME, Item.LISTING)
    claimed = service("s", point("p", act(confirmed=core)), serves=MEN)
    assert asked(claimed, gender="man").ids == ()
    assert asked(claimed).ids == ("s",)


def test_slot_0_is_long_term_case_management_whatever_was_asked() -> None:
    helper = verified("helper", needs=(Need.CASE_MANAGEMENT,), term=Term.LONG, cost=Cost.PAID)
    short = verified("short", needs=(Need.CASE_MANAGEMENT,), term=Term.SHORT)
    found = asked(verified("law"), helper, short)
    assert found.first is not None
    assert found.first.service_id == "helper"
    assert found.ids == ("helper", "law")
    assert asked(verified("law")).first is None


def test_two_by_sms_and_four_in_chat() -> None:
    many = [verified(f"s{number}") for number in range(9)]
    assert len(asked(*many).others) == 2
    assert len(asked(*many, channel="telegram").others) == 4


def test_the_first_one_is_not_offered_twice() -> None:
    both = verified("both", needs=(Need.CASE_MANAGEMENT, Need.LEGAL_AID), term=Term.LONG)
    assert asked(both, verified("a"), verified("b")).ids[0] == "both"
    assert sorted(asked(both, verified("a"), verified("b")).ids) == ["a", "b", "both"]


PAIRS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"hours": "always"}, {"hours": "mon-fri 08:00-17:00"}),
    ({"cost": Cost.FREE}, {"cost": Cost.PAID}),
    ({"term": Term.LONG}, {"term": Term.SHORT}),
    ({"serves": MEN}, {"serves": {Group.MEN: Claim.YES, Group.WOMEN: Claim.YES}}),
    ({"area": Area(districts=("1201",))}, {"area": Area(provinces=("12",))}),
    ({"area": Area(provinces=("12",))}, {"area": Area(provinces=("08",))}),
    ({"area": Area(provinces=("08",))}, {"area": Area(national=True)}),
    (
        {"intake": Capacity(status=Intake.OPEN, checked_at=NOW)},
        {"intake": Capacity(status=Intake.WAITLIST, checked_at=NOW)},
    ),
    ({"outcome": Outcome(9, 10)}, {"outcome": Outcome(2, 10)}),
    ({"days": 1}, {"days": 40}),
]


@pytest.mark.parametrize(("better", "worse"), PAIRS)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_order(better: dict[str, Any], worse: dict[str, Any], names: tuple[str, str]) -> None:
    """Each rule of the order decides between two that are equal in all else, whatever their ids."""
    made, outcomes = [], {}
    for name, differs in zip(names, (better, worse), strict=True):
        facts = dict(differs)
        one = point(name, act(days_ago=facts.pop("days", 1)), hours=facts.pop("hours", ""))
        if "outcome" in facts:
            outcomes[name] = facts.pop("outcome")
        made.append(service(name, one, **facts))
    query = Query(needs=LAW, gender="man", province="12", district="1201", case="k")
    for known in (directory(*made), directory(*reversed(made))):
        assert match(query, known, NOW, outcomes).ids == names


def test_an_earlier_rule_outweighs_all_later_ones() -> None:
    free_but_far = verified("far", cost=Cost.FREE, term=Term.SHORT, area=Area(national=True))
    paid_and_near = verified("near", cost=Cost.PAID, term=Term.LONG, area=Area(provinces=("12",)))
    assert asked(free_but_far, paid_and_near, province="12").ids == ("far", "near")


def test_few_outcomes_say_nothing() -> None:
    """Wilson's lower bound, and only from five on."""
    assert Outcome(4, 4).lower_bound == 0.0
    assert Outcome(5, 5).lower_bound == pytest.approx(0.5655, abs=0.001)
    assert Outcome(0, 9).lower_bound == pytest.approx(0.0, abs=1e-9)
    assert Outcome(80, 100).lower_bound > Outcome(8, 10).lower_bound


def test_equals_are_spread_among_cases_and_stay_for_one() -> None:
    many = [verified(f"s{number}") for number in range(10)]
    first = {asked(*many, case=f"case {number}").ids[0] for number in range(200)}
    assert len(first) == 10
    assert asked(*many, case="x") == asked(*reversed(many), case="x")


def test_danger_brings_a_person_and_verified_lines_and_never_the_police_by_itself() -> None:
    """SAFETY T15: police is a choice that the person names."""
    twice = act("dara"), act("sokha")
    line = service("line", point("l", *twice, duty="emergency"), needs=(Need.EMERGENCY,))
    police = service(
        "police",
        point("o", *twice, duty="emergency"),
        needs=(Need.EMERGENCY,),
        operator=Operator.POLICE,
    )
    found = asked(line, police, urgency="now", gender="man")
    assert found.in_danger
    assert [one.service_id for one in found.danger] == ["line"]
    named = asked(line, police, urgency="now", named_police=True)
    assert {one.service_id for one in named.danger} == {"line", "police"}
    assert asked(line).danger == ()


def test_a_relative_is_shown_information_and_tracing_only() -> None:
    """SAFETY T6: never more, whatever is asked for."""
    families = {Group.FAMILIES: Claim.YES}
    known = [
        verified("tracing", needs=(Need.FAMILY_TRACING,), serves=families),
        verified("law", needs=(Need.LEGAL_AID,), serves=families),
        verified("helper", needs=(Need.CASE_MANAGEMENT,), term=Term.LONG, serves=families),
        verified("other", needs=(Need.INFORMATION,), serves=MEN),
    ]
    for needs in (set(), {Need.LEGAL_AID}, {Need.FAMILY_TRACING, Need.CASE_MANAGEMENT}):
        assert asked(*known, for_family=True, needs=frozenset(needs)).ids == ("tracing",)


def test_every_answer_says_why_and_of_which_version() -> None:
    found = asked(verified("s"), gender="man", province="12")
    assert found.version == 7
    assert found.others[0].why == (
        "need:legal_aid",
        "serves:men",
        "free",
        "term:medium",
        "nationwide",
        "intake:open",
    )


def test_what_has_run_out_is_gone_by_itself() -> None:
    known = directory(verified("s"))
    query = Query(needs=LAW)
    assert match(query, known, NOW + timedelta(days=88)).ids == ("s",)
    assert match(query, known, NOW + timedelta(days=90)).ids == ()
    assert match(query, known, NOW - timedelta(days=2)).ids == ()


def test_neighbours_are_mutual_and_known() -> None:
    assert set(NEIGHBOURS) == {one.code for one in PROVINCES}
    for code, beside in NEIGHBOURS.items():
        assert beside
        assert all(code in NEIGHBOURS[other] for other in beside), code


QUERIES = st.builds(
    Query,
    needs=st.frozensets(st.sampled_from(list(Need)), max_size=3),
    gender=st.sampled_from([None, "man", "woman", ANY_GENDER]),
    age_band=st.sampled_from([None, "under_18", "adult"]),
    province=st.sampled_from([None, "12", "01", "16"]),
    for_family=st.booleans(),
    avoid=st.frozensets(st.sampled_from(list(Operator)), max_size=2),
    local=st.booleans(),
    channel=st.sampled_from(["sms", "telegram"]),
)
SERVICES = st.lists(
    st.builds(
        lambda number, points, more: service(f"s{number}", *points, **more),
        st.integers(0, 99),
        st.lists(
            st.builds(
                lambda key, acts, duty: point(f"p{key}", *acts, duty=duty),
                st.integers(0, 9),
                st.lists(
                    st.builds(act, st.sampled_from("ab"), days_ago=st.floats(-1, 100)), max_size=2
                ),
                st.sampled_from(["office", "hotline", "emergency"]),
            ),
            max_size=2,
            unique_by=lambda one: one.id,
        ),
        st.fixed_dictionaries(
            {
                "needs": st.lists(st.sampled_from(list(Need)), max_size=3).map(tuple),
                "operator": st.sampled_from(list(Operator)),
                "area": st.sampled_from(
                    [Area(national=True), Area(provinces=("12",)), Area(provinces=("16", "01"))]
                ),
                "term": st.sampled_from(list(Term)),
                "cost": st.sampled_from(list(Cost)),
                "exclude_reason": st.sampled_from(["", "", "never"]),
            }
        ),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


@given(QUERIES, SERVICES)
def test_what_is_found_passes_every_filter_and_the_rest_says_why(
    query: Query, services: list[Service]
) -> None:
    """The index changes nothing: the answer is that of the filters one by one (DIRECTORY 3)."""
    known = directory(*services)
    found = match(query, known, NOW)
    fitting = {one.id for one in services if not explain(query, known, one.id, NOW)}
    assert set(found.ids) <= fitting
    assert found == match(query, directory(*reversed(services)), NOW)
    wanted = {
        one.id
        for one in services
        if one.id in fitting and set(one.needs) & (query.accepted_needs or set(Need))
    }
    room = 2 if query.channel == "sms" else 4
    left = wanted - {found.first.service_id if found.first else ""}
    if not query.for_family:
        assert len(found.others) == min(room, len(left))
    told = {one.service_id for one in found.excluded}
    assert not told & fitting


def test_nothing_is_shown_before_the_second_person_has_acted() -> None:
    """What matching keeps ready says the same as the gate, at any time from the newest act on."""
    acts = act("dara", days_ago=3), act("sokha", days_ago=1)
    known = directory(service("s", point("p", *acts, duty="emergency")))
    assert match(Query(needs=LAW), known, NOW).ids == ("s",)
    assert match(Query(needs=LAW), known, NOW - timedelta(days=2)).ids == ()
