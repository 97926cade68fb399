"""Pages about staying in touch: the calendar, one plan, the call list (SAFETY T17, T18)."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import text

from helpline.core.caseworker import Role
from helpline.core.checkin import State
from helpline.rehearsal import Rehearsal
from staying import agreed, plan_of
from web.console.stage import Browser, Stage

ROUND = re.compile(r"\s+")


def shown(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return ROUND.sub(" ", answer.text)


def enrolled(stage: Stage, tier: str = "standard", **facts: str) -> Rehearsal:
    stage.person()
    talk = stage.contact()
    talk.say("9")
    contact = talk.contact()
    assert contact is not None
    agreed(talk, tier, **facts)
    return talk


def id_of(talk: Rehearsal) -> str:
    contact = talk.contact()
    assert contact is not None
    return contact.id


def test_the_calendar_shows_what_and_why_and_no_word_of_the_contact(stage: Stage) -> None:
    talk = enrolled(stage)
    page = shown(stage.signed_in(), "/console/check-ins")
    assert "K-1" in page
    assert "Check-in D3" in page
    assert "did help arrive" in page
    assert "planned" in page
    assert talk.address.value not in page


def test_a_forgotten_contact_is_left_out(stage: Stage) -> None:
    enrolled(stage)
    with stage.helpline.store.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("update contacts set data_key = null"))
    answer = stage.signed_in().get("/console/check-ins")
    assert answer.status_code == 200
    assert "K-1" not in answer.text


def test_a_week_later_and_a_day_that_is_none(stage: Stage) -> None:
    enrolled(stage)
    browser = stage.signed_in()
    assert "Check-in W2" in shown(browser, "/console/check-ins?from=2026-03-12")
    assert "Check-in D3" not in shown(browser, "/console/check-ins?from=2026-03-12")
    assert browser.get("/console/check-ins?from=never").status_code == 404
    assert browser.get("/console/check-ins?days=0").status_code == 200
    assert browser.get("/console/check-ins?days=99999999").status_code == 200


def test_the_preview_is_the_very_text_in_the_contacts_language(stage: Stage) -> None:
    talk = enrolled(stage, language="km")
    page = shown(stage.signed_in(), f"/console/contacts/{id_of(talk)}/check-ins")
    talk.advance(plan_of(talk)["D3"].due_at - stage.clock.at - timedelta(hours=1))
    (sent,) = [one.text for one in talk.advance(timedelta(days=1)).texts if "ទំនេរទេ" in one.text]
    assert ROUND.sub(" ", sent) in page


def test_hold_skip_and_move_with_a_reason(stage: Stage) -> None:
    talk = enrolled(stage)
    browser = stage.signed_in()
    plan = plan_of(talk)
    form = {"contact": id_of(talk), "reason": "danger"}
    for name, act, state in (("D3", "hold", State.HELD), ("W1", "skip", State.SKIPPED)):
        answer = browser.post(f"/console/check-ins/{plan[name].id}/{act}", form)
        assert answer.status_code == 303, answer.text
        assert (plan_of(talk)[name].state, plan_of(talk)[name].why) == (state, "danger")
    moved = {**form, "to": "2026-03-20T10:15"}
    assert browser.post(f"/console/check-ins/{plan['W2'].id}/move", moved).status_code == 303
    assert plan_of(talk)["W2"].due_at.isoformat() == "2026-03-20T03:15:00+00:00"
    talk.advance(timedelta(days=17))
    assert plan_of(talk)["D3"].state is State.HELD


def test_without_a_reason_nothing_changes(stage: Stage) -> None:
    talk = enrolled(stage)
    browser = stage.signed_in()
    check_in = plan_of(talk)["D3"]
    form = {"contact": id_of(talk), "reason": "because"}
    answer = browser.post(f"/console/check-ins/{check_in.id}/skip", form)
    assert answer.status_code == 422
    assert "Choose why" in answer.text
    late = {"contact": id_of(talk), "reason": "asked", "to": "2020-01-01T10:00"}
    assert browser.post(f"/console/check-ins/{check_in.id}/move", late).status_code == 422
    broken = {**late, "to": "tomorrow"}
    assert browser.post(f"/console/check-ins/{check_in.id}/move", broken).status_code == 422
    assert plan_of(talk)["D3"] == check_in


def test_what_was_sent_meanwhile_is_not_changed(stage: Stage) -> None:
    talk = enrolled(stage)
    check_in = plan_of(talk)["D1"]
    talk.advance(timedelta(days=2))
    browser = stage.signed_in()
    form = {"contact": id_of(talk), "reason": "danger"}
    assert plan_of(talk)["D1"].state is not State.PLANNED
    assert browser.post(f"/console/check-ins/{check_in.id}/hold", form).status_code == 409


def test_a_person_lowers_a_tier_and_keeps_its_beginning(stage: Stage) -> None:
    talk = enrolled(stage, "high")
    contact_id = id_of(talk)
    with stage.helpline.store.read() as tx:
        before = tx.plans.running(contact_id)
    stage.wait(days=10)
    form = {"tier": "light", "frequency": "as_now"}
    browser = stage.signed_in()
    assert browser.post(f"/console/contacts/{contact_id}/check-ins", form).status_code == 303
    with stage.helpline.store.read() as tx:
        after = tx.plans.running(contact_id)
    assert before is not None
    assert after is not None
    assert (after.tier, after.began_at) == ("light", before.began_at)
    assert browser.post(f"/console/contacts/{contact_id}/check-ins", {}).status_code == 404


def test_no_plan_without_consent(stage: Stage) -> None:
    stage.person()
    talk = stage.contact()
    talk.say("9")
    form = {"tier": "standard", "frequency": "as_now"}
    answer = stage.signed_in().post(f"/console/contacts/{id_of(talk)}/check-ins", form)
    assert answer.status_code == 409
    assert "not agreed" in answer.text


def test_another_organisation_sees_nothing(stage: Stage) -> None:
    """SAFETY T17: foreign is missing."""
    talk = enrolled(stage)
    check_in = plan_of(talk)["D3"]
    stage.person("dara", organisation="Another organisation")
    browser = stage.signed_in("dara")
    assert "K-1" not in shown(browser, "/console/check-ins")
    form = {"contact": id_of(talk), "reason": "danger"}
    assert browser.get(f"/console/contacts/{id_of(talk)}/check-ins").status_code == 404
    for act in ("hold", "skip", "move"):
        path = f"/console/check-ins/{check_in.id}/{act}"
        wanted = {**form, "to": "2026-03-20T10:15"}
        assert browser.post(path, wanted).status_code == 404
    assert plan_of(talk)["D3"] == check_in


def test_a_safeguarding_lead_sees_minors_only(stage: Stage) -> None:
    talk = enrolled(stage)
    stage.person("sokha", Role.SAFEGUARDING_LEAD)
    browser = stage.signed_in("sokha")
    assert "K-1" not in shown(browser, "/console/check-ins")
    assert browser.get(f"/console/contacts/{id_of(talk)}/check-ins").status_code == 404


def silent_for_days(stage: Stage, days: int) -> Rehearsal:
    """Somebody whom nobody but the plan writes to; the case of the silence opens by itself."""
    stage.person()
    talk = stage.contact()
    talk.say("hello")
    agreed(talk, "standard", call_cover="shop", shared_phone="yes")
    talk.advance(timedelta(days=days))
    return talk


def test_the_call_list_shows_the_rules_and_takes_the_outcome(stage: Stage) -> None:
    """CONVERSATIONS F25.3: the cover that was chosen, no message, another time of day."""
    talk = silent_for_days(stage, 12)
    browser = stage.signed_in()
    page = shown(browser, "/console/calls")
    assert "Call: no answer to check-ins" in page
    assert "say: a shop is calling" in page
    assert "Leave no message" in page
    assert "Others use this phone too" in page
    assert talk.address.value not in page
    task = re.search(r"/console/calls/([0-9a-f]{32})", page)
    assert task
    answer = browser.post(f"/console/calls/{task[1]}", {"outcome": "no_answer"})
    assert answer.status_code == 303
    assert "second try" in shown(browser, "/console/calls")
    assert browser.post(f"/console/calls/{task[1]}", {"outcome": "reached"}).status_code == 409
    assert browser.post(f"/console/calls/{task[1]}", {"outcome": "sang"}).status_code == 400


def test_the_plan_shows_the_ladder_with_its_outcomes(stage: Stage) -> None:
    talk = silent_for_days(stage, 20)
    page = shown(stage.signed_in(), f"/console/contacts/{id_of(talk)}/check-ins")
    for words in ("same words again", "no second channel", "a person calls", "not agreed to"):
        assert words in page
    assert "Next step" in page


def test_the_ledger_shows_who_when_and_in_which_words(stage: Stage) -> None:
    talk = silent_for_days(stage, 5)
    talk.say("stop")
    page = shown(stage.signed_in(), f"/console/contacts/{id_of(talk)}/check-ins")
    assert "they wrote it" in page
    assert '<span class="words" dir="auto">stop</span>' in page
    assert "The plan has ended: they said stop" in page


def test_the_figures_of_each_wave(stage: Stage) -> None:
    talk = silent_for_days(stage, 3)
    talk.say("1")
    talk.say("4")
    page = shown(stage.signed_in(), "/console/check-ins")
    assert re.search(r"D3</th> <td>1</td> <td>\d</td> <td>1</td>", page)
