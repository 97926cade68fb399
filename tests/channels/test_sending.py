"""The real client libraries against the fake APIs on loopback: every error, and what it means."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpline.channels import TALKATIVE, quiet_libraries
from helpline.channels.telegram import TelegramChannel, bot
from helpline.channels.twilio import TwilioAccount, TwilioChannel, client, twilio_channels
from helpline.core.channel import Address, Channel
from helpline.core.message import (
    Button,
    Outbound,
    SendError,
    SendReason,
    SendResult,
    Status,
)
from helpline.demo.faults import Fault, When
from helpline.demo.providers import Providers
from helpline.demo.server import ProviderServer

PHONE = "+85500000001"
CHAT = "700000001"
TEXT = "សួស្តី។ canary"
OUTBOUND = "0123456789abcdef" * 2
NOBODY = frozenset[str]()


def to(channel: Channel, text: str = TEXT, **more: Any) -> Outbound:
    value = CHAT if channel is Channel.TELEGRAM else PHONE
    return Outbound(OUTBOUND, Address(channel, more.pop("value", value)), text, **more)


Hurry = Callable[[Fault], None]


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Hurry:
    """Before the first send: a provider that will hang is given up after a second."""

    def give_up_soon(fault: Fault) -> None:
        if fault.when is When.HANG:
            monkeypatch.setattr(client, "READ_SECONDS", 1.0)
            monkeypatch.setattr(bot, "ANSWER_SECONDS", 1.0)

    return give_up_soon


@pytest.fixture
def sms(server: ProviderServer) -> TwilioChannel:
    return twilio_at(server)[Channel.SMS]


def twilio_at(server: ProviderServer) -> dict[Channel, TwilioChannel]:
    own = server.own
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url, server.twilio_base)
    return twilio_channels(account, own.senders)


class HandClock:
    """Monotonic seconds that move only by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def telegram(server: ProviderServer, clock: HandClock) -> Iterator[TelegramChannel]:
    own = server.own
    channel = TelegramChannel(
        own.bot_token, own.bot_secret, api_base=server.telegram_base, clock=clock
    )
    yield channel
    channel.close()


# --- Twilio -----------------------------------------------------------------------------------


def test_an_sms_carries_all_that_must_be_with_it(
    sms: TwilioChannel, server: ProviderServer
) -> None:
    result = sms.send(to(Channel.SMS, valid_for_seconds=900))
    (message,) = server.ledger.messages("twilio")
    assert result == SendResult(message.id, Status.SENT)
    assert (message.contact, message.ours, message.body) == (PHONE, "+85500000000", TEXT)
    assert message.callback == f"https://line.example.org/hooks/twilio/status?m={OUTBOUND}"
    assert message.validity == 900


@pytest.mark.parametrize(("wanted", "given"), [(-5, 1), (0, 1), (36_000, 36_000), (10**9, 36_000)])
def test_t10_a_validity_is_on_every_call(
    sms: TwilioChannel, server: ProviderServer, wanted: int, given: int
) -> None:
    sms.send(to(Channel.SMS, valid_for_seconds=wanted))
    assert server.ledger.messages("twilio")[0].validity == given


def test_whatsapp_differs_in_a_prefix(server: ProviderServer) -> None:
    twilio_at(server)[Channel.WHATSAPP].send(to(Channel.WHATSAPP))
    (message,) = server.ledger.messages("twilio")
    assert (message.contact, message.ours) == (f"whatsapp:{PHONE}", "whatsapp:+85500000000")


def test_a_sender_name_cannot_be_answered(own: Providers) -> None:
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    assert not TwilioChannel(account, Channel.SMS, ("Romduol",)).traits.can_receive_reply
    assert TwilioChannel(account, Channel.SMS, ("+85500000000",)).traits.can_receive_reply


