"""Every route, every role, every kind of object: own, of the same house, of another, none (T17).

The routes come from the app's own url map. A route with an id that nobody has decided about here
fails the test, as does one without a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from werkzeug.test import TestResponse

from helpline.core.case import Case
from helpline.core.caseworker import Caseworker, Role
from helpline.core.oversight import Export, ExportKind, ExportState, Notice, NoticeKind
from helpline.core.task import Task, TaskKind
from helpline.operations import people
from helpline.operations.authorize import ALLOWED, MINORS, Action, may
from helpline.web.access import RULES, Audience, admits, rule_of
from web.console.stage import Browser, Stage, without_tokens

NONE = "0" * 32
"""An id that nobody has."""

THEIRS = "Another organisation"
EXTERNAL = (Audience.HOOK, Audience.DEMO, Audience.PUBLIC)

ONE_OF = re.compile(r"<any\(['\"]?(\w+)[^>]*>")
"""A part of a path that is one of a few words: the first of them."""

OURS_ALONE = frozenset({"case_id", "person_id", "task_id", "notice_id", "export_id"})
"""Ids that this test makes, in our organisation and in another one."""
ELSEWHERE = frozenset(
    {
        "check_in_id",
        "contact_id",
        "override_id",
        "point_id",
        "proposal_id",
        "referral_id",
        "service_id",
    }
)
"""Ids of things that tests beside their own pages make; here nobody has them, so all are 404."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way into the app that staff may take."""

    endpoint: str
    method: str
    rule: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", ONE_OF.sub("", self.rule)))

    def path(self, values: dict[str, str]) -> str:
        rule = ONE_OF.sub(r"\1", self.rule)
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], NONE), rule)


def routes(stage: Stage) -> Iterator[Route]:
    for rule in stage.app.url_map.iter_rules():
        if rule_of(rule.endpoint) in EXTERNAL or rule.endpoint == "console.nowhere":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Route(rule.endpoint, method, rule.rule)


@dataclass(frozen=True, slots=True)
class House:
    """One organisation with one of each thing that has an id."""

    case: Case
    ids: dict[str, str]


def case_of(stage: Stage, organisation: str, words: str) -> Case:
    """A case of an organisation, opened by what somebody wrote to its line."""
    talk = stage.contact()
    home = people.organisation(stage.helpline, organisation)
    talk.say("hello")
    contact = talk.contact()
    assert contact is not None
    with stage.helpline.store.begin() as tx:
        tx.contacts.save(replace(contact, organisation_id=home.id))
    talk.say(words)
    return stage.case_of(talk)


def house(stage: Stage, organisation: str, person: Caseworker, words: str) -> House:
    case = case_of(stage, organisation, words)
    now = stage.clock.at
    home = case.organisation_id
    task = Task(stage.helpline.new_id(), home, TaskKind.FOLLOW_UP, now, now, case_id=case.id)
    notice = Notice(stage.helpline.new_id(), home, now, NoticeKind.NOT_TAKEN, case.id)
    export = Export(
        id=stage.helpline.new_id(),
        organisation_id=home,
        kind=ExportKind.IDENTIFIABLE,
        state=ExportState.ASKED,
        asked_by=person.id,
        asked_at=now,
        first_day=now.date(),
        last_day=now.date(),
    )
    with stage.helpline.store.begin() as tx:
        tx.tasks.add(task)
        tx.oversight.add_notice(notice)
        tx.exports.add(export)
    ids = {
        "case_id": case.id,
        "person_id": person.id,
        "task_id": task.id,
        "notice_id": notice.id,
        "export_id": export.id,
    }
    return House(case, ids)


def open_path(browser: Browser, route: Route, path: str) -> TestResponse:
    if route.method == "GET":
        return browser.get(path)
    form = {
        "text": "x",
        "version": "1",
        "outcome": "done",
        "reason": "a reason that is long enough",
    }
    return browser.post(path, form, page="/console/account")


def neutral(answer: TestResponse, ids: dict[str, str]) -> str:
    """The page without what differs by itself: tokens, and the id that was asked for."""
    text = without_tokens(answer)
    for value in (*ids.values(), NONE):
        text = text.replace(value, "ID")
    return text


def test_every_id_in_a_route_is_known_to_this_test(stage: Stage) -> None:
    unknown = {
        (route.endpoint, name)
        for route in routes(stage)
        for name in route.names
        if name not in OURS_ALONE | ELSEWHERE
    }
    assert unknown == set()


