"""The phones on screen: over HTTP, through the signed webhooks and the fake providers and back."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from helpline.core.message import Inbound, Kind, StatusUpdate
from helpline.demo.phones import Phone, PhoneKind, add_phone
from running_demo import ANSWER, Demo

SMS = "sms:+85500000001"
TELEGRAM = "telegram:700000001"


def until(demo: Demo, phone: str, holds: Any) -> list[dict[str, Any]]:
    """Ask as the page does until something shows."""
    for _ in range(200):
        messages = demo.messages(phone)
        if holds(messages):
            return messages
        demo.own.over.wait(0.02)
    raise AssertionError("it never showed")


def test_an_sms_goes_through_and_its_answer_comes_back_with_parts_and_ticks(demo: Demo) -> None:
    assert demo.post("send", phone=SMS, text="ជួយខ្ញុំផង").json()["status"] == 200
    (inbound,) = [item for item in demo.received if isinstance(item, Inbound)]
    assert (inbound.address.value, inbound.text) == ("+85500000001", "ជួយខ្ញុំផង")
    messages = until(demo, SMS, lambda shown: shown[-1]["status"] == "delivered")
    written, answer = messages
    assert (written["direction"], written["status"], written["parts"]) == ("in", "taken", 1)
    assert (answer["text"], answer["parts"], answer["encoding"]) == (ANSWER, 1, "UCS-2")


def test_delivery_is_reported_by_signed_callbacks(demo: Demo) -> None:
    demo.post("send", phone=SMS, text="hi")
    until(demo, SMS, lambda shown: shown[-1]["status"] == "delivered")
    for _ in range(200):
        reports = [item for item in demo.received if isinstance(item, StatusUpdate)]
        if len(reports) == 2:
            break
        demo.own.over.wait(0.02)
    assert [report.raw for report in reports] == ["sent", "delivered"]
    assert len({report.outbound_id for report in reports}) == 1


def test_a_button_is_pressed_on_telegram(demo: Demo) -> None:
    demo.post("send", phone=TELEGRAM, text="/start")
    shown = demo.messages(TELEGRAM)
    assert [button["label"] for button in shown[1]["buttons"]] == ["១ បាទ/ចាស", "២ ទេ"]
    press = {"phone": TELEGRAM, "message": shown[1]["id"], "token": "token-1"}
    assert demo.post("press", **press).json()["status"] == 200
    pressed = demo.received[-1]
    assert isinstance(pressed, Inbound)
    assert (pressed.kind, pressed.button) == (Kind.BUTTON, "token-1")
    calls = demo.own.ledger.calls("telegram", "answerCallbackQuery")
    assert [call.given["callback_query_id"] for call in calls] == [pressed.press_id]
    for wrong in ({"token": "token-9"}, {"message": "1:1"}, {"phone": SMS}):
        assert demo.post("press", **{**press, **wrong}).status_code == 400


def test_whoever_is_on_duty_is_alerted_on_a_phone_of_their_own(demo: Demo) -> None:
    demo.post("send", phone=SMS, text="9")
    (alert,) = demo.messages("duty")
    assert alert["text"] == "P1 waits, 2 min, K-17"


def test_a_new_phone_has_never_written(demo: Demo) -> None:
    made = demo.post("phones", kind="sms").json()["id"]
    state = demo.get("state")
    assert made in {phone["id"] for phone in state["phones"]}
    assert made.startswith("sms:+8550000")
    assert demo.messages(made) == []
    assert demo.post("phones", kind="fax").status_code == 400
    demo.own.ledger.next_number("phone_sms")
    statuses = {add_phone(demo.own.ledger, PhoneKind.SMS) is None for _ in range(100)}
    assert statuses == {True, False}
    assert demo.post("phones", kind="sms").status_code == 409


def test_only_what_is_new_is_told(demo: Demo) -> None:
    demo.post("send", phone=TELEGRAM, text="hi")
    first = demo.get("state")
    assert len(first["messages"]) == 2
    assert demo.get("state", after=first["after"])["messages"] == []


def test_twilio_stops_by_itself_and_starts_again(demo: Demo) -> None:
    demo.post("send", phone=SMS, text="stop")
    assert demo.own.ledger.is_stopped("+85500000001")
    assert [message["direction"] for message in demo.messages(SMS)] == ["in"]
    demo.post("send", phone=SMS, text="Start")
    assert [message["direction"] for message in demo.messages(SMS)] == ["in", "in", "out"]


def test_a_bot_is_blocked_and_let_in_again(demo: Demo) -> None:
    for blocked, kind in ((True, Kind.BLOCKED), (False, Kind.UNBLOCKED)):
        assert demo.post("block", phone=TELEGRAM, blocked=blocked).json()["status"] == 200
        event = demo.received[-1]
        assert isinstance(event, Inbound)
        assert event.kind is kind
        assert demo.own.ledger.is_stopped("700000001") is blocked
    assert demo.post("block", phone=SMS, blocked=True).status_code == 400


WRONG: list[tuple[dict[str, object], int]] = [
    ({}, 404),
    ({"phone": SMS}, 400),
    ({"phone": SMS, "text": "  "}, 400),
    ({"phone": "sms:+85512345678", "text": "hi"}, 404),
    ({"phone": "fax:1", "text": "hi"}, 404),
    ({"phone": "sms:1); --", "text": "hi"}, 404),
]


@pytest.mark.parametrize(("body", "status"), WRONG)
def test_nothing_is_written_for_a_phone_that_is_none(
    demo: Demo, body: dict[str, object], status: int
) -> None:
    assert demo.post("send", **body).status_code == status
    assert demo.received == []


def test_a_text_that_is_not_taken_in_is_shown_as_such(demo: Demo) -> None:
    demo.post("send", phone=TELEGRAM, text="hi")
    object.__setattr__(demo.own, "bot_secret", "another")
    assert demo.post("send", phone=TELEGRAM, text="hi").json()["status"] == 403
    assert demo.messages(TELEGRAM)[-1]["status"] == "refused"


def test_the_page_is_in_both_languages_and_allows_no_script_of_its_own(demo: Demo) -> None:
    for query, language in (("", "km"), ("?lang=en", "en"), ("?lang=%3Cscript", "km")):
        page = requests.get(f"{demo.url}/demo/{query}", timeout=10)
        assert f'<html lang="{language}">' in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in page.headers
        assert "<script>" not in page.text
        assert "style=" not in page.text


def test_another_site_cannot_write_on_a_phone(demo: Demo) -> None:
    answer = requests.post(
        f"{demo.url}/demo/send",
        json={"phone": SMS, "text": "hi"},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=10,
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("text", ["sms:+85500000001", "telegram:700000001"])
def test_a_phone_is_named_as_it_is_read(text: str) -> None:
    phone = Phone.parse(text)
    assert phone is not None
    assert phone.id == text


@pytest.mark.parametrize("text", ["", "sms:", "sms", "telegram:abc", "sms:+៨៥៥", "x:1"])
def test_what_is_no_phone(text: str) -> None:
    assert Phone.parse(text) is None
