"""A case: read, take, answer, close; and everything that can go wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape

import pytest

from helpline.core.case import Case, CaseStatus
from helpline.core.caseworker import Role
from helpline.core.errors import StoreUnavailable
from helpline.operations import cases
from helpline.rehearsal import Rehearsal
from web.console.stage import Browser, Stage

DANGER = "I want to kill myself tonight"
ANSWER = "Hello, this is Sophea. I read your messages. Is it still safe?"
CLOSING = {"recap": "You call your aunt", "next_step": "I write on Monday at 10:00"}


@pytest.fixture
def talk(stage: Stage) -> Rehearsal:
    stage.person("sophea")
    stage.person("dara")
    talk = stage.contact()
    talk.say(DANGER)
    return talk


@pytest.fixture
def case(stage: Stage, talk: Rehearsal) -> Case:
    return stage.case_of(talk)


@pytest.fixture
def browser(stage: Stage, case: Case) -> Browser:
    return stage.signed_in("sophea")


def claimed(browser: Browser, case: Case) -> None:
    assert browser.post(f"/console/cases/{case.id}/claim", {}).status_code == 303


def drafts(page: str) -> list[str]:
    found = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return [unescape(text) for text in found]


def change_contact(stage: Stage, case: Case, **what: object) -> None:
    with stage.helpline.store.begin() as tx:
        contact = tx.contacts.get(case.contact_id)
        tx.contacts.save(replace(contact, **what))  # type: ignore[arg-type]


# --- the ordinary way -------------------------------------------------------------------------


def test_a_case_is_taken_answered_and_closed(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    path = f"/console/cases/{case.id}"
    before = browser.get(path)
    assert DANGER not in before.text, "nobody reads a talk before taking the case"
    assert "The talk opens when you take the case." in before.text

    claimed(browser, case)
    stage.deliver()
    assert "Sophea" in talk.terminal.sent[-1].text
    page = browser.get(path).text
    assert DANGER in page
    assert "danger words" in page

    answer = browser.post(f"{path}/reply", {"text": ANSWER})
    assert answer.status_code == 303
    assert answer.location == f"{path}#answer"
    stage.deliver()
    assert talk.terminal.sent[-1].text == ANSWER
    page = browser.get(path).text
    assert ANSWER in page
    assert "Your answer is on its way." in page

    answer = browser.post(f"{path}/close", CLOSING)
    assert answer.location == "/console/queue"
    assert "A supervisor has to agree" in browser.get("/console/queue").text
    assert stage.case_of(talk).status is CaseStatus.CLAIMED

    stage.person("bopha", Role.SUPERVISOR)
    boss = stage.signed_in("bopha")
    assert CLOSING["recap"] in drafts(boss.get(path).text)
    assert boss.post(f"{path}/close", CLOSING).location == "/console/queue"
    assert stage.case_of(talk).status is CaseStatus.CLOSED
    assert "The case is closed." in boss.get("/console/queue").text
    stage.deliver()
    assert "Sophea" in talk.terminal.sent[-1].text, "who had the talk leaves it"
    page = browser.get(path).text
    assert CLOSING["recap"] in page
    assert 'id="answer"' not in page


def test_no_address_is_on_the_page(stage: Stage, talk: Rehearsal, browser: Browser) -> None:
    case = stage.case_of(talk)
    claimed(browser, case)
    page = browser.get(f"/console/cases/{case.id}").text
    assert talk.address.value not in page
    assert talk.address.value[-4:] not in page
    assert "number hidden" in page


def test_a_double_click_sends_one_text(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    stage.deliver()
    sent = len(talk.terminal.sent)
    form = {"text": ANSWER, "outbound_id": "ab" * 16}
    for _ in range(2):
        assert browser.post(f"/console/cases/{case.id}/reply", form).status_code == 303
    stage.deliver()
    assert len(talk.terminal.sent) == sent + 1


def test_a_supervisor_reads_and_answers_without_taking(
    stage: Stage, talk: Rehearsal, case: Case
) -> None:
    stage.person("bopha", Role.SUPERVISOR)
    browser = stage.signed_in("bopha")
    assert DANGER in browser.get(f"/console/cases/{case.id}").text
    assert browser.post(f"/console/cases/{case.id}/reply", {"text": ANSWER}).status_code == 303


def test_older_lines_are_a_link_away(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    for number in range(cases.PAGE + 5):
        stage.wait(seconds=40)
        talk.say(f"line {number}.")
        browser.get("/console/here")
    page = browser.get(f"/console/cases/{case.id}").text
    assert "line 104." in page
    assert "line 0." not in page
    older = re.search(r'href="([^"]+before=[^"]+)"', page)
    assert older
    page = browser.get(unescape(older.group(1))).text
    assert "line 0." in page
    assert "line 104." not in page
    assert f'hx-get="/console/cases/{case.id}' not in page, (
        "an old page does not jump to the newest lines by itself"
    )


def test_an_open_page_learns_of_new_lines_and_reads_are_audited_only_then(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    path = f"/console/cases/{case.id}/talk?version=2"
    first = browser.get(path)
    etag = first.headers["ETag"]
    assert browser.get(path, **{"If-None-Match": etag}).status_code == 304
    talk.say("are you there")
    second = browser.get(path, **{"If-None-Match": etag})
    assert second.status_code == 200
    assert "are you there" in second.text
    assert browser.get(path, **{"If-None-Match": second.headers["ETag"]}).status_code == 304


# --- what is refused keeps what was written ---------------------------------------------------


def test_only_one_of_two_gets_the_case(stage: Stage, case: Case, browser: Browser) -> None:
    other = stage.signed_in("dara")
    claimed(other, case)
    answer = browser.post(f"/console/cases/{case.id}/claim", {"version": str(case.version)})
    assert answer.status_code == 409
    assert "The case changed while you were looking at it." in answer.text
    assert "Dara has it" in answer.text
    assert DANGER not in answer.text


def test_an_answer_to_a_case_that_somebody_else_has_is_kept(
    stage: Stage, case: Case, browser: Browser
) -> None:
    claimed(stage.signed_in("dara"), case)
    answer = browser.post(f"/console/cases/{case.id}/reply", {"text": ANSWER})
    assert answer.status_code == 403
    assert "Take the case first" in answer.text
    assert drafts(answer.text) == [ANSWER]


def test_an_answer_to_a_closed_case_is_kept(stage: Stage, case: Case, browser: Browser) -> None:
    claimed(browser, case)
    path = f"/console/cases/{case.id}"
    stage.person("bopha", Role.SUPERVISOR)
    stage.signed_in("bopha").post(f"{path}/close", CLOSING)
    answer = browser.post(f"{path}/reply", {"text": ANSWER})
    assert answer.status_code == 409
    assert "The case is closed. Nothing was sent." in answer.text
    assert ANSWER in drafts(answer.text)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"silent": True}, "It is not safe to write to this person."),
        ({"opted_out": True}, "The person said stop."),
    ],
)
def test_an_answer_that_would_harm_is_not_sent_and_is_kept(
    stage: Stage,
    talk: Rehearsal,
    case: Case,
    browser: Browser,
    what: dict[str, bool],
    said: str,
) -> None:
    claimed(browser, case)
    stage.deliver()
    sent = len(talk.terminal.sent)
    change_contact(stage, case, **what)
    stage.wait(hours=25)  # the last inbound invites no answer any more
    browser = stage.signed_in("sophea")
    answer = browser.post(f"/console/cases/{case.id}/reply", {"text": ANSWER})
    assert answer.status_code == 409
    assert said in answer.text
    assert ANSWER in drafts(answer.text)
    stage.deliver()
    assert len(talk.terminal.sent) == sent


def test_an_address_that_blocks_us_is_said(stage: Stage, case: Case, browser: Browser) -> None:
    claimed(browser, case)
    with stage.helpline.store.begin() as tx:
        link = tx.contacts.addresses(case.contact_id)[0]
        tx.contacts.stop_address(link.id, "blocked")
    answer = browser.post(f"/console/cases/{case.id}/reply", {"text": ANSWER})
    assert answer.status_code == 409
    assert "cannot be reached there" in answer.text
    assert ANSWER in drafts(answer.text)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1601])
def test_empty_and_endless_answers_are_refused(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser, text: str
) -> None:
    claimed(browser, case)
    stage.deliver()
    sent = len(talk.terminal.sent)
    answer = browser.post(f"/console/cases/{case.id}/reply", {"text": text})
    assert answer.status_code == 422
    stage.deliver()
    assert len(talk.terminal.sent) == sent


@pytest.mark.parametrize("missing", ["recap", "next_step"])
def test_closing_needs_both_texts_and_keeps_the_one(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser, missing: str
) -> None:
    claimed(browser, case)
    answer = browser.post(f"/console/cases/{case.id}/close", CLOSING | {missing: " "})
    assert answer.status_code == 422
    assert "Write both" in answer.text
    kept = next(text for name, text in CLOSING.items() if name != missing)
    assert kept in drafts(answer.text)
    assert stage.case_of(talk).status is CaseStatus.CLAIMED


def test_closing_from_a_stale_page_is_refused_and_keeps_both_texts(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    answer = browser.post(f"/console/cases/{case.id}/close", CLOSING | {"version": "1"})
    assert answer.status_code == 409
    assert set(CLOSING.values()) <= set(drafts(answer.text))
    assert f'name="version" value="{stage.case_of(talk).version}"' in answer.text


def test_an_expired_session_keeps_the_draft_through_signing_in(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    stage.deliver()
    sent = len(talk.terminal.sent)
    path = f"/console/cases/{case.id}"
    stage.wait(minutes=20)
    asked = browser.post(f"{path}/reply", {"text": ANSWER})
    assert asked.status_code == 401
    assert drafts(asked.text) == [ANSWER]
    assert f'name="next" value="{path}"' in asked.text
    back = browser.sign_in(next=path, text=ANSWER)
    assert back.status_code == 200
    assert "You are signed in again." in back.text
    assert ANSWER in drafts(back.text)
    assert f'data-address="{path}"' in back.text
    stage.deliver()
    assert len(talk.terminal.sent) == sent, "nothing is sent by signing in"


def test_a_draft_goes_back_only_to_a_case_of_ones_own(stage: Stage, case: Case) -> None:
    stage.person("other", organisation="Another organisation")
    answer = stage.browser().sign_in("other", next=f"/console/cases/{case.id}", text=ANSWER)
    assert answer.status_code == 404
    assert DANGER not in answer.text
    assert ANSWER in drafts(answer.text), "the words are the writer's own"


def test_a_form_without_its_token_is_refused_and_kept(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    claimed(browser, case)
    answer = browser.client.post(f"/console/cases/{case.id}/reply", data={"text": ANSWER})
    assert answer.status_code == 400
    assert "This page was too old to be sent." in answer.text
    assert ANSWER in drafts(answer.text)


def test_another_site_cannot_send_a_form(stage: Stage, case: Case, browser: Browser) -> None:
    claimed(browser, case)
    browser.headers = {"Sec-Fetch-Site": "cross-site"}
    answer = browser.post(f"/console/cases/{case.id}/reply", {"text": ANSWER})
    assert answer.status_code == 403


def test_a_store_that_is_down_is_said_and_the_draft_kept(
    stage: Stage, case: Case, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed(browser, case)
    page = browser.get(f"/console/cases/{case.id}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token

    @contextmanager
    def down(_store: object) -> Iterator[None]:
        raise StoreUnavailable("locked")
        yield

    monkeypatch.setattr(type(stage.helpline.store), "begin", down)
    monkeypatch.setattr(type(stage.helpline.store), "read", down)
    form = {"text": ANSWER, "csrf_token": token.group(1), "outbound_id": "cd" * 16}
    answer = browser.client.post(f"/console/cases/{case.id}/reply", data=form)
    assert answer.status_code == 503
    assert "cannot reach its records" in answer.text or "កំណត់ត្រា" in answer.text
    assert ANSWER in drafts(answer.text)
    assert 'value="' + "cd" * 16 in answer.text, "sent again, it is still the same text"


# --- what is not there, and what is not one's own, look alike ----------------------------------


def test_foreign_and_missing_are_the_same_404(stage: Stage, case: Case) -> None:
    stage.person("other", Role.SUPERVISOR, organisation="Another organisation")
    browser = stage.signed_in("other")
    missing, foreign = "0" * 32, case.id
    for act in ("", "/talk", "?before=2026-01-01T00:00:00%2B00:00"):
        first = browser.get(f"/console/cases/{missing}{act}")
        second = browser.get(f"/console/cases/{foreign}{act}")
        assert first.status_code == second.status_code == 404
        assert first.text.replace(missing, "") == second.text.replace(foreign, "")
    for act in ("claim", "reply", "close", "keep"):
        form = {"text": ANSWER, "version": "1", **CLOSING}
        answers = [
            browser.post(f"/console/cases/{one}/{act}", form, page="/console/queue")
            for one in (missing, foreign)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    "path",
    [
        "/console/cases/",
        "/console/cases/%00",
        "/console/cases/../../etc/passwd",
        "/console/nothing",
        "/console/cases/x?before=yesterday",
        "/console/cases/" + "9" * 3000,
        "/console/cases/%ED%A0%80",
    ],
)
def test_odd_addresses_are_404(stage: Stage, browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_date_that_nobody_made_is_404(case: Case, browser: Browser) -> None:
    claimed(browser, case)
    for odd in ("yesterday", "2026-01-01", "2026-01-01T00:00", "%00", "99999"):
        assert browser.get(f"/console/cases/{case.id}?before={odd}").status_code == 404
