"""Coming and going: SAFETY T20 and T21."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import process_time

import pytest

from helpline.core.caseworker import Role
from helpline.operations import sign_in as operation
from helpline.operations import staffing
from web.console.stage import PASSWORD, Stage

FAILED = "That did not match."


def test_signs_in_with_password_and_code(stage: Stage) -> None:
    stage.person()
    browser = stage.browser()
    answer = browser.sign_in()
    assert answer.status_code == 303
    assert answer.location == "/console/"
    cookie = answer.headers.getlist("Set-Cookie")
    assert any(
        line.startswith("staff=") and "HttpOnly" in line and "SameSite=Strict" in line
        for line in cookie
    )
    assert browser.get("/console/queue").status_code == 200


def test_cookies_are_bound_to_the_host_over_https(https_stage: Stage) -> None:
    https_stage.person()
    client = https_stage.app.test_client()
    browser = https_stage.browser()
    browser.client = client
    client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_HOST": "line.example.org"}
    https_stage.wait(seconds=30)
    page = client.get("/console/sign-in", base_url="https://line.example.org")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/console/sign-in",
        base_url="https://line.example.org",
        data={
            "csrf_token": token,
            "name": "sophea",
            "password": PASSWORD,
            "code": https_stage.code(),
        },
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303
    for line in answer.headers.getlist("Set-Cookie"):
        assert line.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(line.split("; "))
        assert "Domain" not in line


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("nobody", PASSWORD, None),
        ("sophea", "wrong", None),
        ("sophea", PASSWORD, "000000"),
        ("sophea", PASSWORD, "abc"),
        ("sophea", PASSWORD, "²²²²²²"),
        ("sophea", "", None),
        ("\x00", "\x00", None),
        ("x" * 5000, "y" * 5000, None),
    ],
)
def test_every_failure_says_the_same(
    stage: Stage, name: str, password: str, code: str | None
) -> None:
    stage.person()
    answer = stage.browser().sign_in(name, password, code)
    assert answer.status_code == 401
    assert FAILED in answer.text
    assert not any(line.startswith("staff=") for line in answer.headers.getlist("Set-Cookie"))


def test_khmer_digits_and_a_space_are_a_code(stage: Stage) -> None:
    stage.person()
    stage.wait(seconds=30)
    code = stage.code().translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    attempt = operation.Attempt("Sophea ", PASSWORD, f"{code[:3]} {code[3:]}", "127.0.0.1")
    assert operation.sign_in(stage.helpline, attempt).caseworker.sign_in_name == "sophea"


def test_a_code_works_once(stage: Stage) -> None:
    stage.person()
    browser = stage.browser()
    assert browser.sign_in().status_code == 303
    code = stage.code()
    again = stage.browser()
    form = {"name": "sophea", "password": PASSWORD, "code": code}
    answer = again.post("/console/sign-in", form, page="/console/sign-in?lang=en")
    assert answer.status_code == 401
    assert FAILED in answer.text


def test_disabled_staff_cannot_sign_in(stage: Stage) -> None:
    stage.person()
    staffing.disable(stage.helpline, "sophea")
    answer = stage.browser().sign_in()
    assert answer.status_code == 401
    assert FAILED in answer.text


def test_staff_without_a_code_are_let_in_only_in_the_demo(stage: Stage) -> None:
    person = stage.person()
    with stage.helpline.store.begin() as tx:
        tx.staff.save(replace(person, totp_secret=None))
    assert stage.browser().sign_in(code="000000").status_code == 401
    settings = replace(stage.helpline.settings, demo=True)
    stage.app.extensions["helpline"] = replace(stage.helpline, settings=settings)
    assert stage.browser().sign_in(code="").status_code == 303


def test_tries_are_bounded_per_name(stage: Stage) -> None:
    stage.person()
    browser = stage.browser()
    answers = [browser.sign_in("sophea", "wrong") for _ in range(operation.TRIES_PER_NAME + 2)]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert browser.sign_in().status_code == 429, "the right password does not help then"
    stage.wait(minutes=16)
    assert browser.sign_in().status_code == 303


def test_tries_are_bounded_per_name_also_for_nobody(stage: Stage) -> None:
    browser = stage.browser()
    answers = [browser.sign_in("nobody", "wrong") for _ in range(operation.TRIES_PER_NAME + 1)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].text


def test_tries_are_bounded_per_network(stage: Stage) -> None:
    stage.person()
    failed = 0
    for number in range(operation.TRIES_PER_NETWORK + 5):
        attempt = operation.Attempt(f"name{number}", "wrong", "", f"2001:db8::1:{number:x}")
        with pytest.raises(operation.Refused) as refused:
            operation.sign_in(stage.helpline, attempt)
        failed += refused.value.code == "sign_in_failed"
    assert failed == operation.TRIES_PER_NETWORK


def test_unknown_and_known_names_take_alike(stage: Stage) -> None:
    stage.person()
    taken: dict[str, list[float]] = {"sophea": [], "nobody": []}
    for number in range(10):
        for name, times in taken.items():  # in turns, so that a busy machine slows both
            attempt = operation.Attempt(name, "wrong", "000000", f"192.0.2.{number}")
            begun = process_time()
            with pytest.raises(operation.Refused):
                operation.sign_in(stage.helpline, attempt)
            times.append(process_time() - begun)
    known, unknown = (median(times[1:]) for times in taken.values())
    assert abs(known - unknown) < 0.3 * max(known, unknown)


def test_a_session_is_worth_nothing_after_signing_out(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    token = browser.token()
    answer = browser.post("/console/sign-out", {}, page="/console/queue")
    assert answer.status_code == 303
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    replay = stage.browser()
    replay.client.set_cookie("staff", token)
    assert replay.get("/console/queue").status_code == 401


def test_signing_out_is_by_form_only(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    assert browser.get("/console/sign-out").status_code in {404, 405}
    assert browser.client.post("/console/sign-out").status_code == 400, "no token, no sign-out"
    assert browser.get("/console/queue").status_code == 200


def test_a_session_ends_when_its_owner_is_disabled(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    staffing.disable(stage.helpline, "sophea")
    assert browser.get("/console/queue").status_code == 401


def test_a_session_ends_after_fifteen_idle_minutes(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    stage.wait(minutes=14)
    assert browser.get("/console/queue").status_code == 200
    stage.wait(minutes=14)
    assert browser.get("/console/here").status_code == 204
    stage.wait(minutes=15)
    assert browser.get("/console/queue").status_code == 401


def test_polling_keeps_nobody_signed_in(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    for _ in range(14):
        stage.wait(minutes=1)
        assert browser.get("/console/queue/rows").status_code == 200
    stage.wait(minutes=1)
    assert browser.get("/console/queue/rows").status_code == 401


def test_a_session_ends_after_ten_hours_whatever_happens(stage: Stage) -> None:
    stage.person()
    browser = stage.signed_in()
    for _ in range(59):
        stage.wait(minutes=10)
        assert browser.get("/console/queue").status_code == 200
    stage.wait(minutes=10)
    assert browser.get("/console/queue").status_code == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/console//evil",
        "/console/\\evil",
        "javascript:alert(1)",
        "/console/\r\nSet-Cookie: x=y",
        "/other",
    ],
)
def test_leads_only_to_the_console(stage: Stage, wanted: str) -> None:
    stage.person()
    answer = stage.browser().sign_in(next=wanted)
    assert answer.status_code == 303
    assert answer.location == "/console/"


def test_goes_on_where_it_was_asked_to(stage: Stage) -> None:
    stage.person()
    browser = stage.browser()
    asked = browser.get("/console/queue?lang=en")
    assert asked.status_code == 401
    assert 'name="next" value="/console/queue"' in asked.text
    assert browser.sign_in(next="/console/queue").location == "/console/queue"


def test_language_is_kept_with_the_person(stage: Stage) -> None:
    stage.person(language="km")
    browser = stage.signed_in()
    page = browser.get("/console/queue").text
    assert '<html lang="km">' in page
    assert "បញ្ជីរង់ចាំ" in page
    form = {"language": "en", "next": "/console/queue"}
    answer = browser.post("/console/language", form, page="/console/queue")
    assert answer.location == "/console/queue"
    assert '<html lang="en">' in browser.get("/console/queue").text
    form = {"language": "xx"}
    assert browser.post("/console/language", form, page="/console/queue").status_code == 400


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.SUPERVISOR, "/console/queue"),
        (Role.ORGANISATION_ADMIN, "/console/roster"),
        (Role.SYSTEM_ADMIN, "/console/organisations"),
        (Role.AUDITOR, "/console/notices"),
    ],
)
def test_each_role_begins_on_a_page_of_its_own(stage: Stage, role: Role, first: str) -> None:
    stage.person("person", role)
    browser = stage.signed_in("person")
    answer = browser.get("/console/")
    assert (answer.status_code, answer.location) == (303, first)
    assert browser.get(first).status_code == 200


def test_every_sign_in_and_refusal_is_audited(stage: Stage) -> None:
    stage.person()
    stage.browser().sign_in("nobody", "wrong")
    stage.browser().sign_in("sophea", "wrong")
    stage.signed_in()
    with stage.helpline.store.read() as tx:
        assert tx.audit.first_broken() is None
