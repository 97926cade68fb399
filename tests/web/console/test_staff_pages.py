"""The pages about people, shifts, tasks and the own account, as a browser uses them."""

from __future__ import annotations

import re
from dataclasses import replace

import pyotp
import pytest

from helpline.core.caseworker import Role
from helpline.core.task import Task, TaskKind
from helpline.operations import people
from web.console.stage import PASSWORD, Browser, Stage

NEW = "seven brown ducks"
LINK = re.compile(r"http://localhost(/console/invitation/[0-9a-f]{64})")


@pytest.fixture
def admin(stage: Stage) -> Browser:
    stage.person("admin", Role.ORGANISATION_ADMIN)
    return stage.signed_in("admin")


def invite(browser: Browser, name: str = "newbie", role: str = "caseworker") -> str:
    form = {"name": name, "first_name": "Nary", "role": role, "language": "km"}
    answer = browser.post("/console/people", form)
    found = LINK.search(answer.text)
    assert found is not None, answer.text
    return found.group(1)


def secret_on(page: str) -> str:
    return re.sub(r"\s", "", re.search(r'class="once">([A-Z2-7\s]+)<', page).group(1))


def test_an_invited_person_comes_in_by_the_link(stage: Stage, admin: Browser) -> None:
    """The administrator never sees a password; the link works once."""
    link = invite(admin)
    guest = stage.browser()
    page = guest.get(f"{link}?lang=en").text
    assert "Nary" in page
    picture = guest.get(f"{link}/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<svg" in picture.data
    stage.wait(seconds=30)
    code = pyotp.TOTP(secret_on(page)).at(stage.clock.at)
    form = {"new": NEW, "again": NEW, "code": code}
    codes = guest.post(link, form, page=f"{link}?lang=en")
    assert codes.status_code == 200
    assert len(re.findall(r"<li>[A-Z2-9]{5}-[A-Z2-9]{5}</li>", codes.text)) == 10
    assert guest.get(f"{link}?lang=en").status_code == 404
    assert guest.get(f"{link}/picture.svg").status_code == 404
    stage.wait(seconds=30)
    code = pyotp.TOTP(secret_on(page)).at(stage.clock.at)
    assert guest.sign_in("newbie", NEW, code).status_code == 303


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"new": NEW, "again": "other words here"}, "not the same"),
        ({"new": "short", "again": "short"}, "longer password"),
        ({"new": NEW, "again": NEW, "code": "000000"}, "code does not fit"),
    ],
)
def test_a_slip_on_the_invitation_uses_nothing_up(
    stage: Stage, admin: Browser, form: dict[str, str], why: str
) -> None:
    link = invite(admin)
    guest = stage.browser()
    answer = guest.post(link, form, page=f"{link}?lang=en")
    assert answer.status_code == 422
    assert why in answer.text
    assert form["new"] not in answer.text, "a password is never sent back"
    assert guest.get(link).status_code == 200


def test_the_link_is_shown_once_and_stands_in_no_address(stage: Stage, admin: Browser) -> None:
    link = invite(admin)
    assert link not in admin.get("/console/people").text
    assert "has not come in yet" in admin.get("/console/people").text


def test_what_was_typed_comes_back_with_a_refusal(stage: Stage, admin: Browser) -> None:
    stage.person("dara")
    form = {"name": "dara", "first_name": "Second Dara", "role": "supervisor", "language": "en"}
    answer = admin.post("/console/people", form)
    assert answer.status_code == 422
    assert "signs in with this name already" in answer.text
    assert 'value="Second Dara"' in answer.text


def test_closing_an_account_ends_its_session_at_once(stage: Stage, admin: Browser) -> None:
    """SAFETY T20."""
    dara = stage.person("dara")
    theirs = stage.signed_in("dara")
    admin = stage.signed_in("admin")
    page = f"/console/people/{dara.id}"
    assert admin.post(f"{page}/account", {"account": "closed"}, page=page).status_code == 303
    assert theirs.get("/console/queue").status_code == 401
    assert stage.browser().sign_in("dara").status_code == 401
    admin = stage.signed_in("admin")
    assert admin.post(f"{page}/account", {"account": "open"}, page=page).status_code == 303
    assert stage.browser().sign_in("dara").status_code == 303


