"""`helpline report`: figures in four forms, and who has no plan."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpline import wiring
from helpline.cli import main
from helpline.config import Config
from helpline.core.channel import Address, Channel
from helpline.core.contact import Contact
from helpline.core.survivor import KnownBy, Survivor
from helpline.operations import people
from helpline.store.migrate import migrate
from test_keys import OLD, settings

SURVIVORS = 12


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["report", *words], env=settings(home, OLD))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Twelve survivors, none of whom was offered anything."""
    config = Config.from_env(settings(tmp_path, OLD))
    migrate(config.database_url)
    helpline = wiring.build(config)
    organisation = people.organisation(helpline, "Example")
    now = datetime.now(UTC) - timedelta(days=1)
    with helpline.store.begin() as tx:
        for number in range(SURVIVORS):
            contact = Contact(wiring.new_id(), organisation.id, "km", None, now)
            tx.contacts.create(
                contact, wiring.new_id(), Address(Channel.SMS, f"+8550000000{number:02}")
            )
            tx.survivors.add(Survivor(contact.id, organisation.id, now, KnownBy.SCREENING))
    return tmp_path


def test_figures_hide_small_numbers(home: Path) -> None:
    """T29"""
    found = json.loads(run(home, "--format", "json").stdout)
    rows = {row["key"]: row for row in found["rows"]}
    assert (rows["offered"]["part"], rows["offered"]["whole"]) == ("0", "10")
    assert "<10" in found["note"]


def test_the_unplanned_are_listed_without_a_name_or_a_number(home: Path) -> None:
    """T18, T23"""
    result = run(home, "--no-plan", "--format", "json")
    rows = json.loads(result.stdout)["rows"]
    assert len(rows) == SURVIVORS
    assert {row["why"] for row in rows} == {"never_offered"}
    assert "+855" not in result.stdout


@pytest.mark.parametrize("words", [(), ("--no-plan",)])
def test_every_form_says_the_same(home: Path, words: tuple[str, ...]) -> None:
    table = run(home, *words)
    comma = run(home, *words, "--format", "csv")
    sheet = run(home, *words, "--format", "xlsx")
    assert (table.exit_code, comma.exit_code, sheet.exit_code) == (0, 0, 0)
    assert len(comma.stdout.splitlines()) > 9
    first = comma.stdout.splitlines()[1].split(",")[0]
    assert first in table.stdout
    book = zipfile.ZipFile(io.BytesIO(sheet.stdout_bytes))
    strings = book.read("xl/sharedStrings.xml").decode()
    assert comma.stdout.splitlines()[1].rsplit(",", 1)[1].strip() in strings
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_days_in_the_wrong_order_are_told(home: Path) -> None:
    result = run(home, "--from", "2026-03-02", "--to", "2026-03-01")
    assert result.exit_code == 2
    assert "--from must be a day before --to" in result.stderr
