"""The queue: severity, then age; who has what; cheap when nothing changes."""

from __future__ import annotations

import re

from helpline.core.caseworker import Role
from helpline.core.channel import Channel
from helpline.core.message import Inbound, Kind
from helpline.operations.receive import receive
from web.console.stage import Stage

NAMES = re.compile(r'class="case-name"[^>]*>(K-\d+)<')
DANGER = "I want to kill myself tonight"
PERSON = "9"


def names(page: str) -> list[str]:
    return NAMES.findall(re.sub(r"\s+", " ", page).replace(" >", ">").replace("> ", ">"))


def test_orders_by_severity_then_age(stage: Stage) -> None:
    stage.person()
    for words in (PERSON, PERSON, DANGER):
        stage.contact().say(words)
        stage.wait(minutes=3)
    page = stage.signed_in().get("/console/queue").text
    assert names(page) == ["K-3", "K-1", "K-2"]


def test_what_nobody_has_stands_before_what_somebody_has(stage: Stage) -> None:
    stage.person()
    for words in (DANGER, DANGER, PERSON):
        stage.contact().say(words)
        stage.wait(minutes=1)
    browser = stage.signed_in()
    first = re.search(r"/console/cases/([0-9a-f]{32})/claim", browser.get("/console/queue").text)
    assert first
    browser.post(f"/console/cases/{first[1]}/claim", {})
    assert names(browser.get("/console/queue").text) == ["K-2", "K-1", "K-3"]


def test_shows_what_decides_and_nothing_of_the_contact(stage: Stage) -> None:
    stage.person()
    talk = stage.contact(Channel.TELEGRAM)
    talk.say(DANGER)
    stage.wait(minutes=7)
    page = stage.signed_in().get("/console/queue").text
    for shown in ("P1", "Danger now", "Suicide risk now", "Telegram", "two-way", "English"):
        assert shown in page
    assert "waits 7 min" in page
    assert "take by 10:05" in page
    assert re.search(r"take by 10:05\s*·\s*2 min late", page)
    for hidden in (DANGER, "kill", talk.address.value):
        assert hidden not in page


def test_title_counts_dangers_that_nobody_has(stage: Stage) -> None:
    stage.person()
    stage.contact().say(DANGER)
    browser = stage.signed_in()
    assert re.search(r"<title>\s*\(1\) Queue\s*</title>", browser.get("/console/queue").text)
    rows = browser.get("/console/queue/rows", **{"HX-Request": "true"}).text
    assert re.search(r"<title>\s*\(1\) Queue\s*</title>", rows)


