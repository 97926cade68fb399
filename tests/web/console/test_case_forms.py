"""Every form on the page of a case: what it does, and that nothing written in it is ever lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from helpline.core.case import Case, Priority
from helpline.core.caseworker import Role
from helpline.core.conversation import Secret
from helpline.rehearsal import Rehearsal
from web.console.stage import Browser, Stage

WORDS = "She is safe at her aunt's until Friday."
PERSON = "9"


@pytest.fixture
def talk(stage: Stage) -> Rehearsal:
    stage.person("sophea")
    stage.person("dara")
    talk = stage.contact()
    talk.say(PERSON)
    return talk


@pytest.fixture
def case(stage: Stage, talk: Rehearsal) -> Case:
    return stage.case_of(talk)


@pytest.fixture
def browser(stage: Stage, case: Case) -> Browser:
    browser = stage.signed_in("sophea")
    assert browser.post(f"/console/cases/{case.id}/claim", {}).status_code == 303
    return browser


def path(case: Case, act: str = "") -> str:
    return f"/console/cases/{case.id}{act}"


def fields(page: str) -> list[str]:
    """Everything that stands in a box of the page."""
    boxes = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    values = re.findall(r'<input[^>]*value="([^"]*)"', page, re.DOTALL)
    return [unescape(text) for text in boxes + values]


def person_id(stage: Stage, case: Case, name: str) -> str:
    with stage.helpline.store.read() as tx:
        staff = tx.staff.of_organisation(case.organisation_id)
    return next(person.id for person in staff if person.sign_in_name == name)


# --- what each form does ------------------------------------------------------------------------


def test_hands_over_and_tells_where_it_stands(stage: Stage, case: Case, browser: Browser) -> None:
    form = {"person": person_id(stage, case, "dara"), "hand_over_words": WORDS}
    answer = browser.post(path(case, "/hand-over"), form)
    assert answer.location == "/console/queue"
    assert "The case is handed over." in browser.get("/console/queue").text
    page = stage.signed_in("dara").get(path(case)).text
    assert "Handed over: Dara" in page
    assert WORDS in unescape(page)


def test_gives_back_and_takes_over(stage: Stage, case: Case, browser: Browser) -> None:
    stage.person("bopha", Role.SUPERVISOR)
    boss = stage.signed_in("bopha")
    assert "Take over from Sophea" in boss.get(path(case)).text
    assert boss.post(path(case, "/take-over"), {}).status_code == 303
    assert boss.post(path(case, "/unclaim"), {"unclaim_words": WORDS}).status_code == 303
    assert "nobody has it" in browser.get("/console/queue").text


def test_notes_and_tasks_stand_in_the_timeline(stage: Stage, case: Case, browser: Browser) -> None:
    assert browser.post(path(case, "/note"), {"note": WORDS}).status_code == 303
    restricted = {"restricted_note": "an officer drove the car"}
    assert browser.post(path(case, "/restricted-note"), restricted).status_code == 303
    due = {"todo": "ask the clinic", "due_day": "2026-03-05", "due_time": "14:30"}
    assert browser.post(path(case, "/task"), due).status_code == 303
    page = unescape(browser.get(path(case)).text)
    for shown in (WORDS, "an officer drove the car", "ask the clinic", "05/03 14:30"):
        assert shown in page
    browser.post(
        path(case, "/hand-over"),
        {"person": person_id(stage, case, "dara"), "hand_over_words": WORDS},
    )
    page = stage.signed_in("dara").get(path(case)).text
    assert "an officer drove the car" not in page
    assert "only for its author and supervisors" in page


def test_the_priority_is_changed_with_a_reason(
    stage: Stage, talk: Rehearsal, browser: Browser
) -> None:
    case = stage.case_of(talk)
    form = {"priority": "P4", "priority_reason": "only asks about opening hours"}
    assert browser.post(path(case, "/priority"), form).status_code == 303
    assert stage.case_of(talk).priority is Priority.P4
    assert "only asks about opening hours" in browser.get(path(case)).text


def test_a_number_is_shown_once_for_a_reason(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    """SAFETY T18: masked everywhere else."""
    hidden = talk.address.value[-6:]
    assert hidden not in browser.get(path(case)).text
    answer = browser.post(path(case, "/reveal"), {"reveal_reason": "she wants a call at eight"})
    assert answer.status_code == 200
    assert hidden in answer.text.replace(" ", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert hidden not in browser.get(path(case)).text.replace(" ", "")


def test_the_twenty_first_number_of_an_hour_is_429(case: Case, browser: Browser) -> None:
    """SAFETY T18."""
    form = {"reveal_reason": "she wants a call at eight"}
    for _ in range(20):
        assert browser.post(path(case, "/reveal"), form).status_code == 200
    answer = browser.post(path(case, "/reveal"), form)
    assert answer.status_code == 429
    assert "ask your supervisor" in answer.text
    assert form["reveal_reason"] in fields(answer.text)


def test_the_code_word_is_checked(stage: Stage, case: Case, browser: Browser) -> None:
    with stage.helpline.store.begin() as tx:
        tx.secrets.keep(case.contact_id, Secret.CODE_WORD, "mango", stage.clock.at)
    for word, said in (("mango", "Yes, that is the code word."), ("fig", "No, that is not")):
        assert browser.post(path(case, "/code-word"), {"code_word": word}).status_code == 303
        page = browser.get(path(case)).text
        assert said in page
        assert "mango" not in page


def test_search_finds_the_number_and_says_nothing_of_it(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    found = browser.post("/console/search", {"words": case.pseudonym}, page="/console/search")
    assert case.pseudonym in found.text
    assert "Found: 1" in found.text
    nothing = browser.post("/console/search", {"words": "098 765 432"}, page="/console/search")
    assert "Found: 0" in nothing.text
    odd = browser.post("/console/search", {"words": "what"}, page="/console/search")
    assert odd.status_code == 422
    assert "Write a whole phone number" in odd.text
    assert "what" in fields(odd.text)


def test_the_bot_asks_answers_and_steps_back(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    assert "the bot is silent" in browser.get(path(case)).text
    assert browser.post(path(case, "/flow"), {"flow": "F07"}).status_code == 303
    assert "The bot answers at the moment." in browser.get(path(case)).text
    assert browser.post(path(case, "/person"), {}).status_code == 303
    assert browser.post(path(case, "/bot"), {}).status_code == 303
    assert "The bot answers now." in browser.get(path(case)).text


def test_a_supervisor_opens_a_closed_case_again(stage: Stage, case: Case, browser: Browser) -> None:
    closing = {"recap": "you call", "next_step": "Monday"}
    assert browser.post(path(case, "/close"), closing).status_code == 303
    assert "Open again" not in browser.get(path(case)).text
    stage.person("bopha", Role.SUPERVISOR)
    boss = stage.signed_in("bopha")
    assert boss.post(path(case, "/reopen"), {"reopen_reason": WORDS}).status_code == 303
    assert 'id="answer"' in browser.get(path(case)).text, "it is with who had it"


def test_two_on_a_number_are_separated_and_joined_again(
    stage: Stage, case: Case, browser: Browser
) -> None:
    form = {"verified": "told", "separate_reason": "her brother writes with it now"}
    answer = browser.post(path(case, "/separate"), form)
    assert answer.status_code == 303
    assert answer.location != path(case)
    page = browser.get(answer.location).text
    assert "came to this case" in page
    assert case.pseudonym in page
    move = re.search(r'name="move" value="([0-9a-f]{32})"', page)
    assert move
    undo = {"move": move[1], "undo_reason": "she has her phone back again"}
    assert browser.post(f"{answer.location}/undo-move", undo).status_code == 303
    assert "undone" in browser.get(path(case)).text


# --- what is refused keeps what was written -----------------------------------------------------

REFUSED = [
    ("/hand-over", {"person": "0" * 32, "hand_over_words": WORDS}, 422, "cannot have this case"),
    ("/hand-over", {"person": "", "hand_over_words": "soon"}, 422, "Write for your colleague"),
    ("/unclaim", {"unclaim_words": "no"}, 422, "Write for your colleague"),
    ("/priority", {"priority": "P1", "priority_reason": "worse"}, 422, "Say why"),
    ("/priority", {"priority": "P9", "priority_reason": WORDS}, 422, "Choose another priority"),
    ("/task", {"todo": "call", "due_day": "2020-01-01"}, 422, "still to come"),
    ("/task", {"todo": "call", "due_day": "soon", "due_time": "25:99"}, 422, "still to come"),
    ("/note", {"note": "x" * 4001}, 422, "too long"),
    ("/reply", {"text": "I write {time}"}, 422, "Fill in what stands in"),
    ("/reveal", {"reveal_reason": "call"}, 422, "Say why"),
    ("/code-word", {"code_word": "mango"}, 409, "has chosen no code word"),
    ("/flow", {"flow": "F20"}, 422, "The bot cannot ask this."),
    (
        "/merge",
        {"merge_name": "K-9", "merge_reason": WORDS, "verified": "call"},
        422,
        "no such case",
    ),
    ("/merge", {"merge_name": "K-1", "merge_reason": WORDS}, 422, "how you made sure"),
    ("/separate", {"separate_reason": WORDS, "verified": "guess"}, 422, "how you made sure"),
]


@pytest.mark.parametrize(("act", "form", "status", "said"), REFUSED)
def test_bad_input_is_explained_and_kept(
    case: Case, browser: Browser, act: str, form: dict[str, str], status: int, said: str
) -> None:
    answer = browser.post(path(case, act), form)
    assert answer.status_code == status
    assert said in unescape(answer.text)
    kept = {name: text for name, text in form.items() if name in KEPT}
    for text in kept.values():
        assert text in fields(answer.text), act


KEPT = {
    "hand_over_words",
    "unclaim_words",
    "priority_reason",
    "todo",
    "note",
    "text",
    "reveal_reason",
    "merge_reason",
    "separate_reason",
}


@pytest.mark.parametrize("act", ["/hand-over", "/unclaim", "/priority", "/close"])
def test_a_stale_page_changes_nothing_and_keeps_the_words(
    stage: Stage, talk: Rehearsal, browser: Browser, act: str
) -> None:
    case = stage.case_of(talk)
    form = {
        "version": "1",
        "person": person_id(stage, case, "dara"),
        "hand_over_words": WORDS,
        "unclaim_words": WORDS,
        "priority": "P4",
        "priority_reason": WORDS,
        "recap": WORDS,
        "next_step": WORDS,
    }
    answer = browser.post(path(case, act), form)
    assert answer.status_code == 409
    assert "The case changed while you were looking at it." in answer.text
    assert WORDS in fields(answer.text)
    assert stage.case_of(talk) == case


def test_an_ended_session_keeps_a_note_through_signing_in(
    stage: Stage, case: Case, browser: Browser
) -> None:
    stage.wait(minutes=20)
    asked = browser.post(path(case, "/note"), {"note": WORDS})
    assert asked.status_code == 401
    assert WORDS in fields(asked.text)
    back = browser.sign_in(next=path(case), note=WORDS)
    assert back.status_code == 200
    assert WORDS in fields(back.text)
    assert "Note" not in [line.strip() for line in back.text.splitlines()]


def test_the_hour_asks_for_a_reason_and_the_words_stay(
    stage: Stage, case: Case, browser: Browser
) -> None:
    """SAFETY T10."""
    stage.wait(hours=13)
    browser = stage.signed_in("sophea")
    page = browser.get(path(case)).text
    assert "Write only with a reason" in page
    assert 'name="hour_reason"' in page
    answer = browser.post(path(case, "/reply"), {"text": "hello", "hour_reason": "soon"})
    assert answer.status_code == 422
    assert "This hour is not safe for this person." in answer.text
    assert {"hello", "soon"} <= set(fields(answer.text))
    form = {"text": "hello", "hour_reason": "the bus leaves at five"}
    assert browser.post(path(case, "/reply"), form).status_code == 303
    assert "the bus leaves at five" in browser.get(path(case)).text


# --- writing an answer --------------------------------------------------------------------------


def test_parts_are_counted_without_javascript(
    stage: Stage, talk: Rehearsal, case: Case, browser: Browser
) -> None:
    stage.deliver()
    sent = len(talk.terminal.sent)
    khmer = "ខ្ញុំជាមនុស្ស ខ្ញុំបានអានសាររបស់អ្នក។ " * 3
    answer = browser.post(path(case, "/preview"), {"text": khmer})
    assert answer.status_code == 200
    assert "SMS parts: 2. Nothing was sent." in answer.text
    assert khmer in fields(answer.text)
    stage.deliver()
    assert len(talk.terminal.sent) == sent


def test_a_canned_reply_joins_what_was_written(case: Case, browser: Browser) -> None:
    form = {"text": "Hello.", "canned": "en:hello"}
    page = browser.post(path(case, "/keep"), form).text
    assert "Hello.\nI am Sophea, a person." in "\n".join(fields(page))
    page = browser.post(path(case, "/keep"), {"canned": "en:i_look"}).text
    assert any("{time}" in text for text in fields(page)), "what only a person knows stays open"
    for odd in ("en:nothing", "xx:hello", "hello", "en:"):
        assert browser.post(path(case, "/keep"), {"text": "a", "canned": odd}).status_code == 200


def test_a_draft_is_there_when_one_comes_back(stage: Stage, case: Case, browser: Browser) -> None:
    answer = browser.post(path(case, "/draft"), {"text": "half an answer"})
    assert answer.status_code == 303
    assert "half an answer" in fields(browser.get(path(case)).text)
    stage.wait(hours=11)
    assert "half an answer" in fields(stage.signed_in("sophea").get(path(case)).text)


def test_an_open_page_keeps_a_draft_by_itself_and_colleagues_see_it(
    stage: Stage, case: Case, browser: Browser
) -> None:
    stage.person("bopha", Role.SUPERVISOR)
    boss = stage.signed_in("bopha")
    talk_path = path(case, "/talk?version=2")
    etag = boss.get(talk_path).headers["ETag"]
    browser.headers["HX-Request"] = "true"
    assert browser.post(path(case, "/draft"), {"text": "half"}, page=path(case)).status_code == 204
    seen = boss.get(talk_path, **{"If-None-Match": etag})
    assert seen.status_code == 200
    assert "Sophea is writing an answer, too." in seen.text
    assert "half" not in seen.text


def test_a_digit_is_shown_with_what_it_means(stage: Stage, browser: Browser) -> None:
    other = stage.contact()
    for text in ("I want to kill myself", "2"):
        other.say(text)
        stage.wait(seconds=20)
    case = stage.case_of(other)
    browser.post(path(case, "/claim"), {})
    other.say("1")  # answers nothing that the bot asked: a person has the talk
    page = browser.get(path(case)).text
    assert "= no" in page
    assert "= yes" not in page
    assert "</bdi> · how you feel" in page


def test_flags_stand_first(stage: Stage, talk: Rehearsal, browser: Browser) -> None:
    case = stage.case_of(talk)
    talk.say("88")
    page = browser.get(path(case)).text
    assert "The person hid the talk" in page
    assert page.index("The person hid the talk") < page.index('class="talk"')
