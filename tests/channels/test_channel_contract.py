"""What every channel promises, asked of each of them (ports.ChannelPort)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpline.channels.telegram import TelegramChannel
from helpline.channels.terminal import TerminalChannel
from helpline.channels.traits import TRAITS
from helpline.channels.twilio import TwilioAccount, twilio_channels
from helpline.core.channel import Address, Channel
from helpline.core.message import Hook, Outbound, Refusal, SendError, SendReason, Status
from helpline.demo.providers import Providers
from helpline.demo.server import ProviderServer
from helpline.operations.ports.channel import ChannelPort, Malformed

VALUES = {
    Channel.SMS: "+85500000001",
    Channel.WHATSAPP: "+85500000001",
    Channel.TELEGRAM: "700000001",
    Channel.TERMINAL: "1",
}
CHANNELS = [*Channel, "terminal posing as telegram"]


@pytest.fixture(params=CHANNELS, ids=str)
def channel(request: pytest.FixtureRequest, server: ProviderServer) -> Iterator[ChannelPort]:
    own = server.own
    if request.param is Channel.TELEGRAM:
        telegram = TelegramChannel(own.bot_token, own.bot_secret, api_base=server.telegram_base)
        yield telegram
        telegram.close()
    elif request.param in {Channel.SMS, Channel.WHATSAPP}:
        account = TwilioAccount(
            own.account_sid, (own.auth_token,), own.public_url, server.twilio_base
        )
        yield twilio_channels(account, own.senders)[request.param]
    else:
        posing = request.param != Channel.TERMINAL
        yield TerminalChannel(Channel.TELEGRAM if posing else Channel.TERMINAL)


def outbound(channel: ChannelPort, id_: str = "a" * 32) -> Outbound:
    return Outbound(id_, Address(channel.name, VALUES[channel.name]), "សួស្តី")


def test_it_says_what_it_can_do(channel: ChannelPort) -> None:
    assert channel.traits == TRAITS[channel.name]


def test_a_sent_text_has_the_providers_id(channel: ChannelPort) -> None:
    first, second = channel.send(outbound(channel)), channel.send(outbound(channel, "b" * 32))
    assert first.status is Status.SENT
    assert first.provider_id != second.provider_id


def test_what_was_never_sent_is_not_found(channel: ChannelPort) -> None:
    found = channel.look_up(outbound(channel), datetime.now(UTC), lambda _: frozenset())
    assert found is None


def test_what_is_known_is_not_found_again(channel: ChannelPort) -> None:
    channel.send(outbound(channel))
    assert channel.look_up(outbound(channel), datetime.now(UTC), frozenset) is None


def test_a_press_can_be_answered(channel: ChannelPort) -> None:
    channel.answer_press("1")


HOOKS = [
    Hook("https://line.example.org/hooks/telegram", {}),
    Hook("", {}),
    Hook("https://[", {"x-twilio-signature": "\ud800"}, {"\ud800": ("\ud800",)}, b"\xff"),
]


@pytest.mark.parametrize("hook", HOOKS, ids=["nothing", "no url", "absurd"])
def test_reading_never_raises(channel: ChannelPort, hook: Hook) -> None:
    found = channel.read(hook)
    assert found == () or isinstance(found, Refusal | Malformed)


def test_the_web_never_loads_a_client_library(own: Providers, tmp_path: Path) -> None:
    """Reading costs no client: 0.7 s and 40 MiB for Twilio's alone."""
    import subprocess
    import sys

    code = (
        "import sys; from helpline.channels import telegram, twilio, terminal;"
        "print([n for n in ('telegram', 'httpx', 'twilio.rest', 'requests') if n in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_a_terminal_can_be_told_to_fail() -> None:
    terminal = TerminalChannel(Channel.SMS)
    terminal.refusals.append(SendError(SendReason.BLOCKED, retryable=False, contact_stopped=True))
    send: Callable[[], object] = lambda: terminal.send(outbound(terminal))  # noqa: E731
    with pytest.raises(SendError):
        send()
    send()
    assert len(terminal.sent) == 1
