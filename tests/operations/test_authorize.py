"""One function decides, and denies by default (SAFETY section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.operations.authorize import (
    ALLOWED,
    THROUGH_GLASS,
    Action,
    authorize,
    needs_approval,
    reach_of,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def person(role: Role, *, home: str = "ours", disabled: bool = False) -> Caseworker:
    return Caseworker("me", home, "me", "Me", role, "km", "", None, None, disabled)


def case(*, status: CaseStatus = CaseStatus.CLAIMED, claimed_by: str | None = "me") -> Case:
    return Case("c", 1, "x", "ours", Priority.P1, (Reason.NONE,), status, NOW, NOW, NOW, claimed_by)


def test_every_action_names_who_may() -> None:
    assert set(ALLOWED) == set(Action)


# The table of SAFETY section 5, row by row, as it is printed there: caseworker, supervisor,
# safeguarding lead, organisation administrator, system administrator, partner, auditor.
# o own, h own house, m minors of all, r by referral, a all, - nobody.
COLUMNS = (
    Role.CASEWORKER,
    Role.SUPERVISOR,
    Role.SAFEGUARDING_LEAD,
    Role.ORGANISATION_ADMIN,
    Role.SYSTEM_ADMIN,
    Role.PARTNER,
    Role.AUDITOR,
)
LETTERS = {"o": "own", "h": "organisation", "m": "minors", "r": "referred", "a": "everything"}
TABLE = {
    Action.SEE_QUEUE: "hhm----",
    Action.SEE_COUNTS: "----a--",
    Action.CLAIM: "hhm----",
    Action.HAND_OVER: "ohm----",
    Action.TAKE_OVER: "-hm----",
    Action.READ_TALK: "ohm----",
    Action.REPLY: "ohm----",
    Action.REVEAL_PHONE: "ohm----",
    Action.REFER: "ohm----",
    Action.OVERRIDE_CONSENT: "-hm----",
    Action.PROPOSE_CLOSE: "ohm----",
    Action.APPROVE_CLOSE: "-hm----",
    Action.REOPEN: "-hm----",
    Action.EXPORT_IDENTIFIABLE: "-hm----",
    Action.SEE_STATISTICS: "ohhhaoa",
    Action.MANAGE_PEOPLE: "---h---",
    Action.MANAGE_ORGANISATIONS: "----a--",
    Action.MANAGE_SHIFTS: "-h-h---",
    Action.PROPOSE_CONTENT: "hhh----",
    Action.APPROVE_CONTENT: "-h-----",
    Action.PUBLISH_FLOWS: "----a--",
    Action.READ_AUDIT: "ohoo--a",
    Action.VERIFY_AUDIT: "----a-a",
    Action.MANAGE_KEYS: "----a--",
    Action.REQUEST_HOLD: "-h-----",
    Action.APPROVE_HOLD: "------a",
    Action.BREAK_GLASS: "-aa----",
    Action.SEE_NOTICES: "-hh---a",
    Action.EXCLUDE: "-hm----",
}


@pytest.mark.parametrize("action", TABLE)
def test_the_table_of_roles(action: Action) -> None:
    for role, letter in zip(COLUMNS, TABLE[action], strict=True):
        if letter == "-":
            with pytest.raises(Refused, match="not_allowed"):
                authorize(person(role), action)
        else:
            assert authorize(person(role), action) == LETTERS[letter], role


ON_CASES = [
    action for action, roles in ALLOWED.items() if roles.get(Role.SUPERVISOR) == "organisation"
]


@pytest.mark.parametrize("action", ON_CASES)
def test_another_organisation_finds_nothing(action: Action) -> None:
    with pytest.raises(NotFound):
        authorize(person(Role.SUPERVISOR, home="theirs"), action, case())


@pytest.mark.parametrize("action", [a for a in ON_CASES if Role.SAFEGUARDING_LEAD in ALLOWED[a]])
def test_a_safeguarding_lead_is_for_minors_of_every_organisation(action: Action) -> None:
    lead = person(Role.SAFEGUARDING_LEAD, home="theirs")
    if ALLOWED[action][Role.SAFEGUARDING_LEAD] != "minors":
        return
    with pytest.raises(NotFound):
        authorize(lead, action, case())
    assert authorize(lead, action, replace(case(), minor=True)) == "minors"


def test_broken_glass_opens_reading_and_answering_and_nothing_else() -> None:
    """An hour to save somebody, not to close, hand over or export."""
    boss = person(Role.SUPERVISOR, home="theirs")
    opened = set()
    for action in ON_CASES:
        try:
            authorize(boss, action, case(), glass=True)
        except NotFound:
            continue
        opened.add(action)
    assert opened == THROUGH_GLASS


def test_glass_gives_no_action_that_the_role_has_not() -> None:
    with pytest.raises(Refused):
        authorize(person(Role.AUDITOR), Action.READ_TALK, case(), glass=True)


def test_a_danger_or_a_childs_case_is_closed_by_two() -> None:
    """docs/adr/0023-closing.md."""
    weighty = case()
    light = replace(weighty, priority=Priority.P3)
    worker, boss = person(Role.CASEWORKER), person(Role.SUPERVISOR)
    assert needs_approval(worker, weighty)
    assert needs_approval(worker, replace(light, minor=True))
    assert not needs_approval(worker, light)
    assert not needs_approval(boss, weighty)


def test_who_sees_no_case_has_no_reach() -> None:
    for role in (Role.ORGANISATION_ADMIN, Role.SYSTEM_ADMIN, Role.PARTNER, Role.AUDITOR):
        with pytest.raises(Refused, match="not_allowed"):
            reach_of(person(role))
    assert reach_of(person(Role.CASEWORKER)).organisation_id == "ours"
    lead = reach_of(person(Role.SAFEGUARDING_LEAD))
    assert (lead.organisation_id, lead.minors) == (None, True)


@pytest.mark.parametrize("action", list(Action))
def test_a_disabled_account_may_nothing(action: Action) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        authorize(person(Role.SUPERVISOR, disabled=True), action, case())


@pytest.mark.parametrize("action", [Action.READ_TALK, Action.REPLY, Action.CLOSE])
def test_only_who_claimed_it_reads_and_writes(action: Action) -> None:
    authorize(person(Role.CASEWORKER), action, case())
    authorize(person(Role.SUPERVISOR), action, case(claimed_by="somebody"))
    with pytest.raises(Refused, match="claim_first"):
        authorize(person(Role.CASEWORKER), action, case(claimed_by="somebody"))