def test_a_route_without_a_rule_is_found(stage: Stage) -> None:
    stage.app.add_url_rule("/forgotten", "forgotten", lambda: "everything")
    endpoints = {rule.endpoint for rule in stage.app.url_map.iter_rules()}
    assert endpoints - set(RULES) == {"forgotten"}
    assert stage.browser().get("/forgotten").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_foreign_is_missing_for_every_role_on_every_route(stage: Stage, role: Role) -> None:
    """Foreign, excluded and nonexistent give the same 404; a role that may not gives 403."""
    stage.person("person", role)
    ours = house(stage, stage.organisation, stage.person("colleague"), "I want to kill myself")
    other = stage.person("stranger", organisation=THEIRS)
    theirs = house(stage, THEIRS, other, "I want to kill myself")
    browser = stage.signed_in("person")
    for route in routes(stage):
        if not route.names:
            continue
        rule = rule_of(route.endpoint)
        assert rule is not None
        answers = {
            kind: open_path(browser, route, route.path(ids))
            for kind, ids in (("theirs", theirs.ids), ("none", {}))
        }
        statuses = {kind: answer.status_code for kind, answer in answers.items()}
        if not admits(rule, role):
            assert set(statuses.values()) == {403}, (route, statuses)
        else:
            # 400, 422: the form was refused before anything was looked for, so it tells nothing
            assert set(statuses.values()) in ({404}, {400}, {422}), (route, statuses)
            assert neutral(answers["theirs"], theirs.ids) == neutral(answers["none"], {}), route
    assert ours.case.organisation_id != theirs.case.organisation_id


@pytest.mark.parametrize("role", list(Role))
def test_pages_without_an_id_open_for_whom_the_table_names(stage: Stage, role: Role) -> None:
    stage.person("person", role)
    browser = stage.signed_in("person")
    for route in routes(stage):
        if route.names or route.method == "POST":
            continue
        rule = rule_of(route.endpoint)
        assert rule is not None
        status = browser.get(route.rule).status_code
        assert (status == 403) is not admits(rule, role), (route, status)
        assert status in {200, 204, 303, 403}, (route, status)


OPENING = {
    # case: own, unassigned, a colleague's, of a minor elsewhere
    Role.CASEWORKER: (200, "locked", "locked", 404),
    Role.SUPERVISOR: (200, 200, 200, 404),
    Role.SAFEGUARDING_LEAD: (404, 404, 404, 200),
}


@pytest.mark.parametrize("role", OPENING)
def test_who_opens_which_case(stage: Stage, role: Role) -> None:
    """The row "read conversation" of SAFETY section 5."""
    person = stage.person("person", role)
    colleague = stage.person("colleague")
    stage.person("stranger", organisation=THEIRS)
    mine = claimed(stage, case_of(stage, stage.organisation, "I want to kill myself"), person)
    free = case_of(stage, stage.organisation, "I want to kill myself")
    taken = claimed(stage, case_of(stage, stage.organisation, "I want to kill myself"), colleague)
    child = case_of(stage, THEIRS, "I want to kill myself")
    with stage.helpline.store.begin() as tx:
        child = tx.cases.save(replace(tx.cases.by_id(child.id), minor=True))
    browser = stage.signed_in("person")
    for case, expected in zip((mine, free, taken, child), OPENING[role], strict=True):
        answer = browser.get(f"/console/cases/{case.id}")
        if expected == "locked":
            assert answer.status_code == 200
            assert "I want to kill myself" not in answer.text
            assert browser.get(f"/console/cases/{case.id}/talk").status_code == 403
        else:
            assert answer.status_code == expected, case
            assert ("I want to kill myself" in answer.text) is (expected == 200)


def claimed(stage: Stage, case: Case, person: Caseworker) -> Case:
    with stage.helpline.store.begin() as tx:
        now = stage.clock.at
        return tx.cases.save(replace(case, claimed_by=person.id, acknowledged_at=now))


def test_a_conflict_of_interest_makes_a_case_missing(stage: Stage) -> None:
    """SAFETY section 5: for who is related to a case it does not exist, whatever the role."""
    boss = stage.person("boss", Role.SUPERVISOR)
    case = case_of(stage, stage.organisation, "I want to kill myself")
    browser = stage.signed_in("boss")
    assert browser.get(f"/console/cases/{case.id}").status_code == 200
    with stage.helpline.store.begin() as tx:
        tx.oversight.exclude(case.id, boss.id, "somebody", stage.clock.at)
    assert browser.get(f"/console/cases/{case.id}").status_code == 404
    assert case.pseudonym not in browser.get("/console/queue").text
    assert case.pseudonym not in browser.get("/console/tasks").text
    form = {"case": case.id, "reason": "it cannot wait until tomorrow"}
    assert browser.post("/console/break-glass", form, page="/console/notices").status_code == 404


def test_the_safeguarding_lead_sees_minors_of_all_houses_and_nobody_else(stage: Stage) -> None:
    stage.person("lead", Role.SAFEGUARDING_LEAD)
    stage.person("stranger", organisation=THEIRS)
    adult = case_of(stage, stage.organisation, "I want to kill myself")
    child = case_of(stage, THEIRS, "I want to kill myself")
    with stage.helpline.store.begin() as tx:
        tx.cases.save(replace(tx.cases.by_id(child.id), minor=True))
    page = stage.signed_in("lead").get("/console/queue").text
    assert f"case-{child.id}" in page
    assert f"case-{adult.id}" not in page


