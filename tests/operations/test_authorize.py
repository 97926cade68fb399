"""One function decides, and denies by default (SAFETY section 5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpline.core.case import Case, CaseStatus, Priority, Reason
from helpline.core.caseworker import Caseworker, Role
from helpline.core.errors import NotFound, Refused
from helpline.operations.authorize import ALLOWED, Action, authorize

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def person(role: Role, *, home: str = "ours", disabled: bool = False) -> Caseworker:
    return Caseworker("me", home, "me", "Me", role, "km", "", None, None, disabled)


def case(*, status: CaseStatus = CaseStatus.CLAIMED, claimed_by: str | None = "me") -> Case:
    return Case("c", 1, "x", "ours", Priority.P1, (Reason.NONE,), status, NOW, NOW, NOW, claimed_by)


def test_every_action_names_who_may() -> None:
    assert set(ALLOWED) == set(Action)


@pytest.mark.parametrize("action", list(Action))
def test_another_organisation_finds_nothing(action: Action) -> None:
    with pytest.raises(NotFound):
        authorize(person(Role.SUPERVISOR, home="theirs"), action, case())


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
