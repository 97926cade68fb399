"""Outside WhatsApp's 24 hours: an approved template, or an error at once (PLATFORM, 63016)."""

from __future__ import annotations

import pytest

from helpline.channels.twilio import TwilioAccount, TwilioChannel, twilio_channels
from helpline.core.channel import Address, Channel
from helpline.core.message import Outbound, SendError, SendReason
from helpline.demo.server import ProviderServer

OPENER = "HX" + "0123456789abcdef" * 2


@pytest.fixture
def whatsapp(server: ProviderServer) -> TwilioChannel:
    own = server.own
    account = TwilioAccount(own.account_sid, (own.auth_token,), own.public_url, server.twilio_base)
    return twilio_channels(account, own.senders, {"F27.0/km": OPENER})[Channel.WHATSAPP]


def text(template: str | None) -> Outbound:
    to = Address(Channel.WHATSAPP, "+85500000001")
    return Outbound("0" * 32, to, "Hello", valid_for_seconds=600, template=template)


def test_the_template_is_named_and_the_text_stays_here(
    whatsapp: TwilioChannel, server: ProviderServer
) -> None:
    whatsapp.send(text("F27.0/km"))
    (call,) = server.ledger.calls("twilio", "create")
    assert call.given["ContentSid"] == OPENER
    assert "Body" not in call.given
    assert call.given["To"] == "whatsapp:+85500000001"
    assert call.given["ValidityPeriod"] == "600"


def test_within_the_window_the_text_itself_goes(
    whatsapp: TwilioChannel, server: ProviderServer
) -> None:
    whatsapp.send(text(None))
    (call,) = server.ledger.calls("twilio", "create")
    assert call.given["Body"] == "Hello"
    assert "ContentSid" not in call.given


@pytest.mark.parametrize("template", ["F27.0/en", ""])
def test_what_is_not_approved_never_leaves(
    whatsapp: TwilioChannel, server: ProviderServer, template: str
) -> None:
    """Twilio would accept it, and report a failure that nobody waits for."""
    with pytest.raises(SendError) as caught:
        whatsapp.send(text(template))
    assert (caught.value.reason, caught.value.retryable) == (SendReason.TEMPLATE_NEEDED, False)
    assert not server.ledger.messages("twilio")


def test_sms_has_no_window(whatsapp: TwilioChannel) -> None:
    assert whatsapp.traits.templates == {"F27.0/km"}
    account = TwilioAccount("AC" + "0" * 32, ("x" * 32,), "https://line.example.org")
    sms = twilio_channels(account, ["+85500000000"], {"F27.0/km": OPENER})[Channel.SMS]
    assert sms.traits.window is None
    assert not sms.traits.templates