def test_broken_glass_opens_one_case_for_an_hour_and_tells(stage: Stage) -> None:
    """SAFETY section 5, break-glass: reason, one hour, all notified; it reads, never closes."""
    boss = stage.person("boss", Role.SUPERVISOR)
    stage.person("theirboss", Role.SUPERVISOR, organisation=THEIRS)
    stage.person("auditor", Role.AUDITOR)
    case = case_of(stage, THEIRS, "I want to kill myself")
    browser = stage.signed_in("boss")
    assert browser.get(f"/console/cases/{case.id}").status_code == 404
    short = browser.post(
        "/console/break-glass", {"case": case.id, "reason": "x"}, page="/console/notices"
    )
    assert short.status_code == 422
    form = {"case": f"http://localhost/console/cases/{case.id}", "reason": "she stands on a bridge"}
    opened = browser.post("/console/break-glass", form, page="/console/notices")
    assert opened.status_code == 303
    assert "I want to kill myself" in browser.get(f"/console/cases/{case.id}").text
    with stage.helpline.store.read() as tx:
        assert [seen.object_id for seen in audit_of(tx, boss.id, "break_glass")] == [case.id]
    for name in ("theirboss", "auditor"):
        assert "Opened a case in an emergency" in stage.signed_in(name).get("/console/notices").text
    browser = stage.signed_in("boss")
    assert case.pseudonym not in browser.get("/console/queue").text
    stage.wait(minutes=61)
    browser = stage.signed_in("boss")
    assert browser.get(f"/console/cases/{case.id}").status_code == 404


def audit_of(tx, actor_id: str, action: str):
    lines = tx.audit.lines(actor_id=actor_id, limit=100)
    return [line.entry for line in lines if line.entry.action == action]


def test_reading_outside_assignment_is_told_once_an_hour(stage: Stage) -> None:
    """SAFETY T18: a supervisor sees who opened the case."""
    stage.person("boss", Role.SUPERVISOR)
    stage.person("second", Role.SUPERVISOR)
    case = case_of(stage, stage.organisation, "I want to kill myself")
    browser = stage.signed_in("boss")
    for _ in range(3):
        assert browser.get(f"/console/cases/{case.id}").status_code == 200
    page = stage.signed_in("second").get("/console/notices").text
    assert page.count("Read a talk that is not assigned to them") == 1
    seen = stage.signed_in("second").get(f"/console/cases/{case.id}/seen").text
    assert "Boss" in seen
    assert re.search(r"3 times", seen)
    stage.wait(hours=1)
    stage.signed_in("boss").get(f"/console/cases/{case.id}")
    page = stage.signed_in("second").get("/console/notices").text
    assert page.count("Read a talk that is not assigned to them") == 2


def test_nobody_ticks_off_what_is_told_about_themselves(stage: Stage) -> None:
    stage.person("boss", Role.SUPERVISOR)
    case = case_of(stage, stage.organisation, "I want to kill myself")
    browser = stage.signed_in("boss")
    browser.get(f"/console/cases/{case.id}")
    notice = re.search(r"/notices/([0-9a-f]{32})/done", browser.get("/console/notices").text)
    assert notice is not None
    path = f"/console/notices/{notice.group(1)}/done"
    assert browser.post(path, {}, page="/console/notices").status_code == 403
    stage.person("second", Role.SUPERVISOR)
    assert stage.signed_in("second").post(path, {}, page="/console/notices").status_code == 303


def test_a_refusal_is_audited(stage: Stage) -> None:
    """ASVS 16.3.2: failed authorisation is written down."""
    person = stage.person()
    assert stage.signed_in().get("/console/people").status_code == 403
    with stage.helpline.store.read() as tx:
        (entry,) = audit_of(tx, person.id, "denied")
    assert (entry.result, entry.object_id) == ("denied", "console.people_page")
    assert entry.session, "the audit says in which session"


def test_a_sessions_mark_tells_two_apart_and_is_not_the_token(stage: Stage) -> None:
    person = stage.person()
    tokens = []
    for _ in range(2):
        browser = stage.signed_in()
        tokens.append(browser.token())
        browser.get("/console/people")
    with stage.helpline.store.read() as tx:
        marks = {entry.session for entry in audit_of(tx, person.id, "denied")}
    assert len(marks) == 2
    assert not any(mark in token for mark in marks for token in tokens)


def test_menus_offer_only_what_opens(stage: Stage) -> None:
    for role in Role:
        stage.person(f"p-{role.value.replace('_', '-')}", role)
        browser = stage.signed_in(f"p-{role.value.replace('_', '-')}")
        page = browser.get("/console/account").text
        ways = re.search(r'<nav class="ways".*?</nav>', page, re.DOTALL)
        for address in re.findall(r'href="([^"]+)"', ways.group(0) if ways else ""):
            assert browser.get(address).status_code == 200, (role, address)
        stage.wait(minutes=1)


def test_the_table_names_every_action_and_every_role_has_something() -> None:
    assert set(ALLOWED) == set(Action)
    for role in Role:
        assert any(may(role, action) for action in Action), role
    assert all(
        scope is MINORS
        for action, roles in ALLOWED.items()
        for role, scope in roles.items()
        if role is Role.SAFEGUARDING_LEAD
        and action in {Action.READ_TALK, Action.REPLY, Action.SEE_QUEUE, Action.REVEAL_PHONE}
    )
