"""`helpline keys`: fresh secrets, and rotation of the master key."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpline import wiring
from helpline.cli import main
from helpline.config import Config
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact
from helpline.core.errors import NotFound
from helpline.operations import people
from helpline.rehearsal import START
from helpline.store.keys import UnknownKey
from helpline.store.migrate import migrate

ADDRESS = Address(Channel.SMS, "+85500000001")


def secret(seed: int) -> str:
    return base64.b64encode(bytes(range(seed, seed + 32))).decode()


OLD, NEW = f"k1:{secret(0)}", f"k2:{secret(100)}"


def settings(home: Path, keys: str) -> dict[str, str]:
    return {
        "HELPLINE_HOME": str(home),
        "HELPLINE_PUBLIC_URL": "http://127.0.0.1:8000",
        "HELPLINE_OPERATOR": "An organisation",
        "HELPLINE_KEYS": keys,
        "HELPLINE_INDEX_KEY": secret(40),
        "HELPLINE_AUDIT_KEY": secret(50),
        "HELPLINE_SESSION_KEY": secret(60),
    }


def command(home: Path, keys: str, *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env=settings(home, keys))


def who_is_there(home: Path, keys: str) -> str:
    with wiring.store_of(Config.from_env(settings(home, keys))).read() as tx:
        link = tx.contacts.by_address(ADDRESS)
        if link is None:
            raise NotFound("nobody")
        return link.address.value


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one contact, sealed under the old key."""
    config = Config.from_env(settings(tmp_path, OLD))
    migrate(config.database_url)
    helpline = wiring.build(config)
    organisation = people.organisation(helpline, "An organisation")
    with helpline.store.begin() as tx:
        contact = Contact("c" * 32, organisation.id, "km", "km", START)
        tx.contacts.create(contact, "a" * 32, ADDRESS)
    return tmp_path


def test_after_a_rotation_the_old_key_is_not_needed(home: Path) -> None:
    with pytest.raises(UnknownKey):
        who_is_there(home, NEW)
    rotated = command(home, f"{NEW},{OLD}", "keys", "rotate")
    assert rotated.exit_code == 0
    assert "1 wrapped anew" in rotated.output
    assert who_is_there(home, NEW) == ADDRESS.value


def test_a_second_rotation_finds_nothing_to_do(home: Path) -> None:
    command(home, f"{NEW},{OLD}", "keys", "rotate")
    again = command(home, f"{NEW},{OLD}", "keys", "rotate")
    assert again.exit_code == 0
    assert "1 wrapped anew" not in again.output


def test_a_rotation_without_the_old_key_says_so_and_changes_nothing(home: Path) -> None:
    refused = command(home, NEW, "keys", "rotate")
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert secret(100) not in refused.output
    assert who_is_there(home, OLD) == ADDRESS.value


def test_fresh_secrets_are_settings_that_are_accepted(tmp_path: Path) -> None:
    made = command(tmp_path, OLD, "keys", "new", "--id", "k9")
    given = dict(line.split("=", 1) for line in made.output.splitlines())
    config = Config.from_env(settings(tmp_path, OLD) | given | {"HELPLINE_TELEGRAM_TOKEN": "1:a"})
    assert config.keys[0].id == "k9"
    assert made.output != command(tmp_path, OLD, "keys", "new", "--id", "k9").output


def test_the_log_says_which_words_and_weights_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CONVERSATIONS 6.3: count and hash at every start."""
    helpline = wiring.build(Config.from_env(settings(tmp_path, OLD)))
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    known = {event["event"]: f"{event['count']}:{event['hash']}" for event in said}
    count, words, weights = helpline.understander.mark.split(":")
    assert known["lexicon"] == f"{count}:{words}"
    assert known["listener"].endswith(f":{weights}")
