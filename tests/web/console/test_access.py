"""Every route has a rule, every role meets it: SAFETY T17, T20."""

from __future__ import annotations

import re
from itertools import product

import pytest
from flask import Flask

from helpline.core.caseworker import Role
from helpline.web.access import RULES, Audience, admits, rule_of
from web.console.stage import Stage

ID = "0" * 32
ONE_OF = re.compile(r"<any\(['\"]?(\w+)[^>]*>")
"""A part of a path that is one of a few words: the first of them."""
EXTERNAL = (Audience.HOOK, Audience.DEMO, Audience.PUBLIC)


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of every route that a rule keeps for staff."""
    found = []
    for route in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", ID, ONE_OF.sub(r"\1", route.rule))
        for method in sorted((route.methods or set()) & {"GET", "POST"}):
            found.append((route.endpoint, method, path))
    return found


def test_every_endpoint_has_a_rule(stage: Stage) -> None:
    endpoints = {route.endpoint for route in stage.app.url_map.iter_rules()}
    assert endpoints <= set(RULES)
    assert {name for name in RULES if name.startswith("console.")} <= endpoints


def test_an_endpoint_without_a_rule_does_not_exist(stage: Stage) -> None:
    stage.app.add_url_rule("/forgotten", "forgotten", lambda: "everything")
    assert stage.browser().get("/forgotten").status_code == 404


def test_without_a_session_there_is_only_the_sign_in(stage: Stage) -> None:
    for endpoint, method, path in routes(stage.app):
        if rule_of(endpoint) in EXTERNAL:
            continue
        answer = stage.browser().client.open(path, method=method)
        assert answer.status_code == 401, (endpoint, method)
        assert "/console/sign-in" in answer.text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_on_every_route(stage: Stage, role: Role) -> None:
    stage.person("person", role)
    for endpoint, method, path in routes(stage.app):
        rule = rule_of(endpoint)
        assert rule is not None
        if rule in EXTERNAL:
            continue
        browser = stage.signed_in("person")
        if method == "POST":
            answer = browser.post(path, {"text": "x", "version": "1"}, page="/console/account")
        else:
            answer = browser.get(path)
        if not admits(rule, role):
            assert answer.status_code == 403, (endpoint, method)
            assert "Your role does not include this." in answer.text
        else:
            assert answer.status_code < 500, (endpoint, method)
            assert "Your role does not include this." not in answer.text, (endpoint, method)
        stage.wait(minutes=16)


def test_only_those_who_answer_reach_a_talk() -> None:
    answering = {Role.CASEWORKER, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD}
    for endpoint, role in product(("console.case_page", "console.talk", "console.reply"), Role):
        rule = rule_of(endpoint)
        assert rule is not None
        assert admits(rule, role) == (role in answering)


def test_strict_headers_on_every_console_answer(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    for endpoint, method, path in routes(stage.app):
        if not endpoint.startswith("console."):
            continue
        for client in (browser.client, stage.app.test_client()):
            headers = client.open(path, method=method).headers
            parts = headers["Content-Security-Policy"].split("; ")
            assert set(policy) <= set(parts), endpoint
            assert not any("unsafe" in part or "http" in part for part in parts)
            assert headers["Cache-Control"] == "no-store", endpoint
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
