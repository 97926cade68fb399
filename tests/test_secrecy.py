"""Nothing that a person wrote, and no address or secret, is where it should not be (T19, T24).

A whole helpline in one process, with a real Redis, a real database file, real client libraries
and fake providers, everything that logs turned up to DEBUG, and things going wrong on purpose.
Afterwards every place where something could have leaked to is searched for canaries.
"""

import logging
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from helpline import log, redis_server, wiring
from helpline.app import create_app
from helpline.commands import demo_people
from helpline.config import Config
from helpline.demo.faults import Fault
from helpline.demo.providers import fictitious
from helpline.demo.server import ProviderServer
from helpline.demo.webhooks import Webhook, telegram_text, twilio_message
from helpline.jobs import tasks
from helpline.operations import people
from helpline.operations.sweep import sweep
from helpline.queue import LANES, connect, worker_of
from helpline.store.migrate import migrate
from helpline.supervise.child import Child, tie_to_parent
from helpline.supervise.procfile import Process

NUMBER, CHAT, NAME = "+85500004711", 700004711, "Canary-Sokunthea"
# Others meet a provider in trouble: (number, its answer to SMS), (chat, its answer to Telegram).
SMS_TROUBLE = (("+85500004712", 500), ("+85500004713", 401), ("+85500004714", 400))
CHAT_TROUBLE = ((700004715, 400), (700004716, 403), (700004717, 429), (700004718, 500))
WORDS = (
    f"hello, {NAME} here",
    f"I want to kill myself, says {NAME}",
    f"ខ្ញុំចង់ស្លាប់ {NAME}",
    f"{NAME} owes 4711 dollars to the broker",
    f"\x00{NAME} \u202e ០១២៣",
)


def secret(name: str) -> str:
    return b64encode(sha256(name.encode()).digest()).decode()


