"""Flows, words and catalogues that are wrong: the program refuses, naming file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpline import wiring
from helpline.cli import main
from helpline.core.errors import ContentError, StoreUnavailable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of everything that is said and understood."""
    for folder in ("flows", "locales"):
        shutil.copytree(wiring.ROOT / folder, tmp_path / folder)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> int:
    """Change the first place of `old`; its line."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("flows/f20_self_harm.toml", 'kind = "escalate"', 'kind = "escalates"'),
        ("flows/f20_self_harm.toml", 'priority = "P1"', 'priority = "P9"'),
        ("flows/f01_welcome.toml", 'go = "F01.2"', 'go = "F01.99"'),
        ("flows/words/held.toml", 'priority = "P1"', 'priority = "P9"'),
        ("flows/words/self_harm.toml", "[hard]", "[hard"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(root: Path, file: str, old: str, new: str) -> None:
    line = spoil(root / file, old, new)
    with pytest.raises(ContentError) as refused:
        wiring.read_content(root)
    told = str(refused.value)
    assert Path(file).name in told
    lines = {int(part) for part in told.replace(":", " ").split() if part.isdigit()}
    assert any(abs(found - line) <= 3 for found in lines), (line, told)


def test_a_broken_catalogue_is_refused(root: Path) -> None:
    spoil(root / "locales/km/LC_MESSAGES/flows.po", 'msgstr "', 'msgstr "\\q')
    spoil(root / "locales/km/LC_MESSAGES/flows.po", "msgctxt ", "msgctxxt ")
    with pytest.raises(ContentError, match="km"):
        wiring.read_content(root)


def test_a_command_says_it_plainly_and_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ContentError("f01_welcome.toml:97: F01.back leads to F01.99, which does not exist")

    monkeypatch.setattr(wiring, "read_content", broken)
    result = CliRunner().invoke(main, ["flows", "check"])
    assert result.exit_code == 2
    assert "f01_welcome.toml:97" in result.output
    assert "Traceback" not in result.output


def test_a_store_that_is_away_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StoreUnavailable("locked")

    monkeypatch.setattr(wiring, "from_environment", away)
    result = CliRunner().invoke(main, ["people", "list"])
    assert result.exit_code == 1
    assert "the store does not answer" in result.output


def test_the_present_versions_of_flows_are_kept_for_talks_that_began_in_them(
    root: Path, tmp_path: Path
) -> None:
    """SAFETY R17: after a deploy an old version is still readable."""
    home = tmp_path / "home"
    wiring.archive_flows(wiring.read_content(root).flows, home, root)
    before = wiring.read_content(root).flows.current["F01"].version
    spoil(root / "flows" / "f01_welcome.toml", 'title = "', 'title = "new ')
    flows = wiring.read_content(root, home / "flows").flows
    assert flows.current["F01"].version != before
    assert ("F01", before) in flows.archive
