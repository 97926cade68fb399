"""The fake providers keep to what the real ones do, as far as the helpline relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from helpline.channels.twilio import TwilioAccount, twilio_channels
from helpline.channels.twilio.client import _HttpClient
from helpline.core.channel import Channel
from helpline.core.message import Hook, StatusUpdate
from helpline.demo.faults import Fault
from helpline.demo.ledger import Ledger
from helpline.demo.providers import fictitious
from helpline.demo.server import ProviderServer

PHONE = "+85500000001"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ProviderServer]:
    with ProviderServer(fictitious(tmp_path / "providers.sqlite")) as running:
        yield running


@pytest.fixture
def twilio(server: ProviderServer) -> Any:
    """Twilio's own client."""
    own = server.own
    return Client(own.account_sid, own.auth_token, http_client=_HttpClient(server.twilio_base))


def create(twilio: Any, **more: Any) -> Any:
    given = {"to": PHONE, "from_": "+85500000000", "body": "hi"}
    return twilio.messages.create(**given | more)


def test_a_message_is_made_fetched_redacted_and_deleted(twilio: Any) -> None:
    sid = create(twilio, body="canary").sid
    assert twilio.messages(sid).fetch().body == "canary"
    assert twilio.messages(sid).update(body="").body == ""
    assert twilio.messages(sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages(sid).fetch()
    assert caught.value.status == 404


REFUSALS = [
    ({"body": ""}, 21602),
    ({"body": "x" * 1601}, 21617),
    ({"to": "nobody"}, 21211),
    ({"from_": "+85500000999"}, 21606),
]


@pytest.mark.parametrize(("given", "code"), REFUSALS)
def test_what_twilio_refuses(twilio: Any, given: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        create(twilio, **given)
    assert caught.value.code == code


def test_a_wrong_token_is_refused(server: ProviderServer) -> None:
    wrong = Client(server.own.account_sid, "no", http_client=_HttpClient(server.twilio_base))
    with pytest.raises(TwilioRestException) as caught:
        create(wrong)
    assert (caught.value.status, caught.value.code) == (401, 20003)
    with pytest.raises(TwilioException, match="Unable to fetch page"):
        wrong.messages.list()
    answer = requests.post(f"{server.telegram_base}/bot1:no/getMe", timeout=5)
    assert answer.status_code == 401


def test_faults_are_met_once_and_in_order(twilio: Any, server: ProviderServer) -> None:
    server.fail("twilio", "create", Fault(status=500), Fault(status=400, code=30007))
    for status in (500, 400):
        with pytest.raises(TwilioRestException) as caught:
            create(twilio)
        assert caught.value.status == status
    create(twilio)
    assert len(server.ledger.messages("twilio")) == 1
    assert len(server.ledger.calls("twilio", "create")) == 3


def test_a_callback_is_signed_for_the_url_that_was_given(
    twilio: Any, server: ProviderServer
) -> None:
    own = server.own
    url = f"{own.public_url}/hooks/twilio/status?m={'a' * 32}"
    webhook = server.report(create(twilio, status_callback=url).sid, "undelivered", 30003)
    form = dict(pair.split("=", 1) for pair in webhook.body.decode().split("&"))
    fields = {name: (requests.utils.unquote(value),) for name, value in form.items()}
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url)
    headers = {name.lower(): value for name, value in webhook.headers.items()}
    sms = twilio_channels(account, own.senders)[Channel.SMS]
    (update,) = sms.read(Hook(own.public_url + webhook.path, headers, fields))  # type: ignore[misc]
    assert isinstance(update, StatusUpdate)
    assert (update.outbound_id, update.raw, update.error_code) == (
        "a" * 32, "undelivered", "unreachable"
    )  # fmt: skip


TELEGRAM = [
    ("getMe", {}, 200),
    ("deleteMessage", {"chat_id": "1", "message_id": "1"}, 400),
    ("sendMessage", {"chat_id": "1", "text": ""}, 400),
    ("sendMessage", {"chat_id": "1", "text": "x" * 4097}, 400),
    ("sendMessage", {"chat_id": "@me", "text": "x"}, 400),
    ("sendMessage", {"chat_id": "1", "text": "x"}, 200),
    ("fly", {}, 404),
]


@pytest.mark.parametrize(("method", "given", "status"), TELEGRAM)
def test_telegrams_methods(
    server: ProviderServer, method: str, given: dict[str, str], status: int
) -> None:
    url = f"{server.telegram_base}/bot{server.own.bot_token}/{method}"
    answer = requests.post(url, data=given, timeout=5)
    assert answer.status_code == status
    assert answer.json()["ok"] is (status == 200)


def test_telegrams_webhook_is_remembered_and_messages_deleted(server: ProviderServer) -> None:
    base = f"{server.telegram_base}/bot{server.own.bot_token}"
    requests.post(f"{base}/setWebhook", data={"url": "https://line.example.org/x"}, timeout=5)
    info = requests.post(f"{base}/getWebhookInfo", timeout=5).json()["result"]
    assert info["url"] == "https://line.example.org/x"
    sent = requests.post(f"{base}/sendMessage", data={"chat_id": "1", "text": "x"}, timeout=5)
    number = sent.json()["result"]["message_id"]
    given = {"chat_id": "1", "message_id": str(number)}
    assert requests.post(f"{base}/deleteMessage", data=given, timeout=5).json()["ok"]
    assert server.ledger.messages("telegram") == []


def test_processes_share_the_ledger(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "l.sqlite"), Ledger(tmp_path / "l.sqlite")
    assert [one.next_number(), other.next_number(), one.next_number()] == [1, 2, 3]
    one.stop("a")
    assert other.is_stopped("a")
    other.stop("a", False)
    assert not one.is_stopped("a")