def test_says_304_in_under_a_kilobyte_while_nothing_changes(stage: Stage) -> None:
    stage.person()
    stage.contact().say(DANGER)
    browser = stage.signed_in()
    first = browser.get("/console/queue/rows")
    etag = first.headers["ETag"]
    assert f'hx-headers=\'{{"If-None-Match": "\\"{etag[1:-1]}\\""}}\'' in first.text
    again = browser.get("/console/queue/rows", **{"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""
    assert len(str(again.headers)) < 1024
    stage.wait(minutes=1)
    assert browser.get("/console/queue/rows", **{"If-None-Match": etag}).status_code == 200


def test_shows_who_has_a_case(stage: Stage) -> None:
    stage.person("sophea")
    stage.person("dara")
    talk = stage.contact()
    talk.say(PERSON)
    case = stage.case_of(talk)
    sophea, dara = stage.signed_in("sophea"), stage.signed_in("dara")
    assert "nobody has it" in dara.get("/console/queue").text
    sophea.post(f"/console/cases/{case.id}/claim", {})
    assert "Sophea has it" in dara.get("/console/queue").text
    assert "you have it" in sophea.get("/console/queue").text


def test_an_open_case_tells_of_a_danger_that_nobody_has(stage: Stage) -> None:
    stage.person()
    talk = stage.contact()
    talk.say(PERSON)
    browser = stage.signed_in()
    case = f"/console/cases/{stage.case_of(talk).id}"
    browser.post(f"{case}/claim", {})
    page = browser.get(case).text
    assert re.search(r"<title>\s*K-1\s*</title>", page)
    quiet = browser.get("/console/queue/danger")
    etag = quiet.headers["ETag"]
    assert f'hx-headers=\'{{"If-None-Match": "\\"{etag[1:-1]}\\""}}\'' in page
    assert browser.get("/console/queue/danger", **{"If-None-Match": etag}).status_code == 304
    stage.contact().say(DANGER)
    rung = browser.get("/console/queue/danger", **{"If-None-Match": etag}).text
    assert 'data-count="1"' in rung
    assert 'aria-label="Danger, nobody is on it: 1"' in rung
    assert re.search(r"<title>\s*\(1\) K-1\s*</title>", browser.get(case).text)


def test_another_organisation_sees_nothing_of_it(stage: Stage) -> None:
    stage.person("boss", Role.SUPERVISOR, organisation="Another organisation")
    talk = stage.contact()
    talk.say(DANGER)
    page = stage.signed_in("boss").get("/console/queue").text
    assert "Nobody is waiting." in page
    assert "K-1" not in page


# --- parts of the queue, and all of it ----------------------------------------------------------


def test_a_part_of_the_queue_is_shown_and_followed(stage: Stage) -> None:
    stage.person()
    stage.contact().say(DANGER)
    stage.contact(Channel.TELEGRAM).say(PERSON)
    browser = stage.signed_in()
    assert names(browser.get("/console/queue?priority=P3").text) == ["K-2"]
    assert names(browser.get("/console/queue?channel=sms").text) == ["K-1"]
    assert names(browser.get("/console/queue?holder=mine").text) == []
    page = browser.get("/console/queue?holder=nobody&priority=P1").text
    assert names(page) == ["K-1"]
    assert 'hx-get="/console/queue/rows?holder=nobody&amp;priority=P1"' in page
    for odd in ("priority=P9", "holder=%00", "channel=fax", "language=xx", "page=-3", "page=no"):
        assert len(names(browser.get(f"/console/queue?{odd}").text)) == 2, odd


def test_a_long_queue_has_pages(stage: Stage) -> None:
    stage.person()
    for _ in range(43):
        stage.contact().say(PERSON)
    browser = stage.signed_in()
    first = browser.get("/console/queue").text
    assert len(names(first)) == 40
    assert 'href="/console/queue?page=2"' in first
    assert "Waiting: 43" in first
    second = browser.get("/console/queue?page=2").text
    assert len(names(second)) == 3
    assert not set(names(first)) & set(names(second))
    assert names(browser.get("/console/queue?page=99").text) == []


def test_who_waits_longest_and_who_has_how_many_is_always_there(stage: Stage) -> None:
    stage.person("sophea")
    stage.person("dara")
    stage.contact().say(PERSON)
    stage.wait(hours=2)
    stage.contact().say(DANGER)
    page = stage.signed_in("dara").get("/console/queue?priority=P1").text
    assert "Waits longest: K-1, 2 h 0 min" in page
    assert re.search(r"<bdi>Sophea</bdi> 0", page)


def test_urgent_words_that_no_worker_took_are_on_top(stage: Stage) -> None:
    """Also while the workers are down (SAFETY R3, T14)."""
    stage.person()
    talk = stage.contact()
    inbound = Inbound(
        channel=Channel.SMS,
        provider_id="no-worker",
        address=talk.address,
        kind=Kind.TEXT,
        text=DANGER,
        sent_at=stage.clock.at,
    )
    receive(stage.helpline, [inbound])  # nobody answers the bell
    browser = stage.signed_in()
    stage.wait(minutes=2)
    page = browser.get("/console/queue").text
    assert "Urgent messages that nobody and nothing has read yet: 1, for 2 min." in page
    assert names(page) == ["K-1"], "the case is there, too"
    stage.deliver()
    assert "nobody and nothing has read" in page
    talk.say("hello")
    assert "nobody and nothing has read" not in browser.get("/console/queue").text


def test_somebody_who_waits_for_an_answer_is_not_forgotten(stage: Stage) -> None:
    """A case that somebody took and left is marked (chatwoot#6889)."""
    stage.person()
    talk = stage.contact()
    talk.say(DANGER)
    case = stage.case_of(talk)
    browser = stage.signed_in()
    browser.post(f"/console/cases/{case.id}/claim", {})
    browser.post(f"/console/cases/{case.id}/reply", {"text": "I am here"})
    stage.wait(minutes=1)
    talk.say("please")
    assert "waits for an answer" not in browser.get("/console/queue").text
    stage.wait(minutes=16)
    browser = stage.signed_in()
    assert "waits for an answer" in browser.get("/console/queue").text
    browser.post(f"/console/cases/{case.id}/reply", {"text": "I am here"})
    assert "waits for an answer" not in browser.get("/console/queue").text
