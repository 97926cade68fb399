"""A partner's account ends with the partner agreement (SAFETY section 5)."""

from __future__ import annotations

import pytest

from helpline.core.caseworker import Role
from helpline.core.errors import NotFound
from web.console.stage import Browser, Stage

PARTNERS = "A partner organisation"
PAGE = "/console/organisations"


@pytest.fixture
def home(stage: Stage) -> str:
    """Id of an organisation with a partner and an administrator."""
    stage.person("root", Role.SYSTEM_ADMIN)
    partner = stage.person("vanna", Role.PARTNER, organisation=PARTNERS)
    stage.person("admin", Role.ORGANISATION_ADMIN, organisation=PARTNERS)
    return partner.organisation_id


def agree(stage: Stage, home: str, day: str) -> Browser:
    browser = stage.signed_in("root")
    answer = browser.post(f"{PAGE}/agreement", {"home": home, "agreed_until": day}, page=PAGE)
    assert answer.status_code == 303, answer.text
    return browser


def test_the_last_day_is_a_whole_day_and_then_the_session_ends(stage: Stage, home: str) -> None:
    """The day ends at midnight where people live, which is 17:00 in UTC."""
    agree(stage, home, "2026-03-02")
    stage.clock.at = stage.clock.at.replace(hour=16, minute=55)
    partner = stage.signed_in("vanna")
    assert partner.get("/console/account").status_code == 200
    stage.wait(minutes=5)
    assert partner.get("/console/account").status_code == 401
    assert stage.browser().sign_in("vanna").status_code == 401


def test_only_partners_are_put_out(stage: Stage, home: str) -> None:
    agree(stage, home, "2026-03-01")
    assert stage.browser().sign_in("vanna").status_code == 401
    assert stage.browser().sign_in("admin").status_code == 303


def test_a_new_agreement_lets_them_in_again(stage: Stage, home: str) -> None:
    agree(stage, home, "2026-03-01")
    agree(stage, home, "")
    assert stage.browser().sign_in("vanna").status_code == 303


def test_a_day_that_is_none_changes_nothing(stage: Stage, home: str) -> None:
    browser = agree(stage, home, "2026-03-01")
    answer = browser.post(f"{PAGE}/agreement", {"home": home, "agreed_until": "soon"}, page=PAGE)
    assert answer.status_code == 422
    assert 'class="mark-late">2026-03-01' in browser.get(PAGE).text


def test_an_organisation_that_is_not_there(stage: Stage, home: str) -> None:
    browser = stage.signed_in("root")
    answer = browser.post(f"{PAGE}/agreement", {"home": "0" * 32}, page=PAGE)
    assert answer.status_code == 404
    with stage.helpline.store.read() as tx, pytest.raises(NotFound):
        tx.staff.organisation("0" * 32)
    assert home


def test_it_is_audited(stage: Stage, home: str) -> None:
    agree(stage, home, "2026-12-31")
    with stage.helpline.store.read() as tx:
        (line,) = tx.audit.lines(object_id=home)
    assert (line.entry.action, line.entry.reason) == ("agree_until", "2026-12-31")