def test_a_role_that_changes_ends_sessions_and_opens_other_pages(
    stage: Stage, admin: Browser
) -> None:
    dara = stage.person("dara")
    theirs = stage.signed_in("dara")
    admin = stage.signed_in("admin")
    page = f"/console/people/{dara.id}"
    assert admin.post(f"{page}/role", {"role": "supervisor"}, page=page).status_code == 303
    assert theirs.get("/console/queue").status_code == 401
    assert stage.signed_in("dara").get("/console/notices").status_code == 200
    admin = stage.signed_in("admin")
    answer = admin.post(f"{page}/role", {"role": "system_admin"}, page=page)
    assert answer.status_code == 403


def test_a_new_password_signs_out_and_works(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    token = browser.token()
    stage.wait(seconds=30)
    form = {"password": PASSWORD, "code": stage.code(), "new": NEW}
    answer = browser.post("/console/account/password", form, page="/console/account")
    assert answer.status_code == 200
    assert "Sign in with it." in answer.text
    assert NEW not in answer.text
    replay = stage.browser()
    replay.client.set_cookie("staff", token)
    assert replay.get("/console/queue").status_code == 401
    assert stage.browser().sign_in(password=NEW).status_code == 303


def test_a_wrong_password_changes_nothing(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    form = {"password": "wrong", "code": "000000", "new": NEW}
    answer = browser.post("/console/account/password", form, page="/console/account")
    assert answer.status_code == 403
    assert "Nothing was done." in answer.text
    assert browser.get("/console/queue").status_code == 200


def test_the_code_for_telegram_is_shown_to_its_owner(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    answer = browser.post("/console/account/telegram", {}, page="/console/account")
    assert re.search(r"/start [A-HJ-NP-Z2-9]{8}", answer.text)
    assert "/start" not in browser.get("/console/account").text


# --- roster -------------------------------------------------------------------------------------


def test_a_supervisor_changes_shifts_and_sees_what_may_be_promised(stage: Stage) -> None:
    dara = stage.person("dara")
    stage.person("boss", Role.SUPERVISOR)
    people.set_shifts(stage.helpline, "boss", [])
    browser = stage.signed_in("boss")
    path = f"/console/roster/{dara.id}/shifts"
    form = {"shifts": "mon-fri 08:00-12:00\nmon-fri 13:30-17:30"}
    assert browser.post(path, form, page="/console/roster").status_code == 303
    page = browser.get("/console/roster").text
    assert "Mon – Fri 08:00-12:00; Mon – Fri 13:30-17:30" in page
    wrong = browser.post(path, {"shifts": "monday mornings"}, page="/console/roster")
    assert wrong.status_code == 422
    assert "monday mornings" in wrong.text, "what was typed comes back"
    assert "mon-fri 08:00-12:00" in wrong.text


def test_a_holiday_closes_the_line_and_can_be_taken_back(stage: Stage) -> None:
    stage.person("dara")
    stage.person("boss", Role.SUPERVISOR)
    browser = stage.signed_in("boss")
    form = {"day": "2026-03-02", "name": "បុណ្យ <b>"}
    answer = browser.post("/console/roster/holidays", form, page="/console/roster")
    assert answer.status_code == 303
    page = browser.get("/console/roster").text
    assert "Nobody is on shift." in page
    assert "បុណ្យ &lt;b&gt;" in page
    browser.post("/console/roster/holidays/remove", {"day": "2026-03-02"}, page="/console/roster")
    assert "Nobody is on shift." not in browser.get("/console/roster").text
    for day in ("", "tomorrow", "2026-02-30"):
        wrong = browser.post("/console/roster/holidays", {"day": day}, page="/console/roster")
        assert wrong.status_code == 422


def test_a_caseworker_sees_the_roster_and_changes_nothing(stage: Stage) -> None:
    dara = stage.person("dara")
    browser = stage.signed_in("dara")
    assert "Change the shifts" not in browser.get("/console/roster").text
    path = f"/console/roster/{dara.id}/shifts"
    assert browser.post(path, {"shifts": ""}, page="/console/account").status_code == 403


# --- tasks --------------------------------------------------------------------------------------


def a_task(stage: Stage, organisation_id: str, **what: object) -> Task:
    now = stage.clock.at
    task = Task(stage.helpline.new_id(), organisation_id, TaskKind.FOLLOW_UP, now, now)
    task = replace(task, **what)  # type: ignore[arg-type]
    with stage.helpline.store.begin() as tx:
        tx.tasks.add(task)
    return task


def test_a_task_is_taken_and_finished_once(stage: Stage) -> None:
    dara = stage.person("dara")
    task = a_task(stage, dara.organisation_id)
    browser = stage.signed_in("dara")
    assert "Overdue" in browser.get("/console/tasks").text
    path = f"/console/tasks/{task.id}"
    form = {"person": dara.id}
    assert browser.post(f"{path}/assign", form, page="/console/tasks").status_code == 303
    wrong = browser.post(f"{path}/finish", {"outcome": "whatever"}, page="/console/tasks")
    assert wrong.status_code == 400
    done = {"outcome": "done"}
    assert browser.post(f"{path}/finish", done, page="/console/tasks").status_code == 303
    assert browser.post(f"{path}/finish", done, page="/console/account").status_code == 409
    assert task.id not in browser.get("/console/tasks").text


def test_a_colleagues_task_is_not_there_for_a_caseworker(stage: Stage) -> None:
    dara, sok = stage.person("dara"), stage.person("sok")
    stage.person("boss", Role.SUPERVISOR)
    task = a_task(stage, dara.organisation_id, assigned_to=sok.id)
    browser = stage.signed_in("dara")
    assert task.id not in browser.get("/console/tasks").text
    path = f"/console/tasks/{task.id}/finish"
    assert browser.post(path, {"outcome": "done"}, page="/console/account").status_code == 404
    assert task.id in stage.signed_in("boss").get("/console/tasks").text


def test_a_task_is_given_to_nobody_of_another_house(stage: Stage) -> None:
    boss = stage.person("boss", Role.SUPERVISOR)
    stranger = stage.person("stranger", organisation="Elsewhere")
    task = a_task(stage, boss.organisation_id)
    browser = stage.signed_in("boss")
    path = f"/console/tasks/{task.id}/assign"
    form = {"person": stranger.id}
    assert browser.post(path, form, page="/console/tasks").status_code == 404


# --- audit --------------------------------------------------------------------------------------


def test_each_role_reads_its_part_of_the_audit(stage: Stage) -> None:
    stage.person("dara")
    stage.person("boss", Role.SUPERVISOR)
    stage.person("auditor", Role.AUDITOR)
    stage.person("stranger", organisation="Elsewhere")
    for name in ("dara", "stranger"):
        stage.signed_in(name)
    seen = {
        name: stage.signed_in(name).get("/console/audit").text
        for name in ("dara", "boss", "auditor")
    }
    who = re.compile(r"<td>\s*<bdi>(\w+)</bdi>")
    assert set(who.findall(seen["dara"])) == {"dara"}
    assert set(who.findall(seen["boss"])) == {"dara", "boss"}
    assert {"dara", "boss", "auditor", "stranger"} <= set(who.findall(seen["auditor"]))


def test_an_auditor_checks_the_chain(stage: Stage) -> None:
    stage.person("auditor", Role.AUDITOR)
    browser = stage.signed_in("auditor")
    answer = browser.post("/console/audit/verify", {}, page="/console/audit")
    assert answer.status_code == 303
    assert "The chain is whole" in browser.get("/console/notices").text