TWILIO: list[tuple[str, Fault, SendReason, dict[str, Any]]] = [
    ("R7: too many", Fault(status=429, code=20429, retry_after=7), SendReason.THROTTLED,
     {"retryable": True, "retry_after_seconds": 7.0}),
    ("too many, no wish", Fault(status=429, code=20429), SendReason.THROTTLED,
     {"retryable": True, "retry_after_seconds": None}),
    ("R7: its fault", Fault(status=500), SendReason.PROVIDER_DOWN, {"retryable": True}),
    ("away for long", Fault(status=503), SendReason.PROVIDER_DOWN, {"retryable": True}),
    ("R8: accepted, no answer", Fault(When.HANG), SendReason.UNKNOWN_OUTCOME, {}),
    ("R8: accepted, connection gone", Fault(When.DROP_AFTER), SendReason.UNKNOWN_OUTCOME, {}),
    ("connection gone", Fault(When.DROP), SendReason.UNKNOWN_OUTCOME, {}),
    ("R8: accepted, garbled answer", Fault(When.GARBLED), SendReason.UNKNOWN_OUTCOME, {}),
    ("T12: stopped", Fault(status=400, code=21610), SendReason.BLOCKED,
     {"retryable": False, "contact_stopped": True}),
    ("no number", Fault(status=400, code=21211), SendReason.UNREACHABLE,
     {"retryable": False, "contact_stopped": True}),
    ("no mobile", Fault(status=400, code=21614), SendReason.UNREACHABLE, {"retryable": False}),
    ("no route", Fault(status=400, code=21612), SendReason.UNREACHABLE,
     {"retryable": False, "contact_stopped": False}),
    ("a country that is not allowed", Fault(status=400, code=21408), SendReason.MISCONFIGURED,
     {"retryable": False}),
    ("a full queue", Fault(status=400, code=21611), SendReason.THROTTLED, {"retryable": True}),
    ("a template is needed", Fault(status=400, code=63016), SendReason.TEMPLATE_NEEDED,
     {"retryable": False, "contact_stopped": False}),
    ("no WhatsApp there", Fault(status=400, code=63024), SendReason.UNREACHABLE,
     {"contact_stopped": True}),
    ("a code we do not know", Fault(status=400, code=29999), SendReason.BAD_MESSAGE,
     {"retryable": False}),
    ("R26: wrong token", Fault(status=401, code=20003), SendReason.MISCONFIGURED,
     {"retryable": True, "retry_after_seconds": 300.0, "contact_stopped": False}),
    ("R26: not our number", Fault(status=400, code=21606), SendReason.MISCONFIGURED,
     {"retryable": True, "contact_stopped": False}),
]  # fmt: skip


def assert_refused(
    send: Callable[[], object],
    server: ProviderServer,
    reason: SendReason,
    expected: dict[str, Any],
) -> None:
    """Sending raises our error with these fields, and it says nothing of ours."""
    with pytest.raises(SendError) as caught:
        send()
    assert caught.value.reason is reason
    assert {name: getattr(caught.value, name) for name in expected} == expected
    assert_says_nothing(caught.value, server.own)


@pytest.mark.parametrize("case", [row[1:] for row in TWILIO], ids=[row[0] for row in TWILIO])
def test_twilio_errors(
    sms: TwilioChannel,
    server: ProviderServer,
    hurry: Hurry,
    case: tuple[Fault, SendReason, dict[str, Any]],
) -> None:
    fault, reason, expected = case
    hurry(fault)
    server.fail("twilio", "create", fault)
    assert_refused(lambda: sms.send(to(Channel.SMS)), server, reason, expected)
    sms.send(to(Channel.SMS))  # a fault is met once, and the channel goes on


def assert_says_nothing(error: SendError, own: Providers) -> None:
    """No text, address or token, also not in what it was raised from."""
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    for canary in (PHONE, CHAT, "canary", own.auth_token, own.bot_token, "http"):
        assert canary not in f"{error} {error.code}"


def test_what_the_fake_refuses_by_itself(sms: TwilioChannel, server: ProviderServer) -> None:
    server.ledger.stop(PHONE)
    for text, reason in (("hi", SendReason.BLOCKED), ("x" * 1601, SendReason.BAD_MESSAGE)):
        with pytest.raises(SendError) as caught:
            sms.send(to(Channel.SMS, text))
        assert caught.value.reason is reason


def test_nobody_listens_at_twilio(own: Providers) -> None:
    account = TwilioAccount(
        own.account_sid, (own.auth_token,), own.public_url, "http://127.0.0.1:1"
    )
    with pytest.raises(SendError) as caught:
        TwilioChannel(account, Channel.SMS, own.senders).send(to(Channel.SMS))
    assert (caught.value.reason, caught.value.retryable) == (SendReason.PROVIDER_DOWN, True)


def test_r8_an_unknown_outcome_is_looked_up(sms: TwilioChannel, server: ProviderServer) -> None:
    before = datetime.now(UTC)
    known = sms.send(to(Channel.SMS)).provider_id
    server.fail("twilio", "create", Fault(When.DROP_AFTER))
    with pytest.raises(SendError):
        sms.send(to(Channel.SMS))
    sms.send(to(Channel.SMS, "another text"))
    asked: list[list[str]] = []

    def others(ids: Any) -> frozenset[str]:
        asked.append(list(ids))
        return frozenset({known})

    found = sms.look_up(to(Channel.SMS), before, others)
    taken = [m.id for m in server.ledger.messages("twilio") if m.body == TEXT]
    assert asked == [taken]
    assert found == SendResult(taken[1])
    assert sms.look_up(to(Channel.SMS, "never sent"), before, lambda _: NOBODY) is None
    later = datetime.now(UTC) + timedelta(hours=1)
    assert sms.look_up(to(Channel.SMS), later, lambda _: NOBODY) is None


