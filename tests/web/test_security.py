"""Headers on every answer, other sites kept out, quiet errors, health, the front page."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from content import content
from helpline import wiring
from helpline.app import create_app, warm_up
from helpline.config import Config
from helpline.core.channel import Channel
from helpline.core.errors import NotFound, Refused, Stale, StoreUnavailable
from helpline.operations.helpline import Helpline
from helpline.web import security
from helpline.web.public import ELSEWHERE

PUBLIC = "https://line.example.org"
SECRETS = ("auth-token-of-tests-01", "hook-word-of-tests-01", "700:bot-token-of-tests")


def secret(name: str) -> str:
    return b64encode(sha256(name.encode()).digest()).decode()


def config(home: Path, **more: str) -> Config:
    return Config.from_env(
        {
            "HELPLINE_PUBLIC_URL": PUBLIC,
            "HELPLINE_HOME": str(home),
            "HELPLINE_KEYS": f"k1:{secret('keys')}",
            "HELPLINE_INDEX_KEY": secret("index"),
            "HELPLINE_AUDIT_KEY": secret("audit"),
            "HELPLINE_SESSION_KEY": secret("session"),
            "HELPLINE_OPERATOR": "operator@example.org",
            "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
            "HELPLINE_TWILIO_AUTH_TOKEN": SECRETS[0],
            "HELPLINE_TWILIO_FROM": "+85500000000",
            "HELPLINE_TELEGRAM_SECRET": SECRETS[1],
            "HELPLINE_TELEGRAM_TOKEN": SECRETS[2],
        }
        | more
    )


@pytest.fixture
def helpline() -> Helpline:
    return wiring.rehearse(Channel.SMS, content=content()).helpline


@pytest.fixture(params=["1", "0"], ids=["demo", "no demo"])
def app(request: pytest.FixtureRequest, tmp_path: Path, helpline: Helpline) -> Flask:
    return create_app(config(tmp_path, HELPLINE_DEMO=request.param), helpline)


@pytest.fixture
def plain(tmp_path: Path, helpline: Helpline) -> Flask:
    return create_app(config(tmp_path), helpline)


@pytest.fixture
def http(plain: Flask) -> FlaskClient:
    return plain.test_client()


def path_of(rule: Rule) -> str:
    """The rule with something in place of each argument."""
    return re.sub(r"<[^>]+>", "x", rule.rule)


# --- T20 and T22: headers ---------------------------------------------------------------------


def test_t20_every_answer_of_every_route_has_the_strict_headers(app: Flask) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        for method in sorted({"GET", "POST", "DELETE", "TRACE"}):
            answer = app.test_client().open(path_of(rule), method=method, base_url=PUBLIC)
            where = f"{method} {rule} {answer.status_code}"
            for name, value in security.HEADERS.items():
                assert answer.headers.getlist(name) == [value], where
            is_open = str(rule).startswith("/hsds/") and answer.status_code in (200, 304)
            kept = security.ASK_EACH_TIME if is_open else "no-store"
            assert answer.headers["Cache-Control"] == kept, where
            assert answer.status_code < 500, where
            asked += 1
    assert asked > 30


ERRORS = [
    ("not there", "GET", "/nowhere", {}, 404),
    ("not there, with a slash", "GET", "/nowhere//evil.test", {}, 404),
    ("wrong method", "PUT", "/", {}, 405),
    ("another site", "POST", "/", {"Origin": "https://evil.test"}, 403),
    ("a static file that is not there", "GET", "/static/nowhere.js", {}, 404),
    ("outside of static", "GET", "/static/../app.py", {}, 404),
]


@pytest.mark.parametrize("case", [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_errors_are_quiet_and_strict(
    http: FlaskClient, case: tuple[str, str, dict[str, str], int]
) -> None:
    method, path, headers, status = case
    answer = http.open(path, method=method, headers=headers, base_url=PUBLIC)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == security.CONTENT_SECURITY_POLICY
    assert answer.headers["Cache-Control"] == "no-store"
    assert "nowhere" not in answer.text
    assert 'lang="km"' in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/console/", "/hooks/telegram", "/health/live"])
def test_under_another_name_there_is_nothing(http: FlaskClient, method: str, path: str) -> None:
    foreign = {"Host": "evil.test", "Origin": "https://evil.test"}
    answer = http.open(path, method=method, headers=foreign, base_url=PUBLIC)
    assert (answer.status_code, answer.data) == (400, b"")
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_policy_starts_from_nothing() -> None:
    policy = security.CONTENT_SECURITY_POLICY
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_static_files_may_be_kept_and_nothing_else(http: FlaskClient) -> None:
    answer = http.get("/static/public/page.css", base_url=PUBLIC)
    assert answer.headers["Cache-Control"] == security.STATIC_FOR
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert http.get("/", base_url=PUBLIC).headers["Cache-Control"] == "no-store"


OURS = [(NotFound("x"), 404), (Refused("x"), 403), (Stale("x"), 409), (StoreUnavailable("x"), 503)]


@pytest.mark.parametrize(("error", "status"), [*OURS, (RuntimeError("a canary"), 500)])
def test_our_errors_say_nothing_of_themselves(
    plain: Flask, helpline: Helpline, error: Exception, status: int, monkeypatch: Any
) -> None:
    told: list[tuple[str, Any]] = []
    telling = replace(helpline, trouble=lambda code, ids: told.append((code, ids)))
    plain.extensions["helpline"] = telling

    def fail() -> str:
        raise error

    monkeypatch.setitem(plain.view_functions, "public.front", fail)
    answer = plain.test_client().get("/", base_url=PUBLIC)
    assert answer.status_code == status
    assert "canary" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert told == ([("page_failed", ["RuntimeError", "public.front"])] if status == 500 else [])


# --- other sites ------------------------------------------------------------------------------

SITES = [
    ("a machine", {}, True),
    ("this site", {"Sec-Fetch-Site": "same-origin"}, True),
    ("typed by hand", {"Sec-Fetch-Site": "none"}, True),
    ("a sister", {"Sec-Fetch-Site": "same-site"}, False),
    ("another site", {"Sec-Fetch-Site": "cross-site"}, False),
    ("another site that lies", {"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC}, False),
    ("an old browser here", {"Origin": PUBLIC}, True),
    ("an old browser elsewhere", {"Origin": "https://evil.test"}, False),
    ("a sandbox", {"Origin": "null"}, False),
    ("almost our name", {"Origin": PUBLIC + ".evil.test"}, False),
    ("our name over http", {"Origin": "http://line.example.org"}, False),
]


@pytest.mark.parametrize("case", [row[1:] for row in SITES], ids=[row[0] for row in SITES])
def test_other_sites_can_change_nothing(plain: Flask, case: tuple[dict[str, str], bool]) -> None:
    headers, passes = case
    with plain.test_request_context("/console/x", method="POST", headers=headers, base_url=PUBLIC):
        if passes:
            security.refuse_other_sites()
            return
        with pytest.raises(Exception, match="403"):
            security.refuse_other_sites()


def test_reading_is_open_and_hooks_are_not_for_browsers(plain: Flask) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}
    for path, method in (("/", "GET"), ("/hooks/telegram", "POST")):
        with plain.test_request_context(path, method=method, headers=foreign, base_url=PUBLIC):
            security.refuse_other_sites()


# --- Flask's defaults -------------------------------------------------------------------------


def test_lax_defaults_are_set(plain: Flask, tmp_path: Path, helpline: Helpline) -> None:
    assert plain.config["MAX_CONTENT_LENGTH"] == 64 * 1024
    assert plain.config["SESSION_COOKIE_SECURE"] is True
    assert plain.config["SESSION_COOKIE_HTTPONLY"] is True
    assert plain.config["SESSION_COOKIE_SAMESITE"] == "Strict"
    assert plain.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "line.example.org" in plain.config["TRUSTED_HOSTS"]
    local = create_app(config(tmp_path, HELPLINE_PUBLIC_URL="http://127.0.0.1:8000"), helpline)
    assert local.config["SESSION_COOKIE_SECURE"] is False


def test_no_secret_is_in_the_repr_of_the_app_or_its_settings(plain: Flask) -> None:
    shown = repr(plain) + repr({k: v for k, v in plain.config.items() if k != "SECRET_KEY"})
    for canary in (*SECRETS, secret("keys"), secret("index")):
        assert canary not in shown


def test_the_helpline_is_built_at_the_first_request_so_after_a_fork(
    tmp_path: Path, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Config] = []

    def build(given: Config) -> Helpline:
        built.append(given)
        return helpline

    monkeypatch.setattr(wiring, "build", build)
    app = create_app(config(tmp_path))
    assert built == []
    warm_up(app)  # a server may do it before the first request
    assert len(built) == 1
    for _ in range(2):
        app.test_client().get("/health/live", base_url=PUBLIC)
    assert len(built) == 1
    assert app.extensions["helpline"] is helpline


def test_there_is_no_demo_without_the_demo(plain: Flask) -> None:
    assert [rule for rule in plain.url_map.iter_rules() if rule.rule.startswith("/demo")] == []


# --- the front page ---------------------------------------------------------------------------


def test_the_front_page_is_neutral_and_sets_no_cookie(http: FlaskClient) -> None:
    answer = http.get("/", base_url=PUBLIC)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "<title>Romduol</title>" in re.sub(r"\s+", "", answer.text)
    words = ("traffick", "victim", "surviv", "shelter", "police", "help", "console", "case",
             "ជួញដូរ", "ជនរងគ្រោះ", "ប៉ូលិស", "អង្គការ")  # fmt: skip
    for word in words:
        assert word not in answer.text.lower()


def test_it_can_be_left_without_javascript(http: FlaskClient) -> None:
    page = http.get("/", base_url=PUBLIC).text
    assert re.search(rf'<a[^>]*id="exit"[^>]*href="{ELSEWHERE}"', page)
    assert "<script src=" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "style=" not in page
    assert " onclick" not in page


# --- health -----------------------------------------------------------------------------------


def test_it_is_alive_and_ready_and_shows_no_setting(http: FlaskClient) -> None:
    assert http.get("/health/live", base_url=PUBLIC).json == {"status": "ok"}
    answer = http.get("/health/ready", base_url=PUBLIC)
    assert answer.status_code == 200
    assert set(answer.json or {}) <= {"status", "store", "queue"}


def test_r3_without_a_queue_it_is_degraded(plain: Flask, helpline: Helpline) -> None:
    class Away:
        def answers(self) -> bool:
            return False

    plain.extensions["helpline"] = replace(helpline, queue=Away())  # type: ignore[arg-type]
    answer = plain.test_client().get("/health/ready", base_url=PUBLIC)
    assert (answer.status_code, (answer.json or {})["status"]) == (200, "degraded")


def test_r4_without_a_store_it_is_not_ready(plain: Flask, helpline: Helpline) -> None:
    class Away:
        def read(self) -> Any:
            raise StoreUnavailable("at /secret/place")

    plain.extensions["helpline"] = replace(helpline, store=Away())  # type: ignore[arg-type]
    answer = plain.test_client().get("/health/ready", base_url=PUBLIC)
    assert answer.status_code == 503
    assert "secret" not in answer.text


METRICS = [
    ("this machine", "127.0.0.1", {}, 200),
    ("this machine by its other name", "::1", {}, 200),
    ("somebody", "203.0.113.9", {}, 404),
    ("nobody", "", {}, 404),
    ("somebody behind our proxy", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
    ("with the token", "203.0.113.9", {"Authorization": "Bearer right"}, 200),
    ("with another token", "203.0.113.9", {"Authorization": "Bearer wrong"}, 404),
    ("with no token", "203.0.113.9", {"Authorization": "Bearer "}, 404),
]


@pytest.mark.parametrize("case", [row[1:] for row in METRICS], ids=[row[0] for row in METRICS])
def test_metrics_are_for_this_machine_or_the_token(
    plain: Flask, case: tuple[str, dict[str, str], int]
) -> None:
    address, headers, status = case
    plain.config["METRICS_TOKEN"] = "right"
    client = plain.test_client()
    client.post("/hooks/telegram", base_url=PUBLIC)
    environ = {"REMOTE_ADDR": address}
    answer = client.get("/metrics", headers=headers, base_url=PUBLIC, environ_base=environ)
    assert answer.status_code == status
    if status == 200:
        assert 'helpline_hooks_total{channel="telegram"' in answer.text
        assert "+855" not in answer.text
