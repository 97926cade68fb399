"""`helpline forget`, `purge` and `doctor` from the outside: what they say and how they exit."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpline import wiring
from helpline.cli import main
from helpline.config import Config
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact
from helpline.operations import people
from helpline.store.migrate import migrate
from test_keys import OLD, settings

PHONE = "tel:+85500000001"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words], env=settings(home, OLD))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One contact who wrote 40 days ago."""
    config = Config.from_env(settings(tmp_path, OLD))
    migrate(config.database_url)
    helpline = wiring.build(config)
    organisation = people.organisation(helpline, "Example")
    then = datetime.now(UTC) - timedelta(days=40)
    contact = Contact(wiring.new_id(), organisation.id, "km", None, then)
    with helpline.store.begin() as tx:
        tx.contacts.create(contact, wiring.new_id(), Address(Channel.SMS, "+85500000001"))
    return tmp_path


def test_forget_says_what_it_did_and_leaves_a_tombstone(home: Path) -> None:
    result = run(home, "forget", PHONE, "--yes")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("forgotten: ")
    assert len((home / "forgotten.log").read_text().splitlines()) == 1
    again = run(home, "forget", PHONE, "--yes")
    assert (again.exit_code, "nobody is known" in again.output) == (1, True)
    assert "0 forgotten again" in run(home, "forget", "--again").output


def test_forget_asks_first(home: Path) -> None:
    result = CliRunner().invoke(main, ["forget", PHONE], env=settings(home, OLD), input="n\n")
    assert result.exit_code == 1
    assert not (home / "forgotten.log").exists()


@pytest.mark.parametrize("words", [(), (PHONE, "--again"), ("+85500000001", "--yes")])
def test_forget_takes_one_address_or_again(home: Path, words: tuple[str, ...]) -> None:
    result = run(home, "forget", *words)
    assert result.exit_code == 2
    assert "ADDRESS" in result.output


def test_purge_tells_counts_and_then_nothing(home: Path) -> None:
    assert json.loads(run(home, "purge", "--json").stdout) == {"contacts": 1, "bare_contacts": 1}
    result = run(home, "purge")
    assert (result.exit_code, result.stdout) == (0, "nothing is old enough\n")


def test_doctor_lists_what_is_missing_with_its_remedy(home: Path) -> None:
    result = run(home, "doctor")
    assert result.exit_code == 1
    assert "no verified number for {line}\n    call it" in result.stdout
    assert "Khmer texts have no native reviewer" in result.stdout
    assert result.stdout.strip().endswith("things are missing")


def test_doctor_says_whom_it_told_our_address(home: Path) -> None:
    result = run(home, "doctor", "--register")
    assert result.stdout.startswith("registered: no channel needs it\n")


def test_doctor_tells_bad_settings_first() -> None:
    result = CliRunner().invoke(main, ["doctor"], env={"HELPLINE_KEYS": "x"})
    assert result.exit_code == 2
    assert "HELPLINE_OPERATOR is missing" in result.output


def test_pictures_of_flows_are_svg_when_asked() -> None:
    for words in (["flows", "graph"], ["flows", "graph", "F17"]):
        result = CliRunner().invoke(main, [*words, "--format", "svg"])
        assert result.exit_code == 0
        assert result.stdout.startswith("<svg ")
        assert result.stdout.endswith("</svg>\n")