def test_a_look_up_that_fails_is_asked_again_later(
    sms: TwilioChannel, server: ProviderServer
) -> None:
    for fault, reason in (
        (Fault(status=500), SendReason.PROVIDER_DOWN),
        (Fault(status=401, code=20003), SendReason.MISCONFIGURED),
        (Fault(status=429, retry_after=3), SendReason.THROTTLED),
    ):
        server.fail("twilio", "list", fault)
        with pytest.raises(SendError) as caught:
            sms.look_up(to(Channel.SMS), datetime.now(UTC), lambda _: NOBODY)
        assert caught.value.reason is reason


# --- Telegram ---------------------------------------------------------------------------------


def test_telegram_sends_plain_text_with_buttons(
    telegram: TelegramChannel, server: ProviderServer
) -> None:
    buttons = (Button("១ បាទ/ចាស", "token-1"), Button("២ ទេ", "token-2"))
    text = "_*[`stray marks</b>"
    result = telegram.send(to(Channel.TELEGRAM, text, buttons=buttons, protect=True))
    (message,) = server.ledger.messages("telegram")
    assert message.id == f"{CHAT}:{result.provider_id}"
    assert (message.body, message.protect) == (text, True)
    assert message.buttons == (("១ បាទ/ចាស", "token-1"), ("២ ទេ", "token-2"))
    (call,) = server.ledger.calls("telegram", "sendMessage")
    assert "parse_mode" not in call.given
    assert '"is_disabled": true' in call.given["link_preview_options"]


def test_what_is_not_sensitive_is_not_protected(
    telegram: TelegramChannel, server: ProviderServer
) -> None:
    telegram.send(to(Channel.TELEGRAM))
    assert not server.ledger.messages("telegram")[0].protect


TELEGRAM: list[tuple[str, Fault, SendReason, dict[str, Any]]] = [
    ("R9: blocked", Fault(status=403, description="Forbidden: bot was blocked by the user"),
     SendReason.BLOCKED, {"retryable": False, "contact_stopped": True}),
    ("R10: too many", Fault(status=429, retry_after=7), SendReason.THROTTLED,
     {"retryable": True, "retry_after_seconds": 7.0}),
    ("R11: bad message", Fault(status=400, description="Bad Request: message is too long"),
     SendReason.BAD_MESSAGE, {"retryable": False, "contact_stopped": False}),
    ("no such chat", Fault(status=400, description="Bad Request: chat not found"),
     SendReason.UNREACHABLE, {"retryable": False, "contact_stopped": True}),
    ("R26: wrong token", Fault(status=401, description="Unauthorized"),
     SendReason.MISCONFIGURED, {"retryable": True, "retry_after_seconds": 300.0}),
    ("its fault", Fault(status=500), SendReason.PROVIDER_DOWN, {"retryable": True}),
    ("its gateway's fault", Fault(status=502), SendReason.PROVIDER_DOWN, {"retryable": True}),
    ("another listener", Fault(status=409, description="Conflict"), SendReason.UNKNOWN_OUTCOME, {}),
    ("R8: accepted, no answer", Fault(When.HANG), SendReason.UNKNOWN_OUTCOME, {}),
    ("accepted, connection gone", Fault(When.DROP_AFTER), SendReason.UNKNOWN_OUTCOME, {}),
    ("accepted, garbled answer", Fault(When.GARBLED), SendReason.UNKNOWN_OUTCOME, {}),
]  # fmt: skip


@pytest.mark.parametrize("case", [row[1:] for row in TELEGRAM], ids=[row[0] for row in TELEGRAM])
def test_telegram_errors(
    telegram: TelegramChannel,
    server: ProviderServer,
    hurry: Hurry,
    case: tuple[Fault, SendReason, dict[str, Any]],
) -> None:
    fault, reason, expected = case
    hurry(fault)
    server.fail("telegram", "sendMessage", fault)
    assert_refused(lambda: telegram.send(to(Channel.TELEGRAM)), server, reason, expected)
    telegram.send(to(Channel.TELEGRAM, value="700000002"))  # others are not held up


def test_nobody_listens_at_telegram(own: Providers) -> None:
    channel = TelegramChannel(own.bot_token, own.bot_secret, api_base="http://127.0.0.1:1")
    with pytest.raises(SendError) as caught:
        channel.send(to(Channel.TELEGRAM))
    assert (caught.value.reason, caught.value.retryable) == (SendReason.PROVIDER_DOWN, True)
    channel.answer_press("1")
    channel.close()


def test_r10_a_chat_that_asked_for_silence_gets_it(
    telegram: TelegramChannel, server: ProviderServer, clock: HandClock
) -> None:
    server.fail("telegram", "sendMessage", Fault(status=429, retry_after=7))
    for wait in (7.0, 7.0):
        with pytest.raises(SendError) as caught:
            telegram.send(to(Channel.TELEGRAM))
        assert caught.value.retry_after_seconds == pytest.approx(wait)
    assert len(server.ledger.calls("telegram", "sendMessage")) == 1
    clock.at += 7
    telegram.send(to(Channel.TELEGRAM))