class World:
    """The helpline, the fake providers, and everything that was written anywhere."""

    def __init__(self, home: Path, providers: ProviderServer, redis_url: str) -> None:
        own = providers.own
        self.home, self.providers = home, providers
        self.config = Config.from_env(
            {
                "HELPLINE_PUBLIC_URL": own.public_url,
                "HELPLINE_HOME": str(home),
                "HELPLINE_REDIS_URL": redis_url,
                "HELPLINE_KEYS": f"k1:{secret('keys')}",
                "HELPLINE_INDEX_KEY": secret("index"),
                "HELPLINE_AUDIT_KEY": secret("audit"),
                "HELPLINE_SESSION_KEY": secret("session"),
                "HELPLINE_OPERATOR": "Demo",
                "HELPLINE_TWILIO_ACCOUNT_SID": own.account_sid,
                "HELPLINE_TWILIO_AUTH_TOKEN": own.auth_token,
                "HELPLINE_TWILIO_FROM": ",".join(own.senders),
                "HELPLINE_TWILIO_API_BASE": providers.twilio_base,
                "HELPLINE_TELEGRAM_TOKEN": own.bot_token,
                "HELPLINE_TELEGRAM_SECRET": own.bot_secret,
                "HELPLINE_TELEGRAM_API_BASE": providers.telegram_base,
                "HELPLINE_DEMO": "1",
            }
        )
        migrate(self.config.database_url)
        self.helpline = wiring.build(self.config)
        people.organisation(self.helpline, self.config.operator)
        demo_people.set_up(self.helpline, home)
        tasks.serve(self.helpline)
        self.client: FlaskClient = create_app(self.config, self.helpline).test_client()

    def post(self, hook: Webhook) -> int:
        answer = self.client.post(
            hook.path, base_url=self.config.public_url, headers=dict(hook.headers), data=hook.body
        )
        return answer.status_code

    def work(self) -> None:
        """All bells, then the clock."""
        for lane in LANES:
            worker = worker_of(connect(self.config.redis_url), lane)
            worker.work(burst=True, logging_level="DEBUG")
        sweep(self.helpline)

    def texts_sent(self, provider: str) -> int:
        messages = self.providers.ledger.messages(provider)
        return sum(message.direction == "out" for message in messages)

    def canaries(self) -> list[str]:
        own = self.providers.own
        numbers = [NUMBER, *(number for number, _ in SMS_TROUBLE)]
        return [
            *(number.removeprefix("+") for number in numbers),
            *(str(CHAT), *(str(chat) for chat, _ in CHAT_TROUBLE), NAME, "ខ្ញុំចង់ស្លាប់"),
            *(own.auth_token, own.bot_token, own.bot_secret, secret("keys"), secret("index")),
        ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all tests here: reading the words takes a second."""
    tmp_path = tmp_path_factory.mktemp("world")
    home = tmp_path / "home"
    redis = redis_server.embedded(home)
    child = Child(Process("redis", redis.command()), {}, 2, tie_to_parent())
    try:
        while not redis.answers():
            assert child.alive
        with ProviderServer(fictitious(tmp_path / "providers.sqlite")) as providers:
            yield World(home, providers, redis.url)
    finally:
        child.ask_to_end()
        assert child.code == 0


def everything_kept(world: World) -> dict[str, bytes]:
    """Every file of the helpline's home: database, its log, Redis' file and log."""
    connect(world.config.redis_url).save()
    return {str(p): p.read_bytes() for p in world.home.rglob("*") if p.is_file()}


def found_in(content: bytes, canaries: list[str]) -> list[str]:
    return [canary for canary in canaries if canary.encode() in content]


def test_no_word_no_number_and_no_secret_leaks(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """T19, T24: database, Redis, logs, standard output and error, also when all goes wrong."""
    caplog.set_level(logging.DEBUG)
    log.set_up(logging.DEBUG)
    own = world.providers.own
    for words in WORDS:
        assert world.post(twilio_message(own, NUMBER, words)) == 200
        assert world.post(telegram_text(own, CHAT, words.replace("\x00", ""))) == 200
        world.work()
    for number, status in SMS_TROUBLE:
        world.providers.fail("twilio", "create", Fault(status=status))
        assert world.post(twilio_message(own, number, WORDS[0])) == 200
        world.work()
    for chat, status in CHAT_TROUBLE:
        world.providers.fail("telegram", "sendMessage", Fault(status=status))
        assert world.post(telegram_text(own, chat, WORDS[1])) == 200
        world.work()
    forged = twilio_message(own, NUMBER, NAME)
    assert world.post(Webhook(forged.path, {"X-Twilio-Signature": NAME}, forged.body)) == 403

    assert world.texts_sent("twilio") > 2
    assert world.texts_sent("telegram") > 2
    kept = everything_kept(world)
    assert any(name.endswith(".sqlite") for name in kept)
    assert any("redis" in name and content for name, content in kept.items())
    for name, content in kept.items():
        assert found_in(content, world.canaries()) == [], name
    said = capfd.readouterr()
    assert found_in((said.out + said.err).encode(), world.canaries()) == []
    assert found_in(caplog.text.encode(), world.canaries()) == []


def test_a_failing_turn_leaks_nothing(
    world: World,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T24: an exception that quotes a message says it to nobody."""

    def quote(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read: {WORDS[1]} from {NUMBER}")

    caplog.set_level(logging.DEBUG)
    log.set_up(logging.DEBUG)
    monkeypatch.setattr("helpline.operations.converse.record", quote)
    assert world.post(twilio_message(world.providers.own, NUMBER, WORDS[0])) == 200
    world.work()
    said = capfd.readouterr()
    assert "ValueError" in said.out + said.err, "that it failed, and how, is told"
    places = {**everything_kept(world), "said": (said.out + said.err + caplog.text).encode()}
    for name, content in places.items():
        assert found_in(content, world.canaries()) == [], name


def test_a_canary_would_be_found(world: World) -> None:
    leak = world.home / "leak.txt"
    leak.write_text(f"from {NUMBER}: {NAME}")
    assert found_in(everything_kept(world)[str(leak)], world.canaries()) == [NUMBER[1:], NAME]
    leak.unlink()