def test_a_chat_is_paced_without_waiting(telegram: TelegramChannel, clock: HandClock) -> None:
    for _ in range(3):
        telegram.send(to(Channel.TELEGRAM))
    with pytest.raises(SendError) as caught:
        telegram.send(to(Channel.TELEGRAM))
    assert (caught.value.reason, caught.value.retryable) == (SendReason.THROTTLED, True)
    assert caught.value.retry_after_seconds == pytest.approx(1.0)
    clock.at += 1
    telegram.send(to(Channel.TELEGRAM))


@pytest.mark.parametrize("value", ["abc", "-100123", "", "១២៣"])
def test_an_address_that_is_no_private_chat(telegram: TelegramChannel, value: str) -> None:
    with pytest.raises(SendError) as caught:
        telegram.send(to(Channel.TELEGRAM, value=value))
    assert caught.value.reason is SendReason.UNREACHABLE


def test_a_press_is_answered_and_its_errors_are_swallowed(
    telegram: TelegramChannel, server: ProviderServer
) -> None:
    server.fail("telegram", "answerCallbackQuery", Fault(status=400, description="too old"))
    telegram.answer_press("1")
    telegram.answer_press("2")
    calls = server.ledger.calls("telegram", "answerCallbackQuery")
    assert [call.given["callback_query_id"] for call in calls] == ["1", "2"]


def test_t35_a_group_is_left_once(telegram: TelegramChannel, server: ProviderServer) -> None:
    for _ in range(3):
        telegram._leave(-100123)
    telegram.close()  # finishes what was begun
    calls = server.ledger.calls("telegram", "leaveChat")
    assert [call.given["chat_id"] for call in calls] == ["-100123"]


def test_the_webhook_is_registered_with_what_we_read(
    telegram: TelegramChannel, server: ProviderServer
) -> None:
    telegram.register_webhook("https://line.example.org")
    (call,) = server.ledger.calls("telegram", "setWebhook")
    assert call.given["url"] == "https://line.example.org/hooks/telegram"
    assert call.given["secret_token"] == server.own.bot_secret
    assert call.given["drop_pending_updates"] == "false"
    for name in ("message", "edited_message", "callback_query", "my_chat_member"):
        assert f'"{name}"' in call.given["allowed_updates"]


def test_many_threads_share_one_bot(telegram: TelegramChannel, server: ProviderServer) -> None:
    def send(number: int) -> None:
        telegram.send(to(Channel.TELEGRAM, value=str(700000100 + number)))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.ledger.messages("telegram")) == 12


# --- logs -------------------------------------------------------------------------------------


def test_t24_no_token_text_or_address_is_logged_at_debug(
    telegram: TelegramChannel,
    sms: TwilioChannel,
    server: ProviderServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)
    quiet_libraries()
    garbled, down = Fault(When.GARBLED), Fault(status=500)
    for provider, method in (("twilio", "create"), ("telegram", "sendMessage")):
        server.fail(provider, method, garbled, down)
    for _ in range(3):
        for channel in (sms, telegram):
            try:
                channel.send(to(channel.name))
            except SendError:
                logging.getLogger("helpline").exception("not sent")
    sms.look_up(to(Channel.SMS), datetime.now(UTC), lambda _: NOBODY)
    captured = capfd.readouterr()
    said = caplog.text + captured.out + captured.err
    own = server.own
    assert "not sent" in said
    for canary in (own.auth_token, own.bot_token, own.account_sid, PHONE, CHAT, "canary"):
        assert canary not in said


def test_t5_what_is_cleared_is_deleted_on_both_sides(
    telegram: TelegramChannel, server: ProviderServer
) -> None:
    """Ours by its number, theirs by update:message:date; presses are no messages."""
    sent = telegram.send(to(Channel.TELEGRAM))
    address = to(Channel.TELEGRAM).address
    telegram.clear(address, (sent.provider_id, "99:4711:1", "99:press:abc", "x"))
    calls = server.ledger.calls("telegram", "deleteMessage")
    assert [call.given["message_id"] for call in calls] == [sent.provider_id, "4711"]
    assert {call.given["chat_id"] for call in calls} == {address.value}


def test_a_webhook_that_leads_elsewhere_is_told(telegram: TelegramChannel) -> None:
    assert telegram.hook_problem("https://line.example.org") == "its webhook leads elsewhere"
    telegram.register_webhook("https://line.example.org")
    assert telegram.hook_problem("https://line.example.org") is None
    assert telegram.hook_problem("https://other.example.org") is not None
